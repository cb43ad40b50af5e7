"""On which day who has not finished is reminded: the table, day by day."""

from __future__ import annotations

import datetime as dt

import pytest

from assessments.reminder_days import OVERDUE, REMINDERS, Occasion, reminder_day, reminder_due
from config.toolkit.working_days import is_working_day

LONG_AGO = dt.date(2026, 1, 2)
SUMMER = (dt.date(2026, 7, 1), dt.date(2026, 7, 31))
AUTUMN_BREAK = (dt.date(2026, 10, 12), dt.date(2026, 10, 16))
ROUND = (30, 7, 1)


def date(text: str) -> dt.date:
    """A day of 2026 as it is typed: 24.11."""
    day, month = text.rstrip(".").split(".")
    return dt.date(2026, int(month), int(day))


def works(day: dt.date) -> bool:
    """Weekends, the quiet times of the settings, and a round's own break in the autumn are days off."""
    return is_working_day(day) and not AUTUMN_BREAK[0] <= day <= AUTUMN_BREAK[1]


def test_table_says_30_7_and_1_days_before_and_once_when_overdue() -> None:
    assert REMINDERS == {
        Occasion.ROUND: (30, 7, 1),
        Occasion.RATINGS: (7, 1, OVERDUE),
        Occasion.INVITATION: (2, OVERDUE),
        Occasion.AUDIT: (30, 7, 1, OVERDUE),
        Occasion.COMMENTS: (3,),
        Occasion.COMMENTS_ENDED: (OVERDUE,),
    }


@pytest.mark.parametrize(
    ("deadline", "step", "since", "expected"),
    [
        ("1.12.", 7, "1.9.", "24.11."),  # a Tuesday like the deadline
        ("1.12.", 30, "1.9.", "30.10."),  # a Sunday goes back to the Friday
        ("30.11.", 1, "1.9.", "27.11."),  # the day before a Monday is a Sunday too
        ("1.12.", 1, "1.9.", "30.11."),
        ("19.10.", 7, "1.9.", "9.10."),  # the round's own break: the last working day before it begins
        ("19.10.", 1, "1.9.", "9.10."),
        ("5.8.", 30, "1.5.", "30.6."),  # the quiet time of July
        ("5.8.", 30, "30.6.", "3.8."),  # told on the last day before the break
        ("5.8.", 30, "2.7.", "3.8."),  # told of it within the break: the first working day after it
        ("3.8.", 7, "2.7.", "3.8."),  # the day of the deadline itself is still before the deadline
        ("30.7.", 7, "2.7.", None),  # the break ends after the deadline
        ("1.12.", 7, "24.11.", None),  # told of it on that very day
        ("1.12.", 7, "23.11.", "24.11."),
        ("1.12.", OVERDUE, "1.9.", "2.12."),
        ("4.12.", OVERDUE, "1.9.", "7.12."),  # a weekend
        ("9.10.", OVERDUE, "1.9.", "19.10."),  # the break
        ("1.12.", OVERDUE, "2.12.", None),  # came when it was late already
    ],
)
def test_day_of_a_reminder(deadline: str, step: int, since: str, expected: str | None) -> None:
    day = reminder_day(deadline_date=date(deadline), step=step, since=date(since), is_working=works)
    assert day == (date(expected) if expected else None)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("29.10.", None),
        ("30.10.", 30),
        ("31.10.", None),  # a Saturday: nothing is sent
        ("2.11.", 30),  # missed ones are made up for
        ("23.11.", 30),
        ("24.11.", 7),
        ("27.11.", 7),  # a worker that was down for three days sends the one of the week alone
        ("30.11.", 1),
        ("1.12.", 1),  # the deadline is at 16.15
        ("2.12.", None),
    ],
)
def test_most_urgent_step_of_a_round(today: str, expected: int | None) -> None:
    found = reminder_due(deadline_date=date("1.12."), steps=ROUND, since=LONG_AGO, today=date(today), is_working=works)
    assert found == expected


@pytest.mark.parametrize(
    ("today", "expected"),
    [("1.12.", 1), ("2.12.", OVERDUE), ("16.12.", OVERDUE), ("17.12.", None)],  # for a fortnight, no longer
)
def test_overdue_is_told_for_a_fortnight(today: str, expected: int | None) -> None:
    steps = REMINDERS[Occasion.AUDIT]
    assert reminder_due(deadline_date=date("1.12."), steps=steps, since=LONG_AGO, today=date(today), is_working=works) == expected


def test_no_day_but_a_working_day_is_ever_given() -> None:
    for days in range(365):
        deadline = dt.date(2026, 1, 1) + dt.timedelta(days=days)
        for step in REMINDERS[Occasion.AUDIT]:
            day = reminder_day(deadline_date=deadline, step=step, since=dt.date(2025, 6, 1), is_working=works)
            assert day is not None
            assert works(day)
            assert (day > deadline) is (step == OVERDUE)


def test_more_urgent_reminder_never_comes_before_a_less_urgent_one() -> None:
    for days in range(365):
        deadline = dt.date(2026, 1, 1) + dt.timedelta(days=days)
        found = [reminder_day(deadline_date=deadline, step=step, since=dt.date(2025, 6, 1), is_working=works) for step in ROUND]
        assert found == sorted(day for day in found if day)


def test_year_without_a_working_day_reminds_of_nothing() -> None:
    assert reminder_day(deadline_date=date("1.12."), step=7, since=LONG_AGO, is_working=lambda _day: False) is None
    assert reminder_due(deadline_date=date("1.12."), steps=ROUND, since=LONG_AGO, today=date("24.11."), is_working=lambda _: False) is None
