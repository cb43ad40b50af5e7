"""Reads of what was agreed."""

from __future__ import annotations

from assessments.models import Assessment
from criteria.models import Criterion


def criteria_of(assessment: Assessment) -> list[Criterion]:
    """Return the criteria of the assessment's areas in the version's order, each with its area."""
    return list(Criterion.objects.filter(area__assessments=assessment).select_related("area").order_by("order"))


def count_gaps(assessment: Assessment) -> int:
    """Return how many criteria have no agreed answer yet."""
    answered = assessment.results.exclude(answer="").values("criterion")
    return Criterion.objects.filter(area__assessments=assessment).exclude(pk__in=answered).count()
