"""Geometry of trend lines: values in the order of their points in, coordinates out; drawn by components/lines_chart.html.

The lines differ without colour: each has its own mark and its own dashes, and the wide picture names each at its end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from config.toolkit.keys import Entry, flow
from config.toolkit.lettering import Label, apart, centred_inside, stacked, text_width, wrap

Value = float | Decimal | Fraction

# Outlines of the marks around (0, 0) in user units, each some 11 wide; seven marks and six dashes meet again only after 42 lines.
_MARKS = (
    "M-5,0 a5,5 0 1,0 10,0 a5,5 0 1,0 -10,0 z",  # circle
    "M-4.5,-4.5 h9 v9 h-9 z",  # square
    "M0,-6 L5.8,4.6 H-5.8 z",  # triangle
    "M0,-6.4 L6.4,0 L0,6.4 L-6.4,0 z",  # diamond
    "M0,6 L5.8,-4.6 H-5.8 z",  # triangle upside down
    "M-2,-5.6 h4 v3.6 h3.6 v4 h-3.6 v3.6 h-4 v-3.6 h-3.6 v-4 h3.6 z",  # plus
    "M0,-6.6 L2,-2.2 L6.4,-2 L3,1 L4.2,5.6 L0,3 L-4.2,5.6 L-3,1 L-6.4,-2 L-2,-2.2 z",  # star
)
_DASHES = ("", "7 4", "2 3", "12 4", "9 3 2 3", "4 4")
_COLOURS = ("#0e5a50", "#1c2a29", "#77683a", "#2c786c", "#4b5b59", "#0e5a50", "#1c2a29")
_PAPER = "#ffffff"


@dataclass(frozen=True)
class Line:
    """One trend: a value for each point, None where there is none; there the line is broken."""

    name: str
    values: Sequence[Value | None]


@dataclass(frozen=True)
class Pen:
    """How one line is drawn. `fill` is the inside of its marks, every second one white."""

    mark: str
    dashes: str
    colour: str
    fill: str


@dataclass(frozen=True)
class End:
    """The last figure of a line at the right edge, its mark before it and the name after it; the leader joins it to the line.

    The figure is None for a line without a value.
    """

    figure: float | None
    figure_x: float
    y: float
    text_y: float
    mark_x: float
    leader: str
    labels: list[Label]


@dataclass(frozen=True)
class Trend:
    """A line with its coordinates: `runs` are its unbroken parts as a polyline takes them, `dots` the places of all its values."""

    pen: Pen
    runs: list[str]
    dots: list[tuple[float, float]]
    end: End


@dataclass(frozen=True)
class LineKey:
    """One line of the legend; without a pen it continues the line above. The sample runs from x to `sample_right` on the height y."""

    pen: Pen | None
    x: float
    y: float
    label: Label

    @property
    def middle(self) -> float:
        return round(self.x + _SAMPLE / 2, 1)

    @property
    def sample_right(self) -> float:
        return round(self.x + _SAMPLE, 1)


@dataclass(frozen=True)
class GridLine:
    """A value of the axis: its height, and the baseline of its figure."""

    value: float
    y: float
    text_y: float


@dataclass(frozen=True)
class LinesDrawing:
    """The trends laid out for one width; user units are CSS pixels at full size."""

    variant: str
    width: int
    height: float
    font_size: int
    left: float
    right: float
    grid: list[GridLine]
    points: list[Label]
    trends: list[Trend]
    keys: list[LineKey]

    @property
    def axis_x(self) -> float:
        """Return where the figures of the axis end."""
        return round(self.left - 8, 1)


@dataclass(frozen=True)
class LinesChart:
    """The same trends wide (each named at its end) and narrow (named in a legend below, for 320 px)."""

    title: str
    unit: str
    wide: LinesDrawing
    narrow: LinesDrawing


@dataclass(frozen=True)
class _Frame:
    """The measures of one layout; `name_room` is the most that a name gets at the end of its line, 0 puts the names below."""

    variant: str
    width: int
    font_size: int
    plot_height: int
    name_room: int
    leading: int = 19


@dataclass(frozen=True)
class _Plot:
    """The field of one drawing: the values 0..scale stand between bottom and top, the points between left and right."""

    frame: _Frame
    count: int
    scale: int
    left: float
    right: float
    bottom: float
    figure_room: float
    top: float = 12

    def x(self, position: int) -> float:
        """Return the place of a point; a lone one stands at the end, where its figures are."""
        first, last = self.left + _INSET, self.right - _INSET
        return round(last if self.count < 2 else first + (last - first) * position / (self.count - 1), 1)

    def y(self, value: Value) -> float:
        return round(self.bottom - float(value) / (self.scale or 1) * (self.bottom - self.top), 1)


_WIDE = _Frame("wide", 760, 16, plot_height=280, name_room=190)
_NARROW = _Frame("narrow", 300, 14, plot_height=220, name_room=0, leading=18)
_INSET = 12  # from the edge of the field to the first and the last point
_TO_LABEL = 26  # from the field to the figures: the leader and the mark
_SAMPLE = 40  # the sample in the legend


def lines_chart(*, lines: Sequence[Line], points: Sequence[str], title: str, top: int = 100, unit: str = "%") -> LinesChart:
    """Lay out the trends. `points` are the names below the axis, `top` its highest value (the lowest is 0), `unit` follows each figure.

    `title` is the text alternative, the table stands beside.
    """
    wide, narrow = (_drawing(frame, lines, points, top, unit) for frame in (_WIDE, _NARROW))
    return LinesChart(title, unit, wide, narrow)


def pen_of(position: int) -> Pen:
    """Return how the line at the position is drawn."""
    colour = _COLOURS[position % len(_COLOURS)]
    return Pen(_MARKS[position % len(_MARKS)], _DASHES[position % len(_DASHES)], colour, _PAPER if position % 2 else colour)


def _drawing(frame: _Frame, lines: Sequence[Line], points: Sequence[str], top: int, unit: str) -> LinesDrawing:
    names = [wrap(line.name, frame.font_size, frame.name_room) if frame.name_room else [""] for line in lines]
    plot = _plot(frame, names, len(points), top, unit)
    ends = _ends(plot, lines, names)
    trends = [_trend(plot, line, pen_of(position), end) for position, (line, end) in enumerate(zip(lines, ends, strict=True))]
    keys, height = _keys(frame, [] if frame.name_room else lines, plot.bottom + 40)
    sizes = (frame.variant, frame.width, height, frame.font_size, plot.left, plot.right)
    return LinesDrawing(*sizes, _grid(plot), _points(plot, points), trends, keys)


def _plot(frame: _Frame, names: Sequence[Sequence[str]], count: int, top: int, unit: str) -> _Plot:
    """Return a field as wide as the names let it be, and so high that all of them have room at its side."""
    size = frame.font_size
    figure_room = max(text_width(f"{top} {unit}", size), text_width(f"8,8 {unit}" if _tenths(top) else "", size))
    name_room = max((text_width(text, size) for lines in names for text in lines), default=0)
    name_room += 8 if name_room else 0
    left = round(text_width(f"{top} {unit}", size) + 8, 1)
    right = round(frame.width - name_room - figure_room - _TO_LABEL, 1)
    height = max(frame.plot_height, sum(_room_of(frame, texts) for texts in names) - 12)
    return _Plot(frame, count, top, left, right, _Plot.top + height, figure_room)


def _tenths(top: int) -> bool:
    """Tell whether figures have tenths: only where a whole one is a good part of the axis."""
    return top < 50


def _room_of(frame: _Frame, texts: Sequence[str]) -> float:
    return len(texts) * frame.leading + (4 if frame.name_room else 0)


def _ends(plot: _Plot, lines: Sequence[Line], names: Sequence[Sequence[str]]) -> list[End]:
    lasts = [_last(line) for line in lines]
    wanted = [plot.bottom if last is None else plot.y(last[1]) for last in lasts]
    rooms = [_room_of(plot.frame, texts) for texts in names]
    heights = apart(wanted, rooms, low=plot.top - 12, high=plot.bottom + 12)
    return [_end(plot, last, y, texts) for last, y, texts in zip(lasts, heights, names, strict=True)]


def _last(line: Line) -> tuple[int, Value] | None:
    """Return the position of the last value and the value."""
    return next(((position, value) for position, value in reversed(list(enumerate(line.values))) if value is not None), None)


def _end(plot: _Plot, last: tuple[int, Value] | None, y: float, texts: Sequence[str]) -> End:
    size = plot.frame.font_size
    mark_x = round(plot.right + _TO_LABEL - 14, 1)
    figure_x = round(plot.right + _TO_LABEL + plot.figure_room, 1)
    labels = stacked(texts, x=round(figure_x + 8, 1), middle=y, leading=plot.frame.leading, size=size) if any(texts) else []
    text_y = labels[0].y if labels else round(y + size * 0.35, 1)
    mark_y = round(text_y - size * 0.35, 1)
    if last is None:
        return End(None, figure_x, mark_y, text_y, mark_x, "", labels)
    position, value = last
    leader = f"{plot.x(position)},{plot.y(value)} {mark_x},{mark_y}"
    figure = _half_up(value, 1 if _tenths(plot.scale) else 0)
    return End(figure, figure_x, mark_y, text_y, mark_x, leader, labels)


def _half_up(value: Value, places: int) -> float:
    """Round as the tables beside the pictures do, halves up."""
    return float((Fraction(value) * 10**places + Fraction(1, 2)) // 1) / 10**places


def _trend(plot: _Plot, line: Line, pen: Pen, end: End) -> Trend:
    runs: list[list[tuple[float, float]]] = [[]]
    for position, value in enumerate(line.values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((plot.x(position), plot.y(value)))
    drawn = [" ".join(f"{x},{y}" for x, y in run) for run in runs if len(run) > 1]
    return Trend(pen, drawn, [dot for run in runs for dot in run], end)


def _grid(plot: _Plot) -> list[GridLine]:
    """Return 0, the top and what divides the axis evenly into whole values between them, five parts at most."""
    parts = next((parts for parts in (4, 5, 3, 2) if plot.scale % parts == 0), 1)
    values = [plot.scale * number // parts for number in range(parts + 1)]
    return [GridLine(value, plot.y(value), round(plot.y(value) + plot.frame.font_size * 0.35, 1)) for value in values]


def _points(plot: _Plot, points: Sequence[str]) -> list[Label]:
    """Return the names below the axis; where they are too many, every second, third ... from the last one backwards."""
    size = plot.frame.font_size
    room = max((text_width(name, size) for name in points), default=0) + 10
    apart_by = plot.x(1) - plot.x(0) if plot.count > 1 else room
    every = next(every for every in range(1, len(points) + 2) if every * apart_by >= room or every > len(points))
    shown = [position for position in range(len(points)) if (len(points) - 1 - position) % every == 0]
    y = round(plot.bottom + 14 + size, 1)
    return [centred_inside(points[position], x=plot.x(position), y=y, size=size, width=plot.frame.width) for position in shown]


def _keys(frame: _Frame, lines: Sequence[Line], top: float) -> tuple[list[LineKey], float]:
    """Return the legend and the height of the whole."""
    entries, last = flow([line.name for line in lines], size=frame.font_size, width=frame.width, mark=_SAMPLE + 8)
    keys = [_key(entry, top) for entry in entries]
    return keys, round(top + (last + 8 if keys else -4), 1)


def _key(entry: Entry, top: float) -> LineKey:
    label = Label(entry.label.text, entry.label.x, round(entry.label.y + top, 1))
    pen = pen_of(entry.position) if entry.first else None
    return LineKey(pen, round(label.x - _SAMPLE - 8, 1), round(label.y - 5, 1), label)
