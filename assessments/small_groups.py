"""Which figures of a lattice may be told so that none about a small group can be had from them, not by subtracting either. Pure.

A figure of a group is a sum over its units: how many gave each answer. Whoever adds and subtracts told figures gets a sum in which each
unit has some weight. The rule (docs/decisions/0034): every such sum, but the one of nothing, has weights in units of at least `LEAST`
owners, and so of `LEAST` units. What is told then never depends on what the answers are, only on who answered.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from itertools import combinations, product
from random import Random
from typing import Generic, TypeVar

import numpy as np

from assessments.elimination import Elimination

LEAST = 5  # workshops and organisations (product.md, small groups)
# One look finds a sum of few owners with a chance of at least (1 - SHARE) ** 4: see `_Table.look`. All of them miss it with 3 in a million.
LOOKS = 200
SHARE = 0.5  # told figures that no others give are at most this many for each owner

Unit = TypeVar("Unit", bound=Hashable)
Key = tuple[tuple[str, str], ...]  # (dimension, value), ...: () is everybody


def lattice(features: Mapping[Unit, Mapping[str, Collection[str]]], dimensions: Sequence[str]) -> dict[Key, frozenset[Unit]]:
    """Return the groups of units by their features: everybody, each value of each dimension, and each two values of two dimensions.

    Groups stand in the order in which they are told: everybody, the single ones dimension by dimension, the double ones; larger first.
    """
    groups: dict[Key, set[Unit]] = {}
    for unit, values in features.items():
        for key in keys_of(values, dimensions):
            groups.setdefault(key, set()).add(unit)
    place = {dimension: number for number, dimension in enumerate(dimensions)}

    def turn(key: Key) -> tuple[object, ...]:
        by_dimension = [place[dimension] for dimension, _ in key] if len(key) == 1 else []
        return len(key), by_dimension, -len(groups[key]), key

    return {key: frozenset(groups[key]) for key in sorted(groups, key=turn)}


def keys_of(values: Mapping[str, Collection[str]], dimensions: Sequence[str]) -> Iterable[Key]:
    """Yield the keys of all groups to which a unit with these features belongs."""
    single = [[(dimension, value) for value in sorted(values.get(dimension, ()))] for dimension in dimensions]
    yield ()
    for pairs in single:
        yield from ((pair,) for pair in pairs)
    for first, second in combinations(single, 2):
        yield from product(first, second)


def told_groups(groups: Mapping[Key, Collection[Unit]], owner: Mapping[Unit, Hashable], *, complementary: bool = True) -> frozenset[Key]:
    """Return the keys of the groups whose figures may be told, in the order of preference of `groups`.

    `owner` is the organisation of each unit. Without `complementary` only the size of a group counts, and subtracting is possible: that is
    for the tests, which must find the leak then. The same input gives the same answer in every process.
    """
    large = {key: units for key, units in groups.items() if is_large(units, owner)}
    if not complementary or not large:
        return frozenset(large)
    table = _Table(large, owner)
    told = list(range(len(large)))
    for look in range(LOOKS):
        told = table.look(told, Random(look))  # noqa: S311 repeatable on purpose
    keys = list(large)
    return frozenset(keys[number] for number in told)


def is_large(units: Collection[Unit], owner: Mapping[Unit, Hashable]) -> bool:
    """Tell whether the units, and their owners, are at least `LEAST`."""
    return len(units) >= LEAST and len({owner[unit] for unit in units}) >= LEAST


class _Table(Generic[Unit]):
    """The groups as rows of a matrix; the columns are units, an owner's beside each other. Owners with the same columns have them once."""

    def __init__(self, groups: Mapping[Key, Collection[Unit]], owner: Mapping[Unit, Hashable]) -> None:
        units = sorted({unit for members in groups.values() for unit in members}, key=lambda unit: (str(owner[unit]), str(unit)))
        column = {unit: number for number, unit in enumerate(units)}
        whole = np.zeros((len(groups), len(units)), dtype=bool)
        for row, members in zip(whole, groups.values(), strict=True):
            row[[column[unit] for unit in members]] = True
        owned: dict[Hashable, list[int]] = {}
        for unit in units:
            owned.setdefault(owner[unit], []).append(column[unit])
        of_owner = list(owned.values())
        same: dict[bytes, list[int]] = {}
        for number, columns in enumerate(of_owner):
            same.setdefault(whole[:, columns].tobytes(), []).append(number)
        self.owners, self.alike = len(of_owner), list(same.values())
        kept = [of_owner[first] for first, *_others in self.alike]
        self.widths = np.array([len(columns) for columns in kept])
        self.rows = whole[:, [number for columns in kept for number in columns]]

    def look(self, numbers: list[int], rng: Random) -> list[int]:
        """Offer the rows of these numbers, with the owners in a random order, and return the numbers of those taken.

        Rows are taken as long as no reduced one touches few owners. A sum that touches few has one pivot at least among their columns. When
        it is the only one, the sum is that row, and is seen. Pivots are taken from the owners who come first in the order, and there are
        at most `SHARE` as many as owners: few owners are often all among the rest.
        """
        turns = list(range(self.owners))
        rng.shuffle(turns)
        order = np.argsort([min(turns[owner] for owner in alike) for alike in self.alike])
        ends = np.cumsum(self.widths)
        columns = np.concatenate([np.arange(ends[number] - self.widths[number], ends[number]) for number in order])
        starts, alike = np.cumsum([0, *self.widths[order][:-1]]), np.array([len(self.alike[number]) for number in order])
        span = Elimination(starts, alike, len(columns), least=LEAST, most=int(self.owners * SHARE))
        taken = span.take(self.rows[numbers][:, columns])
        return [number for number, is_taken in zip(numbers, taken, strict=True) if is_taken]
