"""How far the confirmed ratings of two auditors were from each other, criterion by criterion. Pure; never of one pair alone.

A coordinator sees no single rating (docs/domain.md 4.3). She knows what was agreed: from one pair's distance she could work out both. So
figures of a criterion are told in whole batches of its pairs, the oldest first; what comes after the last whole batch waits for the next.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

BATCH = 5  # as in the rule of small groups: nothing about fewer than five


@dataclass(frozen=True)
class Agreement:
    """How many pairs gave the same level, levels next to each other, and levels further apart."""

    exact: int
    near: int
    apart: int

    @property
    def pairs(self) -> int:
        return self.exact + self.near + self.apart

    @property
    def is_told(self) -> bool:
        """Whether there are enough pairs to tell of."""
        return self.pairs >= BATCH

    @property
    def exact_share(self) -> Fraction:
        """The share of pairs on the same level; needs at least one pair."""
        return Fraction(self.exact, self.pairs)

    @property
    def counts(self) -> tuple[int, int, int]:
        """The furthest apart first, as the picture draws them from light to dark."""
        return (self.apart, self.near, self.exact)


def agreement_from_distances(counts: Mapping[int, int]) -> Agreement:
    """Return the agreement of pairs given as distance in levels → how many pairs."""
    far = sum(count for distance, count in counts.items() if distance > 1)
    return Agreement(exact=counts.get(0, 0), near=counts.get(1, 0), apart=far)


def told_distances(counts: Mapping[int, int], newest: Sequence[int]) -> dict[int, int]:
    """Return the counts without the newest pairs that are not in a whole batch yet; `newest` are distances, the newest first."""
    total = sum(counts.values())
    waiting = Counter(newest[: total - whole_batches(total)])
    return {distance: count - waiting[distance] for distance, count in counts.items()}


def whole_batches(count: int) -> int:
    """Return how many of `count` things, the oldest first, stand in whole batches."""
    return count // BATCH * BATCH
