"""The round board after the deadline: who audits, what waits for whom by the auditors' places, and how loaded the auditors are."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django.fixtures import Settings

from assessments.models import Application, Auditor, AuditPlan, Round
from assessments.selectors.round_auditors import loads_in
from assessments.services.auditing.seats import name_auditor
from tests.factories.applications import make_registered, make_round
from tests.factories.assessments import Cast
from tests.factories.auditing import NAMED_AT, make_auditable, make_auditor, make_declined, make_invited, make_named, make_reading
from tests.factories.workshops import UserFactory, WorkshopFactory
from workshops.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
DAY = dt.timedelta(days=1)


@pytest.fixture
def client(client_of, coordinator: User, settings: Settings) -> Client:
    """Return the coordinator's, who stays signed in however far the clock is moved."""
    settings.SESSION_COOKIE_AGE = 365 * 24 * 3600
    return client_of(coordinator)


@pytest.fixture
def made(db: None) -> Round:
    return make_round()


def board(round_: Round, query: str = "") -> str:
    return reverse("assessments:round-board", args=[round_.ref]) + query


def page(client: Client, round_: Round, query: str = "", at: dt.datetime = NAMED_AT):
    with time_machine.travel(at, tick=False):
        response = client.get(board(round_, query))
    assert response.status_code == 200
    return response


def shown(response) -> list[str]:
    return [line.application.ref for line in response.context["lines"]]


def waits(client: Client, round_: Round) -> list[str]:
    return [line.waiting for line in page(client, round_).context["lines"]]


# Who audits, and what waits for whom -----------------------------------------------------------------------------------------


def test_auditors_stand_beside_their_application_with_their_state(client: Client, coordinator: User, made: Round) -> None:
    [first, second] = make_invited(make_auditable(into=made), coordinator)
    User.objects.filter(pk=first.auditor.user_id).update(name="Aune Auditoitsija", sort_key="a")
    User.objects.filter(pk=second.auditor.user_id).update(name="Bertta Toinen", sort_key="b")
    response = page(client, made)
    [line] = response.context["lines"]
    assert [(seat.name, seat.state) for seat in line.seats] == [("Aune Auditoitsija", "kutsuttu"), ("Bertta Toinen", "kutsuttu")]
    html = response.content.decode()
    assert "Bertta Toinen" in html
    assert reverse("assessments:assignment", args=[line.application.ref]) in html
    assert reverse("assessments:round-proposal", args=[made.ref]) in html


def test_nobody_is_named_before_the_deadline(client: Client, made: Round) -> None:
    application = make_auditable(into=made)
    html = client.get(board(made)).content.decode()
    assert reverse("assessments:assignment", args=[application.ref]) not in html
    assert reverse("assessments:round-proposal", args=[made.ref]) not in html


def test_what_waits_for_whom_follows_the_places(client: Client, coordinator: User, made: Round) -> None:
    application = make_auditable(into=made)
    assert waits(client, made) == ["odottaa sinua"]
    make_named(application, coordinator)
    assert waits(client, made) == ["odottaa sinua"]
    other = make_round(name="Toinen", deadline_at=made.deadline_at + dt.timedelta(minutes=1))
    make_invited(make_auditable(into=other), coordinator)
    assert waits(client, other) == ["odottaa auditoitsijoita"]
    third = make_round(name="Kolmas", deadline_at=made.deadline_at + dt.timedelta(minutes=2))
    make_declined(make_auditable(into=third), coordinator)
    assert waits(client, third) == ["odottaa sinua"]


def test_auditor_lost_while_reading_is_to_be_replaced(client: Client, coordinator: User, made: Round) -> None:
    audit = make_reading(make_auditable(into=made), coordinator)
    assert waits(client, made) == ["odottaa auditoitsijoita"]
    audit.seats.filter(pk=audit.seats.first().pk).update(status="stopped", ended_at=NAMED_AT)
    assert waits(client, made) == ["odottaa sinua"]


def test_every_number_is_as_long_as_its_list_when_auditors_are_named(client: Client, coordinator: User, made: Round) -> None:
    make_auditable(into=made)
    make_named(make_auditable(into=made), coordinator)
    make_invited(make_auditable(into=made), coordinator)
    audit = make_reading(make_auditable(into=made), coordinator)
    AuditPlan.objects.filter(assessment=audit).update(starts_date=NAMED_AT.date(), ends_date=NAMED_AT.date() + DAY)
    absent = make_auditable(into=made)
    User.objects.filter(pk=absent.contact_id).update(is_active=False)
    at = NAMED_AT + 8 * DAY
    response = page(client, made, at=at)
    figures = response.context["figures"]
    assert [(figure.words, figure.count) for figure in figures.waits] == [("odottaa sinua", 3), ("odottaa auditoitsijoita", 2)]
    assert [figure.count for figure in figures.stuck] == [1, 1, 1]
    for figure in [*figures.waits, *figures.stuck]:
        assert len(shown(page(client, made, figure.query, at))) == figure.count
        assert f'href="{figure.query}#hakemukset"' in response.content.decode()


def test_lists_keep_to_their_round(client: Client, coordinator: User, made: Round) -> None:
    other = make_round(name="Toinen", deadline_at=made.deadline_at + dt.timedelta(minutes=1))
    make_invited(make_auditable(into=other), coordinator)
    assert shown(page(client, made, "?odottaa=auditoitsijoita")) == []
    assert loads_in(made) == []


# Loads -----------------------------------------------------------------------------------------------------------------------


def busy(made: Round, by: User, audits: int, **card: object) -> tuple[Auditor, list[Application]]:
    """An auditor named to so many applications of the round."""
    auditor = make_auditor(user=UserFactory(name="Kiia Kiireinen"), **card)
    applications = [make_auditable(into=made) for _number in range(audits)]
    for application in applications:
        name_auditor(application=application, auditor=auditor, by=by, at=NAMED_AT)
    return auditor, applications


def test_load_is_counted_in_the_round_and_in_its_year(client: Client, coordinator: User, made: Round) -> None:
    other = make_round(name="Toinen", deadline_at=made.deadline_at + dt.timedelta(minutes=1))
    auditor, applications = busy(made, coordinator, 2, most_a_year=2)
    name_auditor(application=make_auditable(into=other), auditor=auditor, by=coordinator, at=NAMED_AT)
    late = make_auditable(into=other)
    name_auditor(application=late, auditor=auditor, by=coordinator, at=NAMED_AT)
    AuditPlan.objects.filter(assessment__application=late).update(starts_date=dt.date(2028, 1, 10), ends_date=dt.date(2028, 3, 10))
    make_auditor()
    response = page(client, made)
    [load] = response.context["loads"]
    assert (load.name, load.in_round, load.in_year, load.most, load.is_over) == ("Kiia Kiireinen", 2, 3, 2, True)
    html = response.content.decode()
    assert "yli oman enimmäismäärän" in html
    assert reverse("assessments:auditor-detail", args=[auditor.ref]) in html
    assert f'href="{load.query}#hakemukset"' in html
    hers = page(client, made, load.query)
    assert set(shown(hers)) == {each.ref for each in applications}
    assert "Hakemukset: Kiia Kiireinen" in hers.content.decode()


@pytest.mark.parametrize("query", ["?auditoitsija=eioleoleea", "?jumissa=kaikki", "?jumissa=%27--"])
def test_value_that_is_not_offered_is_a_bad_request(client: Client, made: Round, query: str) -> None:
    assert client.get(board(made, query)).status_code == 400


def test_sheet_tells_auditors_and_loads(client: Client, coordinator: User, made: Round) -> None:
    busy(made, coordinator, 1)
    make_registered(Cast(workers=0))
    with time_machine.travel(NAMED_AT, tick=False):
        response = client.get(reverse("assessments:round-sheet", args=[made.ref]))
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    assert book.sheetnames[:2] == ["Hakemukset", "Kuormitus"]
    [head, row] = book["Hakemukset"].iter_rows(values_only=True)
    assert row[head.index("Auditoitsijat")] == "Kiia Kiireinen (ehdotettu)"
    assert list(book["Kuormitus"].iter_rows(values_only=True))[1] == ("Kiia Kiireinen", 1, 1, 4)


def test_board_with_auditors_takes_at_most_twelve_queries(client: Client, coordinator: User) -> None:
    taken = []
    for rows in (1, 3):
        made = make_round(name=f"Haku {rows}", deadline_at=NAMED_AT - DAY - rows * dt.timedelta(minutes=1))
        for _number in range(rows):
            make_invited(make_auditable(cast=Cast(WorkshopFactory(), workers=0), into=made), coordinator)
        page(client, made)
        with CaptureQueriesContext(connection) as captured:
            response = page(client, made)
        assert len(response.context["loads"]) == 2 * rows
        taken.append(len(captured))
    assert taken[0] == taken[1] <= 12
