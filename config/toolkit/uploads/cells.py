"""The reading process of spreadsheets: writes the first visible sheet of `file` as `cells.json`, or prints the reason for refusing it.

Cells come out as text whatever they were; a formula is never worked out, an error never guessed at: each comes out as its word in a list.
Knows nothing of Django.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import warnings
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from config.toolkit.sandbox import MEMORY_EXIT, Limits, confine, refuse_network

MAX_ROWS = 500  # under the headings
MAX_COLUMNS = 30
MAX_CELL_LENGTH = 400  # longer than any value may be: what is cut is refused as too long
MAX_TEXT = 2_000_000  # characters of all cells together
REFUSED_EXIT = 1
FORMULA, ERROR = "formula", "error"

Cell = str | list[str]
Rows = list[tuple[int, list[Cell]]]


class SheetRefusal(StrEnum):
    """Why a sheet is not read; the sentences stand in `spreadsheets.py`."""

    NOTHING = "nothing"
    ROWS = "rows"
    COLUMNS = "columns"
    TEXT = "text"
    BROKEN = "broken"


class RefusedSheetError(Exception):
    """Raised while reading; carries the reason."""

    def __init__(self, refusal: SheetRefusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def rows_of(path: Path) -> Rows:
    """Return the rows of the first visible sheet that hold anything, each with its number; raises `RefusedSheetError`."""
    from openpyxl import load_workbook  # noqa: PLC0415  # loaded before the network is refused, and only in this process

    refuse_network()
    try:
        with path.open("rb") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what openpyxl does not know in a file, and leaves alone
            workbook = load_workbook(file, read_only=True, keep_links=False)
            sheet = next((one for one in workbook.worksheets if one.sheet_state == "visible"), None)
            if sheet is None:
                raise RefusedSheetError(SheetRefusal.NOTHING)
            sheet.reset_dimensions()  # what the file says of its size is not believed
            return _gathered(sheet.iter_rows())
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, EOFError, SyntaxError, OverflowError, BadZipFile):
        raise RefusedSheetError(SheetRefusal.BROKEN) from None


def _gathered(rows: Iterator[Any]) -> Rows:
    found: Rows = []
    length = 0
    for number, row in enumerate(rows, start=1):
        cells = [text_of(cell.value, cell.data_type) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        if len(cells) > MAX_COLUMNS:
            raise RefusedSheetError(SheetRefusal.COLUMNS)
        if len(found) > MAX_ROWS:
            raise RefusedSheetError(SheetRefusal.ROWS)
        length += sum(len(cell) for cell in cells)
        if length > MAX_TEXT:
            raise RefusedSheetError(SheetRefusal.TEXT)
        found.append((number, cells))
    if not found:
        raise RefusedSheetError(SheetRefusal.NOTHING)
    return found


def text_of(value: Any, data_type: str) -> Cell:
    """Return the cell as text: a day as 2023-06-01, a whole number without a fraction; a formula or an error as its word in a list."""
    if data_type in {"f", "e"}:
        return [FORMULA if data_type == "f" else ERROR]
    if isinstance(value, bool):
        return "kyllä" if value else "ei"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()[:MAX_CELL_LENGTH]


def main(limits: Limits) -> int:
    """Read the file and return the exit status."""
    confine(limits)
    try:
        rows = rows_of(Path("file"))
    except MemoryError:
        return MEMORY_EXIT
    except RefusedSheetError as refused:
        sys.stdout.write(f"\n{refused.refusal}")
        return REFUSED_EXIT
    Path("cells.json").write_text(json.dumps(rows), encoding="utf-8")
    return 0


if __name__ == "__main__":
    code = main(Limits(**json.loads(sys.argv[1])))
    sys.stdout.flush()
    os._exit(code)
