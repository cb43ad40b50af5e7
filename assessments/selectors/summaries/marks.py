"""Quality marks in numbers: how many hold, end, have ended, were renewed and were revoked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q

from assessments.models import QualityMark
from assessments.models.mark import taken_over_units
from assessments.selectors.marks import ending_marks


@dataclass(frozen=True)
class MarkFigures:
    """The marks on a day: each is valid, ended, renewed or revoked; those that are ending soon hold still.

    A mark that holds in no unit is renewed when a newer one was granted to any of its units, also after a gap; ended when to none.
    """

    valid: int
    ending: int
    ended: int
    renewed: int
    revoked: int


def mark_figures(on: dt.date) -> MarkFigures:
    """Return the numbers of marks on the day; one query. Marks are public, so no number of them is too small to tell."""
    is_held = Q(pk__in=QualityMark.objects.valid_on(on).values("pk"))
    is_taken_over = Q(pk__in=taken_over_units(on).values("qualitymark"))
    is_over = Q(revoked_at=None) & ~is_held
    ending = ending_marks(on).prefetch_related(None).select_related(None).order_by().values("pk")
    found = QualityMark.objects.ever_granted(on).aggregate(
        valid=Count("pk", filter=is_held),
        ending=Count("pk", filter=Q(pk__in=ending)),
        ended=Count("pk", filter=is_over & ~is_taken_over),
        renewed=Count("pk", filter=is_over & is_taken_over),
        revoked=Count("pk", filter=Q(revoked_at__isnull=False)),
    )
    return MarkFigures(**found)
