"""Gaussian elimination of rows of ones and zeros that is watched: no row of it may come to touch few owners. Pure; NumPy's BLAS works.

Numbers are counted modulo a prime. In large matrices they are whole floats: every product and sum below stays under 2**53 and so exact.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

PRIME = 2**31 - 1
HALF_WORD = 2.0**16
BLOCK = 32  # rows that are taken before the others are brought up to them; sums of up to 64 products are exact
SAMPLE = 2, 256  # columns by which rows are mostly known to touch enough owners: so many times the least for a row, at most so many in all

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
Places = NDArray[np.intp]


def reduce_in_place(numbers: Floats) -> Floats:
    """Bring whole numbers under the prime in place: multiples of it to zero, and no others."""
    times = numbers * (1 / PRIME)
    np.rint(times, out=times)
    times *= PRIME
    numbers -= times
    return numbers


def product(left: Floats, right: Numbers) -> Floats:
    """Return the product of two reduced matrices, reduced; the left one goes in two halves of a word, so that no sum loses a digit."""
    whole = right.astype(float)
    high = np.rint(left * (1 / HALF_WORD))
    low = left - high * HALF_WORD
    found = reduce_in_place(high @ whole)
    found *= HALF_WORD
    found += low @ whole
    return reduce_in_place(found)


class Elimination:
    """The rows taken so far, reduced: each has a column of its own, its pivot, where it has 1 and all others 0.

    `starts` are the columns at which the next owner begins; `alike` is how many owners with the same columns each of them stands for. A
    pivot is the first column in which what a row adds is not 0. The rows taken last are `fresh`, reduced among themselves; what they
    change in the `settled` ones is worked out BLOCK by BLOCK, and before that only in the columns of a sample, which tell of nearly
    every row that it touches owners enough.
    """

    def __init__(self, starts: Places, alike: Numbers, columns: int, *, least: int, most: int) -> None:
        self.starts, self.alike, self.least, self.most = starts, alike, least, most
        self.owner_of = np.repeat(np.arange(len(starts)), np.diff([*starts, columns]))
        self.settled: Floats = np.zeros((0, columns))
        self.fresh: Numbers = np.zeros((0, columns), dtype=np.int64)
        self.pivots: list[int] = []  # of the settled rows, then of the fresh ones
        self.sample: Places = np.zeros(0, dtype=np.intp)

    def take(self, rows: NDArray[np.bool_]) -> list[bool]:
        """Offer the rows a block at a time, and tell of each whether it was taken: whole if no row touches too few owners in the end.

        Else the block's rows are offered one by one, and one that would make any row touch too few is refused. A row that the others give
        already is taken; when there are `most` pivots, only such are.
        """
        taken: list[bool] = []
        for start in range(0, len(rows), BLOCK):
            self._settle()
            offered = rows[start : start + BLOCK].astype(float)
            rests = (offered - offered[:, self.pivots] @ self.settled).astype(np.int64) % PRIME
            taken += [True] * len(rests) if self._take_whole(rests) else self._take_each(rests)
        return taken

    def _take_each(self, rests: Numbers) -> list[bool]:
        self._draw_sample()
        return [self._take(rest) for rest in rests]

    def _take_whole(self, rests: Numbers) -> bool:
        """Take all of the block if it may be: mostly it may, for what has been looked at before is offered again in another order."""
        fresh, pivots = rests.copy(), []
        for number in range(len(fresh)):
            columns = fresh[number].nonzero()[0]
            if not len(columns):
                continue
            pivot = int(columns[0])
            row = fresh[number] * pow(int(fresh[number, pivot]), -1, PRIME) % PRIME
            others = fresh[:, pivot].nonzero()[0]
            fresh[others] = (fresh[others] - fresh[others, pivot : pivot + 1] * row) % PRIME
            fresh[number] = row
            pivots.append(pivot)
        if len(self.pivots) + len(pivots) > self.most:
            return False
        fresh = fresh[fresh.any(axis=1)]
        settled = np.vstack([reduce_in_place(self.settled - product(self.settled[:, pivots], fresh)), fresh])
        if len(settled) and self._owners_touched(settled).min() < self.least:
            return False
        self.settled = settled
        self.pivots += pivots
        return True

    def _take(self, rest: Numbers) -> bool:
        own = self.pivots[len(self.settled) :]
        if not len(self.settled):
            rest = (rest - self.fresh[rest[own] == 1].sum(axis=0)) % PRIME
        elif own:
            rest = (rest - product(rest[np.newaxis, own].astype(float), self.fresh)[0].astype(np.int64)) % PRIME
        columns = rest.nonzero()[0]
        if not len(columns):
            return True
        if len(self.pivots) >= self.most:
            return False
        pivot = int(columns[0])
        row = rest * pow(int(rest[pivot]), -1, PRIME) % PRIME
        fresh = np.vstack([(self.fresh - self.fresh[:, pivot : pivot + 1] * row) % PRIME, row])
        if not self._are_large(fresh, self.settled[:, [*own, pivot]]):
            return False
        self.fresh = fresh
        self.pivots.append(pivot)
        return True

    def _are_large(self, fresh: Numbers, weights: Floats) -> bool:
        """Tell whether every row would touch owners enough with these fresh rows; `weights` is what the settled ones have of them."""
        seen = fresh[:, self.sample]
        owners = self.alike[self.owner_of[self.sample]]
        unsure = fresh[(seen != 0) @ owners < self.least]
        if len(unsure) and self._owners_touched(unsure).min() < self.least:
            return False
        if not len(weights):
            return True
        changed = reduce_in_place(self.settled[:, self.sample] - product(weights, seen))
        places = ((changed != 0) @ owners < self.least).nonzero()[0]
        if not len(places):
            return True
        whole = reduce_in_place(self.settled[places] - product(weights[places], fresh))
        return bool(self._owners_touched(whole).min() >= self.least)

    def _owners_touched(self, rows: Numbers | Floats) -> Numbers:
        """Return for each row in how many owners' columns it has something else than 0."""
        touched: Numbers = np.logical_or.reduceat(rows != 0, self.starts, axis=1) @ self.alike
        return touched

    def _settle(self) -> None:
        """Bring the settled rows up to the fresh ones, and settle these."""
        if len(self.fresh):
            own = self.pivots[len(self.settled) :]
            changed = reduce_in_place(self.settled - product(self.settled[:, own], self.fresh))
            self.settled, self.fresh = np.vstack([changed, self.fresh]), self.fresh[:0]

    def _draw_sample(self) -> None:
        """Choose columns, one of an owner at most, in which every row has something but for those that touch few or come too late."""
        enough, at_most = SAMPLE[0] * self.least, SAMPLE[1]
        known = self.settled != 0
        chosen: list[int] = []
        free = np.ones(len(self.starts), dtype=bool)
        counts = np.zeros(len(known), dtype=np.intp)
        for number in np.argsort(known.sum(axis=1)):
            if len(chosen) >= at_most:
                break
            if counts[number] >= enough:
                continue
            columns = np.flatnonzero(known[number] & free[self.owner_of])
            _owners, first = np.unique(self.owner_of[columns], return_index=True)
            columns = columns[first][-enough:]
            free[self.owner_of[columns]] = False
            chosen += columns.tolist()
            counts += known[:, columns].sum(axis=1)
        self.sample = np.array(chosen, dtype=np.intp)
