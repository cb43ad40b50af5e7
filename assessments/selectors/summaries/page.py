"""What the page of a national summary tells; its exports and its PDF tell the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.functional import cached_property

from assessments.choices import Dimension
from assessments.distribution import Distribution, extremes
from assessments.models import SummaryCell, SummaryChange
from assessments.selectors.summaries.choice import Choice, Names, names_of_values, narrowing_from_words, narrowing_words
from assessments.selectors.summaries.figures import AreaCriteria, Figures, areas_with_criteria, figures_of_cells, newest_criteria
from assessments.small_groups import Key

if TYPE_CHECKING:
    from assessments.models import Summary, SummaryReport
    from criteria.models import Area, Criterion


@dataclass(frozen=True)
class CriterionFigures:
    """A criterion with how the answers divide; `figures` is None when it may not be told or nobody answered."""

    criterion: Criterion
    figures: Distribution | None


@dataclass(frozen=True)
class AreaFigures:
    """An area with the answers to its criteria put together; None when they may not be told. `left_out` are not in the figures."""

    area: Area
    figures: Distribution | None
    criteria: tuple[CriterionFigures, ...]
    left_out: tuple[Criterion, ...]


@dataclass(frozen=True)
class LevelLine:
    """A line of the table of levels; `counts` in the order of the levels, and `figures` None where nothing may be told."""

    name: str
    counts: list[int]
    figures: Distribution | None


@dataclass(frozen=True)
class YearFigures:
    """The shares of the two highest levels in one year, by area code; an area that may not be told is missing."""

    year: int
    top_shares: dict[str, Fraction]


@dataclass(frozen=True)
class Participation:
    """How many of the workshops of a value took part."""

    name: str
    value: str
    participants: int
    everyone: int

    @property
    def share(self) -> Fraction | None:
        """The share of all; None where there are none. More than all is possible: workshops move and change after taking part."""
        return Fraction(min(self.participants, self.everyone), self.everyone) if self.everyone else None


@dataclass
class SummaryPage:
    """A summary narrowed to a group."""

    choice: Choice
    names: Names
    cells: dict[tuple[int, Key], SummaryCell]  # by (year, group)
    figures: dict[int, Figures]  # by cell
    areas_of_version: list[AreaCriteria]
    steps: list[tuple[int, str]]  # the levels of the version, the lowest first

    @property
    def summary(self) -> Summary:
        return self.choice.summary

    @property
    def group(self) -> str:
        """The group in words, "" for everybody."""
        return narrowing_words(self.choice.narrowing, self.names)

    @property
    def cell(self) -> SummaryCell | None:
        return self.cells.get((self.summary.year, self.choice.narrowing))

    @property
    def participants(self) -> int:
        """How many workshops of the group took part."""
        return self.cell.participants if self.cell else 0

    def told(self, year: int, key: Key) -> Figures:
        """Return the told figures of the group in the year."""
        cell = self.cells.get((year, key))
        return self.figures.get(cell.pk, {}) if cell else {}

    @cached_property
    def areas(self) -> list[AreaFigures]:
        """Every area of the version with its criteria."""
        told, nation = self.told(self.summary.year, self.choice.narrowing), self.told(self.summary.year, ())
        return [
            AreaFigures(
                area.area,
                area.figures(told, nation),
                tuple(CriterionFigures(criterion, told.get(criterion.code)) for criterion in area.criteria),
                tuple(area.left_out(nation)),
            )
            for area in self.areas_of_version
        ]

    @property
    def drawn_area(self) -> AreaFigures:
        """The area whose criteria are drawn: the chosen one, or the first."""
        return next((area for area in self.areas if area.area.code == self.choice.area), self.areas[0])

    @property
    def is_told(self) -> bool:
        """Whether anything may be told of the group."""
        return bool(self.told(self.summary.year, self.choice.narrowing))

    @property
    def left_out(self) -> list[Criterion]:
        """The criteria that are not in the figures of their areas: nothing may be told of them even in the whole nation."""
        return [criterion for area in self.areas for criterion in area.left_out]

    @cached_property
    def other_criteria(self) -> list[CriterionFigures]:
        """The told criteria that the year's version does not have, by their newest names; one query, and none when there are none."""
        told = self.told(self.summary.year, self.choice.narrowing)
        codes = told.keys() - {criterion.code for area in self.areas_of_version for criterion in area.criteria}
        names = newest_criteria(self.summary.framework, codes) if codes else {}
        return [CriterionFigures(names[code], told[code]) for code in sorted(names)]

    @property
    def to_develop(self) -> list[CriterionFigures]:
        """The criteria with the smallest shares of the two highest levels."""
        return self._extremes[0]

    @property
    def strongest(self) -> list[CriterionFigures]:
        """The criteria with the greatest shares of the two highest levels."""
        return self._extremes[1]

    @cached_property
    def _extremes(self) -> tuple[list[CriterionFigures], list[CriterionFigures]]:
        return extremes(row for area in self.areas for row in area.criteria)

    @property
    def years(self) -> list[YearFigures]:
        """The group year by year, the oldest first."""
        years = sorted(year for year, key in self.cells if key == self.choice.narrowing)
        return [YearFigures(year, self._shares(year)) for year in years]

    def _shares(self, year: int) -> dict[str, Fraction]:
        told, nation = self.told(year, self.choice.narrowing), self.told(year, ())
        found = {area.area.code: area.figures(told, nation) for area in self.areas_of_version}
        return {code: figures.top_share for code, figures in found.items() if figures and figures.top_share is not None}

    @property
    def area_lines(self) -> list[LevelLine]:
        """The areas as lines of a table."""
        return [self._line(str(area.area), area.figures) for area in self.areas]

    @property
    def criterion_lines(self) -> list[LevelLine]:
        """The criteria of the drawn area as lines of a table."""
        return self.criterion_lines_of(self.drawn_area)

    def criterion_lines_of(self, area: AreaFigures) -> list[LevelLine]:
        """Return the criteria of the area as lines of a table."""
        return [self._line(str(row.criterion), row.figures) for row in area.criteria]

    @property
    def other_lines(self) -> list[LevelLine]:
        """The criteria of other versions as lines of a table."""
        return [self._line(str(row.criterion), row.figures) for row in self.other_criteria]

    def _line(self, name: str, figures: Distribution | None) -> LevelLine:
        return LevelLine(name, [figures.levels.get(value, 0) for value, _step in self.steps] if figures else [], figures)

    @property
    def year_table(self) -> list[tuple[Area, list[Fraction | None]]]:
        """Each area with its shares of the two highest levels year by year."""
        return [(area.area, [year.top_shares.get(area.area.code) for year in self.years]) for area in self.areas]

    def participation(self, dimension: str) -> list[Participation]:
        """Return who took part in the whole nation by the values of the dimension."""
        rows = []
        for value, name in self.names[dimension].items():
            cell = self.cells.get((self.summary.year, ((dimension, value),)))
            if cell:
                rows.append(Participation(name, value, cell.participants, cell.everyone or 0))
        return rows

    def changes_of(self, compared: str) -> list[tuple[Area, SummaryChange]]:
        """Return the changes in the nation by area in the order of the version; none when the page is narrowed."""
        by_code = {change.area_code: change for change in self._changes if change.compared == compared}
        return [(area.area, by_code[area.area.code]) for area in self.areas_of_version if area.area.code in by_code]

    @cached_property
    def _changes(self) -> list[SummaryChange]:
        return [] if self.choice.narrowing else list(self.summary.changes.all())

    def region_key(self, region: str) -> Key | None:
        """Return the group of a region on the map: narrowed as the page is, as long as that is one other dimension; None with two."""
        others = tuple(pair for pair in self.choice.narrowing if pair[0] != Dimension.REGION)
        return ((Dimension.REGION.value, region), *others) if len(others) < 2 else None


def summary_page(choice: Choice, names: Names) -> SummaryPage:
    """Read the chosen summary: the same few queries whatever is chosen and however many assessments there are."""
    cells = list(_cells(choice))
    version = choice.summary.version
    areas = areas_with_criteria(version)
    choice = choice.within([area.area.code for area in areas])
    own = [cell.pk for cell in cells if cell.key in {(), choice.narrowing}]
    on_map = [cell.pk for cell in cells if cell.first_dimension == Dimension.REGION]
    figures = figures_of_cells(own, also=(on_map, _mapped_codes(areas, choice.map_area)))
    return SummaryPage(
        choice=choice,
        names=names,
        cells={(cell.summary.year, cell.key): cell for cell in cells},
        figures=figures,
        areas_of_version=areas,
        steps=[(level.value, level.name) for level in version.scale.levels.all()],
    )


def _mapped_codes(areas: Iterable[AreaCriteria], map_area: str) -> list[str]:
    """Return the codes of the area that the map shows: of the regions no others are read."""
    return [criterion.code for area in areas if area.area.code == map_area for criterion in area.criteria]


def _cells(choice: Choice) -> Iterable[SummaryCell]:
    """Return the group and everybody in every year, and in the chosen year the single groups and the regions narrowed alike."""
    summary = choice.summary
    own = (_is_key(choice.narrowing) | _is_key(())) & Q(summary__framework=summary.framework, summary__series=summary.series)
    single = Q(summary=summary, second_dimension="")
    found = own | single
    others = [pair for pair in choice.narrowing if pair[0] != Dimension.REGION]
    if len(others) == 1:
        found |= Q(summary=summary, first_dimension=Dimension.REGION, second_dimension=others[0][0], second_value=others[0][1])
    return SummaryCell.objects.filter(found).select_related("summary").order_by("summary__year", "pk")


def _is_key(key: Key) -> Q:
    (first, first_value), (second, second_value) = (*key, ("", ""), ("", ""))[:2]
    return Q(first_dimension=first, first_value=first_value, second_dimension=second, second_value=second_value)


def page_of_report(report: SummaryReport) -> SummaryPage:
    """Return what an ordered PDF tells: its summary, narrowed as it was ordered."""
    return summary_page(Choice(report.summary, narrowing_from_words(report.narrowing)), names_of_values())
