"""Where the entries of a legend stand: one after another, on the next line when the room ends."""

from collections.abc import Sequence
from dataclasses import dataclass

from config.toolkit.lettering import Label, text_width, wrap

LEADING = 24  # from one line of a legend to the next, user units


@dataclass(frozen=True)
class Entry:
    """One line of an entry: `position` tells of which name (from 0), `first` that its mark stands before this line."""

    position: int
    first: bool
    label: Label


def flow(names: Sequence[str], *, size: float, width: float, mark: float = 24, each_alone: bool = False) -> tuple[list[Entry], float]:
    """Return the lines of the entries and the last baseline. `mark` is the room before each text; `each_alone` begins a line for each."""
    entries: list[Entry] = []
    x, y = 0.0, 16.0
    for position, name in enumerate(names):
        for number, text in enumerate(wrap(name, size, width - mark)):
            needed = mark + text_width(text, size)
            if x and (each_alone or x + needed > width):  # what wraps never fits beside its own beginning
                x, y = 0, y + LEADING
            entries.append(Entry(position, number == 0, Label(text, round(x + mark, 1), round(y, 1))))
            x += needed + 22
    return entries, y
