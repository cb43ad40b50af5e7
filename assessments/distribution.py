"""How answers divide: counts of each level, and what follows from them exactly. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from operator import itemgetter
from typing import Protocol, TypeVar

from assessments.scoring import median_from_counts

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


class HasFigures(Protocol):
    """A row of a table that tells how the answers to something divide, or that they may not be told."""

    @property
    def figures(self) -> Distribution | None: ...


Row = TypeVar("Row", bound=HasFigures)


def pooled(parts: Iterable[Distribution]) -> Distribution:
    """Return the distributions put together, as the answers to an area's criteria."""
    levels: Counter[int] = Counter()
    top = not_applicable = 0
    for part in parts:
        levels.update(part.levels)
        top += part.top
        not_applicable += part.not_applicable
    return Distribution(dict(levels), top, not_applicable)


def extremes(rows: Iterable[Row]) -> tuple[list[Row], list[Row]]:
    """Return the rows with the least shares of the two highest levels and those with the greatest, each from its end on.

    At most half of those with a share stand on either side; equal ones stay in their order. Rows as great as the last one named are named
    too, and those that would then be on both sides are on neither.
    """
    shares = [(row, row.figures.top_share) for row in rows if row.figures]
    told = [(share, row) for row, share in shares if share is not None]
    ordered = sorted(told, key=itemgetter(0))
    number = min(EXTREMES, len(ordered) // 2)
    if not number:
        return [], []
    low, high = ordered[number - 1][0], ordered[-number][0]
    least = [row for share, row in ordered if share <= low and share < high]
    greatest = [row for share, row in sorted(told, key=itemgetter(0), reverse=True) if share >= high and share > low]
    return least, greatest
