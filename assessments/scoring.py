"""Pure arithmetic on levels: medians, spreads, agreement. No total score and no ranking of workshops, anywhere."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

from assessments.choices import Answer

Step = TypeVar("Step")


def median_from_counts(counts: dict[int, int]) -> Decimal | None:
    """Return the exact median of levels given as value → count, halves included; None when there are none.

    Levels are few, so the median is found from counts at any size.
    """
    total = sum(counts.values())
    if not total:
        return None
    lower, upper = (total - 1) // 2, total // 2
    return Decimal(_nth(counts, lower) + _nth(counts, upper)) / 2


def _nth(counts: dict[int, int], position: int) -> int:
    seen = 0
    for value in sorted(counts):
        seen += counts[value]
        if seen > position:
            return value
    raise IndexError(position)


def median(values: Iterable[int]) -> Decimal | None:
    """Return the median of levels, halves included; None when there are none."""
    return median_from_counts(Counter(values))


def level_range(values: Sequence[int]) -> int:
    """Return how many levels apart the highest and the lowest are; 0 for fewer than two."""
    return max(values) - min(values) if values else 0


def agreed_level(levels: Sequence[int | None]) -> int | None:
    """Return the level that every answer gave, or None: an answer without a level (None) is never an agreement."""
    if not levels or None in levels or len(set(levels)) != 1:
        return None
    return levels[0]


def verdict_differs(level: int, *, met_from: int, is_met: bool) -> bool:
    """Tell whether an auditor's verdict is another than the version says of the level: then the report needs a sentence why.

    From the level `met_from` up a criterion is met, below it is not (docs/domain.md 4.3). `is_met`: the verdict is the version's first
    one in its order, "täyttyy"; how far the others are from it makes no difference.
    """
    return (level >= met_from) != is_met


def answer_on_scale(answer: str, value: int | None, levels: Mapping[int, Step]) -> tuple[str, Step | None]:
    """Return an answer given on another scale and its level on this one, found by value; one this scale lacks leaves the answer open."""
    level = levels.get(value) if value is not None else None
    return ("" if answer == Answer.LEVEL and level is None else answer), level
