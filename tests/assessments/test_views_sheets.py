"""The assessment as a spreadsheet: what is in it, and who gets it when."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from assessments.models import AreaSummary, Assessment, Result
from tests.factories.assessments import AT, IN_STATE, Cast, make_completed, make_joint
from tests.factories.criteria import make_version

pytestmark = pytest.mark.django_db


def address(assessment: Assessment) -> str:
    return reverse("assessments:assessment-sheet", args=[assessment.ref])


def rows(response, sheet: str) -> list[tuple]:
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    return [tuple(row) for row in book[sheet].iter_rows(values_only=True)][1:]


def test_results_stand_in_it_with_levels_as_numbers(client_of) -> None:
    cast = Cast()
    assessment = make_completed(cast)
    area = assessment.areas.all()[0]
    AreaSummary.objects.create(assessment=assessment, area=area, strengths="=1+1 yhdessä", saved_at=AT, saved_by=cast.contact)
    response = client_of(cast.workers[0]).get(address(assessment))
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    assert book.sheetnames == ["Arviointi", "Tulokset", "Vahvuudet", "Näytöt"]
    [first, *_rest] = book["Tulokset"].iter_rows(min_row=2)
    assert (first[1].value, first[3].value, first[3].data_type) == ("K1.1", 3, "n")
    assert first[6].value == "Viikko suunnitellaan yhdessä maanantaisin."
    strengths = book["Vahvuudet"]["B2"]
    assert (strengths.value, strengths.data_type) == ("=1+1 yhdessä", "s")


def test_missing_answer_and_not_applicable_have_no_number(client_of) -> None:
    cast = Cast()
    assessment = make_joint(cast)
    codes = [criterion.code for area in assessment.areas.all() for criterion in area.criteria.all()]
    first = assessment.areas.all()[0].criteria.all()[0]
    Result.objects.create(
        assessment=assessment, criterion=first, answer="not_applicable", reason="Ei tiloja.", saved_at=AT, saved_by=cast.contact
    )
    found = rows(client_of(cast.contact).get(address(assessment)), "Tulokset")
    assert [row[1] for row in found] == codes
    assert found[0][3:6] == (None, assessment.version.scale.not_applicable, "Ei tiloja.")
    assert found[0][9] == "Kyllä"
    assert found[1][3:] == (None,) * 7


def test_result_brought_from_elsewhere_and_not_looked_at_is_told(client_of) -> None:
    cast = Cast()
    version = make_version()
    make_completed(cast, version=version)
    again = make_joint(cast, version=version, from_previous=True)
    found = rows(client_of(cast.contact).get(address(again)), "Tulokset")
    assert {row[9] for row in found} == {"Tuotu muualta, tarkistamatta"}


@pytest.mark.parametrize(
    ("state", "worker", "contact"),
    [
        ("draft", 404, 403),
        ("individual", 403, 403),
        ("joint", 200, 200),
        ("completed", 200, 200),
        ("archived", 200, 200),
        ("abandoned", 403, 403),
    ],
)
def test_it_is_given_once_the_discussion_is_open(client_of, state: str, worker: int, contact: int) -> None:
    cast = Cast()
    assessment = IN_STATE[state](cast)
    assert client_of(cast.stranger).get(address(assessment)).status_code == 404
    assert client_of(cast.workers[0]).get(address(assessment)).status_code == worker
    assert client_of(cast.contact).get(address(assessment)).status_code == contact


def test_same_content_is_the_same_file_whoever_asks_and_when(client_of, clock) -> None:
    cast = Cast()
    assessment = make_completed(cast)
    first = b"".join(client_of(cast.contact).get(address(assessment)).streaming_content)
    clock.shift(days=3)
    assert b"".join(client_of(cast.workers[0]).get(address(assessment)).streaming_content) == first


def test_queries_are_constant(client_of, django_assert_num_queries) -> None:
    cast = Cast()
    client = client_of(cast.contact)
    assessment = make_completed(cast)
    client.get(address(assessment))
    with django_assert_num_queries(9):
        client.get(address(assessment))
