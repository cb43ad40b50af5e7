"""The pictures of a national summary: what the geometry of the toolkit draws; each has its table beside it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from assessments.choices import Compared, Dimension
from config.toolkit.bars import BarRow, BarsChart, bars_chart
from config.toolkit.lines import Line, LinesChart, lines_chart
from config.toolkit.templatetags.ui import percent
from config.toolkit.tiles import Tile, TilesChart, tiles_chart
from workshops.region_tiles import REGION_TILES

if TYPE_CHECKING:
    from assessments.distribution import Distribution
    from assessments.models import SummaryChange
    from assessments.selectors.summaries.page import AreaFigures, Participation, SummaryPage
    from criteria.models import Area

FIFTHS = 5  # the tones of the map


def areas_chart(page: SummaryPage) -> BarsChart:
    """Return how the answers to each area's criteria divide over the levels."""
    rows = [_bar(str(area.area), area.figures, page) for area in page.areas]
    return bars_chart(rows=rows, parts=_parts(page), title=_("Tasojen jakauma osa-alueittain. Samat tiedot ovat taulukossa kuvan jälkeen."))


def criteria_chart(area: AreaFigures, page: SummaryPage) -> BarsChart:
    """Return how the answers to the criteria of one area divide over the levels."""
    rows = [_bar(str(row.criterion), row.figures, page) for row in area.criteria]
    title = _("Tasojen jakauma osa-alueella %(area)s. Samat tiedot ovat taulukossa kuvan jälkeen.") % {"area": area.area}
    return bars_chart(rows=rows, parts=_parts(page), title=title)


def _parts(page: SummaryPage) -> list[str]:
    return [f"{value} {name}" for value, name in page.steps]


def _bar(label: str, figures: Distribution | None, page: SummaryPage) -> BarRow:
    if figures is None:
        return BarRow(label, None, empty=_("liian vähän työpajoja"))
    counts = [figures.levels.get(value, 0) for value, _name in page.steps]
    return BarRow(label, counts, empty=_("ei koske mukana olevia työpajoja"))


@dataclass(frozen=True)
class Changes:
    """How the levels of the same workshops compare, as a picture and as the rows of its table by area."""

    title: str
    words: tuple[str, str, str]
    chart: BarsChart
    rows: list[tuple[Area, SummaryChange]]


def changes_of(page: SummaryPage, compared: Compared) -> Changes | None:
    """Return how the nation's levels compare; None when nothing may be told of it, or the page is narrowed."""
    rows = page.changes_of(compared)
    if not rows:
        return None
    if compared == Compared.YEAR_BEFORE:
        title, words = _("Samojen työpajojen muutos edellisestä vuodesta"), (_("Taso laski"), _("Taso pysyi samana"), _("Taso nousi"))
    else:
        title = _("Auditoinnin ja itsearvioinnin ero")
        words = (_("Auditoinnissa matalampi"), _("Sama taso"), _("Auditoinnissa korkeampi"))
    bars = [BarRow(str(area), [change.lower, change.same, change.higher]) for area, change in rows]
    chart = bars_chart(rows=bars, parts=words, title=_("%(title)s. Samat tiedot ovat taulukossa kuvan jälkeen.") % {"title": title})
    return Changes(title, words, chart, rows)


def trend_chart(page: SummaryPage) -> LinesChart | None:
    """Return the shares of the two highest levels by year; None until something may be told of two years."""
    years = page.years
    if sum(bool(year.top_shares) for year in years) < 2:
        return None
    lines = [Line(area.area.code, [_percents(year.top_shares.get(area.area.code)) for year in years]) for area in page.areas]
    title = _("Kahden ylimmän tason osuus vuosittain. Samat tiedot ovat taulukossa kuvan jälkeen.")
    return lines_chart(lines=lines, points=[str(year.year) for year in years], title=title)


def _percents(share: Fraction | None) -> Fraction | None:
    return None if share is None else share * 100


def regions_chart(page: SummaryPage) -> TilesChart:
    """Return the regions as tiles: the share of those who took part, or of the two highest levels in the chosen area."""
    tiles = [_tile(page, code, name) for code, name in page.names[Dimension.REGION].items() if code in REGION_TILES]
    title = _("Maakunnat ruudukkona. Samat tiedot ovat taulukossa kuvan jälkeen.")
    return tiles_chart(tiles=tiles, steps=["0–20 %", "20–40 %", "40–60 %", "60–80 %", "80–100 %"], title=title)


def _tile(page: SummaryPage, code: str, name: str) -> Tile:
    column, row = REGION_TILES[code]
    share = region_share(page, code)
    step = min(int(share * FIFTHS), FIFTHS - 1) if share is not None else None
    return Tile(name, column, row, percent(share), step)


def region_rows(page: SummaryPage) -> list[tuple[Participation, Fraction | None, str]]:
    """Return the regions as the map's table: who took part, what the map tells, and the address of the page narrowed to it."""
    others = tuple(pair for pair in page.choice.narrowing if pair[0] != Dimension.REGION)
    map_area = page.choice.map_area
    return [
        (
            row,
            region_share(page, row.value),
            page.choice.address(narrowing=((Dimension.REGION.value, row.value), *others), map_area=map_area),
        )
        for row in page.participation(Dimension.REGION)
    ]


def region_share(page: SummaryPage, code: str) -> Fraction | None:
    """Return what the map tells of the region; None for what may not be told."""
    key = page.region_key(code)
    if key is None:
        return None
    if not page.choice.map_area:
        cell = page.cells.get((page.summary.year, ((Dimension.REGION.value, code),)))
        return Fraction(min(cell.participants, cell.everyone), cell.everyone) if cell and cell.everyone else None
    area = next((area for area in page.areas_of_version if area.area.code == page.choice.map_area), None)
    year = page.summary.year
    figures = area.figures(page.told(year, key), page.told(year, ())) if area else None
    return figures.top_share if figures else None
