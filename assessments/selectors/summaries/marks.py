"""Quality marks in numbers: how many hold, end, have ended and were revoked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q

from assessments.models import QualityMark
from assessments.selectors.marks import ending_marks


@dataclass(frozen=True)
class MarkFigures:
    """The marks on a day; those that are ending soon hold still."""

    valid: int
    ending: int
    ended: int
    revoked: int


def mark_figures(on: dt.date) -> MarkFigures:
    """Return the numbers of marks on the day; one query. Marks are public, so no number of them is too small to tell."""
    held = QualityMark.objects.valid_on(on).values("pk")
    ending = ending_marks(on).prefetch_related(None).select_related(None).order_by().values("pk")
    found = QualityMark.objects.filter(granted_date__lte=on).aggregate(
        all=Count("pk"),
        valid=Count("pk", filter=Q(pk__in=held)),
        ending=Count("pk", filter=Q(pk__in=ending)),
        revoked=Count("pk", filter=Q(revoked_at__isnull=False)),
    )
    return MarkFigures(found["valid"], found["ending"], found["all"] - found["valid"] - found["revoked"], found["revoked"])
