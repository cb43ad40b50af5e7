"""What is read when an answer is saved: less than its page shows, for a form that saves itself is sent often and shows nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch

from criteria.models import Criterion, LevelDescription

if TYPE_CHECKING:
    from django.db.models import QuerySet


def criterion_to_answer(criteria: QuerySet[Criterion], code: str) -> Criterion:
    """Return the criterion with the code, with its area and `descriptions_of`; two queries. Raises `Criterion.DoesNotExist`."""
    described = Prefetch("level_descriptions", queryset=described_levels())
    criterion = criteria.filter(code=code).select_related("area").prefetch_related(described).order_by("order").first()
    if criterion is None:
        raise Criterion.DoesNotExist(code)
    return criterion


def described_levels() -> QuerySet[LevelDescription]:
    """Return the level descriptions with their levels, lowest first."""
    return LevelDescription.objects.select_related("level").order_by("level__value")


def descriptions_of(criterion: Criterion) -> tuple[LevelDescription, ...]:
    """Return the levels that the form of the criterion offers; no query when `described_levels` has been prefetched."""
    return tuple(criterion.level_descriptions.all())
