"""Working days around now: what the demo tells of never happens on a weekend, in July or at Christmas."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from config.toolkit.working_days import is_working_day


class DemoCalendar:
    """Counts working days back and forth from the moment of seeding; strictly in order, so that no event overtakes another."""

    def __init__(self, now: dt.datetime) -> None:
        self.now = now

    def ago(self, days: int, hour: int = 9, minute: int = 0) -> dt.datetime:
        """Return the time of day on the working day that many working days before today; at least one."""
        return self._at(self._step(-1, max(days, 1)), hour, minute)

    def ahead(self, days: int) -> dt.date:
        """Return the working day that many working days after today."""
        return self._step(1, max(days, 1))

    def days_since(self, day: dt.date) -> int:
        """Return how many working days ago the day was: `ago` of that is the day, or the first working day after it."""
        today = timezone.localdate(self.now)
        return sum(is_working_day(day + dt.timedelta(days=number)) for number in range((today - day).days))

    def _step(self, direction: int, days: int) -> dt.date:
        day = timezone.localdate(self.now)
        while days:
            day += dt.timedelta(days=direction)
            days -= is_working_day(day)
        return day

    @staticmethod
    def _at(day: dt.date, hour: int, minute: int) -> dt.datetime:
        return dt.datetime.combine(day, dt.time(hour), tzinfo=timezone.get_default_timezone()) + dt.timedelta(minutes=minute)
