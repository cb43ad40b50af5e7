"""Programs in whole numbers: the cheapest values that keep every row, the start when there is nothing better, and what is told of it."""

from __future__ import annotations

from config.toolkit.whole_numbers import Program, Solution


def knapsack() -> Program:
    """Three things of the weights 2, 3 and 4, of which 5 can be carried."""
    program = Program()
    columns = [program.column() for _ in range(3)]
    program.at_most(5, list(zip(columns, (2, 3, 4), strict=True)))
    return program


def test_cheapest_keeps_the_rows() -> None:
    assert knapsack().cheapest([-3, -4, -6], [0, 0, 0], seconds=5) == Solution([1, 1, 0], is_best=True)


def test_rows_bound_from_below_and_exactly() -> None:
    program = knapsack()
    program.at_least(1, [(2, 1)])
    assert program.cheapest([-3, -4, -6], [0, 0, 1], seconds=5).values == [0, 0, 1]
    program = Program()
    first, second = program.column(4), program.column(4)
    program.exactly(5, [(first, 1), (second, 1)])
    assert program.cheapest([1, 2], [1, 4], seconds=5).values == [4, 1]


def test_start_is_the_answer_when_nothing_keeps_the_rows() -> None:
    program = knapsack()
    program.at_least(6, [(0, 2), (1, 3), (2, 4)])
    assert program.cheapest([1, 1, 1], [0, 0, 0], seconds=5) == Solution([0, 0, 0], is_best=False)


def test_program_without_columns_has_an_answer() -> None:
    assert Program().cheapest([], [], seconds=5) == Solution([], is_best=True)


def test_values_out_of_bounds_are_not_kept() -> None:
    program = knapsack()
    assert program.is_kept([1, 1, 0])
    assert not program.is_kept([1, 1, 1])
    assert not program.is_kept([2, 0, 0])
