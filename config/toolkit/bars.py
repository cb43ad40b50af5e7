"""Geometry of bars that show how a whole divides: parts and counts in, coordinates out; drawn by components/bars_chart.html."""

from collections.abc import Sequence
from dataclasses import dataclass

from config.toolkit.keys import flow
from config.toolkit.lettering import Label, stacked, text_width, wrap
from config.toolkit.svg import TONES, tone_of


@dataclass(frozen=True)
class BarRow:
    """One line: how many stand in each part, in the order of the parts. All zeros or None: `empty` stands in place of the bar."""

    label: str
    counts: Sequence[int] | None
    empty: str = ""


@dataclass(frozen=True)
class Part:
    """One part of a bar with its coordinates; `figure` is empty where it has no room."""

    x: float
    width: float
    fill: str
    ink: str
    figure: str

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True)
class Bar:
    """A row with its coordinates; without parts the words `empty` stand at the place of the bar."""

    labels: list[Label]
    y: float
    text_y: float
    parts: list[Part]
    empty: str
    total: int


@dataclass(frozen=True)
class Key:
    """One entry of the legend."""

    x: float
    y: float
    fill: str
    label: Label


@dataclass(frozen=True)
class BarsDrawing:
    """The bars laid out for one width; user units are CSS pixels at full size."""

    variant: str
    width: int
    height: float
    font_size: int
    left: float
    bar_height: int
    bars: list[Bar]
    keys: list[Key]


@dataclass(frozen=True)
class BarsChart:
    """The same bars wide (labels beside them) and narrow (labels above them, for 320 px)."""

    title: str
    wide: BarsDrawing
    narrow: BarsDrawing


@dataclass(frozen=True)
class _Frame:
    variant: str
    width: int
    font_size: int
    left: float
    right: float
    label_room: float
    labels_above: bool
    bar_height: int = 24
    leading: int = 19


_WIDE = _Frame("wide", 760, 16, left=262, right=710, label_room=240, labels_above=False)
_NARROW = _Frame("narrow", 300, 15, left=0, right=262, label_room=300, labels_above=True)


def bars_chart(*, rows: Sequence[BarRow], parts: Sequence[str], title: str) -> BarsChart:
    """Lay out the bars. `parts` are the names of the parts, lowest first; `title` is the text alternative, the table stands beside."""
    wide, narrow = (_drawing(frame, rows, parts) for frame in (_WIDE, _NARROW))
    return BarsChart(title, wide, narrow)


def _drawing(frame: _Frame, rows: Sequence[BarRow], parts: Sequence[str]) -> BarsDrawing:
    keys, top = _keys(frame, parts)
    bars = []
    for row in rows:
        bar, top = _bar(frame, row, len(parts), top)
        bars.append(bar)
    return BarsDrawing(frame.variant, frame.width, round(top + 4, 1), frame.font_size, frame.left, frame.bar_height, bars, keys)


def _keys(frame: _Frame, parts: Sequence[str]) -> tuple[list[Key], float]:
    """Return the legend above the bars and where they may begin."""
    entries, y = flow(parts, size=frame.font_size, width=frame.width)
    keys = []
    for entry in entries:
        fill = TONES[tone_of(entry.position, len(parts))][0] if entry.first else ""
        keys.append(Key(round(entry.label.x - 24, 1), round(entry.label.y - 13, 1), fill, entry.label))
    return keys, y + 14


def _bar(frame: _Frame, row: BarRow, count: int, top: float) -> tuple[Bar, float]:
    texts = wrap(row.label, frame.font_size, frame.label_room)
    if frame.labels_above:
        labels = [Label(text, 0, round(top + 20 + number * frame.leading, 1)) for number, text in enumerate(texts)]
        y = top + 10 + len(texts) * frame.leading
        bottom = y + frame.bar_height + 10
    else:
        height = max(frame.bar_height + 14, len(texts) * frame.leading + 14)
        y, bottom = top + (height - frame.bar_height) / 2, top + height
        labels = stacked(texts, x=0, middle=top + height / 2, leading=frame.leading, size=frame.font_size)
    counts = row.counts or ()
    parts = _parts(frame, counts, count)
    return Bar(labels, round(y, 1), round(y + frame.bar_height / 2 + 5.5, 1), parts, "" if parts else row.empty, sum(counts)), bottom


def _parts(frame: _Frame, counts: Sequence[int], count: int) -> list[Part]:
    total = sum(counts)
    parts: list[Part] = []
    x = frame.left
    for position, number in enumerate(counts):
        if not number:
            continue
        width = number / total * (frame.right - frame.left)
        fill, ink = TONES[tone_of(position, count)]
        figure = str(number) if text_width(str(number), frame.font_size) + 6 <= width else ""
        parts.append(Part(round(x, 1), round(width, 1), fill, ink, figure))
        x += width
    return parts
