"""Medians, ranges and agreement."""

from decimal import Decimal
from statistics import median as plain_median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring import agreed_level, answer_on_scale, level_range, median, median_from_counts

LEVELS = st.lists(st.integers(1, 7), min_size=1, max_size=60)


@given(LEVELS)
def test_median_equals_the_plain_definition(values: list[int]) -> None:
    assert median(values) == Decimal(str(plain_median(values)))


def test_median_of_two_neighbours_is_a_half() -> None:
    assert median([2, 3]) == Decimal("2.5")


def test_median_of_nothing_is_none() -> None:
    assert median([]) is None
    assert median_from_counts({2: 0}) is None


@given(LEVELS)
def test_level_range_is_the_distance_of_the_extremes(values: list[int]) -> None:
    assert level_range(values) == max(abs(one - other) for one in values for other in values)


def test_level_range_of_nothing_is_zero() -> None:
    assert level_range([]) == 0


@pytest.mark.parametrize(
    ("levels", "agreed"),
    [([2, 2, 2], 2), ([2], 2), ([2, 3], None), ([2, None], None), ([None, None], None), ([], None)],
)
def test_agreed_level_needs_every_answer_the_same(levels: list[int | None], agreed: int | None) -> None:
    assert agreed_level(levels) == agreed


@pytest.mark.parametrize(
    ("answer", "value", "told"),
    [("level", 2, ("level", "b")), ("level", 4, ("", None)), ("not_applicable", None, ("not_applicable", None)), ("", None, ("", None))],
)
def test_answer_on_another_scale_is_found_by_value_or_left_open(answer: str, value: int | None, told: tuple[str, str | None]) -> None:
    assert answer_on_scale(answer, value, {1: "a", 2: "b"}) == told
