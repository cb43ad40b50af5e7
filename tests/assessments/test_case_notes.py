"""Coordinators' notes: dated, added and never changed, and read by nobody else anywhere."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Application, CaseNote
from assessments.services.case_notes import add_case_note
from config.toolkit.errors import NotAllowedError, RefusedInputError
from tests.factories.applications import make_submitted
from tests.factories.assessments import AT, Cast
from tests.factories.auditing import NAMED_AT, make_reading
from tests.factories.workshops import UserFactory, grant
from workshops.models import AuditEvent, OutgoingMail, User
from workshops.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
WORDS = "Soitettu: lähettävät kuvat ensi viikolla."
TODAY = AT.date()


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.fixture
def application(cast: Cast) -> Application:
    return make_submitted(cast)


def page(application: Application) -> str:
    return reverse("assessments:case-note-create", args=[application.ref])


def detail(application: Application) -> str:
    return reverse("assessments:application-detail", args=[application.ref])


def note(application: Application, by: User, text: str = WORDS, day: dt.date = TODAY) -> CaseNote:
    return add_case_note(application=application, noted_date=day, text=text, by=by, at=AT)


# The service -----------------------------------------------------------------------------------------------------------------


def test_note_is_kept_with_its_day_and_writer(application: Application, coordinator: User) -> None:
    made = note(application, coordinator, f"  {WORDS}\n", TODAY - dt.timedelta(days=3))
    made.refresh_from_db()
    assert (made.text, made.noted_date, made.written_by) == (WORDS, TODAY - dt.timedelta(days=3), coordinator)
    event = AuditEvent.objects.get(action="case_note_added")
    assert (event.object_ref, event.details) == (made.ref, {})  # that one was added, not what it says


def test_only_a_coordinator_adds_notes(application: Application, cast: Cast) -> None:
    admin = UserFactory()
    grant(admin, Role.ADMIN)
    for other in (cast.contact, cast.leader, cast.stranger, admin):
        with pytest.raises(NotAllowedError):
            note(application, other)
    assert not CaseNote.objects.exists()


def test_empty_note_late_day_and_too_long_a_text_are_refused(application: Application, coordinator: User) -> None:
    with pytest.raises(RefusedInputError) as refusal:
        note(application, coordinator, " \n ")
    assert refusal.value.field == "text"
    with pytest.raises(RefusedInputError) as refusal:
        note(application, coordinator, day=TODAY + dt.timedelta(days=1))
    assert refusal.value.field == "noted_date"
    with pytest.raises(ValidationError):
        note(application, coordinator, "x" * 4_001)


# The pages -------------------------------------------------------------------------------------------------------------------


def test_coordinator_writes_on_the_applications_page_and_reads_all_on_theirs(
    client_of, application: Application, coordinator: User
) -> None:
    client = client_of(coordinator)
    html = client.get(detail(application)).content.decode()
    assert f'action="{page(application)}"' in html
    assert "Vain koordinaattorit näkevät nämä." in html
    assert "Älä kirjoita valmentautujien henkilötietoja." in html
    response = client.post(page(application), {"noted_date": "19.11.2026", "text": WORDS})
    assert response.url == page(application)
    for address in (detail(application), page(application)):
        html = client.get(address).content.decode()
        assert WORDS in html
        assert "19.11.2026" in html
        assert coordinator.name in html
    assert "Hakija ja auditoitsijat eivät näe muistiinpanoja missään vaiheessa." in html


def test_refused_note_keeps_what_was_typed(client_of, application: Application, coordinator: User) -> None:
    response = client_of(coordinator).post(page(application), {"noted_date": "2026-12-24", "text": WORDS})
    assert response.status_code == 400
    html = response.content.decode()
    assert "Päivä on tulevaisuudessa." in html
    assert WORDS in html
    assert not CaseNote.objects.exists()


def test_notes_cannot_be_changed_or_deleted(client_of, application: Application, coordinator: User) -> None:
    made = note(application, coordinator)
    client = client_of(coordinator)
    for method in ("put", "patch", "delete"):
        assert getattr(client, method)(page(application)).status_code == 405
    assert CaseNote.objects.get() == made


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_pages_take_the_same_queries_at_any_number_of_notes(client_of, application: Application, coordinator: User, rows: int) -> None:
    client = client_of(coordinator)
    for number in range(rows):
        note(application, coordinator, f"{number}: {WORDS}")
    taken = []
    for address in (page(application), detail(application)):
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            html = client.get(address).content.decode()
        taken.append((len(captured), html.count(WORDS)))
    assert taken == [(7, min(rows, 25)), (9, min(rows, 5))]


# Nobody else -----------------------------------------------------------------------------------------------------------------


def test_nobody_else_finds_the_page(client_of, application: Application, cast: Cast, coordinator: User) -> None:
    note(application, coordinator)
    others = [cast.contact, cast.leader, *cast.workers, cast.stranger]
    for role in (Role.ADMIN, Role.DECIDER, Role.PEER_AUDITOR, Role.EXTERNAL_AUDITOR, Role.STEERING_GROUP_MEMBER):
        others.append(UserFactory())
        grant(others[-1], role)
    for other in others:
        client = client_of(other)
        assert client.get(page(application)).status_code == 404
        assert client.post(page(application), {"noted_date": "2026-11-20", "text": "Oma."}).status_code == 404
    assert Client().get(page(application)).status_code == 302
    assert CaseNote.objects.count() == 1
    assert client_of(coordinator).get(reverse("assessments:case-note-create", args=["eioleoleea"])).status_code == 404


def test_note_is_in_no_page_mail_export_or_history_of_others(client_of, application: Application, cast: Cast, coordinator: User) -> None:
    audit = make_reading(application, coordinator)
    with time_machine.travel(NAMED_AT, tick=False):
        add_case_note(application=application, noted_date=NAMED_AT.date(), text=WORDS, by=coordinator, at=NAMED_AT)
        auditor = audit.seats.first().auditor.user
        pages = {
            cast.contact: [detail(application), reverse("assessments:application-history", args=[application.ref]), "/"],
            auditor: [
                reverse("assessments:audit-detail", args=[audit.ref]),
                reverse("assessments:audit-submission", args=[audit.ref]),
                "/",
            ],
            coordinator: [reverse("assessments:application-history", args=[application.ref])],
        }
        for person, addresses in pages.items():
            client = client_of(person)
            for address in addresses:
                response = client.get(address)
                assert response.status_code == 200, address
                assert WORDS not in response.content.decode()
                assert "Muistiinpanot" not in response.content.decode()
        sheet = client_of(coordinator).get(reverse("assessments:round-sheet", args=[application.round.ref]))
    assert WORDS.encode() not in b"".join(sheet.streaming_content)
    assert not OutgoingMail.objects.filter(text__contains=WORDS).exists()
    assert WORDS not in str(application.submissions.values_list("content", flat=True))
