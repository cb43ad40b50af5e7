"""How answers divide: counts of each level, and what follows from them exactly. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from assessments.scoring import median_from_counts

Row = TypeVar("Row")
EXTREMES = 3  # so many criteria are named as the strongest and as those to develop; ties with the last one too


@dataclass(frozen=True)
class Distribution:
    """How many gave each level, how many of those one of the two highest of their scale, and how many it does not concern."""

    levels: Mapping[int, int]
    top: int
    not_applicable: int

    @property
    def with_level(self) -> int:
        return sum(self.levels.values())

    @property
    def answered(self) -> int:
        """All who answered, those without a level too."""
        return self.with_level + self.not_applicable

    @property
    def median(self) -> Decimal | None:
        """The exact median of the levels, halves included; None when there are none."""
        return median_from_counts(dict(self.levels))

    @property
    def top_share(self) -> Fraction | None:
        """Which share of those with a level are on one of the two highest; None when there are none."""
        return Fraction(self.top, self.with_level) if self.with_level else None

    @property
    def quartiles(self) -> tuple[int, int] | None:
        """The levels at which a quarter and three quarters of those with a level are reached; None when there are none."""
        if not self.with_level:
            return None
        return self._reached(1), self._reached(3)

    def _reached(self, quarters: int) -> int:
        seen = 0
        for level in sorted(self.levels):
            seen += self.levels[level]
            if 4 * seen >= quarters * self.with_level:
                return level
        raise AssertionError  # all of them reach the whole


def pooled(parts: Iterable[Distribution]) -> Distribution:
    """Return the distributions put together, as the answers to an area's criteria."""
    levels: Counter[int] = Counter()
    top = not_applicable = 0
    for part in parts:
        levels.update(part.levels)
        top += part.top
        not_applicable += part.not_applicable
    return Distribution(dict(levels), top, not_applicable)


def extremes(rows: Sequence[Row], share_of: Callable[[Row], Fraction]) -> tuple[list[Row], list[Row]]:
    """Return the rows with the least shares and those with the greatest, each from its end on; equal ones stay in their order.

    At most half of the rows stand on either side. Rows as great as the last one named are named too; those that would then be on both
    sides are on neither.
    """
    ordered = sorted(rows, key=share_of)
    number = min(EXTREMES, len(ordered) // 2)
    if not number:
        return [], []
    low, high = share_of(ordered[number - 1]), share_of(ordered[-number])
    least = [row for row in ordered if share_of(row) <= low and share_of(row) < high]
    greatest = [row for row in sorted(rows, key=share_of, reverse=True) if share_of(row) >= high and share_of(row) > low]
    return least, greatest
