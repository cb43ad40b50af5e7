"""Days on which workshops are at work: due dates and reminders keep off weekends and the quiet times of the year."""

import datetime as dt
from collections.abc import Callable

from django.conf import settings


def is_quiet(day: dt.date) -> bool:
    """Tell whether the day is in one of the quiet times, settings.QUIET_TIMES: (first, last) as (month, day), over a new year too."""
    today = (day.month, day.day)
    return any(first <= today <= last if first <= last else today >= first or today <= last for first, last in settings.QUIET_TIMES)


def is_working_day(day: dt.date) -> bool:
    """Tell whether the day is neither at a weekend nor in a quiet time."""
    return day.weekday() < 5 and not is_quiet(day)


def working_day_on_or_before(day: dt.date) -> dt.date:
    """Return the day itself or the last working day before it. Raises ValueError when a whole year has none."""
    for days in range(366):
        earlier = day - dt.timedelta(days=days)
        if is_working_day(earlier):
            return earlier
    raise ValueError("settings.QUIET_TIMES leaves no working day.")


def working_day_on_or_after(day: dt.date, is_working: Callable[[dt.date], bool] = is_working_day) -> dt.date:
    """Return the day itself or the first working day after it; `is_working` knows of more days off. ValueError when a year has none."""
    for days in range(366):
        later = day + dt.timedelta(days=days)
        if is_working(later):
            return later
    raise ValueError("settings.QUIET_TIMES leaves no working day.")
