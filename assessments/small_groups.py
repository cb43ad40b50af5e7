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
from numpy.typing import NDArray

LEAST = 5  # workshops and organisations (product.md, small groups)
PRIME = 2**31 - 1  # sums of weights are compared modulo it: exact, and products stay within 64 bits
# One look finds a sum of few owners with a chance of at least (1 - SHARE) ** 4: see `_Span`. All of them miss it with 3 in a million.
LOOKS = 200
SHARE = 0.5  # told figures that no others give are at most this many for each owner

Unit = TypeVar("Unit", bound=Hashable)
Key = tuple[tuple[str, str], ...]  # (dimension, value), ...: () is everybody
Numbers = NDArray[np.int64]


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
    told = list(large)
    for look in range(LOOKS):
        span = _Span(table, Random(look))  # noqa: S311 repeatable on purpose
        told = [key for key in told if span.may_take(key)]
    return frozenset(told)


def is_told_apart(part: Collection[Unit], whole: Collection[Unit], owner: Mapping[Unit, Hashable]) -> bool:
    """Tell whether a part may be told beside the whole: both the part and what is left are large, or nothing is left."""
    rest = set(whole) - set(part)
    return is_large(part, owner) and (not rest or is_large(rest, owner))


def is_large(units: Collection[Unit], owner: Mapping[Unit, Hashable]) -> bool:
    """Tell whether the units, and their owners, are at least `LEAST`."""
    return len(units) >= LEAST and len({owner[unit] for unit in units}) >= LEAST


class _Table(Generic[Unit]):
    """The groups as rows of ones and zeros; the columns are units, an owner's beside each other."""

    def __init__(self, groups: Mapping[Key, Collection[Unit]], owner: Mapping[Unit, Hashable]) -> None:
        units = sorted({unit for members in groups.values() for unit in members}, key=lambda unit: (str(owner[unit]), str(unit)))
        column = {unit: number for number, unit in enumerate(units)}
        owners = [owner[unit] for unit in units]
        self.starts = [number for number, name in enumerate(owners) if number == 0 or name != owners[number - 1]]
        self.widths = np.diff([*self.starts, len(units)])
        self.rows = {key: np.zeros(len(units), dtype=np.int64) for key in groups}
        for key, members in groups.items():
            self.rows[key][[column[unit] for unit in members]] = 1

    def owners_touched(self, rows: Numbers) -> Numbers:
        """Return for each row in how many owners' units it has a weight."""
        touched: Numbers = np.logical_or.reduceat(rows != 0, self.starts, axis=1).sum(axis=1)
        return touched


class _Span(Generic[Unit]):
    """What can be had by adding and subtracting the rows taken so far, as seen from one random order of the owners.

    The rows are kept reduced: each has a column of its own (its pivot) where it has 1 and all others 0. A sum that touches few owners has
    one pivot at least among their columns. When it is the only one, the sum is that row, and is seen. Pivots are taken from the owners who
    come first in the order, and there are at most `SHARE` as many as owners: few owners are often all among the rest.
    """

    def __init__(self, table: _Table[Unit], rng: Random) -> None:
        self.table = table
        order = list(range(len(table.starts)))
        rng.shuffle(order)
        self.turn = np.repeat(order, table.widths)
        self.most = int(len(table.starts) * SHARE)
        self.reduced: Numbers = np.zeros((0, len(self.turn)), dtype=np.int64)
        self.pivots: list[int] = []

    def may_take(self, key: Key) -> bool:
        """Take the group's row unless a sum of few owners could be had with it; tell whether it was taken."""
        row = self._rest_of(self.table.rows[key])
        columns = np.flatnonzero(row)
        if not len(columns):
            return True  # the others give it already
        if len(self.pivots) >= self.most:
            return False
        pivot = int(columns[np.argmin(self.turn[columns])])
        row = row * pow(int(row[pivot]), -1, PRIME) % PRIME
        weights = self.reduced[:, pivot : pivot + 1]
        rows = np.vstack([(self.reduced - weights * row) % PRIME, row])
        if self.table.owners_touched(rows).min() < LEAST:
            return False
        self.reduced = rows
        self.pivots.append(pivot)
        return True

    def _rest_of(self, row: Numbers) -> Numbers:
        """Return the row without what the rows taken so far give of it."""
        given = self.reduced[row[self.pivots] == 1].sum(axis=0)
        rest: Numbers = (row - given) % PRIME
        return rest
