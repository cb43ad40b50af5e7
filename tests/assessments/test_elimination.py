"""Elimination in blocks decides as a plain one does, row by row, in exact fractions."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import numpy as np
import pytest

from assessments import elimination
from assessments.elimination import Elimination

LEAST = 3
Row = list[Fraction]


def plainly(rows: list[list[int]], owners: list[int], most: int, block: int) -> list[bool]:
    """Take the rows block by block: whole if every row is large in the end, else one by one."""
    reduced: list[tuple[int, Row]] = []
    taken: list[bool] = []
    for start in range(0, len(rows), block):
        offered = [[Fraction(number) for number in row] for row in rows[start : start + block]]
        whole = reduced
        for row in offered:
            whole = with_row(whole, row)
        if len(whole) <= most and are_large(whole, owners):
            reduced = whole
            taken += [True] * len(offered)
            continue
        for row in offered:
            more = with_row(reduced, row)
            taken.append(more is reduced or (len(more) <= most and are_large(more, owners)))
            reduced = more if taken[-1] else reduced
    return taken


def with_row(reduced: list[tuple[int, Row]], row: Row) -> list[tuple[int, Row]]:
    """Return the reduced rows with one more; the same list when they give it already."""
    for pivot, known in reduced:
        row = [own - row[pivot] * number for own, number in zip(row, known, strict=True)]
    pivot = next((number for number, value in enumerate(row) if value), None)
    if pivot is None:
        return reduced
    row = [value / row[pivot] for value in row]
    others = [(at, [own - known[pivot] * new for own, new in zip(known, row, strict=True)]) for at, known in reduced]
    return [*others, (pivot, row)]


def are_large(reduced: list[tuple[int, Row]], owners: list[int]) -> bool:
    return all(len({owner for owner, value in zip(owners, row, strict=True) if value}) >= LEAST for _pivot, row in reduced)


def draw(seed: int) -> tuple[list[list[int]], list[int]]:
    """Return rows of overlapping groups, some of which others give together, and how many columns each owner has."""
    rng = Random(seed)
    widths = [rng.choice([1, 1, 1, 2]) for _ in range(rng.randrange(8, 16))]
    values = [[rng.randrange(3) for _ in range(4)] for _ in range(sum(widths))]
    groups = [(place, value) for place in range(4) for value in range(3)]
    single = [[int(own[place] == value) for own in values] for place, value in groups]
    double = [
        [one * other for one, other in zip(first, second, strict=True)] for first in single for second in single if first is not second
    ]
    return [[1] * len(values), *single, *double[:24]], widths


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize(("block", "at_most"), [(32, 256), (1, 256), (3, 256), (3, 2)])
def test_blocks_and_samples_decide_as_plain_fractions_do(seed, block, at_most, monkeypatch) -> None:
    monkeypatch.setattr(elimination, "BLOCK", block)
    monkeypatch.setattr(elimination, "SAMPLE", (2, at_most))
    rows, widths = draw(seed)
    owners = [owner for owner, width in enumerate(widths) for _ in range(width)]
    starts = np.cumsum([0, *widths[:-1]])
    watched = Elimination(starts, np.ones(len(widths), dtype=np.int64), len(owners), least=LEAST, most=len(widths) * 2 // 3)
    taken = watched.take(np.array(rows, dtype=bool))
    assert taken == plainly(rows, owners, len(widths) * 2 // 3, block)
    assert set(taken) == {True, False}


def test_owner_counts_as_many_as_are_alike() -> None:
    rows = np.array([[True, False], [True, True]])
    for alike, taken in [([3, 3], [True, True]), ([3, 2], [True, False]), ([2, 3], [False, True])]:
        assert Elimination(np.arange(2), np.array(alike), 2, least=3, most=2).take(rows) == taken
