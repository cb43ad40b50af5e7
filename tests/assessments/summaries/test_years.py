"""When a year begins, ends and is closed, by Helsinki's clock."""

import datetime as dt

import pytest
from django.utils import timezone

from assessments.lifecycle import REOPEN_DAYS
from assessments.years import begins_at, closes_at, last_closed_year

UTC = dt.UTC


def test_year_begins_at_midnight_in_helsinki() -> None:
    assert begins_at(2026) == dt.datetime(2025, 12, 31, 22, 0, tzinfo=UTC)


def test_year_closes_on_15_january_an_hour_after_midnight() -> None:
    assert closes_at(2026) == dt.datetime(2027, 1, 14, 23, 0, tzinfo=UTC)


def test_nothing_completed_in_the_year_can_be_opened_again_when_it_closes() -> None:
    last = begins_at(2027) - dt.timedelta(microseconds=1)
    assert last + dt.timedelta(days=REOPEN_DAYS) < closes_at(2026) - dt.timedelta(minutes=59)


@pytest.mark.parametrize(
    ("at", "year"),
    [
        (closes_at(2026) - dt.timedelta(microseconds=1), 2025),
        (closes_at(2026), 2026),
        (dt.datetime(2026, 12, 31, 22, 30, tzinfo=UTC), 2025),  # New Year in Helsinki
        (dt.datetime(2027, 12, 31, 21, 59, tzinfo=UTC), 2026),
        (dt.datetime(2027, 12, 31, 22, 30, tzinfo=UTC), 2026),
    ],
)
def test_last_closed_year_follows_the_moment(at: dt.datetime, year: int) -> None:
    assert last_closed_year(at) == year
    with timezone.override("Pacific/Auckland"):  # whoever asks, and from where, makes no difference
        assert last_closed_year(at) == year
