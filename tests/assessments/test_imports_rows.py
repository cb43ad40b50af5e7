"""From cells to values: what each column takes, and what is said of what it does not."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook

from assessments.choices import ImportKind
from assessments.imports import values
from assessments.imports.columns import COLUMNS
from assessments.imports.rows import Line, lines_of, stored_rows
from config.toolkit.typed_text import readable
from config.toolkit.uploads import cells
from config.toolkit.uploads.spreadsheets import SheetRow
from tests.spreadsheets import AsText, headings, xlsx_bytes

ORGANISATIONS, PEOPLE, MARKS = ImportKind.ORGANISATIONS, ImportKind.PEOPLE, ImportKind.MARKS
GOOD = ["1234567-1", "Kivipajan säätiö", "säätiö", "Salo", "Kivipaja", "", "", "", ""]


@pytest.fixture(autouse=True)
def _reads_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in this process, which must keep its network."""
    monkeypatch.setattr(cells, "refuse_network", lambda: None)


def read(tmp_path: Path, *rows: list) -> cells.Rows:
    path = tmp_path / "file"
    path.write_bytes(xlsx_bytes(rows))
    return cells.rows_of(path)


def one(kind: str, *written: object) -> Line:
    [line] = lines_of(kind, [[2, list(written)]])
    return line


def changed(name: str, value: object, kind: str = ORGANISATIONS, base: list | None = None) -> Line:
    row = list(base or GOOD)
    row[[column.name for column in COLUMNS[kind]].index(name)] = value
    return one(kind, *row)


# The cells of the file -------------------------------------------------------------------------------------------------------


def test_cells_come_out_as_text_whatever_they_were(tmp_path: Path) -> None:
    row = [
        "=A2",
        AsText("=1+1"),
        dt.date(2023, 6, 1),
        dt.datetime(2023, 6, 1, 8, 30, tzinfo=dt.UTC).replace(tzinfo=None),
        12.0,
        2.5,
        True,
        "  reuna  ",
    ]
    [[number, found]] = read(tmp_path, row)
    assert number == 1
    assert found == [["formula"], "=1+1", "2023-06-01", "2023-06-01 08:30", "12", "2.5", "kyllä", "reuna"]


def test_rows_keep_their_numbers_over_empty_and_hidden_ones(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["A4"], sheet["B9"] = "Otsikko", "neljäs", "yhdeksäs"
    sheet.row_dimensions[4].hidden = True
    sheet.merge_cells("A4:B5")
    hidden = book.create_sheet("Ensin", 0)
    hidden["A1"], hidden.sheet_state = "piilossa", "hidden"
    book.save(tmp_path / "file")
    assert cells.rows_of(tmp_path / "file") == [(1, ["Otsikko"]), (4, ["neljäs"]), (9, ["", "yhdeksäs"])]


@pytest.mark.parametrize(
    ("rows", "refusal"),
    [
        ([[]], "nothing"),
        ([["x"]] * (cells.MAX_ROWS + 2), "rows"),
        ([["x"] * (cells.MAX_COLUMNS + 1)], "columns"),
    ],
)
def test_sheet_without_rows_or_with_too_much_is_refused(tmp_path: Path, rows: list, refusal: str) -> None:
    with pytest.raises(cells.RefusedSheetError, match=refusal):
        read(tmp_path, *rows)


def test_sheet_with_too_much_text_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "MAX_TEXT", 1_000)
    with pytest.raises(cells.RefusedSheetError, match="text"):
        read(tmp_path, ["x" * 399] * 3)


def test_full_list_is_read(tmp_path: Path) -> None:
    assert len(read(tmp_path, *[["x"]] * (cells.MAX_ROWS + 1))) == cells.MAX_ROWS + 1


def test_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"PK\x03\x04 no")
    with pytest.raises(cells.RefusedSheetError, match="broken"):
        cells.rows_of(tmp_path / "file")


# Headings --------------------------------------------------------------------------------------------------------------------


def stored(kind: str, titles: list, *rows: list) -> list:
    return stored_rows(kind, [SheetRow(number, row) for number, row in enumerate([titles, *rows], start=3)])


def test_headings_are_found_in_any_case_and_order() -> None:
    row = stored(MARKS, ["voimassa  viimeistään", " MYÖNNETTY*", "y-tunnus"], ["2026-06-01", "2023-06-01", "1234567-1"])
    assert row == [[4, ["1234567-1", "", "2023-06-01", "2026-06-01"]]]


@pytest.mark.parametrize(
    ("titles", "sentence"),
    [
        (["Y-tunnus", "Työpajat", "Myönnetty"], "Otsikko ”Voimassa viimeistään” puuttuu."),
        ([*headings(MARKS), "y-TUNNUS"], "Otsikko ”Y-tunnus” on taulukossa kahdesti."),
        ([*headings(MARKS), "Puhelin"], "Otsikkoa ”Puhelin” ei tunneta. Käytä pohjan otsikoita."),
        (headings(MARKS), "Sarakkeessa 5 on tietoa, mutta ei otsikkoa."),
        ([["formula"], *headings(MARKS)], "Sarakkeessa 1 on tietoa, mutta ei otsikkoa."),
    ],
)
def test_wrong_headings_are_named_with_their_row(titles: list, sentence: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        stored(MARKS, titles, ["a", "b", "c", "d", "e"])
    assert sentence in refusal.value.messages
    assert refusal.value.messages[-1] == "Otsikot luetaan riviltä 3."


# Values ----------------------------------------------------------------------------------------------------------------------


def test_good_row_has_its_values_and_no_fault() -> None:
    line = one(ORGANISATIONS, "1234567–1", "Säätiö", "SÄÄTIÖ", "Salo", "Paja", "Turku", "suomi ja ruotsi", "3-5 työntekijää", "Kyllä")
    assert line.faults == []
    assert line.values["business_id"] == "1234567-1"
    assert [line.values[name] for name in ("maintainer_type", "language", "size", "whole_organisation")] == [
        "foundation",
        "fi-sv",
        "3-5",
        True,
    ]


def test_empty_cells_that_must_be_filled_are_faults_and_others_are_not() -> None:
    line = one(ORGANISATIONS, *[""] * 9)
    assert [fault.title for fault in line.faults] == ["Y-tunnus", "Organisaatio", "Ylläpitäjätyyppi", "Kotikunta"]
    assert line.sentences[0] == "Rivi 2, sarake Y-tunnus: Täytä tämä kohta."


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("business_id", "1234567-2", "Tarkista y-tunnus."),
        ("business_id", "1234567", "Tarkista y-tunnus."),
        ("organisation", "n" * 300, "Lyhennä tekstiä: siinä saa olla enintään 200 merkkiä, ja nyt niitä on 300."),
        ("organisation", readable("Kivi\r\npaja"), "Kirjoita tämä yhdelle riville."),
        ("organisation", readable("Kivi\x00paja"), "Tekstissä on merkkejä, joita ei voi tallentaa."),
        ("organisation", ["formula"], "Kaavaa ei lueta, kirjoita arvo."),
        ("organisation", ["error"], "Solussa on virhe, kirjoita arvo."),
        ("maintainer_type", "osuuskunta", "Ylläpitäjätyyppiä ”osuuskunta” ei ole. Mahdolliset tyypit ovat kunta, seutukunta"),
        ("language", "viro", "Kieltä ”viro” ei ole. Mahdolliset kielet ovat suomi, ruotsi, suomi ja ruotsi."),
        ("size", "monta", "Henkilöstön määrää ”monta” ei ole."),
        ("whole_organisation", "ehkä", "Kirjoita kyllä tai ei."),
    ],
)
def test_wrong_cell_is_told_beside_its_heading(name: str, value: object, sentence: str) -> None:
    line = changed(name, value)
    [fault] = line.faults
    assert fault.name == name
    assert fault.message.startswith(sentence)
    assert name not in line.values


def test_text_that_looks_like_a_formula_is_a_text() -> None:
    line = changed("organisation", "=1+1")
    assert line.faults == []
    assert line.values["organisation"] == "=1+1"


def test_row_of_the_template_is_not_brought_in_by_mistake() -> None:
    for kind in COLUMNS:
        example = [
            cells.text_of(dt.datetime.combine(each, dt.time()), "d") if isinstance(each, dt.date) else str(each)
            for each in (column.example for column in COLUMNS[kind])
        ]
        assert [fault.message for fault in one(kind, *example).faults] == ["Rivi on pohjan esimerkki. Poista se."]


@pytest.mark.parametrize("text", ["2023-06-01", "1.6.2023", "01.06.2023"])
def test_day_is_read_in_several_forms(text: str) -> None:
    assert values.day(text) == dt.date(2023, 6, 1)


@pytest.mark.parametrize("text", ["45078", "1/6/2023", "31.2.2023", "1.6.23", "2023-06-01 08:30", "1.6.1899", "kesäkuussa"])
def test_other_days_are_refused(text: str) -> None:
    with pytest.raises(ValidationError, match=r"Kirjoita päivä muodossa 1\.6\.2023\."):
        values.day(text)


def test_address_is_read_as_accounts_hold_it() -> None:
    assert values.email("Maija.Virta@Kunta.example") == "maija.virta@kunta.example"
    with pytest.raises(ValidationError, match="Tarkista sähköpostiosoite"):
        values.email("maija@kunta")
    with pytest.raises(ValidationError):
        values.email("maija@kunta.example\nBcc: muu@kunta.example")


def test_role_that_is_not_is_named_with_those_that_are() -> None:
    line = one(PEOPLE, "maija@kunta.example", "", "pomo", "", "")
    assert line.faults[0].message.startswith("Roolia ”pomo” ei ole. Mahdolliset roolit ovat työntekijä, yhteyshenkilö, esihenkilö")


def test_names_of_workshops_are_parted_by_semicolons() -> None:
    assert values.several_names(" Kivipaja ; Puupaja;; ") == ["Kivipaja", "Puupaja"]
