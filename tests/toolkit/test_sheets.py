"""Spreadsheets: text stays text, numbers stay numbers, whatever was typed."""

import datetime as dt
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.utils.translation import gettext_lazy
from openpyxl import load_workbook

from config.toolkit.sheets import CELL_MAX_LENGTH, XLSX_TYPE, Column, Sheet, workbook_bytes, xlsx_response

AT = dt.datetime(2026, 11, 12, 8, 30, tzinfo=dt.UTC)


def read(rows, columns=None, **options):
    """Return the workbook, read back, of one sheet with these rows."""
    columns = columns or [Column(f"Sarake {number}") for number in range(len(rows[0]))]
    return load_workbook(BytesIO(workbook_bytes([Sheet("Toimenpiteet", columns, rows)], at=AT, **options)))


def value_of(value):
    return read([[value]])["Toimenpiteet"]["A2"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_text_starting_like_a_formula_stays_the_same_text(start):
    cell = value_of(f"{start}HYPERLINK(0)")
    assert cell.value == f"{start}HYPERLINK(0)"
    assert cell.data_type == "s"
    assert cell.quotePrefix


def test_carriage_return_first_becomes_a_line_end_of_text():
    cell = value_of("\r=1+1\r\n2")
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("\n=1+1\n2", "s", True)


def test_heading_starting_like_a_formula_is_text():
    sheet = read([["x"]], [Column("=1+1")])["Toimenpiteet"]
    assert (sheet["A1"].value, sheet["A1"].data_type) == ("=1+1", "s")


def test_error_code_typed_by_a_person_is_text():
    assert value_of("#N/A").data_type == "s"


def test_no_formula_element_is_in_the_file():
    with ZipFile(BytesIO(workbook_bytes([Sheet("=A", [Column("=B")], [["=C"], ["=1+1"]])], at=AT))) as file:
        assert b"<f>" not in file.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("number", [-2, 0, 3, 2.5, Decimal("0.25")])
def test_number_stays_a_number(number):
    cell = value_of(number)
    assert (cell.value, cell.data_type) == (pytest.approx(float(number)), "n")


def test_number_format_of_the_column_is_used():
    assert read([[0.5]], [Column("Osuus", number_format="0 %")])["Toimenpiteet"]["A2"].number_format == "0 %"


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_number_that_is_none_leaves_the_cell_empty(number):
    assert value_of(number).value is None


def test_date_stays_a_date():
    cell = value_of(dt.date(2026, 12, 24))
    assert cell.is_date
    assert cell.value.date() == dt.date(2026, 12, 24)
    assert cell.number_format == "d.m.yyyy"


def test_instant_is_written_in_helsinki_time():
    assert value_of(AT).value == dt.datetime(2026, 11, 12, 10, 30)  # noqa: DTZ001  Excel knows no time zones


def test_date_before_excels_calendar_is_text():
    assert value_of(dt.date(1899, 1, 2)).value == "1899-01-02"


def test_empty_yes_and_translated_values():
    sheet = read([[None, True, False, gettext_lazy("Sovittu")]])["Toimenpiteet"]
    assert [cell.value for cell in sheet[2]] == [None, "Kyllä", "Ei", "Sovittu"]


def test_characters_a_file_cannot_hold_are_left_out():
    assert value_of("a\x00b\x07c\ud800d\uffffe\x1b").value == "abcde"


def test_markup_stays_literal():
    assert value_of("<script>&amp;{{7*7}}").value == "<script>&amp;{{7*7}}"


def test_excels_own_escape_is_not_read_as_a_character():
    with ZipFile(BytesIO(workbook_bytes([Sheet("A", [Column("B")], [["_x0041_"]])], at=AT))) as file:
        assert b"_x005F_x0041_" in file.read("xl/worksheets/sheet1.xml")


def test_longest_text_is_whole_and_nothing_is_said():
    book = read([["a" * CELL_MAX_LENGTH]])
    assert len(book["Toimenpiteet"]["A2"].value) == CELL_MAX_LENGTH
    assert book.sheetnames == ["Toimenpiteet"]


@pytest.mark.parametrize("text", ["a" * (CELL_MAX_LENGTH + 1), "a" + "😀" * 16_384])
def test_longer_text_is_cut_and_the_file_says_so(text):
    book = read([["lyhyt", text]])
    assert text.startswith(book["Toimenpiteet"]["B2"].value)
    assert len(book["Toimenpiteet"]["B2"].value.encode("utf-16-le")) // 2 in {CELL_MAX_LENGTH, CELL_MAX_LENGTH - 1}
    notes = [row[0] for row in book["Tietoa taulukosta"].values]
    assert len(notes) == 2
    assert "B2" in notes[1]
    assert "32 767" in notes[1]


def test_notes_stand_on_a_sheet_of_their_own():
    book = read([["x"]], notes=["Työpaja: =Paja"])
    assert [row[0] for row in book["Tietoa taulukosta"].values] == ["Tietoa taulukosta", "Työpaja: =Paja"]


@pytest.mark.parametrize("title", ["a/b:c*[d]?'", "x" * 60, "", "\x00'"])
def test_title_excel_refuses_is_made_one_it_accepts(title):
    book = load_workbook(BytesIO(workbook_bytes([Sheet(title, [Column("A")], []), Sheet(title.upper(), [Column("A")], [])], at=AT)))
    assert len({name.casefold() for name in book.sheetnames}) == 2
    assert all(0 < len(name) <= 31 for name in book.sheetnames)


def test_row_of_another_length_than_the_headings_is_refused():
    with pytest.raises(ValueError, match="zip"):
        workbook_bytes([Sheet("A", [Column("B")], [["x", "y"]])], at=AT)


def test_rows_have_headings_that_stay_and_widths():
    sheet = read([["x"]], [Column("Mitä", width=44)])["Toimenpiteet"]
    assert sheet.freeze_panes == "A2"
    assert sheet.column_dimensions["A"].width == 44
    assert sheet["A2"].alignment.wrap_text
    assert sheet["A1"].font.bold
    assert sheet.auto_filter.ref == "A1:A2"


def test_equal_content_is_equal_bytes():
    sheets = [
        Sheet(
            "A",
            [Column("B")],
            [
                [
                    "x",
                ],
                [3],
            ],
        )
    ]
    assert workbook_bytes(sheets, at=AT) == workbook_bytes(sheets, at=AT)


def test_response_is_an_attachment_with_a_clean_name():
    response = xlsx_response('Paja 3.5\r\n"x"/y', [Sheet("A", [Column("B")], [["x"]])], at=AT)
    assert response["Content-Type"] == XLSX_TYPE
    assert response["Content-Disposition"].startswith("attachment; filename")
    assert response["Content-Disposition"].endswith('.xlsx"')
    assert response["X-Content-Type-Options"] == "nosniff"
    assert load_workbook(BytesIO(response.getvalue()))["A"]["A2"].value == "x"
