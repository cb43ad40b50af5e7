"""Working days: not weekends, not the quiet times of the year."""

import datetime as dt

import pytest

from config.toolkit.working_days import is_quiet, is_working_day, working_day_on_or_before


@pytest.mark.parametrize(
    ("day", "quiet"),
    [
        (dt.date(2026, 6, 30), False),
        (dt.date(2026, 7, 1), True),
        (dt.date(2026, 7, 31), True),
        (dt.date(2026, 8, 1), False),
        (dt.date(2026, 12, 21), False),
        (dt.date(2026, 12, 22), True),
        (dt.date(2027, 1, 1), True),
        (dt.date(2027, 1, 6), True),
        (dt.date(2027, 1, 7), False),
    ],
)
def test_quiet_times_have_their_first_and_last_day(day, quiet):
    assert is_quiet(day) is quiet


def test_quiet_times_are_a_setting(settings):
    settings.QUIET_TIMES = [((2, 15), (2, 20))]
    assert is_quiet(dt.date(2027, 2, 20))
    assert not is_quiet(dt.date(2027, 7, 10))


def test_weekend_is_no_working_day():
    assert not is_working_day(dt.date(2026, 11, 21))
    assert is_working_day(dt.date(2026, 11, 23))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (dt.date(2026, 11, 20), dt.date(2026, 11, 20)),
        (dt.date(2026, 11, 22), dt.date(2026, 11, 20)),
        (dt.date(2027, 1, 3), dt.date(2026, 12, 21)),
        (dt.date(2026, 8, 1), dt.date(2026, 6, 30)),
    ],
)
def test_working_day_is_found_backwards(day, expected):
    assert working_day_on_or_before(day) == expected


def test_year_without_working_days_is_refused(settings):
    settings.QUIET_TIMES = [((1, 1), (12, 31))]
    with pytest.raises(ValueError, match="no working day"):
        working_day_on_or_before(dt.date(2026, 11, 20))
