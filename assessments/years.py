"""Whole calendar years of national summaries: when one begins, ends and is closed. No database."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from assessments.lifecycle import REOPEN_DAYS

CLOSING_DAYS = REOPEN_DAYS  # so long a self-assessment completed on the last day may still be opened again
SETTLING = dt.timedelta(hours=1)  # a request that came in on the last moment has ended: it is judged by when it came


def begins_at(year: int) -> dt.datetime:
    """Return the first moment of the year in the service's time zone."""
    return dt.datetime(year, 1, 1, tzinfo=timezone.get_default_timezone())


def closes_at(year: int) -> dt.datetime:
    """Return when nothing of the year can change any more: after the days in which its last assessments may be opened again."""
    return begins_at(year + 1) + dt.timedelta(days=CLOSING_DAYS) + SETTLING


def last_closed_year(at: dt.datetime) -> int:
    """Return the newest year that is closed at the moment."""
    year = timezone.localdate(at).year - 1
    return year if at >= closes_at(year) else year - 1
