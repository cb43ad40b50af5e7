"""Geometry of a tile map: places on a grid in, coordinates out; drawn by components/tiles_chart.html."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

from config.toolkit.keys import flow
from config.toolkit.lettering import Label, hyphenated, text_width
from config.toolkit.svg import TONES, tone_of

_AIR, _AIR_OF_FIGURE = 3, 6  # what stays free of a tile's width, both sides together
_WHITE, _INK, _SOFT = "#ffffff", "#1c2a29", "#4b5b59"


@dataclass(frozen=True)
class Tile:
    """One place of the map: its column and row (from 0), the figure in large and the index of its step, lowest first.

    Without a step the tile is white with a dashed border; `empty` tells that there is nothing to count either, and its ink is softer.
    """

    name: str
    column: int
    row: int
    figure: str
    step: int | None
    empty: bool = False


@dataclass(frozen=True)
class PlacedTile:
    """A tile with its coordinates: x and y are its upper left corner; all texts are centred."""

    x: float
    y: float
    fill: str
    ink: str
    dashed: bool
    figure: Label
    labels: list[Label]


@dataclass(frozen=True)
class TileKey:
    """One line of the legend; without a fill it continues the line above."""

    x: float
    y: float
    fill: str
    dashed: bool
    label: Label


@dataclass(frozen=True)
class TilesDrawing:
    """The map laid out for one width; user units are CSS pixels at full size."""

    variant: str
    width: int
    height: float
    font_size: int
    figure_size: float
    key_size: int
    tile_width: float
    tile_height: float
    tiles: list[PlacedTile]
    keys: list[TileKey]


@dataclass(frozen=True)
class TilesChart:
    """The same map wide and narrow (for 320 px, where the tiles are higher than wide)."""

    title: str
    wide: TilesDrawing
    narrow: TilesDrawing


@dataclass(frozen=True)
class _Frame:
    """The measures of one layout; `widest` is the most that a tile gets when there are few columns."""

    variant: str
    width: int
    font_size: int
    figure_size: int
    key_size: int
    leading: int
    widest: float
    gap: int = 2


@dataclass(frozen=True)
class _Grid:
    """The measures of the tiles of one drawing; `top` is where row 0 begins."""

    frame: _Frame
    tile_width: float
    tile_height: float
    figure_size: float
    top: float = 0

    @property
    def room(self) -> float:
        """Return how wide a text in a tile may be; the letters are measured a little too wide, so that air is left on both sides."""
        return self.tile_width - _AIR

    def x(self, column: int) -> float:
        return round(column * (self.tile_width + self.frame.gap) + 0.5, 1)

    def y(self, row: int) -> float:
        return round(self.top + row * (self.tile_height + self.frame.gap) + 0.5, 1)


_WIDE = _Frame("wide", 520, 14, figure_size=22, key_size=15, leading=16, widest=86)
_NARROW = _Frame("narrow", 300, 12, figure_size=16, key_size=14, leading=13, widest=64)


def tiles_chart(*, tiles: Sequence[Tile], steps: Sequence[str], title: str, empty_label: str = "") -> TilesChart:
    """Lay out the map. `steps` are the names of the tones, lowest first; `empty_label` tells in the legend what a dashed tile is.

    `title` is the text alternative, the table stands beside.
    """
    wide, narrow = (_drawing(frame, tiles, steps, empty_label) for frame in (_WIDE, _NARROW))
    return TilesChart(title, wide, narrow)


def _drawing(frame: _Frame, tiles: Sequence[Tile], steps: Sequence[str], empty_label: str) -> TilesDrawing:
    grid = _grid(frame, tiles)
    keys, top = _keys(grid, tiles, steps, empty_label)
    grid = _Grid(frame, grid.tile_width, grid.tile_height, grid.figure_size, top)
    placed = [_placed(grid, tile, len(steps)) for tile in tiles]
    bottom = max((tile.y + grid.tile_height for tile in placed), default=top)
    height = round(max(bottom, *(key.y + 16 for key in keys), 0) + 1, 1)
    sizes = (frame.font_size, grid.figure_size, frame.key_size, grid.tile_width, grid.tile_height)
    return TilesDrawing(frame.variant, frame.width, height, *sizes, placed, keys)


def _grid(frame: _Frame, tiles: Sequence[Tile]) -> _Grid:
    """Return tiles that fill the width, with room for the widest figure and for the name of the most lines."""
    columns = max((tile.column for tile in tiles), default=0) + 1
    width = floor(10 * min(frame.widest, (frame.width - 1 + frame.gap) / columns - frame.gap)) / 10
    widest = max((text_width(tile.figure, frame.figure_size) for tile in tiles), default=0)
    figure_size = floor(10 * frame.figure_size * min(1, (width - _AIR_OF_FIGURE) / (widest or 1))) / 10
    lines = max((len(hyphenated(tile.name, frame.font_size, width - _AIR)) for tile in tiles), default=1)
    height = max(width, frame.figure_size + 12 + lines * frame.leading + frame.leading / 3)
    return _Grid(frame, width, round(height, 1), figure_size)


def _keys(grid: _Grid, tiles: Sequence[Tile], steps: Sequence[str], empty_label: str) -> tuple[list[TileKey], float]:
    """Return the legend and where row 0 begins: beside the first rows when their left corner is free and has room, else below it."""
    names = [*steps, empty_label] if empty_label else list(steps)
    first = min((tile.column for tile in tiles if tile.row == 0), default=0)
    free = min((tile.row for tile in tiles if tile.column < first), default=0)
    size, corner = grid.frame.key_size, grid.x(first) - 16
    fits = first > 0 and all(24 + text_width(name, size) <= corner for name in names)
    entries, y = flow(names, size=size, width=corner if fits else grid.frame.width, each_alone=fits)
    beside = fits and y + 12 <= grid.y(free)
    if fits and not beside:
        entries, y = flow(names, size=size, width=grid.frame.width)
    keys = []
    for entry in entries:
        dashed = entry.position == len(steps)
        fill = _WHITE if dashed else TONES[tone_of(entry.position, len(steps))][0]
        keys.append(TileKey(round(entry.label.x - 23.5, 1), round(entry.label.y - 13, 1), fill if entry.first else "", dashed, entry.label))
    return keys, 0 if beside or not keys else y + 18


def _placed(grid: _Grid, tile: Tile, count: int) -> PlacedTile:
    x, y = grid.x(tile.column), grid.y(tile.row)
    middle = round(x + grid.tile_width / 2, 1)
    fill, ink = (_WHITE, _SOFT if tile.empty else _INK) if tile.step is None else TONES[tone_of(tile.step, count)]
    frame = grid.frame
    baseline = y + 6 + frame.figure_size * 0.75
    lines = hyphenated(tile.name, frame.font_size, grid.room)
    labels = [Label(line, middle, round(baseline + 2 + (number + 1) * frame.leading, 1), "middle") for number, line in enumerate(lines)]
    return PlacedTile(x, y, fill, ink, tile.step is None, Label(tile.figure, middle, round(baseline, 1), "middle", bold=True), labels)
