"""From a read sheet to rows in the columns of its kind, and from rows to values with a fault for each cell that cannot be read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from assessments.imports.columns import COLUMNS, Column
from config.toolkit.uploads.cells import ERROR, FORMULA, Cell
from config.toolkit.uploads.spreadsheets import SheetRow

StoredRow = list[Any]  # its number in the sheet, and its cells in the kind's order


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell, in a sentence."""

    name: str  # of its column
    title: str
    message: str


@dataclass
class Line:
    """One row of the list: its cells as they were written, what was read of them, and every fault found."""

    number: int
    cells: list[str]
    values: dict[str, Any] = field(default_factory=dict)  # by the column's name; a faulty cell has none
    faults: list[Fault] = field(default_factory=list)
    is_known: bool = False  # what it tells is in the service already: it is kept as it is

    def add_fault(self, column: Column, message: str) -> None:
        self.faults.append(Fault(column.name, str(column.title), message))

    def is_faulty_in(self, name: str) -> bool:
        return any(fault.name == name for fault in self.faults)

    @property
    def sentences(self) -> list[str]:
        """The faults as "Rivi 14, sarake Y-tunnus: …"."""
        sentence = _("Rivi %(number)s, sarake %(column)s: %(message)s")
        return [sentence % {"number": self.number, "column": each.title, "message": each.message} for each in self.faults]


def stored_rows(kind: str, rows: list[SheetRow]) -> list[StoredRow]:
    """Return the rows under the headings with their cells in the kind's order.

    Raises `ValidationError` with a sentence for each heading that is missing, unknown or there twice, and for a column without one.
    """
    headings, *below = rows
    places = _places(kind, headings, below)
    return [[row.number, [_at(row.cells, places.get(column.name)) for column in COLUMNS[kind]]] for row in below]


def lines_of(kind: str, rows: list[StoredRow]) -> list[Line]:
    """Return the stored rows as lines with their values and the faults of their cells."""
    return [_line(kind, number, cells) for number, cells in rows]


def _at(cells: list[Cell], place: int | None) -> Cell:
    return cells[place] if place is not None and place < len(cells) else ""


def _plain(heading: Cell) -> str:
    return " ".join(heading.replace("*", "").split()).casefold() if isinstance(heading, str) else ""


def _places(kind: str, headings: SheetRow, below: list[SheetRow]) -> dict[str, int]:
    """Return the place of each column by its name."""
    written = [_plain(cell) for cell in headings.cells]
    titles = {_plain(str(column.title)): column for column in COLUMNS[kind]}
    faults = [_("Otsikko ”%(title)s” on taulukossa kahdesti.") % {"title": titles[one].title} for one in titles if written.count(one) > 1]
    faults += [
        _("Otsikko ”%(title)s” puuttuu.") % {"title": column.title}
        for one, column in titles.items()
        if one not in written and column.is_required
    ]
    shown = [cell if isinstance(cell, str) else "" for cell in headings.cells]
    unknown = [title for title, plain in zip(shown, written, strict=True) if plain and plain not in titles]
    faults += [_("Otsikkoa ”%(title)s” ei tunneta. Käytä pohjan otsikoita.") % {"title": title[:60]} for title in unknown]
    widest = max((len(row.cells) for row in below), default=0)
    nameless = [place for place in range(widest) if place >= len(written) or not written[place]]
    faults += [
        _("Sarakkeessa %(number)s on tietoa, mutta ei otsikkoa.") % {"number": place + 1}
        for place in nameless
        if any(_at(row.cells, place) for row in below)
    ]
    if faults:
        raise ValidationError([*faults, _("Otsikot luetaan riviltä %(number)s.") % {"number": headings.number}])
    return {column.name: written.index(one) for one, column in titles.items() if one in written}


def _line(kind: str, number: int, cells: list[Cell]) -> Line:
    line = Line(number, ["" if isinstance(cell, list) else cell for cell in cells])
    unread = {FORMULA: _("Kaavaa ei lueta, kirjoita arvo."), ERROR: _("Solussa on virhe, kirjoita arvo.")}
    for column, cell in zip(COLUMNS[kind], cells, strict=True):
        if isinstance(cell, list):
            line.add_fault(column, unread[cell[0]])
        elif not cell:
            if column.is_required:
                line.add_fault(column, _("Täytä tämä kohta."))
        else:
            _read(line, column, cell)
    if cells == _example(kind):
        line.add_fault(COLUMNS[kind][0], _("Rivi on pohjan esimerkki. Poista se."))
    return line


def _read(line: Line, column: Column, cell: str) -> None:
    try:
        line.values[column.name] = column.read(cell)
    except ValidationError as error:
        for message in error.messages:
            line.add_fault(column, message)


def _example(kind: str) -> list[Cell]:
    examples = [column.example for column in COLUMNS[kind]]
    return [each.isoformat() if isinstance(each, dt.date) else str(each) for each in examples]
