"""Spreadsheets (XLSX) for download. What people typed stays text: it is never a formula, an error code or a broken file.

Numbers and dates stay numbers and dates. Equal input gives equal bytes. Excel's limits are those of its specification.
"""

import datetime as dt
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.http import FileResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.writer.excel import ExcelWriter

from config.toolkit.uploads.downloads import attachment_response
from config.toolkit.uploads.names import clean_name

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CELL_MAX_LENGTH = 32_767  # UTF-16 units
TITLE_MAX_LENGTH = 31
DATE_FORMAT = "d.m.yyyy"
DATETIME_FORMAT = "d.m.yyyy h:mm"

Value = str | Promise | bool | int | float | Decimal | dt.date | dt.datetime | None

_FIRST_EXCEL_DATE = dt.date(1900, 3, 1)  # before it Excel's calendar differs by a day (a leap day that never was), and then ends
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}]")
_UNWRITABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")  # not in XML
_EXCEL_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # Excel reads _x0041_ as A; _x005F_ is its escape of the underscore
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\n")
_TITLE_REFUSED = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in characters and, for numbers, how they are shown ("0 %")."""

    title: str
    width: int = 18
    number_format: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: rows of values under a heading row. A title that Excel refuses is cut and cleaned."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]


def xlsx_response(name: str, sheets: Sequence[Sheet], *, at: dt.datetime, notes: Sequence[str] = ()) -> FileResponse:
    """Return the sheets as a file to save under the name (without an extension)."""
    file = BytesIO(workbook_bytes(sheets, at=at, notes=notes))
    return attachment_response(file, clean_name(f"{name}.xlsx", "xlsx"), XLSX_TYPE)


def workbook_bytes(sheets: Sequence[Sheet], *, at: dt.datetime, notes: Sequence[str] = ()) -> bytes:
    """Return the XLSX file of the sheets, dated `at`.

    The notes stand on a last sheet of their own, and with them a sentence for each text that was longer than a cell can hold.
    """
    workbook = Workbook(write_only=True)
    workbook.properties.created = workbook.properties.modified = at.astimezone(dt.UTC).replace(tzinfo=None)
    workbook.properties.creator = "Laatumatka"
    titles: set[str] = set()
    cut: list[str] = []
    for sheet in sheets:
        cut += _write_sheet(workbook, sheet, _unique_title(sheet.title, titles))
    all_notes = [*notes, *cut]
    if all_notes:
        column = Column(_("Tietoa taulukosta"), width=100)
        _write_sheet(workbook, Sheet(column.title, [column], [[note] for note in all_notes]), _unique_title(column.title, titles))
    return _packed(workbook)


def _write_sheet(workbook: Workbook, sheet: Sheet, title: str) -> list[str]:
    """Write the sheet and return a sentence for each text that was cut."""
    target = workbook.create_sheet(title)
    for number, column in enumerate(sheet.columns, start=1):
        target.column_dimensions[get_column_letter(number)].width = column.width
    target.freeze_panes = "A2"
    target.print_title_rows = "1:1"
    target.page_setup.orientation, target.page_setup.fitToHeight = "landscape", 0  # one page wide, as many high as it takes
    target.sheet_properties.pageSetUpPr.fitToPage = True
    target.append([_bold(_text_cell(target, str(column.title))) for column in sheet.columns])
    cut: list[str] = []
    rows = 1
    for rows, values in enumerate(sheet.rows, start=2):
        target.append([_cell(target, value, column) for value, column in zip(values, sheet.columns, strict=True)])
        cut += [
            _("Taulukon ”%(sheet)s” solun %(cell)s teksti oli pidempi kuin 32 767 merkkiä, jotka soluun mahtuu. Sen loppu puuttuu.")
            % {"sheet": title, "cell": f"{get_column_letter(number)}{rows}"}
            for number, value in enumerate(values, start=1)
            if isinstance(value, (str, Promise)) and _is_too_long(str(value))
        ]
    target.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}{rows}"
    return cut


def _cell(target: WriteOnlyWorksheet, value: Value, column: Column) -> Cell | None:
    if isinstance(value, bool):
        value = _("Kyllä") if value else _("Ei")
    if isinstance(value, dt.datetime):
        return _date_cell(target, timezone.localtime(value).replace(tzinfo=None, microsecond=0), DATETIME_FORMAT)
    if isinstance(value, dt.date):
        return _date_cell(target, value, DATE_FORMAT)
    if isinstance(value, (int, float, Decimal)):
        return _number_cell(target, value, column.number_format) if math.isfinite(value) else None
    return None if value is None else _text_cell(target, str(value))


def _date_cell(target: WriteOnlyWorksheet, value: dt.date, number_format: str) -> Cell:
    day = value.date() if isinstance(value, dt.datetime) else value
    return _text_cell(target, str(value)) if day < _FIRST_EXCEL_DATE else _number_cell(target, value, number_format)


def _number_cell(target: WriteOnlyWorksheet, value: float | Decimal | dt.date, number_format: str) -> Cell:
    cell = WriteOnlyCell(target)
    cell.value = value
    if number_format:
        cell.number_format = number_format
    cell.alignment = Alignment(vertical="top")
    return cell


def _text_cell(target: WriteOnlyWorksheet, text: str) -> Cell:
    clean = _within_cell(_written(text))
    cell = WriteOnlyCell(target, value=clean)
    cell.data_type = "s"  # openpyxl takes a text that starts with = for a formula, and #N/A for an error
    cell.quotePrefix = clean.startswith(_FORMULA_STARTS)  # Excel's own mark of text: stays text also when the cell is edited
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _bold(cell: Cell) -> Cell:
    cell.font = Font(bold=True)
    return cell


def _written(text: str) -> str:
    return _EXCEL_ESCAPE.sub("_x005F_", _UNWRITABLE.sub("", _LINE_ENDS.sub("\n", text)))


def _is_too_long(text: str) -> bool:
    return len(text) * 2 > CELL_MAX_LENGTH and _units(_written(text)) > CELL_MAX_LENGTH


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _within_cell(text: str) -> str:
    if len(text) * 2 <= CELL_MAX_LENGTH or _units(text) <= CELL_MAX_LENGTH:
        return text
    return text.encode("utf-16-le")[: CELL_MAX_LENGTH * 2].decode("utf-16-le", errors="ignore")  # half of a pair goes too


def _unique_title(title: str, taken: set[str]) -> str:
    """Return a title Excel accepts: 31 characters, some refused, no two alike whatever their case."""
    clean = _TITLE_REFUSED.sub(" ", _UNWRITABLE.sub("", _LINE_ENDS.sub(" ", title))).strip("' ") or "-"
    clean = clean[:TITLE_MAX_LENGTH].rstrip("' ")
    unique, number = clean, 1
    while unique.casefold() in taken:
        number += 1
        unique = f"{clean[: TITLE_MAX_LENGTH - 4].rstrip()} {number}"
    taken.add(unique.casefold())
    return unique


def _packed(workbook: Workbook) -> bytes:
    """Return the file with its members dated alike, so that equal content is equal bytes."""
    written, packed = BytesIO(), BytesIO()
    ExcelWriter(workbook, ZipFile(written, "w")).save()
    with ZipFile(written) as source, ZipFile(packed, "w") as target:
        for member in source.infolist():
            target.writestr(ZipInfo(member.filename, _ZIP_DATE), source.read(member), ZIP_DEFLATED)
    return packed.getvalue()
