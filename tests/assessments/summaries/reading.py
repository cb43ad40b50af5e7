"""Reading what the pages and files of a national summary give out, as a person with a browser and a spreadsheet does."""

from __future__ import annotations

import csv
from fractions import Fraction
from io import BytesIO, StringIO
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from lxml import html as lxml_html
from openpyxl import load_workbook

HIDDEN = "liian vähän työpajoja"
VIEWS = ("national-summary", "summary-regions", "summary-course")
FILES = ("national-summary-xlsx", "national-summary-csv", "national-summary-json")
OF_LEVELS = ("Osa-alueet taulukkona", "Osa-alueen kriteerit taulukkona", "Kriteerit: ", "Muiden versioiden kriteerit")  # captions
Table = list[list[str]]


def got(client: Client, name: str, query: str = "") -> HttpResponse:
    response = client.get(f"{reverse(f'assessments:{name}')}?{query}")
    assert response.status_code == 200, (name, query, response.status_code)
    return response


def body(response: HttpResponse) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def page_of(client: Client, name: str = "national-summary", query: str = "") -> str:
    """Return the page with its white space as one reads it."""
    return " ".join(body(got(client, name, query)).decode().split())


def tables(page: str) -> list[tuple[str, Table]]:
    """Return the tables of a page with their captions, each as rows of texts, the headings first."""
    found = []
    for table in tree_of(page).iter("table"):
        [caption] = table.iter("caption")
        found.append((text_of(caption), [[text_of(cell) for cell in row.iter("th", "td")] for row in table.iter("tr")]))
    return found


def levels_in(page: str) -> dict[str, list[str]]:
    """Return what the tables of levels on a page, or in a report, tell of each area and criterion by its name."""
    return {row[0]: row[1:] for caption, rows in tables(page) if caption.startswith(OF_LEVELS) for row in rows[1:]}


def tree_of(page: str) -> Any:
    return lxml_html.document_fromstring(page)


def text_of(element: Any) -> str:
    return " ".join(element.text_content().split())


def sheets(client: Client, query: str = "") -> dict[str, list[list[Any]]]:
    """Return the spreadsheet's sheets by name, each as rows of values, the headings first."""
    book = load_workbook(BytesIO(body(got(client, "national-summary-xlsx", query))))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def csv_rows(client: Client, query: str = "") -> Table:
    data = body(got(client, "national-summary-csv", query))
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def percent(share: Fraction | None) -> str:
    """Return a share as the pages say it, worked out here anew: halves up."""
    if share is None:
        return "–"
    whole, rest = divmod(share.numerator * 100, share.denominator)
    return f"{whole + (2 * rest >= share.denominator)} %"
