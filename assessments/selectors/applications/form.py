"""Reads of an application's form: its criteria and what is still missing."""

from __future__ import annotations

from assessments.models import Application
from criteria.models import Criterion


def criteria_of_application(application: Application) -> list[Criterion]:
    """Return all criteria of the round's version in its order, each with its area; none without a round. One query."""
    if application.round is None:
        return []
    return list(Criterion.objects.filter(area__version=application.round.version_id).select_related("area").order_by("order"))


def missing_criteria(application: Application) -> list[Criterion]:
    """Return the criteria whose text is still missing, in the version's order. Two queries."""
    written = set(application.answers.exclude(text="").values_list("criterion_id", flat=True))
    return [criterion for criterion in criteria_of_application(application) if criterion.pk not in written]
