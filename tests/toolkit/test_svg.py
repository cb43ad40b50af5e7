"""Geometry of the charts: nothing overlaps, nothing leaves the picture, order survives grey."""

import re
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings
from django.template import engines
from hypothesis import given
from hypothesis import strategies as st

from config.toolkit.lettering import text_width, wrap
from config.toolkit.svg import TONES, ProfileRow, profile_chart, spread_chart, tone_of

STEPS = [(1, "Alkava"), (2, "Kehittyvä"), (3, "Vakiintunut"), (4, "Edistynyt")]
SVG = "{http://www.w3.org/2000/svg}"
LONG = "Toimintaympäristö, resurssit ja turvallisuusjohtaminen erityisolosuhteissa"
ROWS = [ProfileRow("Perustehtävä ja johtaminen", 3, 2), ProfileRow(LONG, 2.5), ProfileRow("Tulokset", None, 3), ProfileRow("Tiimi", 2, 2)]


def drawn(tag: str, chart: object) -> list[ET.Element]:
    html = engines["django"].from_string("{% " + tag + " chart %}").render({"chart": chart})
    return [ET.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", html, re.DOTALL)]  # noqa: S314  our own text


def luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = [channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_tones_grow_darker_and_carry_readable_text() -> None:
    lights = [luminance(fill) for fill, _text in TONES]
    assert lights == sorted(lights, reverse=True)
    for fill, text in TONES:
        lighter, darker = sorted((luminance(fill), luminance(text)), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, fill


def test_tones_of_style_sheet_and_charts_are_the_same() -> None:
    css = (settings.BASE_DIR / "static/css/theme.css").read_text(encoding="utf-8")
    assert re.findall(r"--tone-\d: (#[0-9a-f]{6});", css) == [fill for fill, _text in TONES]


@pytest.mark.parametrize("count", range(2, 8))
def test_every_step_of_a_scale_has_its_own_tone_from_lightest_to_darkest(count: int) -> None:
    tones = [tone_of(position, count) for position in range(count)]
    assert tones == sorted(set(tones))
    assert (tones[0], tones[-1]) == (0, len(TONES) - 1)


def test_scale_of_one_step_has_a_tone() -> None:
    assert tone_of(0, 1) == len(TONES) - 1


@given(st.lists(st.text("aikÄömWšл-", min_size=1, max_size=40), min_size=1, max_size=8), st.integers(60, 300))
def test_wrapped_lines_fit_and_lose_no_letter(words: list[str], room: int) -> None:
    lines = wrap(" ".join(words), 16, room)
    assert all(text_width(line, 16) <= room for line in lines)
    assert re.sub(r"[-\s]", "", "".join(lines)) == re.sub(r"[-\s]", "", "".join(words))


def test_wrapping_nothing_gives_one_empty_line() -> None:
    assert wrap("", 16, 100) == [""]


def test_labels_of_the_wide_profile_end_before_the_scale() -> None:
    drawing = profile_chart(rows=ROWS, steps=STEPS, title="t").wide
    for line in drawing.lines:
        assert all(label.x + text_width(label.text, drawing.font_size) < drawing.left - 11 for label in line.labels)
    assert len(drawing.lines[1].labels) > 1


def test_labels_of_the_narrow_profile_stand_over_the_mark_of_their_line() -> None:
    drawing = profile_chart(rows=ROWS, steps=STEPS, title="t").narrow
    for above, line in zip([None, *drawing.lines], drawing.lines, strict=False):
        assert line.labels[-1].y < line.y - 11
        assert above is None or line.labels[0].y - drawing.font_size > above.y + 8


def test_values_stand_on_the_scale_and_a_missing_one_nowhere() -> None:
    drawing = profile_chart(rows=ROWS, steps=STEPS, title="t").wide
    places = dict(zip([value for value, _name in STEPS], drawing.full_grid, strict=True))
    assert [line.value_x for line in drawing.lines] == [places[3], round((places[2] + places[3]) / 2, 1), None, places[2]]
    assert [line.earlier_x for line in drawing.lines] == [places[2], None, places[3], places[2]]


def test_zero_is_a_value_and_not_a_missing_one() -> None:
    drawing = profile_chart(rows=[ProfileRow("A", 0, 0)], steps=[(0, "Ei vielä"), (1, "Alkava")], title="t").wide
    assert (drawing.lines[0].value_x, drawing.lines[0].earlier_x) == (drawing.left, drawing.left)


@pytest.mark.parametrize("steps", [STEPS, [(0, "Ei lainkaan aloitettu toiminta"), (1, "Alkava toiminta vaihtelevasti")], STEPS[:1]])
def test_axis_stays_in_the_picture_and_long_names_move_below(steps: list[tuple[int, str]]) -> None:
    chart = profile_chart(rows=[ProfileRow("A", steps[0][0])], steps=steps, title="t", now_label="2026", earlier_label="2024")
    for drawing in (chart.wide, chart.narrow):
        for label in drawing.axis:
            half = text_width(label.text, drawing.axis_size) / 2
            assert label.x - half >= -0.1
            assert label.x + half <= drawing.width + 0.1
        text = " ".join([label.text for label in drawing.axis] + [entry.label.text for entry in drawing.legend])
        assert all(word in text for _value, name in steps for word in name.split())
        assert all(entry.label.y < drawing.height for entry in drawing.legend)


def test_profile_is_drawn_with_a_title_in_one_font_and_with_points_not_commas() -> None:
    pictures = drawn("profile_chart", profile_chart(rows=ROWS, steps=STEPS, title="Tasot <2026> & muut", now_label="2026"))
    assert len(pictures) == 2
    for picture in pictures:
        assert picture.get("role") == "img"
        assert picture.get("aria-label") is None
        assert "Source Sans 3" in picture.get("font-family", "")
        assert picture.findtext("{*}title") == "Tasot <2026> & muut"
        numbers = [
            value for node in picture.iter() for name, value in node.attrib.items() if name in {"x", "y", "x1", "x2", "y1", "cx", "cy"}
        ]
        assert all(re.fullmatch(r"-?\d+(\.\d+)?", number) for number in numbers)
        texts = [node.text for node in picture.iter(SVG + "text")]
        assert "2,5" in texts
        assert "–" in texts


def test_earlier_value_in_the_same_place_is_a_ring_around() -> None:
    picture = drawn("profile_chart", profile_chart(rows=ROWS[3:], steps=STEPS, title="t"))[0]
    assert [circle.get("r") for circle in picture.iter(SVG + "circle")] == ["11", "8"]


def test_other_value_is_a_diamond_joined_to_the_first_and_the_figures_are_left_to_the_table() -> None:
    rows = [ProfileRow("A", 2, other=3), ProfileRow("B", 3, other=3), ProfileRow("C", None, other=2), ProfileRow("D", 2)]
    chart = profile_chart(rows=rows, steps=STEPS, title="t", now_label="Oma", other_label="Auditointi")
    for drawing, picture in zip((chart.wide, chart.narrow), drawn("profile_chart", chart), strict=True):
        corners = [[float(x) for x in polygon.get("points", "").replace(",", " ").split()] for polygon in picture.iter(SVG + "polygon")]
        middles = [round((min(points[::2]) + max(points[::2])) / 2, 1) for points in corners]
        assert middles == [line.other_x for line in drawing.lines if line.other_x is not None] + [drawing.legend[1].cx]
        assert [circle.get("r") for circle in picture.iter(SVG + "circle")] == ["8", "13", "8", "8"]  # the last one is the legend's
        joined = [line for line in picture.iter(SVG + "line") if line.get("stroke-width") == "3"]
        assert [(line.get("x1"), line.get("x2")) for line in joined] == [(str(drawing.lines[0].value_x), str(drawing.lines[0].other_x))]
        assert not {"2", "–"} & {text.text for text in picture.iter(SVG + "text") if text.get("text-anchor") == "end"}


def test_spread_draws_a_dot_per_answer_and_counts_the_rest() -> None:
    chart = spread_chart(steps=STEPS, counts={2: 14, 3: 1}, others=[("Ei koske työpajaamme", 0), ("En osaa sanoa", 2)], title="Jakauma")
    assert [len(line.dots) for line in chart.lines] == [0, 14, 1, 0]
    assert [(line.count, line.dots) for line in chart.others] == [(0, []), (2, [])]
    assert max(x for line in chart.lines for x, _y in line.dots) + 9 < chart.width - 22
    bottoms = [line.dots[-1][1] + 8.5 for line in chart.lines if line.dots]
    assert bottoms[0] < chart.lines[2].dots[0][1] - 8.5
    picture = drawn("spread_chart", chart)[0]
    assert len(list(picture.iter(SVG + "circle"))) == 15
    assert picture.findtext("{*}title") == "Jakauma"
