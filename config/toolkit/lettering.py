"""How wide letters are, so that texts in charts can be broken into lines and kept apart from what is drawn."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

FONT = "'Source Sans 3', sans-serif"

# Advance widths of Source Sans 3 (regular) in thousandths of an em, rounded up to a group; any other character counts as the widest.
_GROUPS = {
    200: " \N{NO-BREAK SPACE}",
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
_VOWELS = "aeiouyåäöáéíóúüõâ"
# A syllable ends before a consonant that a vowel follows: the rule of Finnish, which seldom offends in Swedish or English.
_SYLLABLE = re.compile(rf"[^{_VOWELS}]*[{_VOWELS}]+[^{_VOWELS}]*?(?=[^{_VOWELS}][{_VOWELS}]|$)|.+", re.IGNORECASE)
# Last parts of compounds in names of places: a cut before them is better than any other.
_LAST_PARTS = ("maa", "laakso", "kunta", "land", "botten", "dalen")


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


def syllables(word: str) -> list[str]:
    """Return the parts between which a word may be cut; none of them is a single letter unless the word is."""
    parts = _SYLLABLE.findall(word)
    if len(parts) > 1 and len(parts[0]) == 1:
        parts[:2] = ["".join(parts[:2])]
    return parts


def _pieces(text: str) -> list[tuple[str, str]]:
    """Return the text in pieces with what is between each and the next.

    That is a space, nothing (after a hyphen of its own), "-" between syllables or "=" between the parts of a compound.
    """
    pieces: list[tuple[str, str]] = []
    for word in text.split():
        for part in re.findall("[^-]*-+|[^-]+", word):
            *firsts, last = syllables(part)
            rest = part
            for first in firsts:
                rest = rest[len(first) :]
                pieces.append((first, "=" if rest.strip("-").lower() in _LAST_PARTS else "-"))
            pieces.append((last, ""))
        pieces[-1] = (pieces[-1][0], " ")
    return pieces


def _joined(pieces: Sequence[tuple[str, str]]) -> str:
    """Return the pieces as they stand on a line."""
    *firsts, (last, joint) = pieces
    return "".join(piece + between.strip("-=") for piece, between in firsts) + last + joint.strip().replace("=", "-")


_CUT_COSTS = {"-": 2, "=": 1}


def hyphenated(text: str, size: float, room: float) -> list[str]:
    """Return the text in lines no wider than `room`, cut between syllables: as few cuts as can be, then as few lines, then even ones."""
    pieces = _pieces(text)
    best: list[tuple[tuple[int, int, float], list[str]] | None] = [((0, 0, 0.0), [])]
    for end in range(1, len(pieces) + 1):
        ways = []
        for start in range(end):
            line = _joined(pieces[start:end])
            width = text_width(line, size)
            if (before := best[start]) and width <= room:
                (cuts, count, raggedness), lines = before
                ways.append(((cuts + _CUT_COSTS.get(pieces[end - 1][1], 0), count + 1, raggedness + width**2), [*lines, line]))
        best.append(min(ways, default=None))
    return best[-1][1] if best[-1] and pieces else wrap(text, size, room)


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


def apart(wanted: Sequence[float], rooms: Sequence[float], *, low: float, high: float) -> list[float]:
    """Return middles near the wanted ones so that things of these heights do not overlap and, if they can, stay between low and high.

    What would overlap is moved together, so that the whole of it lies as near as it can to where its parts would be.
    """
    stacks: list[tuple[float, list[int]]] = []  # (top, positions from top to bottom)
    for position in sorted(range(len(wanted)), key=lambda position: wanted[position]):
        members = [position]
        top = _stack_top(members, wanted, rooms, low, high)
        while stacks and stacks[-1][0] + sum(rooms[member] for member in stacks[-1][1]) > top:
            members = [*stacks.pop()[1], *members]
            top = _stack_top(members, wanted, rooms, low, high)
        stacks.append((top, members))
    middles = dict.fromkeys(range(len(wanted)), 0.0)
    for top, members in stacks:
        for member in members:
            middles[member] = round(top + rooms[member] / 2, 1)
            top += rooms[member]  # noqa: PLW2901  the stack is walked downwards
    return list(middles.values())


def _stack_top(members: Sequence[int], wanted: Sequence[float], rooms: Sequence[float], low: float, high: float) -> float:
    before, tops = 0.0, []
    for member in members:
        tops.append(wanted[member] - rooms[member] / 2 - before)
        before += rooms[member]
    return max(low, min(high - before, sum(tops) / len(tops)))
