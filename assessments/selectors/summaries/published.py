"""The published summaries as anyone reads them: which there are, and the groups of one, in the nation and by one dimension."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery

from assessments.choices import Dimension
from assessments.models import Summary, SummaryCell
from assessments.selectors.summaries.figures import areas_with_criteria, figures_of_cells
from criteria.models import Level
from workshops.choices import FEATURES, FeatureKind, MaintainerType, WorkshopLanguage, WorkshopSize
from workshops.models import Network, Region

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from django.db.models import QuerySet

    from assessments.distribution import Distribution
    from criteria.models import Criterion


@dataclass(frozen=True)
class ToldGroup:
    """A group with its figures by criterion code; a code that may not be told is missing."""

    cell: SummaryCell
    name: str
    figures: dict[str, Distribution]


@dataclass(frozen=True)
class Frame:
    """What every group of a summary is told along: the criteria of its version in their order, and the levels."""

    criteria: tuple[Criterion, ...]
    levels: tuple[int, ...]


def published_summaries() -> QuerySet[Summary]:
    """Return the published summaries, the newest year first, each with `participants` and `everyone` of the whole nation."""
    nation = SummaryCell.objects.filter(summary=OuterRef("pk"), first_dimension="").order_by()
    counts = {name: Subquery(nation.values(name)[:1]) for name in ("participants", "everyone")}
    summaries = Summary.objects.published().select_related("framework", "version")
    return summaries.annotate(nation_participants=counts["participants"], nation_everyone=counts["everyone"]).order_by(
        "-year", "framework__slug", "series", "pk"
    )


def published_summary(framework: str, series: str, year: int) -> Summary | None:
    """Return the published summary of the address; None for one that has not been published, too."""
    return published_summaries().filter(framework__slug=framework, series=series, year=year).first()


def told_cells(summary: Summary) -> QuerySet[SummaryCell]:
    """Return the groups that are given to anyone: everybody, and by one dimension; in the order they were counted."""
    return summary.cells.filter(second_dimension="").order_by("pk")


def told_groups_of(cells: Collection[SummaryCell]) -> list[ToldGroup]:
    """Return the groups with their told figures and their names; three queries at most."""
    figures, names = figures_of_cells([cell.pk for cell in cells]), _names(cells)
    return [
        ToldGroup(cell, names.get((cell.first_dimension, cell.first_value), cell.first_value), figures.get(cell.pk, {})) for cell in cells
    ]


def frame_of(summary: Summary) -> Frame:
    """Return along what the summary is told; two queries."""
    criteria = tuple(criterion for area in areas_with_criteria(summary.version) for criterion in area.criteria)
    levels = Level.objects.filter(scale=summary.version.scale_id).order_by("value").values_list("value", flat=True)
    return Frame(criteria, tuple(levels))


def _names(cells: Collection[SummaryCell]) -> dict[tuple[str, str], str]:
    """Return (dimension, value) → its name; regions and networks are looked up when there are any."""
    fixed: dict[Dimension, Mapping[str, object]] = {
        Dimension.MAINTAINER: dict(MaintainerType.choices),
        Dimension.SIZE: dict(WorkshopSize.choices),
        Dimension.LANGUAGE: dict(WorkshopLanguage.choices),
        Dimension.SERVICE: FEATURES[FeatureKind.SERVICE],
        Dimension.SECTOR: FEATURES[FeatureKind.SECTOR],
    }
    names = {(dimension.value, code): str(name) for dimension, codes in fixed.items() for code, name in codes.items()}
    asked = {cell.first_dimension for cell in cells}
    if Dimension.REGION in asked:
        names |= {(Dimension.REGION.value, region.code): region.name for region in Region.objects.all()}
    if Dimension.NETWORK in asked:
        names |= {(Dimension.NETWORK.value, network.slug): network.name for network in Network.objects.all()}
    return names
