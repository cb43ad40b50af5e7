"""How wide letters are, so that texts in charts can be broken into lines and kept apart from what is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

FONT = "'Source Sans 3', sans-serif"

# Advance widths of Source Sans 3 (regular) in thousandths of an em, rounded up to a group; any other character counts as the widest.
_GROUPS = {
    200: " ",
    250: "',.:;ij|·",
    300: "!Ifl",
    350: "()-/[\\]rt{}",
    450: '"*?sxzšž',
    500: "#$+0123456789<=>FJLY^_cekvy~é–",
    550: "AESTVXZ`aghnouåäöÅÄŠŽüõ",
    600: "BCKPRbdpq",
    650: "&DGNU",
    700: "HOQÖ",
    750: "Mw",
    800: "W—",
    850: "%@m",
}
_WIDTHS = {letter: width for width, letters in _GROUPS.items() for letter in letters}
_WIDEST = 950


def text_width(text: str, size: float) -> float:
    """Return the width of the text in user units at the font size, a little over what Source Sans 3 needs (bold included)."""
    return 1.04 * size * sum(_WIDTHS.get(letter, _WIDEST) for letter in text) / 1000


def wrap(text: str, size: float, room: float) -> list[str]:
    """Return the text in lines no wider than `room`; a word that is wider is cut with a hyphen."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        rest = word
        while text_width(rest, size) > room and len(rest) > 2:
            fits = max(2, next(n for n in range(len(rest), 1, -1) if n == 2 or text_width(rest[:n] + "-", size) <= room))
            lines += [part for part in (line, rest[:fits] + "-") if part]
            line, rest = "", rest[fits:]
        longer = f"{line} {rest}".strip()
        if line and text_width(longer, size) > room:
            lines.append(line)
            longer = rest
        line = longer
    return [*lines, line] if line else lines or [""]


@dataclass(frozen=True)
class Label:
    """One line of text at a place; `anchor` as in SVG."""

    text: str
    x: float
    y: float
    anchor: str = "start"
    bold: bool = False


def stacked(lines: Sequence[str], *, x: float, middle: float, leading: float, size: float) -> list[Label]:
    """Return the lines as labels whose block is centred on the height `middle`."""
    top = middle - (len(lines) - 1) * leading / 2 + size * 0.35
    return [Label(line, x, round(top + number * leading, 1)) for number, line in enumerate(lines)]


def centred_inside(text: str, *, x: float, y: float, size: float, width: float) -> Label:
    """Return a bold label centred on x, moved as little as needed to stay within 0..width."""
    half = text_width(text, size) / 2
    return Label(text, round(max(half, min(width - half, x)), 1), y, "middle", bold=True)
