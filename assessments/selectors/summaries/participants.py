"""Which workshops took part in a year: in one that has closed as it was counted, in the running one as far as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from assessments.choices import AssessmentKind, Dimension
from assessments.models import Assessment, Summary
from assessments.years import begins_at

if TYPE_CHECKING:
    import datetime as dt

    from assessments.small_groups import Key

_PATHS = {
    Dimension.REGION: "classification__region__code",
    Dimension.MAINTAINER: "classification__maintainer_type",
    Dimension.NETWORK: "classification__networks__slug",
    Dimension.SIZE: "classification__size",
    Dimension.LANGUAGE: "classification__language",
}
_CODES = {Dimension.SERVICE: "services", Dimension.SECTOR: "sectors"}


def participants_of(summary: Summary, narrowing: Key) -> QuerySet[Assessment]:
    """Return the assessments with which the workshops of the group took part, each with what it stores of its workshop."""
    rows = Assessment.objects.filter(pk__in=summary.participants.values("assessment"))
    for dimension, value in narrowing:
        rows = rows.filter(_has(Dimension(dimension), value))
    return rows.select_related("workshop", "classification__region", "classification__municipality").order_by("workshop__sort_key", "pk")


def _has(dimension: Dimension, value: str) -> Q:
    if dimension in _PATHS:
        return Q(**{_PATHS[dimension]: value})
    column = f"classification__{_CODES[dimension]}"  # codes with a space between; none of them is a part of another with spaces around
    return (
        Q(**{column: value})
        | Q(**{f"{column}__startswith": f"{value} "})
        | Q(**{f"{column}__endswith": f" {value}"})
        | Q(**{f"{column}__contains": f" {value} "})
    )


def finished_so_far(year: int, at: dt.datetime) -> int:
    """Return how many workshops have finished a self-assessment in the running year by the moment; not protected."""
    until = min(at, begins_at(year + 1))  # in January the year before is still waiting to be closed
    finished = Assessment.objects.filter(kind=AssessmentKind.SELF, completed_at__gte=begins_at(year), completed_at__lt=until)
    return finished.order_by().values("workshop").distinct().count()
