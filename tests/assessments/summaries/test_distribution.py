"""Medians, shares and quartiles of counted levels equal those of the answers themselves, as fractions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.distribution import Distribution, pooled

ANSWERS = st.lists(st.one_of(st.none(), st.integers(1, 5)), max_size=40)


def distribution(answers: Sequence[int | None], top: int = 3) -> Distribution:
    levels = [answer for answer in answers if answer is not None]
    return Distribution(Counter(levels), sum(level >= top for level in levels), answers.count(None))


def plain_median(levels: list[int]) -> Fraction:
    ordered, middle = sorted(levels), len(levels) // 2
    return Fraction(ordered[middle]) if len(levels) % 2 else Fraction(ordered[middle - 1] + ordered[middle], 2)


@given(ANSWERS)
def test_figures_equal_those_of_the_answers_themselves(answers: list[int | None]) -> None:
    counted, levels = distribution(answers), [answer for answer in answers if answer is not None]
    assert (counted.answered, counted.with_level, counted.not_applicable) == (len(answers), len(levels), answers.count(None))
    if levels:
        assert counted.median is not None
        assert Fraction(counted.median) == plain_median(levels)
        assert counted.top_share == sum((Fraction(1, len(levels)) for level in levels if level >= 3), Fraction(0))
    else:
        assert (counted.median, counted.top_share, counted.quartiles) == (None, None, None)


@given(ANSWERS.filter(any))
def test_quartile_is_the_lowest_level_with_a_quarter_at_or_under_it(answers: list[int | None]) -> None:
    levels = [answer for answer in answers if answer is not None]

    def reached(share: Fraction) -> int:
        return min(level for level in levels if Fraction(sum(other <= level for other in levels), len(levels)) >= share)

    assert distribution(answers).quartiles == (reached(Fraction(1, 4)), reached(Fraction(3, 4)))


@given(st.lists(ANSWERS, max_size=5))
def test_pooled_figures_are_those_of_all_the_answers(parts: list[list[int | None]]) -> None:
    whole = distribution([answer for part in parts for answer in part])
    together = pooled(distribution(part) for part in parts)
    assert (dict(together.levels), together.top, together.not_applicable) == (dict(whole.levels), whole.top, whole.not_applicable)


@pytest.mark.parametrize(
    ("answers", "median", "share", "quartiles"),
    [
        ([2, 3], Fraction(5, 2), Fraction(1, 2), (2, 3)),  # an even count
        ([4], Fraction(4), Fraction(1), (4, 4)),  # one answer
        ([None, 1], Fraction(1), Fraction(0), (1, 1)),  # whom it does not concern has no level
        ([1, 1, 4, 4], Fraction(5, 2), Fraction(1, 2), (1, 4)),
        ([3, 3, 1], Fraction(3), Fraction(2, 3), (1, 3)),
    ],
)
def test_figures_of_few_answers_are_exact(answers, median, share, quartiles) -> None:
    counted = distribution(answers)
    assert (Fraction(counted.median), counted.top_share, counted.quartiles) == (median, share, quartiles)
