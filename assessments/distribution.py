"""How answers divide: counts of each level, and what follows from them exactly. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from assessments.scoring import median_from_counts


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
