"""The summary as files: the spreadsheet, the CSV, the JSON, the page and the HTML of the PDF tell the same to the digit."""

from __future__ import annotations

import json
from fractions import Fraction
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from assessments.choices import Compared
from assessments.models import SummaryChange
from assessments.reports import summary_html
from assessments.selectors.summaries.choice import Choice, names_of_values
from assessments.selectors.summaries.page import summary_page
from assessments.small_groups import Key
from config.toolkit.uploads.downloads import SANDBOX_POLICY
from criteria.models import Area, Criterion
from tests.assessments.summaries.reading import HIDDEN, body, csv_rows, got, levels_in, page_of, percent, sheets
from tests.factories.applications import make_coordinator
from tests.factories.criteria import make_version
from tests.factories.summaries import make_told
from tests.factories.workshops import RegionFactory

pytestmark = pytest.mark.django_db
# Halves of percents: 1/8 = 12,5 %, 5/8 = 62,5 %; a third; a median between two levels; nobody whom it concerns; K2.2 is hidden.
FIGURES = {"K1.1": {1: 7, 3: 1}, "K1.2": {2: 3, 3: 5, None: 1}, "K1.3": {2: 4, 3: 2}, "K2.1": {2: 3, 3: 3}, "K2.3": {None: 8}}
NARROWED = "aineisto=itsearvioinnit&vuosi=2025&maakunta=19&koko=1-2"
KEY: Key = (("region", "19"), ("size", "1-2"))


@pytest.fixture
def client(client_of, clock) -> Client:
    return client_of(make_coordinator())


@pytest.fixture
def told(db) -> None:
    RegionFactory(code="19", name_fi="Lappi")
    version = make_version(areas=2, criteria=3)
    for year in (2024, 2025):
        summary = make_told(version, year, FIGURES, groups=[(), (("region", "19"),), KEY])
    SummaryChange.objects.create(summary=summary, compared=Compared.YEAR_BEFORE, area_code="K1", workshops=9, lower=5, same=6, higher=7)
    SummaryChange.objects.create(summary=summary, compared=Compared.OWN, area_code="K2", workshops=8, lower=9, same=8, higher=6)


def as_json(client: Client, query: str = "") -> dict:
    return json.loads(body(got(client, "national-summary-json", query)))


def every_page(client: Client, query: str) -> dict[str, list[str]]:
    """Return what the page tells of all areas, opened one by one."""
    found = {}
    for area in ("K1", "K2"):
        found |= levels_in(page_of(client, "national-summary", f"{query}&alue={area}"))
    return found


def pdf_html(query_key: Key, summary) -> str:
    return summary_html(summary_page(Choice(summary, query_key), names_of_values()))


def named(row: dict) -> str:
    model = Area if row["kind"] == "area" else Criterion
    return str(model.objects.get(code=row["code"]))


def in_words(row: dict) -> list[str]:
    """Return a row of the JSON as a page tells it."""
    if row["answers"] is None:
        return [HIDDEN]
    share = Fraction(row["top_share_exact"]) if row["top_share_exact"] else None
    median = "–" if row["median"] is None else f"{row['median']:g}".replace(".", ",")
    return [*(str(count) for count in row["levels"].values()), str(row["not_applicable"]), str(row["answers"]), median, percent(share)]


def in_cells(row: dict) -> list:
    """Return a row of the JSON as a spreadsheet holds it."""
    kind = {"area": "osa-alue", "criterion": "kriteeri", "other_criterion": "muun version kriteeri"}[row["kind"]]
    share = row["top_share"] and float(f"{row['top_share']:.16g}")  # as many digits as spreadsheets keep
    figures = [row["answers"], row["not_applicable"], *row["levels"].values(), row["median"], share]
    return [kind, row["code"], row["name"], *figures]


def in_text(row: dict) -> list[str]:
    """Return a row of the JSON as the CSV tells it."""
    *figures, median, _share = in_cells(row)
    share = row["top_share"]
    median = None if median is None else f"{median:g}"
    return [
        "" if value is None else str(value).replace(".", ",") if number > 2 else value
        for number, value in enumerate([*figures, median, share])
    ]


@pytest.mark.parametrize(("query", "key"), [("aineisto=itsearvioinnit&vuosi=2025", ()), (NARROWED, KEY)])
def test_page_files_and_report_tell_the_same(client, told, query, key) -> None:
    rows = as_json(client, query)["levels"]
    assert [row["code"] for row in rows] == ["K1", "K1.1", "K1.2", "K1.3", "K2", "K2.1", "K2.2", "K2.3"]
    words = {named(row): in_words(row) for row in rows}
    assert every_page(client, query) == words
    summary = Area.objects.first().version.framework.summaries.get(year=2025)
    assert levels_in(pdf_html(key, summary)) == words
    assert sheets(client, query)["Tasot"][1:] == [in_cells(row) for row in rows]
    assert csv_rows(client, query)[1:] == [in_text(row) for row in rows]


def test_halves_of_percents_go_up_and_halves_of_levels_stay(client, told) -> None:
    words = every_page(client, "")
    assert words["K1.1 Kriteeri K1.1"] == ["7", "0", "1", "0", "0", "8", "1", "13 %"]
    assert words["K1.2 Kriteeri K1.2"] == ["0", "3", "5", "0", "1", "9", "3", "63 %"]
    assert words["K2.1 Kriteeri K2.1"][-2:] == ["2,5", "50 %"]
    assert words["K2.3 Kriteeri K2.3"] == ["0", "0", "0", "0", "8", "8", "–", "–"]
    assert words["K2.2 Kriteeri K2.2"] == [HIDDEN]
    # 7 + 4 + 4 of 22 answers are on one of the two lowest levels
    assert words["K1 Osa-alue 1"] == ["7", "7", "8", "0", "1", "23", "2", "36 %"]


def test_spreadsheet_holds_numbers_and_has_a_frozen_heading_and_notes(client, told) -> None:
    response = got(client, "national-summary-xlsx")
    assert response["Content-Disposition"] == 'attachment; filename="kooste-itsearvioinnit-2025.xlsx"'
    data = body(response)
    book = load_workbook(BytesIO(data))
    assert book.sheetnames == ["Tasot", "Osallistuminen", "Vuosittain", "Muutos", "Auditointi ja itsearviointi", "Tietoa taulukosta"]
    assert {sheet.freeze_panes for sheet in book} == {"A2"}
    levels = book["Tasot"]
    assert [cell.value for cell in levels[1]][3:] == [
        "Vastauksia",
        "Ei koske",
        "1 Alkava",
        "2 Kehittyvä",
        "3 Vakiintunut",
        "4 Edistynyt",
        "Mediaani",
        "Kahdella ylimmällä tasolla",
    ]
    numbers = [cell for row in levels.iter_rows(min_row=2, min_col=4) for cell in row if cell.value is not None]
    assert {cell.data_type for cell in numbers} == {"n"}
    assert {cell.number_format for cell in levels["K"][1:] if cell.value is not None} == {"0 %"}
    notes = [row[0].value for row in book["Tietoa taulukosta"].iter_rows()]
    assert any("Lukua ei näytetä, jos siitä voisi saada selville alle viiden työpajan" in note for note in notes)
    assert any("Rajaus: koko maa." in note for note in notes)
    assert data == body(got(client, "national-summary-xlsx"))


def test_other_sheets_hold_participation_years_and_changes(client, told) -> None:
    found = sheets(client)
    assert found["Osallistuminen"][1:] == [["Maakunta", "Lappi", 9, 12, 0.75]]
    assert found["Vuosittain"] == [
        ["Vuosi", "K1 Osa-alue 1", "K2 Osa-alue 2"],
        [2024, 0.3636363636363636, 0.5],
        [2025, 0.3636363636363636, 0.5],
    ]
    assert found["Muutos"] == [
        ["Osa-alue", "Verrattuja työpajoja", "Taso laski", "Taso pysyi samana", "Taso nousi"],
        ["K1 Osa-alue 1", 9, 5, 6, 7],
    ]
    assert found["Auditointi ja itsearviointi"][1] == ["K2 Osa-alue 2", 8, 9, 8, 6]
    assert "Muutos" not in sheets(client, "maakunta=19")  # changes are told of the whole nation only


def test_json_holds_exact_fractions_and_everything_of_the_pages(client, told) -> None:
    answer = as_json(client, NARROWED)
    assert {key: answer[key] for key in ("series", "year", "narrowing", "participants")} == {
        "series": "self",
        "year": 2025,
        "narrowing": {"region": "19", "size": "1-2"},
        "participants": 9,
    }
    assert [row["top_share_exact"] for row in answer["levels"]] == ["4/11", "1/8", "5/8", "1/3", "1/2", "1/2", None, None]
    assert answer["years"] == [{"year": year, "top_shares": {"K1": "4/11", "K2": "1/2"}} for year in (2024, 2025)]
    assert answer["changes"] == []
    assert [(change["area"], change["workshops"]) for change in as_json(client)["changes"]] == [("K1", 9), ("K2", 8)]
    response = got(client, "national-summary-json", NARROWED)
    assert response["Content-Type"] == "application/json"
    assert response["Content-Disposition"] == 'attachment; filename="kooste-itsearvioinnit-2025-19-1-2.json"'


def test_csv_is_as_finnish_spreadsheets_read_it_and_sent_row_by_row(client, told) -> None:
    response = got(client, "national-summary-csv")
    assert response.streaming
    assert not response.has_header("Content-Length")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Security-Policy"] == SANDBOX_POLICY
    parts = list(response.streaming_content)
    assert len(parts) == 9
    assert parts[0].startswith("\N{ZERO WIDTH NO-BREAK SPACE}Laji;Koodi;Nimi;".encode())
    assert all(part.endswith(b"\r\n") for part in parts)
    assert parts[2].decode() == "kriteeri;K1.1;Kriteeri K1.1;8;0;7;0;1;0;1;0,125\r\n"
    assert parts[7].decode() == "kriteeri;K2.2;Kriteeri K2.2;;;;;;;;\r\n"


def test_name_that_looks_like_a_formula_stays_text(client, told) -> None:
    Criterion.objects.filter(code="K1.1").update(name_fi="=1+1")
    assert csv_rows(client)[2][2] == "'=1+1"
    book = load_workbook(BytesIO(body(got(client, "national-summary-xlsx"))))
    assert (book["Tasot"]["C3"].value, book["Tasot"]["C3"].data_type) == ("=1+1", "s")


def test_file_of_a_choice_that_is_refused_or_empty_does_not_exist(client, told) -> None:
    for name in ("national-summary-xlsx", "national-summary-csv", "national-summary-json", "summary-participants", "national-summary-pdf"):
        for query in ("vuosi=1999", "maakunta=99", "maakunta=19&koko=1-2&kieli=fi", "aineisto=auditoinnit"):
            assert client.get(f"{reverse(f'assessments:{name}')}?{query}").status_code == 404, (name, query)
