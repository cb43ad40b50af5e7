"""Which workshops took part in a year: in one that has closed as it was counted, in the running one as far as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from assessments.choices import AssessmentKind, Dimension
from assessments.models import Assessment, Summary, SummaryParticipant
from assessments.years import begins_at

if TYPE_CHECKING:
    import datetime as dt

    from assessments.small_groups import Key

_STORED = "assessment__classification"
_PATHS = {
    Dimension.REGION: "region__code",
    Dimension.MAINTAINER: "maintainer_type",
    Dimension.NETWORK: "networks__slug",
    Dimension.SIZE: "size",
    Dimension.LANGUAGE: "language",
}
_CODES = {Dimension.SERVICE: "services", Dimension.SECTOR: "sectors"}


def participants_of(summary: Summary, narrowing: Key) -> QuerySet[SummaryParticipant]:
    """Return the workshops of the group that took part, each with its assessment and what that stores of it, by the name it had then."""
    rows = summary.participants.order_by("sort_key", "pk")
    for dimension, value in narrowing:
        rows = rows.filter(_has(Dimension(dimension), value))
    return rows.select_related(f"{_STORED}__region", f"{_STORED}__municipality")


def _has(dimension: Dimension, value: str) -> Q:
    if dimension in _PATHS:
        return Q(**{f"{_STORED}__{_PATHS[dimension]}": value})
    column = f"{_STORED}__{_CODES[dimension]}"  # codes with a space between; none of them is a part of another with spaces around
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
