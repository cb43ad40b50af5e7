"""Charts in a browser: in forced colours a figure stands on the tone it was drawn for, and a tile map is no larger than its drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.template import engines

from config.toolkit.bars import BarRow, bars_chart
from config.toolkit.lines import Line, lines_chart
from config.toolkit.svg import ProfileRow, profile_chart
from config.toolkit.tiles import Tile, tiles_chart

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
CHARTS = {
    "bars_chart": bars_chart(rows=[BarRow("A", (9, 9))], parts=["eri", "sama"], title="t"),
    "tiles_chart": tiles_chart(tiles=[Tile("A", 0, 0, "1", 0), Tile("B", 1, 0, "2", 1)], steps=["eri", "sama"], title="t"),
    "lines_chart": lines_chart(lines=[Line("A", [1, 2])], points=["a", "b"], title="t"),
    "profile_chart": profile_chart(rows=[ProfileRow("A", 1)], steps=[(1, "a"), (2, "b")], title="t"),
}
INKS = "svg => [...svg.querySelectorAll('text')].map(text => [text.getAttribute('fill') || '#1c2a29', getComputedStyle(text).fill])"


def show(page: Page, tag: str) -> None:
    page.set_content(
        "<!doctype html><html lang='fi'><body>" + engines["django"].from_string("{% " + tag + " c %}").render({"c": CHARTS[tag]})
    )
    page.add_style_tag(path=settings.BASE_DIR / "static/css/components.css")


def width_of(page: Page, variant: str) -> float:
    box = page.locator(f"svg.chart-{variant}").bounding_box()
    return box["width"] if box else 0


def rgb(colour: str) -> str:
    return "rgb({}, {}, {})".format(*(int(colour[start : start + 2], 16) for start in (1, 3, 5)))


@pytest.mark.parametrize("tag", CHARTS)
def test_texts_in_forced_colours_are_read_on_what_is_behind_them(page: Page, tag: str) -> None:
    page.emulate_media(forced_colors="active", color_scheme="dark")
    show(page, tag)
    svg = page.locator("svg.chart-wide")
    paper = svg.evaluate("svg => getComputedStyle(svg).backgroundColor")
    texts = svg.evaluate(INKS)
    assert texts
    if tag == "profile_chart":  # its texts stand on the page, whose colours are the user's
        assert {shown for _drawn, shown in texts} == {"rgb(255, 255, 255)"}
    else:
        assert paper == "rgb(255, 255, 255)"
        assert all(shown == rgb(drawn) for drawn, shown in texts)


def test_tile_map_is_not_blown_up_on_a_wide_page(page: Page) -> None:
    page.set_viewport_size({"width": 1200, "height": 800})
    show(page, "tiles_chart")
    assert width_of(page, "wide") == CHARTS["tiles_chart"].wide.width
    assert page.locator("svg.chart-narrow").is_hidden()
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.locator("svg.chart-wide").is_hidden()
    assert 0 < width_of(page, "narrow") <= 320
