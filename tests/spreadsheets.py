"""Spreadsheets as people send them, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from openpyxl.cell.cell import Cell

from assessments.imports.columns import COLUMNS


class AsText(str):
    """A text that stays text in its cell, whatever it begins with."""

    __slots__ = ()


def xlsx_bytes(rows: Sequence[Sequence[Any]]) -> bytes:
    """Return a workbook of the rows, the headings first; an empty row is left out of the file."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            if value is None:
                continue
            cell = sheet.cell(number, place, str(value) if isinstance(value, AsText) else value)
            assert isinstance(cell, Cell)
            if isinstance(value, AsText):
                cell.data_type = "s"
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def headings(kind: str) -> list[str]:
    return [str(column.title) for column in COLUMNS[kind]]


def xlsx_upload(kind: str, rows: Sequence[Sequence[Any]], name: str = "luettelo.xlsx") -> SimpleUploadedFile:
    """Return the rows under the kind's headings as a view gets them."""
    return SimpleUploadedFile(name, xlsx_bytes([headings(kind), *rows]))
