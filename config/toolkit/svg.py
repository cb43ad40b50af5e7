"""Geometry of the charts, without a word of the domain: numbers and names in, coordinates out.

The pictures are drawn by templates/components/*_chart.html with presentation attributes only, so that the page and the PDF show the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from config.toolkit.lettering import Label, centred_inside, stacked, text_width, wrap

# (fill, text on it), light to dark: the luminance falls evenly, so the order survives a grey print. theme.css has the same as --tone-0 ...
TONES = (
    ("#e6d6ab", "#1c2a29"),
    ("#c9d0af", "#1c2a29"),
    ("#a8c9b4", "#1c2a29"),
    ("#7cb3a1", "#1c2a29"),
    ("#529f91", "#1c2a29"),
    ("#2c786c", "#ffffff"),
    ("#0e5a50", "#ffffff"),
)

Step = tuple[int, str]


def tone_of(position: int, count: int) -> int:
    """Return the index in TONES for the step at `position` (0 = lowest) of a scale with `count` steps, spread over the whole ramp."""
    if count <= 1:
        return len(TONES) - 1
    return (position * (len(TONES) - 1) + (count - 1) // 2) // (count - 1)


BAND_HEIGHT = 18  # of the pale bar behind a line
BAND_MARGIN = 9  # by which it reaches past its ends: a band of one value is seen too


def _diamond(x: float, y: float) -> str:
    return f"{x},{y - 9:.1f} {x + 9:.1f},{y} {x},{y + 9:.1f} {x - 9:.1f},{y}"


@dataclass(frozen=True)
class ProfileRow:
    """One line of a profile. A value may be between two steps; None means that there is none.

    `earlier` is drawn as a hollow dot, `other` (a second opinion of the same thing) as a diamond, `band` (from, to) as a broad pale bar.
    """

    label: str
    value: float | Decimal | None
    earlier: float | Decimal | None = None
    other: float | Decimal | None = None
    band: tuple[int, int] | None = None


@dataclass(frozen=True)
class ProfileLine:
    """A row with its coordinates."""

    row: ProfileRow
    labels: list[Label]
    y: float
    value_x: float | None
    earlier_x: float | None
    other_x: float | None = None
    band_x: float | None = None
    band_width: float = 0

    @property
    def band_top(self) -> float:
        return round(self.y - BAND_HEIGHT / 2, 1)

    @property
    def diamond(self) -> str:
        """Return the corners of the mark of the other value, as a polygon takes them; nothing without it."""
        return _diamond(self.other_x, self.y) if self.other_x is not None else ""

    @property
    def text_y(self) -> float:
        """Return the baseline of the figure at the end of the line."""
        return round(self.y + 5.5, 1)

    @property
    def tick_top(self) -> float:
        return round(self.y - 5, 1)

    @property
    def tick_bottom(self) -> float:
        return round(self.y + 5, 1)


@dataclass(frozen=True)
class LegendEntry:
    """A line under the rows; `mark` is the kind of mark before it ("now", "earlier", "other", "band") or empty."""

    mark: str
    cx: float
    cy: float
    label: Label

    @property
    def diamond(self) -> str:
        return _diamond(self.cx, self.cy)

    @property
    def band_x(self) -> float:
        return round(self.cx - 9, 1)

    @property
    def band_top(self) -> float:
        return round(self.cy - 7, 1)


@dataclass(frozen=True)
class ProfileDrawing:
    """A profile laid out for one width; user units are CSS pixels at full size."""

    variant: str
    width: int
    height: float
    font_size: int
    left: float
    right: float
    top: float
    bottom: float
    full_grid: list[float]
    ticks: list[float]
    axis: list[Label]
    lines: list[ProfileLine]
    legend: list[LegendEntry]

    @property
    def axis_size(self) -> int:
        return self.font_size - 1

    @property
    def shows_figures(self) -> bool:
        """Tell whether each line ends with its value in figures: of two opinions side by side the table tells them."""
        return all(line.row.other is None for line in self.lines)


@dataclass(frozen=True)
class ProfileChart:
    """The same profile wide (labels beside the lines) and narrow (labels above them, for 320 px)."""

    title: str
    wide: ProfileDrawing
    narrow: ProfileDrawing


@dataclass(frozen=True)
class _Frame:
    """The measures of one layout of the profile."""

    variant: str
    width: int
    font_size: int
    left: float
    right: float
    label_room: float
    labels_above: bool
    leading: float = 19

    def place(self, value: float | Decimal | None, steps: Sequence[Step]) -> float | None:
        if value is None:
            return None
        lowest, highest = steps[0][0], steps[-1][0]
        return round(self.left + (float(value) - lowest) / ((highest - lowest) or 1) * (self.right - self.left), 1)


_WIDE = _Frame("wide", 760, 16, left=262, right=690, label_room=216, labels_above=False)
_NARROW = _Frame("narrow", 300, 15, left=12, right=252, label_room=300, labels_above=True)


def profile_chart(  # noqa: PLR0913 a picture has these words
    *,
    rows: Sequence[ProfileRow],
    steps: Sequence[Step],
    title: str,
    now_label: str = "",
    earlier_label: str = "",
    other_label: str = "",
    band_label: str = "",
) -> ProfileChart:
    """Lay out a profile. `steps` are (value, name), lowest first; `title` is the text alternative, the table stands beside."""
    keys = [("now", now_label), ("earlier", earlier_label), ("other", other_label), ("band", band_label)]
    keys = [(kind, text) for kind, text in keys if text]
    wide, narrow = (_profile(frame, rows, steps, keys) for frame in (_WIDE, _NARROW))
    return ProfileChart(title, wide, narrow)


def _profile(frame: _Frame, rows: Sequence[ProfileRow], steps: Sequence[Step], keys: Sequence[tuple[str, str]]) -> ProfileDrawing:
    axis, names, top = _axis(frame, steps)
    lines: list[ProfileLine] = []
    bottom = top
    for row in rows:
        line, bottom = _profile_line(frame, row, steps, bottom)
        lines.append(line)
    legend, height = _legend(frame, keys, names, bottom)
    places = [frame.place(value, steps) or 0 for value, _name in steps]
    full_grid, ticks = ([], places) if frame.labels_above else (places, [])  # a full line would run through labels above the rows
    return ProfileDrawing(
        frame.variant, frame.width, height, frame.font_size, frame.left, frame.right, top, bottom, full_grid, ticks, axis, lines, legend
    )


def _axis(frame: _Frame, steps: Sequence[Step]) -> tuple[list[Label], list[str], float]:
    """Return the labels over the scale, the names that had no room there, and where the rows may begin."""
    size = frame.font_size - 1
    room = (frame.right - frame.left) / max(1, len(steps) - 1) - 8
    places = [(frame.place(value, steps) or 0, str(value), name) for value, name in steps]
    if all(text_width(f"{value} {name}", size) <= room for _x, value, name in places):
        return [centred_inside(f"{value} {name}", x=x, y=16, size=size, width=frame.width) for x, value, name in places], [], 26
    labels = [centred_inside(value, x=x, y=16, size=size, width=frame.width) for x, value, _name in places]
    if any(text_width(name, size) > room + 4 for _x, _value, name in places):
        return labels, wrap(", ".join(f"{value} {name}" for _x, value, name in places), size, frame.width), 26
    labels += [centred_inside(name, x=x, y=33, size=size, width=frame.width) for x, _value, name in places]
    return labels, [], 43


def _profile_line(frame: _Frame, row: ProfileRow, steps: Sequence[Step], top: float) -> tuple[ProfileLine, float]:
    texts = wrap(row.label, frame.font_size, frame.label_room)
    if frame.labels_above:
        labels = [Label(text, 0, round(top + 22 + number * frame.leading, 1)) for number, text in enumerate(texts)]
        y = top + 22 + len(texts) * frame.leading
        bottom = y + 14
    else:
        height = max(44, len(texts) * frame.leading + 16)
        y, bottom = top + height / 2, top + height
        labels = stacked(texts, x=0, middle=y, leading=frame.leading, size=frame.font_size)
    value_x, earlier_x, other_x = (frame.place(value, steps) for value in (row.value, row.earlier, row.other))
    band_x, band_width = _band(frame, row, steps)
    return ProfileLine(row, labels, round(y, 1), value_x, earlier_x, other_x, band_x, band_width), round(bottom, 1)


def _band(frame: _Frame, row: ProfileRow, steps: Sequence[Step]) -> tuple[float | None, float]:
    """Return where the band of the line begins and how broad it is."""
    if row.band is None:
        return None, 0
    start, end = (frame.place(value, steps) or 0 for value in row.band)
    return round(start - BAND_MARGIN, 1), round(end - start + 2 * BAND_MARGIN, 1)


def _legend(frame: _Frame, keys: Sequence[tuple[str, str]], names: Sequence[str], bottom: float) -> tuple[list[LegendEntry], float]:
    """Return what stands under the rows and the height of the whole."""
    legend: list[LegendEntry] = []
    x, y = 0.0, bottom + 26
    for mark, text in keys:
        width = 22 + text_width(text, frame.font_size)
        if x and x + width > frame.width:
            x, y = 0, y + 24
        legend.append(LegendEntry(mark, round(x + 9, 1), round(y - 5, 1), Label(text, round(x + 22, 1), round(y, 1))))
        x += width + 24
    y = y if keys else bottom
    for name in names:
        y += 22
        legend.append(LegendEntry("", 0, 0, Label(name, 0, round(y, 1))))
    return legend, round(y + 10, 1)


@dataclass(frozen=True)
class SpreadLine:
    """One step of a spread: its dots, drawn in the tone of the step, and their count."""

    labels: list[Label]
    text_y: float
    dots: list[tuple[float, float]]
    count: int
    fill: str


@dataclass(frozen=True)
class SpreadChart:
    """How many stand on each step, nameless; `others` are answers that are no step, as counts only."""

    title: str
    width: int
    height: float
    rule_y: float
    lines: list[SpreadLine]
    others: list[SpreadLine] = field(default_factory=list)


_SPREAD_WIDTH = 320
_SPREAD_SIZE = 15
_DOTS_FROM = 138.0  # the first dot's centre
_DOTS_GAP = 21
_DOTS_IN_ROW = 8


def spread_chart(*, steps: Sequence[Step], counts: dict[int, int], title: str, others: Sequence[tuple[str, int]] = ()) -> SpreadChart:
    """Lay out a spread. `counts` maps a step's value to how many chose it (a missing one is 0); `others` are (name, count)."""
    lines: list[SpreadLine] = []
    top = 0.0
    for position, (value, name) in enumerate(steps):
        line, top = _spread_line(f"{value} {name}", counts.get(value, 0), top, TONES[tone_of(position, len(steps))][0])
        lines.append(line)
    rule_y = top + 4
    top = rule_y + 4 if others else top
    rest: list[SpreadLine] = []
    for name, count in others:
        line, top = _spread_line(name, count, top, "")
        rest.append(line)
    return SpreadChart(title, _SPREAD_WIDTH, round(top + 2, 1), rule_y, lines, rest)


def _spread_line(name: str, count: int, top: float, fill: str) -> tuple[SpreadLine, float]:
    """Return one line from the height `top` and where it ends; without a fill there are no dots and the name has the room."""
    texts = wrap(name, _SPREAD_SIZE, _DOTS_FROM - 20 if fill else 270)
    rows = -(-count // _DOTS_IN_ROW) if fill else 1
    height = max(30, len(texts) * 18 + 10, rows * _DOTS_GAP + 9)
    first = top + 15
    dots = [
        (_DOTS_FROM + number % _DOTS_IN_ROW * _DOTS_GAP, first + number // _DOTS_IN_ROW * _DOTS_GAP)
        for number in range(count if fill else 0)
    ]
    labels = [Label(text, 0, round(first + 5.2 + number * 18, 1)) for number, text in enumerate(texts)]
    return SpreadLine(labels, round(first + 5.2, 1), dots, count, fill), round(top + height, 1)
