"""The round board and its spreadsheet: states and counts, each number its list, and nothing of what is written."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from assessments.lifecycle import ApplicationStatus
from assessments.models import Application, ApplicationAnswer, Round
from assessments.selectors.applications.form import criteria_of_application
from assessments.selectors.round_board import waits_of
from assessments.selectors.round_figures import Waits
from assessments.services.applications.ending import LAPSE_MARGIN
from tests.factories.applications import (
    DEADLINE,
    answer_all,
    make_coordinator,
    make_lapsed,
    make_open,
    make_registered,
    make_round,
    make_submitted,
    make_withdrawn,
)
from tests.factories.assessments import AT, Cast
from tests.factories.workshops import OrganisationFactory, WorkshopFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
DAY = dt.timedelta(days=1)
AFTER = DEADLINE + LAPSE_MARGIN + DAY
SECRET = "Viikko suunnitellaan yhdessä maanantaisin."


@pytest.fixture
def client(client_of) -> Client:
    return client_of(make_coordinator())


def board(round_: Round, query: str = "") -> str:
    return reverse("assessments:round-board", args=[round_.ref]) + query


def sheet(client: Client, round_: Round, query: str = "") -> list[tuple]:
    response = client.get(reverse("assessments:round-sheet", args=[round_.ref]) + query)
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    return [tuple(row) for row in book.active.iter_rows(values_only=True)]


def one_of_each() -> tuple[Round, dict[str, Application]]:
    """One application in each state; those that no service reaches yet are put there by their row."""
    made = make_round()
    states = {"registered": make_registered, "open": make_open, "submitted": make_submitted, "withdrawn": make_withdrawn}
    rows = {state: make(Cast(), made) for state, make in states.items()}
    for status in ("in_audit", "audited", "granted", "refused"):
        rows[status] = make_submitted(Cast(), made)
        Application.objects.filter(pk=rows[status].pk).update(status=status, wish="external")
    return made, rows


def shown(page) -> list[str]:
    return [line.application.ref for line in page.context["lines"]]


# The list --------------------------------------------------------------------------------------------------------------------


def test_board_takes_at_most_twelve_queries_at_any_size(client: Client) -> None:
    taken = []
    for rows in (1, 3, 30):
        made = make_round(name=f"Haku {rows}", deadline_at=DEADLINE + rows * DAY, breaks=[(dt.date(2026, 12, 22), dt.date(2027, 1, 6))])
        for number in range(rows):
            answer_all(make_open(Cast(workers=0), made), make_coordinator()) if number % 2 else make_registered(Cast(workers=0), made)
        client.get(board(made))
        with CaptureQueriesContext(connection) as captured:
            page = client.get(board(made))
        assert len(page.context["lines"]) == min(rows, 25)
        taken.append(len(captured))
    assert len(set(taken)) == 1
    assert taken[0] <= 12


def test_who_wishes_what_and_how_far_is_told(client: Client) -> None:
    made = make_round()
    organisation = OrganisationFactory(name="Kauhajoen säätiö")
    units = [WorkshopFactory(organisation=organisation, name=name) for name in ("Tekstiilipaja", "Metallipaja")]
    cast = Cast(units[0])
    application = make_open(cast, made, [cast.workshop])
    for criterion in criteria_of_application(application)[:3]:
        ApplicationAnswer.objects.create(application=application, criterion=criterion, text=SECRET, saved_at=AT, saved_by=cast.contact)
    ApplicationAnswer.objects.create(
        application=application, criterion=criteria_of_application(application)[3], text="", saved_at=AT, saved_by=cast.contact
    )
    page = client.get(board(made))
    [line] = page.context["lines"]
    assert (line.units, line.wish, line.state, line.waiting) == (["Tekstiilipaja"], "vertaisauditointi", "Täytettävänä", "odottaa hakijaa")
    html = page.content.decode()
    assert "3/4 kriteeriä kirjoitettu" in html
    assert "Kauhajoen säätiö" in html
    assert f'href="mailto:{cast.contact.email}"' in html
    assert reverse("assessments:application-detail", args=[application.ref]) in html


def test_submitted_one_tells_when_and_how_far_no_more(client: Client) -> None:
    made = make_round()
    make_submitted(Cast(), made)
    html = client.get(board(made)).content.decode()
    assert "20.11.2026 klo 12.00" in html
    assert "kriteeriä kirjoitettu" not in html


def test_answers_brought_from_another_version_are_not_counted(client: Client) -> None:
    made, other = make_round(), make_round(name="Toinen", deadline_at=DEADLINE + DAY)
    application = make_open(Cast(), other)
    answer_all(application, application.contact)
    Application.objects.filter(pk=application.pk).update(round=made)
    [line] = client.get(board(made)).context["lines"]
    assert (line.written, line.total) == (0, 4)


def test_other_rounds_applications_are_not_here(client: Client) -> None:
    made = make_round()
    make_registered(Cast(), make_round(name="Toinen", deadline_at=DEADLINE + DAY))
    make_registered(Cast())
    page = client.get(board(made))
    assert shown(page) == []
    assert "Kukaan ei ole vielä ilmoittautunut" in page.content.decode()


# Every number and its list ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [AT, AFTER])
def test_every_number_is_as_long_as_the_list_it_leads_to(client: Client, at: dt.datetime) -> None:
    made, _rows = one_of_each()
    with time_machine.travel(at, tick=False):
        page = client.get(board(made))
        figures = page.context["figures"]
        numbers = [figure for row in [*figures.rows, figures.sums] for figure in row.figures] + figures.waits
        html = page.content.decode()
        for figure in numbers:
            assert len(shown(client.get(board(made, figure.query)))) == figure.count, figure
            assert f'href="{figure.query or board(made)}#hakemukset"'.replace("&", "&amp;") in html
    assert len(figures.rows) == 8
    assert figures.total == sum(figure.count for figure in figures.waits) == 8


def test_state_and_wish_filter_the_same_list(client: Client) -> None:
    made, rows = one_of_each()
    assert shown(client.get(board(made, "?tila=lahetetty"))) == [rows["submitted"].ref]
    assert len(shown(client.get(board(made, "?toive=ulkopuolinen")))) == 4
    assert shown(client.get(board(made, "?tila=auditoitu&toive=ulkopuolinen"))) == [rows["audited"].ref]
    page = client.get(board(made, "?tila=auditoitu&toive=vertais"))
    assert shown(page) == []
    assert "Hakemukset: Auditoitu, vertaisauditointi" in page.content.decode()
    assert "Tällaisia hakemuksia ei ole." in page.content.decode()


@pytest.mark.parametrize("query", ["?tila=open", "?tila=%00", "?toive=peer", "?odottaa=kaikkia", "?tila=lahetetty&toive='--"])
def test_value_that_is_not_offered_is_a_bad_request(client: Client, query: str) -> None:
    made = make_round()
    assert client.get(board(made, query)).status_code == 400
    assert client.get(reverse("assessments:round-sheet", args=[made.ref]) + query).status_code == 400


def test_pages_keep_the_filter(client: Client) -> None:
    made = make_round()
    for _number in range(26):
        make_registered(Cast(workers=0), made)
    first = client.get(board(made, "?tila=ilmoittautunut"))
    second = client.get(board(made, "?tila=ilmoittautunut&sivu=2"))
    assert (len(shown(first)), len(shown(second))) == (25, 1)
    assert not set(shown(first)) & set(shown(second))
    assert "tila=ilmoittautunut&amp;sivu=2" in first.content.decode()


# What waits for whom ---------------------------------------------------------------------------------------------------------

BEFORE_OPENING = DEADLINE - 61 * DAY


@pytest.mark.parametrize(
    ("status", "before_opening", "while_open", "afterwards"),
    [
        ("registered", Waits.OPENING, Waits.APPLICANT, Waits.NOTHING),
        ("open", Waits.OPENING, Waits.APPLICANT, Waits.NOTHING),
        ("submitted", Waits.DEADLINE, Waits.DEADLINE, Waits.YOU),
        ("in_audit", Waits.AUDITORS, Waits.AUDITORS, Waits.AUDITORS),
        ("audited", Waits.DECISION, Waits.DECISION, Waits.DECISION),
        ("granted", Waits.NOTHING, Waits.NOTHING, Waits.NOTHING),
        ("refused", Waits.NOTHING, Waits.NOTHING, Waits.NOTHING),
        ("withdrawn", Waits.NOTHING, Waits.NOTHING, Waits.NOTHING),
        ("lapsed", Waits.NOTHING, Waits.NOTHING, Waits.NOTHING),
    ],
)
def test_what_waits_for_whom_follows_from_state_and_clock(status: str, before_opening: Waits, while_open: Waits, afterwards: Waits) -> None:
    made = make_round()
    moments = [BEFORE_OPENING, DEADLINE, DEADLINE + dt.timedelta(microseconds=1)]
    lacks = status == "submitted"  # nobody has been named yet
    assert [waits_of(ApplicationStatus(status), made, at, lacks=lacks) for at in moments] == [before_opening, while_open, afterwards]


def test_submitted_ones_wait_for_the_coordinator_after_the_deadline(client: Client) -> None:
    made = make_round()
    make_submitted(Cast(), made)
    make_lapsed(Cast(), made)
    with time_machine.travel(AFTER, tick=False):
        html = client.get(board(made)).content.decode()
    assert "odottaa sinua" in html
    assert "Jäi lähettämättä" in html
    assert "Määräaika päättynyt" in html


# Nothing of what is written --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [AT, DEADLINE])
def test_board_and_sheet_hold_no_answer_and_no_reason_before_the_deadline(client: Client, at: dt.datetime) -> None:
    made = make_round()
    make_submitted(Cast(), made)
    answer_all(make_open(Cast(), made), make_coordinator())
    make_withdrawn(Cast(), made)
    with time_machine.travel(at, tick=False), CaptureQueriesContext(connection) as captured:
        pages = [client.get(board(made)).content.decode(), client.get(reverse("assessments:round-list")).content.decode()]
        cells = [str(cell) for row in sheet(client, made) for cell in row]
    for text in (*pages, *cells):
        assert SECRET not in text
        assert "Haemme keväällä." not in text
    read = " ".join(query["sql"] for query in captured)
    assert "assessments_applicationanswer" in read  # they are counted
    assert '"assessments_applicationanswer"."text",' not in read  # and not fetched
    assert '"assessments_submission"."content"' not in read


# The spreadsheet -------------------------------------------------------------------------------------------------------------


def test_sheet_tells_what_the_board_tells(client: Client) -> None:
    made = make_round()
    cast = Cast(WorkshopFactory(name="=1+1 paja"))
    application = make_submitted(cast, made)
    head, row = sheet(client, made)
    assert head[:5] == ("Organisaatio", "Y-tunnus", "Työpajat", "Toive", "Tila")
    assert row[:6] == (
        application.organisation.name,
        application.organisation.business_id,
        "=1+1 paja",
        "vertaisauditointi",
        "Lähetetty",
        "odottaa määräaikaa",
    )
    noon = timezone.localtime(AT).replace(tzinfo=None)  # a cell has no time zone: it tells the time in Helsinki
    assert row[6:] == (None, 4, 4, noon, noon, cast.contact.name, cast.contact.email)


def test_sheet_holds_the_list_that_is_asked_for(client: Client) -> None:
    made, _rows = one_of_each()
    assert len(sheet(client, made)) == 9
    assert [row[4] for row in sheet(client, made, "?tila=auditoitu")[1:]] == ["Auditoitu"]
    address = reverse("assessments:round-sheet", args=[made.ref])
    assert f'href="{address}?tila=auditoitu"' in client.get(board(made, "?tila=auditoitu")).content.decode()
