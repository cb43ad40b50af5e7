"""What a yearly report holds: the coordinators' words and the stored figures of the year; the same in page, preview and PDF."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from assessments.choices import Compared, Dimension, SummarySeries
from assessments.distribution import extremes
from assessments.models import QualityMark, Summary, SummaryCell, SummaryChange, YearlyReport
from assessments.selectors.summaries.figures import AreaCriteria, areas_with_criteria, figures_of_cells
from config.toolkit.bars import BarRow, BarsChart, bars_chart
from config.toolkit.search import sort_key
from criteria.models import Area, Criterion, Level
from workshops.models import Region

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from decimal import Decimal
    from fractions import Fraction

    from assessments.distribution import Distribution
    from assessments.selectors.summaries.figures import Figures
    from config.toolkit.svg import Step


@dataclass(frozen=True)
class Group:
    """How many workshops of a group took part, of how many there were at the year's closing."""

    name: str
    participants: int
    everyone: int | None


@dataclass(frozen=True)
class CriterionLine:
    """One criterion: how the workshops' levels divide; None when it may not be told."""

    criterion: Criterion
    figures: Distribution | None
    steps: Sequence[Step]

    @property
    def counts(self) -> list[int]:
        return [self.figures.levels.get(int(value), 0) for value, _name in self.steps] if self.figures else []


@dataclass(frozen=True)
class AreaPart:
    """One area of the report. `left_out` are not in its figures; `change` is None when it may not be told."""

    area: Area
    remark: str
    figures: Distribution | None
    left_out: Sequence[Criterion]
    change: SummaryChange | None
    lines: tuple[CriterionLine, ...]
    steps: Sequence[Step]
    chart: BarsChart

    @property
    def median(self) -> Decimal | None:
        return self.figures.median if self.figures else None

    @property
    def top_share(self) -> Fraction | None:
        return self.figures.top_share if self.figures else None

    @property
    def is_told(self) -> bool:
        """Whether anything of the area's levels may be told."""
        return any(line.figures for line in self.lines)


@dataclass
class YearlyText:
    """The whole report. `valid_marks` are those of the day it was published, or for a draft of today."""

    report: YearlyReport
    summary: Summary
    nation: Group
    regions: tuple[Group, ...]
    areas: tuple[AreaPart, ...]
    valid_marks: int

    @property
    def steps(self) -> Sequence[Step]:
        return self.areas[0].steps if self.areas else ()

    @property
    def reached_regions(self) -> int:
        return sum(1 for region in self.regions if region.participants)

    @property
    def numbers(self) -> list[tuple[str, object]]:
        """The year in numbers, as (what, how many)."""
        took_part = _("%(count)s, kun palvelussa oli yhteensä %(all)s") % {"count": self.nation.participants, "all": self.nation.everyone}
        return [
            (_("Työpajoja mukana"), took_part if self.nation.everyone else self.nation.participants),
            (_("Organisaatioita"), self.summary.organisations),
            (_("Maakuntia"), self.reached_regions),
            (_("Sovittuja kehittämistoimenpiteitä"), self.summary.actions_agreed),
            (_("Valmistuneita kehittämistoimenpiteitä"), self.summary.actions_finished),
            (_("Voimassa olevia laatumerkkejä"), self.valid_marks),
        ]

    @property
    def strongest(self) -> list[CriterionLine]:
        return self._extremes[1]

    @property
    def to_develop(self) -> list[CriterionLine]:
        return self._extremes[0]

    @cached_property
    def _extremes(self) -> tuple[list[CriterionLine], list[CriterionLine]]:
        return extremes(line for area in self.areas for line in area.lines)


def summary_of(report: YearlyReport) -> Summary:
    """Return the year's stored figures of self-assessments, which the report tells of."""
    of_year = Summary.objects.filter(framework=report.framework_id, year=report.year, series=SummarySeries.SELF)
    return of_year.select_related("version__scale", "framework").get()


def yearly_text(report: YearlyReport, on: dt.date) -> YearlyText:
    """Return the report as it reads; eight queries, one more for a draft, whose marks are those of the day."""
    summary = summary_of(report)
    cells = list(summary.cells.filter(first_dimension__in=["", Dimension.REGION], second_dimension=""))
    nation = next(cell for cell in cells if not cell.first_dimension)
    marks = report.valid_marks if report.valid_marks is not None else valid_marks_on(on)
    group = Group(_("Koko maa"), nation.participants, nation.everyone)
    return YearlyText(report, summary, group, _regions(cells), tuple(area_parts(report, summary, nation)), marks)


def valid_marks_on(on: dt.date) -> int:
    """Return how many quality marks hold on the day."""
    return QualityMark.objects.valid_on(on).count()


def area_parts(report: YearlyReport, summary: Summary, nation: SummaryCell | None = None) -> list[AreaPart]:
    """Return the areas of the year's version with the whole nation's figures and the report's remarks; five queries."""
    nation = nation or summary.cells.get(first_dimension="")
    figures = figures_of_cells([nation.pk]).get(nation.pk, {})
    remarks = dict(report.remarks.values_list("area_code", "text"))
    changes = {change.area_code: change for change in summary.changes.filter(compared=Compared.YEAR_BEFORE)}
    steps = [(level.value, str(level.name)) for level in Level.objects.filter(scale=summary.version.scale_id).order_by("value")]
    areas = areas_with_criteria(summary.version)
    return [_part(area, figures, steps, changes.get(area.area.code), remarks.get(area.area.code, "")) for area in areas]


def _part(found: AreaCriteria, figures: Figures, steps: Sequence[Step], change: SummaryChange | None, remark: str) -> AreaPart:
    lines = tuple(CriterionLine(criterion, figures.get(criterion.code), steps) for criterion in found.criteria)
    title = _("Työpajojen tasot kriteereittäin: %(area)s. Samat luvut ovat taulukossa kuvan jälkeen.") % {"area": found.area}
    rows = [BarRow(str(line.criterion), line.counts, _empty(line)) for line in lines]
    chart = bars_chart(rows=rows, parts=[f"{value} {name}".strip() for value, name in steps], title=title)
    return AreaPart(found.area, remark, found.figures(figures, figures), found.left_out(figures), change, lines, steps, chart)


def _empty(line: CriterionLine) -> str:
    return _("ei koske mukana olevia työpajoja") if line.figures else _("liian vähän työpajoja")


def _regions(cells: Sequence[SummaryCell]) -> tuple[Group, ...]:
    names = {region.code: str(region.name) for region in Region.objects.all()}
    found = [
        Group(names.get(cell.first_value, cell.first_value), cell.participants, cell.everyone) for cell in cells if cell.first_dimension
    ]
    return tuple(sorted(found, key=lambda group: sort_key(group.name)))
