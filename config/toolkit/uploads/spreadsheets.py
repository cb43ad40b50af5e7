"""Reading a spreadsheet that was sent, in a process with limits: rows of text, whatever the cells were."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from config.toolkit.errors import RefusedInputError
from config.toolkit.sandbox import MEGABYTE, Limits, run_confined
from config.toolkit.typed_text import readable
from config.toolkit.uploads.cells import Cell, SheetRefusal
from config.toolkit.uploads.inspection import inspect_upload
from config.toolkit.uploads.names import split_name

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.utils.functional import Promise

MAX_SIZE = 2 * MEGABYTE
SENTENCES: dict[SheetRefusal, Promise] = {
    SheetRefusal.NOTHING: _("Taulukossa ei ole yhtään riviä. Täytä pohjan ensimmäinen taulukko ja tuo tiedosto uudelleen."),
    SheetRefusal.ROWS: _("Taulukossa on liikaa rivejä: kerralla voi tuoda 500 riviä. Jaa luettelo useaan tiedostoon."),
    SheetRefusal.COLUMNS: _("Taulukossa on liikaa sarakkeita: niitä voi olla 30. Poista ylimääräiset sarakkeet."),
    SheetRefusal.TEXT: _("Taulukossa on liikaa tekstiä. Jaa luettelo useaan tiedostoon."),
    SheetRefusal.BROKEN: _("Taulukkoa ei voi lukea. Tallenna se uudelleen XLSX-muodossa ja yritä sitten uudestaan."),
}
WRONG_KIND = _("Valitse XLSX-tiedosto. Muussa muodossa olevan taulukon voi tallentaa taulukko-ohjelmassa XLSX-muotoon.")
TOO_LARGE = _("Tiedosto on liian suuri: enimmäiskoko on 2 megatavua. Jaa luettelo useaan tiedostoon.")


@dataclass(frozen=True)
class SheetRow:
    """One row that holds something, with its number in the sheet; a formula or an error is a list of its word."""

    number: int
    cells: list[Cell]


@dataclass(frozen=True)
class ReadSheet:
    """What was read: the cleaned name of the file, and its rows, the headings first."""

    name: str
    rows: list[SheetRow]


def read_spreadsheet(upload: UploadedFile, *, field: str = "file") -> ReadSheet:
    """Return the rows of the first visible sheet of an XLSX file, or raise `RefusedInputError` with a sentence that says why.

    The file is inspected like any other first (`inspect_upload`): its kind by its content, how much it unpacks to, macros, passwords.
    """
    _stem, extension = split_name(upload.name or "")
    if extension != "xlsx":
        raise RefusedInputError(str(WRONG_KIND), field=field)
    if (upload.size or 0) > MAX_SIZE:
        raise RefusedInputError(str(TOO_LARGE), field=field)
    file = inspect_upload(upload, field=field)
    rows = [SheetRow(number, [_readable(cell) for cell in cells]) for number, cells in _read(file.content, field)]
    return ReadSheet(file.clean_name, rows)


def _readable(cell: Cell) -> Cell:
    return readable(cell) if isinstance(cell, str) else cell


def _read(content: bytes, field: str) -> list[tuple[int, list[Cell]]]:
    limits = Limits(
        memory=getattr(settings, "UPLOAD_MEMORY_LIMIT", 1024 * MEGABYTE),
        cpu=getattr(settings, "UPLOAD_CPU_SECONDS", 15),
        wall=30,
        output=32 * MEGABYTE,
    )
    with tempfile.TemporaryDirectory(prefix="laatumatka-sheet-") as name:
        folder = Path(name)
        (folder / "file").write_bytes(content)
        outcome = run_confined("config.toolkit.uploads.cells", folder=folder, limits=limits)
        if outcome.status == 0:
            rows: list[tuple[int, list[Cell]]] = json.loads((folder / "cells.json").read_text(encoding="utf-8"))
            return rows
    words = outcome.last_words.strip().rpartition("\n")[2]
    refusal = SheetRefusal(words) if words in set(SheetRefusal) else SheetRefusal.BROKEN
    raise RefusedInputError(str(SENTENCES[refusal]), field=field)
