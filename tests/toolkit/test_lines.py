"""Geometry of the trends: a gap stays a gap, ends are told apart, lines differ without colour, nothing leaves the picture."""

from __future__ import annotations

import itertools
import re
from decimal import Decimal
from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest
from django.template import engines
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from config.toolkit.lettering import apart, text_width
from config.toolkit.lines import Line, LinesDrawing, lines_chart, pen_of

SVG = "{http://www.w3.org/2000/svg}"
YEARS = ["2023", "2024", "2025", "2026"]
LONG = "Toimintaympäristö, resurssit ja turvallisuusjohtaminen erityisolosuhteissa"
NEAR = [Line(f"{number}. {LONG}" if number % 2 else "Valmennus", [40, 50, 60, 60 + number / 10]) for number in range(7)]
shares = st.one_of(st.none(), st.integers(0, 100))


def drawings(*lines: Line, points: list[str] = YEARS, top: int = 100, unit: str = "%") -> tuple[LinesDrawing, LinesDrawing]:
    chart = lines_chart(lines=lines, points=points, title="Osuudet", top=top, unit=unit)
    return chart.wide, chart.narrow


def parsed(run: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in run.split())]


def test_values_stand_on_the_scale_from_zero_to_the_top() -> None:
    for drawing in drawings(Line("A", [0, Decimal(25), Fraction(75), 100.0])):
        places = {line.value: line.y for line in drawing.grid}
        assert list(places) == [0, 25, 50, 75, 100]
        assert list(places.values()) == sorted(places.values(), reverse=True)
        (trend,) = drawing.trends
        assert [y for _x, y in trend.dots] == [places[value] for value in (0, 25, 75, 100)]
        xs = [x for x, _y in trend.dots]
        assert drawing.left < xs[0] < xs[-1] < drawing.right
        assert len({round(after - before) for before, after in itertools.pairwise(xs)}) == 1
        assert all(abs(label.x - x) < 12 for label, x in zip(drawing.points, xs, strict=True))


@given(st.lists(shares, min_size=4, max_size=4))
def test_gap_breaks_the_line_and_every_value_has_its_dot(values: list[int | None]) -> None:
    for drawing in drawings(Line("A", values)):
        (trend,) = drawing.trends
        runs = ["".join("." for _ in run) for known, run in itertools.groupby(values, lambda value: value is not None) if known]
        assert [len(run.split()) for run in trend.runs] == [len(run) for run in runs if len(run) > 1]
        assert len(trend.dots) == sum(len(run) for run in runs)
        assert all(place in trend.dots for run in trend.runs for place in parsed(run))


def test_figure_at_the_end_is_the_last_value_and_its_leader_begins_there() -> None:
    lines = [Line("A", [10, 20, 30, 41.4]), Line("B", [10, 20, None, None]), Line("C", [None] * 4), Line("D", [0, 0, 0, 0])]
    for drawing in drawings(*lines):
        assert [trend.end.figure for trend in drawing.trends] == [41, 20, None, 0]
        for trend in drawing.trends:
            leader = parsed(trend.end.leader)
            assert leader == ([trend.dots[-1], (trend.end.mark_x, trend.end.y)] if trend.dots else [])
    assert [trend.end.figure for trend in drawings(Line("A", [2.25, 3.46]), points=["a", "b"], top=4, unit="")[0].trends] == [3.5]


@pytest.mark.parametrize("lines", [NEAR, [*NEAR, *NEAR], [Line("A", [1, 2, 3, 0]), Line("B", [1, 2, 3, 0])], [Line("A", [100] * 4)]])
def test_ends_do_not_overlap_and_nothing_leaves_the_picture(lines: list[Line]) -> None:
    for drawing in drawings(*lines):
        size = drawing.font_size
        blocks = sorted(
            (trend.end.text_y - size * 0.75, max([trend.end.text_y, *(label.y for label in trend.end.labels)]) + size * 0.2)
            for trend in drawing.trends
        )
        assert all(above[1] <= below[0] for above, below in itertools.pairwise(blocks))
        assert blocks[0][0] >= 0
        assert blocks[-1][1] < drawing.points[0].y - size * 0.7
        for trend in drawing.trends:
            assert drawing.right + 5 < trend.end.mark_x < trend.end.figure_x - text_width(f"{trend.end.figure:g} %", size) - 7
            assert trend.end.figure_x <= drawing.width
            assert all(trend.end.figure_x < label.x for label in trend.end.labels)
            assert all(label.x + text_width(label.text, size) <= drawing.width for label in trend.end.labels)
        assert all(key.label.x + text_width(key.label.text, size) <= drawing.width for key in drawing.keys)
        assert max(label.y for label in [*drawing.points, *(key.label for key in drawing.keys)]) + 4 < drawing.height
        assert drawing.right - drawing.left > drawing.width / 3


def test_lines_are_named_at_their_ends_when_wide_and_below_when_narrow() -> None:
    wide, narrow = drawings(*NEAR)
    assert [" ".join(label.text for label in trend.end.labels) for trend in wide.trends] == [line.name for line in NEAR]
    assert wide.keys == []
    assert [trend.end.labels for trend in narrow.trends] == [[]] * len(NEAR)
    assert [key.pen for key in narrow.keys if key.pen] == [trend.pen for trend in narrow.trends]
    assert " ".join(key.label.text for key in narrow.keys) == " ".join(line.name for line in NEAR)
    assert all(key.y > label.y for key in narrow.keys for label in narrow.points)


def test_seven_lines_differ_in_their_marks_and_neighbours_in_dashes_and_fill() -> None:
    pens = [pen_of(position) for position in range(7)]
    assert len({pen.mark for pen in pens}) == 7
    assert len({pen.dashes for pen in pens}) == 6
    assert [pen.fill == pen.colour for pen in pens] == [True, False] * 3 + [True]
    assert len({(pen.mark, pen.dashes) for pen in map(pen_of, range(42))}) == 42


@pytest.mark.parametrize(("top", "values"), [(100, [0, 25, 50, 75, 100]), (4, [0, 1, 2, 3, 4]), (5, [0, 1, 2, 3, 4, 5]), (7, [0, 7])])
def test_axis_has_whole_values_from_zero_to_the_top(top: int, values: list[int]) -> None:
    assert [line.value for line in drawings(Line("A", [1, 1, 1, 1]), top=top)[0].grid] == values


@pytest.mark.parametrize("count", [0, 1, 2, 5, 12, 40])
def test_names_of_points_do_not_overlap_and_the_last_is_always_there(count: int) -> None:
    points = [str(1990 + number) for number in range(count)]
    for drawing in drawings(Line("A", [50] * count), points=points):
        assert [label.text for label in drawing.points[-1:]] == points[-1:]
        halves = text_width("2026", drawing.font_size)
        assert all(before.x + halves < after.x for before, after in itertools.pairwise(drawing.points))
        assert len(drawing.trends[0].dots) == count
        assert all(drawing.left < x < drawing.right for x, _y in drawing.trends[0].dots)


@given(st.lists(st.tuples(st.integers(0, 280), st.integers(10, 60)), max_size=8))
def test_things_are_moved_apart_no_further_than_needed(things: list[tuple[int, int]]) -> None:
    wanted, rooms = [float(middle) for middle, _room in things], [float(room) for _middle, room in things]
    middles = apart(wanted, rooms, low=-12, high=max(292.0, sum(rooms)))
    order = sorted(range(len(things)), key=lambda position: middles[position])
    assert [wanted[position] for position in order] == sorted(wanted)
    for above, below in itertools.pairwise(order):
        assert middles[above] + rooms[above] / 2 <= middles[below] - rooms[below] / 2 + 0.11
    for middle, room, place in zip(middles, rooms, wanted, strict=True):
        assert middle - room / 2 >= -12.1
        assert middle + room / 2 <= max(292.0, sum(rooms)) + 0.1
        if len(things) == 1 and place - room / 2 >= -12 and place + room / 2 <= 292:
            assert middle == place


def test_two_at_the_same_place_are_moved_equally_and_a_far_one_not() -> None:
    assert apart([100, 100, 200], [20, 20, 20], low=0, high=300) == [90, 110, 200]
    assert apart([100, 99], [20, 20], low=0, high=300) == [109.5, 89.5]
    assert apart([0, 300], [20, 20], low=0, high=300) == [10, 290]


def test_trends_are_drawn_with_the_title_and_numbers_with_points_but_figures_with_commas() -> None:
    lines = [Line("<A>", [1, 2.5, None, 3.25]), Line("B", [None, 2, None, None]), Line("C", [None] * 4)]
    chart = lines_chart(lines=lines, points=YEARS, title="A & <B>", top=4, unit="p")
    with translation.override("fi"):
        html = engines["django"].from_string("{% lines_chart chart %}").render({"chart": chart})
    pictures = [ET.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", html, re.DOTALL)]  # noqa: S314  our own text
    assert [picture.get("class", "").split()[:2] for picture in pictures] == [["chart", "chart-wide"], ["chart", "chart-narrow"]]
    for picture in pictures:
        assert picture.get("role") == "img"
        assert "Source Sans 3" in picture.get("font-family", "")
        assert picture.findtext("{*}title") == "A & <B>"
        numbers = [value for node in picture.iter() for name, value in node.attrib.items() if name in {"x", "y", "x1", "x2", "y1", "y2"}]
        assert all(re.fullmatch(r"\d+(\.\d+)?", number) for number in numbers)
        assert all(re.fullmatch(r"[\d., ]+", node.get("points", "")) for node in picture.iter(SVG + "polyline"))
        texts = [node.text for node in picture.iter(SVG + "text")]
        assert {"3,3\N{NO-BREAK SPACE}p", "2\N{NO-BREAK SPACE}p", "–", "<A>", "B", "C", *YEARS} <= set(texts)
        thick = [node for node in picture.iter(SVG + "polyline") if node.get("stroke-width") == "2.5"]
        assert [len(node.get("points", "").split()) for node in thick] == [2]
        marks = len(list(picture.iter(SVG + "path")))
        assert marks == 4 + 3 + (3 if "chart-narrow" in picture.get("class", "") else 0)
        assert not [node for node in picture.iter() if node.get("style")]
