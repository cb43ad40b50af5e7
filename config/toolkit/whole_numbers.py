"""Programs in whole numbers, solved by HiGHS: columns, rows that bound them, and a cost to make as small as possible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf

Terms = Sequence[tuple[int, float]]  # (column, how many times)
ENOUGH = 0.9  # costs are whole numbers: nothing better is left when less than one separates the answer from the proven bound


@dataclass(frozen=True)
class Solution:
    """The values of the columns; `is_best` is False when the time ran out before it was known that nothing is cheaper."""

    values: list[int]
    is_best: bool


@dataclass
class Program:
    """Columns are whole numbers from 0 up; the same program gives the same answer in every process while the time is enough."""

    uppers: list[float] = field(default_factory=list)
    rows: list[tuple[float, float, Terms]] = field(default_factory=list)

    def column(self, upper: int = 1) -> int:
        """Add a column and return its number."""
        self.uppers.append(upper)
        return len(self.uppers) - 1

    def at_most(self, upper: float, terms: Terms) -> None:
        self.rows.append((-inf, upper, terms))

    def at_least(self, lower: float, terms: Terms) -> None:
        self.rows.append((lower, inf, terms))

    def exactly(self, value: float, terms: Terms) -> None:
        self.rows.append((value, value, terms))

    def cheapest(self, costs: Sequence[int], start: Sequence[int], *, seconds: float, spare: int = 0) -> Solution:
        """Return the cheapest values found within the time, or values that cost at most `spare` more.

        `start` is an answer that keeps every row, returned when nothing better is found.
        """
        if not self.uppers:
            return Solution([], is_best=True)
        import highspy  # noqa: PLC0415 with NumPy it takes time and memory that only the process that solves needs

        solver = highspy.Highs()
        options: dict[str, bool | int | float | str] = {
            "output_flag": False,
            "threads": 1,
            "parallel": "off",
            "random_seed": 0,
            "mip_rel_gap": 0.0,
            "mip_abs_gap": ENOUGH + spare,
        }
        for name, value in {**options, "time_limit": max(seconds, 0.01)}.items():
            solver.setOptionValue(name, value)
        solver.passModel(self._model(highspy, costs))
        given = highspy.HighsSolution()
        given.col_value = [float(value) for value in start]
        solver.setSolution(given)
        solver.run()
        is_best = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        found = [round(value) for value in solver.getSolution().col_value]
        if len(found) != len(start) or not self.is_kept(found):
            return Solution(list(start), is_best=False)
        return Solution(found, is_best)

    def is_kept(self, values: Sequence[int]) -> bool:
        """Tell whether the values keep every bound and row."""
        within = all(0 <= value <= upper for value, upper in zip(values, self.uppers, strict=True))
        sums = ((lower, sum(values[column] * times for column, times in terms), upper) for lower, upper, terms in self.rows)
        return within and all(lower <= total <= upper for lower, total, upper in sums)

    def _model(self, highspy, costs):  # type: ignore[no-untyped-def]  # the package is imported where it is used
        model = highspy.HighsLp()
        columns = len(self.uppers)
        model.num_col_, model.num_row_ = columns, len(self.rows)
        model.col_cost_, model.col_lower_, model.col_upper_ = list(costs), [0.0] * columns, list(self.uppers)
        model.row_lower_ = [lower for lower, _upper, _terms in self.rows]
        model.row_upper_ = [upper for _lower, upper, _terms in self.rows]
        model.integrality_ = [highspy.HighsVarType.kInteger] * columns
        starts = [0]
        for _lower, _upper, terms in self.rows:
            starts.append(starts[-1] + len(terms))
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = starts
        model.a_matrix_.index_ = [column for _lower, _upper, terms in self.rows for column, _times in terms]
        model.a_matrix_.value_ = [float(times) for _lower, _upper, terms in self.rows for _column, times in terms]
        return model
