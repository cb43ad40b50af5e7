"""Geometry of the bars: parts fill the bar, nothing leaves the picture, every figure that is drawn has room."""

from __future__ import annotations

import itertools
import re
from xml.etree import ElementTree as ET

import pytest
from django.template import engines
from hypothesis import given
from hypothesis import strategies as st

from config.toolkit.bars import BarRow, BarsDrawing, bars_chart
from config.toolkit.lettering import text_width

SVG = "{http://www.w3.org/2000/svg}"
PARTS = ["kauempana toisistaan", "yhden tason päässä", "sama taso"]
LONG = "K3.2 Toimintaympäristö, resurssit ja turvallisuusjohtaminen erityisolosuhteissa"
counts = st.lists(st.integers(0, 400), min_size=3, max_size=3)


def drawings(*rows: BarRow) -> tuple[BarsDrawing, BarsDrawing]:
    chart = bars_chart(rows=rows, parts=PARTS, title="Parit")
    return chart.wide, chart.narrow


@given(counts)
def test_parts_fill_the_bar_in_proportion(numbers: list[int]) -> None:
    for drawing in drawings(BarRow("K1.1", numbers)):
        parts = drawing.bars[0].parts
        assert len(parts) == sum(number > 0 for number in numbers)
        if parts:
            assert parts[0].x == drawing.left
            assert all(abs(after.x - (part.x + part.width)) <= 0.2 for part, after in itertools.pairwise(parts))
            whole = sum(part.width for part in parts)
            shown = [number for number in numbers if number]
            assert all(abs(part.width / whole - number / sum(numbers)) < 0.01 for part, number in zip(parts, shown, strict=True))
            assert all(text_width(part.figure, drawing.font_size) < part.width for part in parts if part.figure)


@pytest.mark.parametrize("numbers", [None, (0, 0, 0)])
def test_row_without_counts_says_so_in_words(numbers: tuple[int, ...] | None) -> None:
    for drawing in drawings(BarRow("K1.1", numbers, "liian vähän pareja")):
        assert (drawing.bars[0].parts, drawing.bars[0].empty) == ([], "liian vähän pareja")


def test_nothing_overlaps_and_nothing_leaves_the_picture() -> None:
    for drawing in drawings(BarRow(LONG, (1, 2, 3)), BarRow("K1.2", (0, 0, 7)), BarRow(LONG, None, "liian vähän")):
        assert all(bar.y + drawing.bar_height < drawing.height for bar in drawing.bars)
        assert all(above.y + drawing.bar_height < below.y for above, below in itertools.pairwise(drawing.bars))
        assert all(part.x + part.width <= drawing.width for bar in drawing.bars for part in bar.parts)
        for bar in drawing.bars:
            beside = [label for label in bar.labels if drawing.variant == "wide"]
            assert all(label.x + text_width(label.text, drawing.font_size) < drawing.left for label in beside)
            assert drawing.variant == "wide" or bar.labels[-1].y < bar.y
        assert all(key.label.x + text_width(key.label.text, drawing.font_size) <= drawing.width for key in drawing.keys)


def test_picture_has_its_title_and_numbers_with_points() -> None:
    chart = bars_chart(rows=[BarRow("<K1.1>", (1, 1, 1)), BarRow("K1.2", None, "liian vähän")], parts=PARTS, title="Parit & arviot")
    html = engines["django"].from_string("{% bars_chart chart %}").render({"chart": chart})
    pictures = [ET.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", html, re.DOTALL)]  # noqa: S314  our own text
    assert len(pictures) == 2
    for picture in pictures:
        assert picture.findtext("{*}title") == "Parit & arviot"
        numbers = [value for node in picture.iter() for name, value in node.attrib.items() if name in {"x", "y", "width", "height"}]
        assert all(re.fullmatch(r"-?\d+(\.\d+)?", number) for number in numbers)
        assert "liian vähän" in [node.text for node in picture.iter(SVG + "text")]


def test_name_of_a_part_that_wraps_has_one_mark() -> None:
    drawing = bars_chart(rows=[], parts=[LONG, "sama taso"], title="Parit").narrow
    assert [bool(key.fill) for key in drawing.keys] == [True, *[False] * (len(drawing.keys) - 2), True]
    assert len(drawing.keys) > 2
