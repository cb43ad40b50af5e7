"""The page of a visit that works without a network: what it holds, what it takes in, and whose notes it shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from assessments.lifecycle import AuditStatus
from assessments.models import Assessment, VisitNote
from assessments.selectors.results import criteria_of
from assessments.services.auditing.seats import replace_auditor
from assessments.services.auditing.visit_notes import add_visit_note, add_visit_question
from criteria.models import InterviewQuestion
from tests.assessments.test_audit_ratings import auditors_of
from tests.assessments.test_views_visits import text_of, url
from tests.factories.assessments import Cast
from tests.factories.auditing import (
    LEVEL_NAME,
    NAMED_AT,
    VISIT_AT,
    make_audit,
    make_confirmed,
    make_levelled,
    make_reading,
)
from workshops.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
JSON = {"HTTP_X_AUTOSAVE": "1", "HTTP_ACCEPT": "application/json"}
AFTER = VISIT_AT + dt.timedelta(hours=6)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(NAMED_AT, tick=False) as moved:
        yield moved


@pytest.fixture
def reading(coordinator: User) -> Assessment:
    return make_reading(by=coordinator)


def note_of(audit: Assessment, by: User, text: str, at: dt.datetime = NAMED_AT) -> VisitNote:
    return add_visit_note(audit=audit, criterion=criteria_of(audit)[0], key=uuid4(), text=text, by=by, at=at)


def test_mode_holds_every_criterion_and_nothing_of_levels(coordinator: User, client_of: Callable[[User], Client]) -> None:
    audit = make_confirmed(make_reading(make_levelled(Cast()), coordinator), value=4)
    first, second = auditors_of(audit)
    add_visit_question(audit=audit, criterion=criteria_of(audit)[0], text="Kenen tehtävä?", by=second, at=NAMED_AT)
    note_of(audit, second, "Parin muistiinpano.")
    InterviewQuestion.objects.create(criterion=criteria_of(audit)[1], order=1, text_fi="Kertoisitko yhden esimerkin?")
    answer = client_of(first).get(url("visit-mode", audit))
    page = html.fromstring(answer.content)
    assert [section.get("id") for section in page.xpath("//section[@id]")] == ["koko", *(row.code for row in criteria_of(audit))]
    text = answer.content.decode()
    assert text.count("Viikko suunnitellaan yhdessä maanantaisin.") == 4
    assert "Kenen tehtävä?" in text
    assert "Kertoisitko yhden esimerkin?" in page.xpath("//section[@id='K1.2']")[0].text_content()
    assert "Parin muistiinpano." not in text
    assert LEVEL_NAME not in text
    assert 'class="lv' not in text
    keys = page.xpath("//form[@data-note-form]/input[@name='key']/@value")
    assert len(set(keys)) == len(keys) == 5


def test_note_is_posted_without_a_script_once_however_often_it_is_sent(coordinator: User, client_of: Callable[[User], Client]) -> None:
    audit = make_audit("scheduled", by=coordinator)
    client = client_of(auditors_of(audit)[0])
    form = html.fromstring(client.get(url("visit-mode", audit)).content).xpath("//section[@id='K1.1']//form")[0]
    body = {**{field.get("name"): field.get("value") for field in form.xpath(".//input")}, "text": "Taulu on ajan tasalla."}
    for _ in range(3):
        answer = client.post(url("visit-mode", audit), body)
        assert answer.headers["Location"] == f"{url('visit-mode', audit)}#K1.1"
    note = VisitNote.objects.get()
    assert (str(note.key), note.text, note.criterion and note.criterion.code) == (body["key"], "Taulu on ajan tasalla.", "K1.1")
    assert f'data-key="{note.key}"' in client.get(url("visit-mode", audit)).content.decode()
    other = client.post(url("visit-mode", audit), {**body, "text": "Toinen havainto."})
    assert other.status_code == 409
    page = html.fromstring(other.content)
    again = page.xpath("//section[@id='K1.1']//form")[0]
    assert again.xpath(".//textarea")[0].text_content().strip() == "Toinen havainto."
    assert again.xpath(".//input[@name='key']/@value") != [body["key"]]
    assert page.xpath("//a[@href='#K1.1-text']") or "uutena muistiinpanona" in text_of(other.content)


@pytest.mark.parametrize(
    ("changes", "status", "state"),
    [
        ({}, 200, "saved"),
        ({"text": ""}, 200, "incomplete"),
        ({"text": "x" * 4001}, 200, "incomplete"),
        ({"key": "ei avain"}, 200, "incomplete"),
        ({"criterion": "K9.9"}, 404, None),
    ],
)
def test_script_is_answered_in_a_word(coordinator: User, client_of, changes: dict[str, str], status: int, state: str | None) -> None:
    audit = make_audit("scheduled", by=coordinator)
    client = client_of(auditors_of(audit)[0])
    body = {"key": str(uuid4()), "criterion": "", "text": "Koko käynti sujui.", "written_at": "2026-12-01T10:00:00.000Z", **changes}
    answer = client.post(url("visit-mode", audit), body, **JSON)
    assert answer.status_code == status
    if state:
        assert answer.json()["state"] == state
    assert VisitNote.objects.count() == (state == "saved")
    if state == "saved":
        conflict = client.post(url("visit-mode", audit), {**body, "text": "Toinen."}, **JSON)
        assert (conflict.status_code, conflict.json()["state"]) == (409, "conflict")


def test_mode_tells_whose_copy_may_be_kept_and_never_on_a_shared_computer(coordinator: User, client_of: Callable[[User], Client]) -> None:
    audit = make_audit("scheduled", by=coordinator)
    first = auditors_of(audit)[0]
    client = client_of(first)
    answer = client.get(url("visit-mode", audit))
    assert answer.headers["X-Visit-Copy"] == first.ref
    assert answer.headers["Cache-Control"] == "no-store, private"
    session = client.session
    session["shared_computer"] = True
    session["seen_at"] = NAMED_AT.timestamp()
    session.save()
    assert "X-Visit-Copy" not in client.get(url("visit-mode", audit)).headers


def test_worker_is_a_script_of_that_page_alone(coordinator: User, client_of: Callable[[User], Client]) -> None:
    audit = make_audit("scheduled", by=coordinator)
    client = client_of(auditors_of(audit)[0])
    answer = client.get(url("visit-worker", audit))
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert "Service-Worker-Allowed" not in answer.headers
    assert url("visit-worker", audit).startswith(url("visit-mode", audit))
    assert "{" + "%" not in answer.content.decode()
    assert client_of(coordinator).get(url("visit-worker", audit)).status_code == 404


def test_mode_pauses_while_an_auditor_is_named_and_is_gone_when_the_report_has_left(coordinator: User, client_of) -> None:
    audit = make_audit("visited", by=coordinator)
    first, second = auditors_of(audit)
    client = client_of(second)
    Assessment.objects.filter(pk=audit.pk).update(status=AuditStatus.COMMENTING)
    gone = client.get(url("visit-mode", audit))
    assert gone.status_code == 410
    assert f'data-leftovers="{url("visit-mode", audit)}"' in gone.content.decode()
    refused = client.post(url("visit-mode", audit), {"key": str(uuid4()), "text": "Liian myöhään."}, **JSON)
    assert (refused.status_code, refused.json()["state"]) == (409, "refused")
    Assessment.objects.filter(pk=audit.pk).update(status=AuditStatus.VISITED)
    replace_auditor(seat=audit.seats.get(auditor__user=first), by=coordinator, at=NAMED_AT)
    assert client.get(url("visit-mode", audit)).headers["Location"] == url("visit", audit)
    assert client_of(first).get(url("visit-mode", audit)).status_code == 404


def test_pages_ask_as_many_queries_however_much_was_written(coordinator: User, client_of: Callable[[User], Client]) -> None:
    audit = make_audit("scheduled", by=coordinator)
    people = auditors_of(audit)
    client = client_of(people[0])
    counts = []
    for _ in range(2):
        for person in people:
            for criterion in criteria_of(audit):
                add_visit_question(audit=audit, criterion=criterion, text="Kysymys", by=person, at=NAMED_AT)
            note_of(audit, person, "Muistiinpano")
        asked = []
        for name in ("visit", "visit-mode"):
            client.get(url(name, audit))
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url(name, audit)).status_code == 200
            asked.append(len(queries))
        counts.append(asked)
    assert counts[0] == counts[1]
