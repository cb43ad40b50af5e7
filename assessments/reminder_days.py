"""On which day who has not finished is reminded: one table, and arithmetic of days without a database.

Quiet times, weekends and a round's own breaks move reminders (docs/domain.md 4.2); the deadline itself stands.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from enum import StrEnum

WorkingDay = Callable[[dt.date], bool]


class Occasion(StrEnum):
    """What has a deadline. The values are the kinds of the mails."""

    ROUND = "deadline_reminder"
    RATINGS = "ratings_due"
    INVITATION = "seat_reminder"
    AUDIT = "audit_reminder"
    COMMENTS = "comments_reminder"
    COMMENTS_ENDED = "comments_ended"


OVERDUE = -1  # the day after the deadline

# How many days before the deadline those who have not finished are reminded, once each time; OVERDUE once when it has passed.
REMINDERS: dict[Occasion, tuple[int, ...]] = {
    Occasion.ROUND: (30, 7, 1),  # of a deadline that has passed the mail of lapsing tells
    Occasion.RATINGS: (7, 1, OVERDUE),  # 30 days would be before they begin: ratings usually take a fortnight
    Occasion.INVITATION: (2, OVERDUE),  # five days after it was sent: it is answered within a week
    Occasion.AUDIT: (30, 7, 1, OVERDUE),
    Occasion.COMMENTS: (3,),  # of a fortnight; silence means that there are none
    Occasion.COMMENTS_ENDED: (OVERDUE,),  # the auditors go on
}
OVERDUE_AT_MOST = dt.timedelta(days=14)  # what has been late for longer than this is nagged about no more
_YEAR = 366


def reminder_due(*, deadline_date: dt.date, steps: Sequence[int], since: dt.date, today: dt.date, is_working: WorkingDay) -> int | None:
    """Return the most urgent of the steps whose day has come, None when there is none or today is a day off.

    The same step is returned until the next one is due or the deadline has passed: what is sent once is remembered by its sender. A step
    whose day was missed is thus made up for, but never beside a more urgent one.
    """
    if not is_working(today):
        return None
    days = {step: reminder_day(deadline_date=deadline_date, step=step, since=since, is_working=is_working) for step in steps}
    return min((step for step, day in days.items() if day and day <= today <= _last_day(step, day, deadline_date)), default=None)


def reminder_day(*, deadline_date: dt.date, step: int, since: dt.date, is_working: WorkingDay) -> dt.date | None:
    """Return the day of one reminder, None when it would have been on or before `since`, the day on which the person was told.

    A day off moves it to the last working day before; when that is past (`since`), to the first one after, unless the deadline is earlier.
    What is overdue is told of on the first working day after the deadline.
    """
    planned = deadline_date - dt.timedelta(days=step)
    if planned <= since:
        return None
    after = _nearest(planned, 1, is_working)
    if step == OVERDUE or planned == after:
        return after
    before = _nearest(planned, -1, is_working)
    if before is not None and before > since:
        return before
    return after if after is not None and after <= deadline_date else None


def _last_day(step: int, day: dt.date, deadline_date: dt.date) -> dt.date:
    return day + OVERDUE_AT_MOST if step == OVERDUE else deadline_date


def _nearest(day: dt.date, direction: int, is_working: WorkingDay) -> dt.date | None:
    """Return the day itself or the next working day in the direction; None when a whole year has none."""
    days = (day + dt.timedelta(days=direction * count) for count in range(_YEAR))
    return next((each for each in days if is_working(each)), None)
