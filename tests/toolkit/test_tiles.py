"""Geometry of the tile map: every text stays in its tile, no tile or key on another, a tile without a figure is told from the others."""

from __future__ import annotations

import itertools
import re
from xml.etree import ElementTree as ET

import pytest
from django.template import engines
from hypothesis import given
from hypothesis import strategies as st

from config.toolkit.lettering import hyphenated, syllables, text_width
from config.toolkit.svg import TONES
from config.toolkit.tiles import Tile, TilesDrawing, tiles_chart

SVG = "{http://www.w3.org/2000/svg}"
STEPS = ["alle 25 %", "25–49 %", "50–74 %", "75 % tai yli"]
NAMES = [
    "Pohjois-Pohjanmaa", "Varsinais-Suomi", "Etelä-Pohjanmaa", "Ahvenanmaa", "Kanta-Häme", "Egentliga Finland", "Södra Österbotten",
    "Norra Savolax", "Mellersta Österbotten", "Päijänne-Tavastland", "Southern Ostrobothnia", "Schwrtzstrngthschlmpf", "W", "",
]  # fmt: skip
FREE_CORNER = [Tile("Lappi", 3, 0, "62 %", 2), Tile("Kainuu", 4, 1, "5 %", 0), Tile("Pohjanmaa", 1, 2, "–", None)]


def tiles(*, names: list[str] = NAMES, figure: str = "100\N{NO-BREAK SPACE}%") -> list[Tile]:
    return [Tile(name, number % 6, number // 6, figure, number % 4) for number, name in enumerate(names)]


def drawings(given: list[Tile], steps: list[str] = STEPS, empty_label: str = "") -> tuple[TilesDrawing, TilesDrawing]:
    chart = tiles_chart(tiles=given, steps=steps, title="Maakunnat", empty_label=empty_label)
    return chart.wide, chart.narrow


def assert_texts_stay_inside(drawing: TilesDrawing) -> None:
    for tile in drawing.tiles:
        lines = [(tile.figure, drawing.figure_size), *((label, drawing.font_size) for label in tile.labels)]
        for label, size in lines:
            assert label.anchor == "middle"
            assert abs(label.x - (tile.x + drawing.tile_width / 2)) <= 0.11
            assert text_width(label.text, size) <= drawing.tile_width - 2
        assert tile.y < tile.figure.y - drawing.figure_size * 0.7
        assert all(above.y + size * 0.8 <= below.y for (above, _size), (below, size) in itertools.pairwise(lines))
        assert tile.labels[-1].y + drawing.font_size * 0.25 < tile.y + drawing.tile_height


@pytest.mark.parametrize("figure", ["–", "2,5", "100\N{NO-BREAK SPACE}%", "12 345,5 kpl"])
def test_names_and_figures_stay_in_their_tile(figure: str) -> None:
    for drawing in drawings(tiles(figure=figure)):
        assert_texts_stay_inside(drawing)
        assert drawing.font_size >= {"wide": 13, "narrow": 12}[drawing.variant]


@given(st.lists(st.text("aikÄömWšл- ", max_size=24), min_size=1, max_size=12), st.integers(1, 4))
def test_any_name_stays_in_its_tile_and_loses_no_letter(names: list[str], columns: int) -> None:
    given = [Tile(name, number % columns, number // columns, "62 %", 0) for number, name in enumerate(names)]
    for drawing in drawings(given):
        assert_texts_stay_inside(drawing)
        for tile, name in zip(drawing.tiles, names, strict=True):
            assert re.sub(r"[-\s]", "", "".join(label.text for label in tile.labels)) == re.sub(r"[-\s]", "", name)


def test_tiles_stand_in_their_places_and_fill_the_width() -> None:
    for drawing in drawings([Tile("A", 0, 0, "1", 0), Tile("B", 5, 0, "1", 0), Tile("C", 0, 1, "1", 0), Tile("D", 5, 3, "1", 0)]):
        first, right, below, last = drawing.tiles
        assert (right.y, below.x, last.x) == (first.y, first.x, right.x)
        assert first.y + drawing.tile_height < below.y
        assert first.x >= 0.5
        assert drawing.width - 2 < right.x + drawing.tile_width <= drawing.width - 0.4
        assert last.y + drawing.tile_height < drawing.height
        assert abs((right.x - first.x) / 5 - drawing.tile_width - 2) < 0.1
        assert abs((last.y - first.y) / 3 - drawing.tile_height - 2) < 0.1


def test_few_columns_make_no_giant_tiles() -> None:
    assert all(drawing.tile_width < 90 for drawing in drawings([Tile("A", 0, 0, "1", 0)]))


def test_tile_without_a_step_is_white_dashed_and_prints_its_figure() -> None:
    given = [Tile("A", 0, 0, "10 %", 0), Tile("B", 1, 0, "80 %", 3), Tile("C", 2, 0, "–", None), Tile("D", 3, 0, "–", None, empty=True)]
    for drawing in drawings(given):
        assert [tile.dashed for tile in drawing.tiles] == [False, False, True, True]
        assert [(tile.fill, tile.ink) for tile in drawing.tiles[:2]] == [TONES[0], TONES[-1]]
        assert [tile.fill for tile in drawing.tiles[2:]] == ["#ffffff", "#ffffff"]
        assert drawing.tiles[2].ink != drawing.tiles[3].ink
        assert [tile.figure.text for tile in drawing.tiles] == ["10 %", "80 %", "–", "–"]


@pytest.mark.parametrize("given", [FREE_CORNER, tiles(), []], ids=["free corner", "full corner", "nothing"])
@pytest.mark.parametrize("steps", [STEPS, [*STEPS[:3], "75 % tai yli, kun kaikki lasketaan yhteen, myös ne, jotka eivät vastanneet"], []])
def test_legend_is_on_no_tile_and_in_the_picture(given: list[Tile], steps: list[str]) -> None:
    for drawing in drawings(given, steps, "alle 5 työpajaa"):
        assert [key.fill for key in drawing.keys if key.fill and not key.dashed] == [
            TONES[tone][0] for tone in ([0, 2, 4, 6] if steps else [])
        ]
        assert [key.label.text for key in drawing.keys if key.dashed and key.fill] == ["alle 5 työpajaa"]
        for key in drawing.keys:
            right = key.label.x + text_width(key.label.text, drawing.key_size)
            assert key.x >= 0
            assert right <= drawing.width
            assert key.y + 16 < drawing.height
            assert not [tile for tile in drawing.tiles if tile.x < right + 4 and tile.y < key.y + 18]
        assert all(above.y + 18 <= below.y or above.x < below.x for above, below in itertools.pairwise(drawing.keys))


def test_legend_takes_the_free_corner_when_it_has_room() -> None:
    for drawing in drawings(FREE_CORNER):
        assert drawing.tiles[0].y < 1
        assert len({key.x for key in drawing.keys}) == 1
    for steps in (
        [f"{number} taso" for number in range(1, 13)],
        ["alle puolet", "puolet", "yli puolet niistä työpajoista, jotka vastasivat"],
    ):
        for drawing in drawings(FREE_CORNER, steps):
            assert drawing.tiles[0].y > max(key.y + 16 for key in drawing.keys)


def test_map_is_drawn_with_its_title_in_one_font_and_with_points() -> None:
    chart = tiles_chart(tiles=[*FREE_CORNER, Tile("<Åland>", 0, 2, "2,5", 1)], steps=STEPS, title="Kunta & <maa>", empty_label="ei lukua")
    html = engines["django"].from_string("{% tiles_chart chart %}").render({"chart": chart})
    pictures = [ET.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", html, re.DOTALL)]  # noqa: S314  our own text
    assert [picture.get("class", "").split()[:2] for picture in pictures] == [["chart", "chart-wide"], ["chart", "chart-narrow"]]
    for picture in pictures:
        assert picture.get("role") == "img"
        assert "Source Sans 3" in picture.get("font-family", "")
        assert picture.findtext("{*}title") == "Kunta & <maa>"
        numbers = [value for node in picture.iter() for name, value in node.attrib.items() if name in {"x", "y", "width", "height"}]
        assert all(re.fullmatch(r"\d+(\.\d+)?", number) for number in numbers)
        assert {"2,5", "62 %", "–", *STEPS, "ei lukua"} <= {node.text for node in picture.iter(SVG + "text")}
        assert len([node for node in picture.iter(SVG + "rect") if node.get("stroke-dasharray")]) == 2
        assert not [node for node in picture.iter() if node.get("style")]


@pytest.mark.parametrize(
    ("name", "room", "lines"),
    [
        ("Pohjois-Pohjanmaa", 82, ["Pohjois-", "Pohjanmaa"]),
        ("Pohjois-Pohjanmaa", 52, ["Pohjois-", "Pohjan-", "maa"]),
        ("Varsinais-Suomi", 52, ["Varsi-", "nais-", "Suomi"]),
        ("Kymenlaakso", 60, ["Kymen-", "laakso"]),
        ("Keski-Suomi", 100, ["Keski-Suomi"]),
        ("Egentliga Finland", 82, ["Egentliga", "Finland"]),
        ("Egentliga Finland", 200, ["Egentliga Finland"]),
        ("Södra Österbotten", 60, ["Södra", "Öster-", "botten"]),
    ],
)
def test_names_are_cut_between_syllables_and_only_where_they_must(name: str, room: int, lines: list[str]) -> None:
    assert hyphenated(name, 14, room) == lines


@pytest.mark.parametrize(
    ("word", "parts"),
    [("Ahvenanmaa", "Ah-ve-nan-maa"), ("Etelä", "Ete-lä"), ("Strand", "Strand"), ("K1.4", "K1.4"), ("Å", "Å"), ("työtä", "työ-tä")],
)
def test_syllable_begins_before_a_consonant_that_a_vowel_follows(word: str, parts: str) -> None:
    assert syllables(word) == parts.split("-")


def test_no_break_space_is_as_wide_as_a_space() -> None:
    assert text_width("62\N{NO-BREAK SPACE}%", 16) == text_width("62 %", 16)


@given(st.text("abkstnrÄöy1.é", min_size=1, max_size=20))
def test_syllables_make_up_the_word(word: str) -> None:
    assert "".join(syllables(word)) == word
    assert all(len(part) > 1 for part in syllables(word)) or len(word) == 1
