"""The told figures of groups: per criterion code as stored, per area put together. Every page, export and answer reads them here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from assessments.distribution import Distribution, pooled
from assessments.models import SummaryCell, SummaryFigure
from criteria.models import Area, Criterion

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from assessments.models import Summary
    from assessments.small_groups import Key
    from criteria.models import Framework, FrameworkVersion

Figures = dict[str, Distribution]  # by criterion code; a code that may not be told is missing


@dataclass(frozen=True)
class AreaCriteria:
    """An area of a version with its criteria, in its order."""

    area: Area
    criteria: tuple[Criterion, ...]

    def figures(self, told: Figures, nation: Figures) -> Distribution | None:
        """Return the group's answers to the area's criteria put together; None unless all that are told of the nation are told of it.

        A criterion of which nothing is told even of the nation, as one that only few had in their version, is left out everywhere.
        """
        codes = [criterion.code for criterion in self.criteria if criterion.code in nation]
        return pooled(told[code] for code in codes) if codes and all(code in told for code in codes) else None

    def left_out(self, nation: Figures) -> list[Criterion]:
        """Return the criteria that are not in the area's figures; none when the area has no figures at all."""
        left = [criterion for criterion in self.criteria if criterion.code not in nation]
        return left if len(left) < len(self.criteria) else []


def areas_with_criteria(version: FrameworkVersion) -> list[AreaCriteria]:
    """Return the areas of the version, each with its criteria; one query."""
    by_area: dict[Area, list[Criterion]] = defaultdict(list)
    for criterion in Criterion.objects.filter(area__version=version).select_related("area").order_by("area__order", "order"):
        by_area[criterion.area].append(criterion)
    return [AreaCriteria(area, tuple(criteria)) for area, criteria in by_area.items()]


def newest_criteria(framework: Framework, codes: Collection[str]) -> dict[str, Criterion]:
    """Return the criteria with the codes as the newest version that has them has them, by code; one query."""
    rows = Criterion.objects.filter(area__version__framework=framework, area__version__published_at__isnull=False, code__in=codes)
    return {criterion.code: criterion for criterion in rows.order_by("area__version__published_at", "area__version")}


def figures_of_cells(
    cells: QuerySet[SummaryCell] | Collection[int], also: tuple[Collection[int], Collection[str]] = ((), ())
) -> dict[int, Figures]:
    """Return the told figures of each cell, given and returned by its key in the database; `also` of further ones by codes; one query."""
    further, codes = also
    wanted = Q(cell__in=cells) | Q(cell__in=further, code__in=codes)
    rows = SummaryFigure.objects.filter(wanted).order_by().values_list("cell_id", "code", "level", "is_top", "workshops")
    collected: dict[int, dict[str, list[tuple[int | None, bool, int]]]] = defaultdict(lambda: defaultdict(list))
    for cell, code, level, is_top, workshops in rows:
        collected[cell][code].append((level, is_top, workshops))
    return {cell: {code: distribution(answers) for code, answers in codes.items()} for cell, codes in collected.items()}


def distribution(answers: Iterable[tuple[int | None, bool, int]]) -> Distribution:
    """Return stored figures, as (level, whether it is one of the two highest, workshops), as one distribution."""
    levels: dict[int, int] = defaultdict(int)
    top = not_applicable = 0
    for level, is_top, workshops in answers:
        if level is None:
            not_applicable += workshops
        else:
            levels[level] += workshops
            top += workshops if is_top else 0
    return Distribution(dict(levels), top, not_applicable)


def cell_of(summary: Summary, key: Key) -> SummaryCell | None:
    """Return the group of the summary; None when nobody there took part and there is no such group."""
    (first, first_value), (second, second_value) = (*key, ("", ""), ("", ""))[:2]
    return summary.cells.filter(first_dimension=first, first_value=first_value, second_dimension=second, second_value=second_value).first()
