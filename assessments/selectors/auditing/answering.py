"""By when an auditor answers her invitation."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from config.toolkit.working_days import working_day_on_or_after

ANSWER_DAYS = 7  # an invitation is answered within a week; a day off moves it on


def answer_by(invited_at: dt.datetime) -> dt.date:
    """Return the last day to answer an invitation sent at the moment: never in a quiet time of the year or at a weekend."""
    return working_day_on_or_after(timezone.localdate(invited_at) + dt.timedelta(days=ANSWER_DAYS))
