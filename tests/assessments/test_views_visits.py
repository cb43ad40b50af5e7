"""The pages of a visit: for its auditors, for the applicant, and the questions on the page of rating."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from assessments.choices import VisitStepKind
from assessments.lifecycle import AuditStatus
from assessments.models import Assessment, RoundBreak, Visit, VisitQuestion
from assessments.selectors.auditing.tasks import add_audit_tasks
from assessments.selectors.task_list import Task, TaskList
from assessments.services.auditing.seats import replace_auditor
from tests.assessments.test_audit_ratings import auditors_of, confirm
from tests.factories.assessments import Cast
from tests.factories.auditing import (
    NAMED_AT,
    VISIT_AT,
    audited,
    make_audit,
    make_auditable,
    make_confirmed,
    make_reading,
)
from workshops.models import User
from workshops.permissions import Access

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
JSON = {"HTTP_X_AUTOSAVE": "1", "HTTP_ACCEPT": "application/json"}
AFTER = VISIT_AT + dt.timedelta(hours=6)
FIELDS = {
    "way": "kaynti",
    "visit_date": "14.1.2027",
    "start_time": "9.00",
    "end_time": "14.30",
    "place": "Pajakuja 3, Kivikunta",
    "link": "",
    "people": "Esihenkilö ja kolme valmentajaa",
}


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(NAMED_AT, tick=False) as moved:
        yield moved


@pytest.fixture
def reading(coordinator: User) -> Assessment:
    return make_reading(by=coordinator)


def url(name: str, audit: Assessment, *more: str) -> str:
    return reverse(f"assessments:audit-{name}", args=[audit.ref, *more])


def text_of(page: bytes) -> str:
    return re.sub(r"\s+", " ", html.fromstring(page).text_content())


# Agreeing --------------------------------------------------------------------------------------------------------------------


def test_visit_is_agreed_changed_and_called_off_on_its_pages(reading: Assessment, client_of: Callable[[User], Client]) -> None:
    first, second = (client_of(person) for person in auditors_of(reading))
    assert "Käyntiä ei ole vielä sovittu" in first.get(url("visit", reading)).content.decode()
    answer = first.post(url("visit-agree", reading), FIELDS, follow=True)
    assert "Käynti on sovittu. Tieto lähti" in text_of(answer.content)
    assert timezone.localtime(Visit.objects.get().ends_at).isoformat() == "2027-01-14T14:30:00+02:00"
    page = text_of(second.get(url("visit", reading)).content)
    for told in ("14.1.2027 klo 9.00–14.30", "Pajakuja 3, Kivikunta", "kolme valmentajaa", "Kuka näkee tämän?"):
        assert told in page, told
    form = html.fromstring(second.get(url("visit-agree", reading)).content)
    assert form.xpath("//input[@name='visit_date']/@value") == ["2027-01-14"]
    assert form.xpath("//input[@name='start_time']/@value") == ["09.00"]
    second.post(url("visit-agree", reading), {**FIELDS, "revision": "0", "way": "eta", "place": "", "link": "https://etana.example/1"})
    assert "https://etana.example/1" in text_of(first.get(url("visit", reading)).content)
    assert "Perutaanko sovittu käynti?" in text_of(first.get(url("visit-cancel", reading)).content)
    answer = first.post(url("visit-cancel", reading), follow=True)
    assert "Käynti on peruttu. Tieto lähti" in text_of(answer.content)
    assert "Käyntiä ei ole vielä sovittu" in text_of(answer.content)


def test_change_of_the_other_is_shown_before_it_is_replaced(reading: Assessment, client_of: Callable[[User], Client]) -> None:
    first, second = (client_of(person) for person in auditors_of(reading))
    first.post(url("visit-agree", reading), FIELDS)
    second.post(url("visit-agree", reading), {**FIELDS, "revision": "0", "place": "Toinen paikka"})
    answer = first.post(url("visit-agree", reading), {**FIELDS, "revision": "0", "people": "Vain esihenkilö"})
    assert answer.status_code == 409
    assert "Mitään ei ole korvattu." in text_of(answer.content)
    assert "Toinen paikka" in text_of(answer.content)
    assert "Vain esihenkilö" in answer.content.decode()
    assert Visit.objects.get().place == "Toinen paikka"
    [seen] = html.fromstring(answer.content).xpath("//input[@name='revision']/@value")
    first.post(url("visit-agree", reading), {**FIELDS, "revision": seen, "people": "Vain esihenkilö"})
    assert (Visit.objects.get().place, Visit.objects.get().people) == ("Pajakuja 3, Kivikunta", "Vain esihenkilö")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"place": " "}, "Kirjoita käynnin paikka."),
        ({"way": "eta"}, "Kirjoita etähaastattelun linkki."),
        ({"way": "eta", "link": "http://etana.example/"}, "Linkin alussa on oltava https://."),
        ({"way": "eta", "link": "javascript:alert(1)"}, "Tarkista verkko-osoite."),
        ({"end_time": "9.00"}, "Käynnin on päätyttävä alkamisensa jälkeen."),
        ({"visit_date": "28.3.2027", "start_time": "3.30"}, "Tätä kellonaikaa ei ole tuona päivänä"),
        ({"visit_date": "1.12.2026"}, "Käynti sovitaan tulevaan aikaan."),
        ({"people": ""}, "Täytä tämä kohta."),
        ({"way": ""}, "Valitse yksi vaihtoehto."),
    ],
)
def test_visit_that_cannot_be_is_told_and_the_text_stays(
    reading: Assessment, client_of: Callable[[User], Client], changes: dict[str, str], sentence: str
) -> None:
    answer = client_of(auditors_of(reading)[0]).post(url("visit-agree", reading), {**FIELDS, **changes})
    assert answer.status_code == 400
    assert sentence in text_of(answer.content)
    if "people" not in changes:
        assert "Esihenkilö ja kolme valmentajaa" in answer.content.decode()
    assert not Visit.objects.exists()


def test_visit_on_a_break_of_the_round_is_agreed_with_a_warning(reading: Assessment, client_of: Callable[[User], Client]) -> None:
    into = audited(reading).round
    assert into
    RoundBreak.objects.create(round=into, first_date=dt.date(2027, 1, 14), last_date=dt.date(2027, 1, 14))
    answer = client_of(auditors_of(reading)[0]).post(url("visit-agree", reading), FIELDS, follow=True)
    assert text_of(answer.content).count("Päivä on kierroksen tauolla.") == 2
    assert Visit.objects.exists()


def test_pages_of_change_lead_back_when_there_is_nothing_to_change(coordinator: User, client_of: Callable[[User], Client]) -> None:
    audit = make_audit("visited", by=coordinator)
    client = client_of(auditors_of(audit)[0])
    for name in ("visit-agree", "visit-cancel"):
        assert client.get(url(name, audit)).headers["Location"] == url("visit", audit)
    answer = client.post(url("visit-agree", audit), FIELDS)
    assert answer.status_code == 409
    assert "Esihenkilö ja kolme valmentajaa" in answer.content.decode()
    assert "Käynti tehty" in text_of(answer.content)


# Made ------------------------------------------------------------------------------------------------------------------------


def test_checklist_is_ticked_and_the_visit_marked_as_made(coordinator: User, client_of, clock: Any) -> None:
    audit = make_audit("scheduled", by=coordinator)
    client = client_of(auditors_of(audit)[0])
    assert "Kun käynti on alkanut" in text_of(client.get(url("visit", audit)).content)
    clock.move_to(AFTER)
    client = client_of(auditors_of(audit)[0])
    client.post(url("visit-step", audit, "tour"))
    client.post(url("visit-step", audit, "staff"))
    client.post(url("visit-step", audit, "staff"), {"peru": "on"})
    assert client.post(url("visit-step", audit, "kahvit")).status_code == 404
    assert [row.step for row in Visit.objects.get().steps.all()] == [VisitStepKind.TOUR]
    page = html.fromstring(client.get(url("visit", audit)).content)
    assert len(page.xpath("//ul[contains(@class, 'visit-steps')]/li")) == len(VisitStepKind)
    refused = client.post(url("visit-record", audit))
    assert refused.status_code == 400
    assert "Käynti päättyy suulliseen ensipalautteeseen." in text_of(refused.content)
    answer = client.post(url("visit-record", audit), {"has_fed_back": "on"}, follow=True)
    assert "Käynti on merkitty tehdyksi." in text_of(answer.content)
    assert "merkitsi käynnin tehdyksi" in text_of(client.get(url("visit", audit)).content)


def test_page_tells_what_is_missing_before_the_visit_can_be_marked(coordinator: User, client_of, clock: Any) -> None:
    audit = make_reading(by=coordinator)
    client = client_of(auditors_of(audit)[0])
    client.post(url("visit-agree", audit), FIELDS)
    clock.move_to(AFTER)
    client = client_of(auditors_of(audit)[0])
    page = text_of(client.get(url("visit", audit)).content)
    assert "4 kriteeriä; " in page
    assert "Merkintää ei voi perua" not in page
    refused = client.post(url("visit-record", audit), {"has_fed_back": "on"})
    assert refused.status_code == 409
    assert "Vahvistamatta:" in text_of(refused.content)


# The applicant ---------------------------------------------------------------------------------------------------------------


def test_applicant_sees_when_where_and_who_is_met(client_of: Callable[[User], Client], coordinator: User) -> None:
    cast = Cast()
    audit = make_reading(make_auditable(cast=cast), coordinator)
    page = reverse("assessments:application-detail", args=[audited(audit).ref])
    assert "Auditoinnin käynti" not in client_of(cast.contact).get(page).content.decode()
    auditor = auditors_of(audit)[0]
    client_of(auditor).post(url("visit-agree", audit), FIELDS)
    for person in (cast.contact, cast.leader, coordinator):
        shown = text_of(client_of(person).get(page).content)
        for told in ("14.1.2027 klo 9.00–14.30", "Pajakuja 3, Kivikunta", "kolme valmentajaa", "Lisää kalenteriin"):
            assert told in shown, told
    history = client_of(cast.contact).get(reverse("assessments:application-history", args=[audited(audit).ref]))
    assert "Sopi auditoinnin käynnin." in text_of(history.content)
    replace_auditor(seat=audit.seats.order_by("pk")[0], by=coordinator, at=NAMED_AT)
    shown = text_of(client_of(cast.contact).get(page).content)
    assert "Auditoitsija on vaihtumassa, joten käynnin aika ei ole enää varma." in shown


# Questions -------------------------------------------------------------------------------------------------------------------


def test_question_is_added_on_the_page_of_rating_and_hidden_from_the_pair_until_she_has_confirmed(
    reading: Assessment, client_of: Callable[[User], Client]
) -> None:
    people = auditors_of(reading)
    first, second = (client_of(person) for person in people)
    words = "Kuka päivittää suunnitelman?"
    answer = first.post(url("question-create", reading, "K1.1"), {"text": words}, follow=True)
    assert answer.redirect_chain[-1][0] == f"{url('rating-update', reading, 'K1.1')}#kysy-kaynnilla"
    pages = [
        url("rating-update", reading, "K1.1"),
        url("question-create", reading, "K1.1"),
        url("visit", reading),
        url("visit-mode", reading),
    ]
    for page in pages:
        assert words in first.get(page).content.decode(), page
        assert words.encode() not in second.get(page).content, page
    confirm(reading, people[1])
    for page in pages:
        assert words in second.get(page).content.decode(), page
    question = VisitQuestion.objects.get()
    assert second.post(url("question-remove", reading, question.ref)).status_code == 404
    assert first.post(url("question-remove", reading, question.ref)).status_code == 302
    assert not VisitQuestion.objects.exists()


def test_question_that_cannot_be_kept_is_told_with_the_text(reading: Assessment, client_of: Callable[[User], Client]) -> None:
    client = client_of(auditors_of(reading)[0])
    answer = client.post(url("question-create", reading, "K1.1"), {"text": "x" * 4001})
    assert answer.status_code == 400
    assert "x" * 4001 in answer.content.decode()
    assert client.post(url("question-create", reading, "K9.9"), {"text": "Kysymys"}).status_code == 404


# The front page --------------------------------------------------------------------------------------------------------------


def tasks_of(user: User, at: dt.datetime) -> list[Task]:
    tasks = TaskList()
    add_audit_tasks(tasks, Access.of(user, timezone.localdate(at)), at)
    return tasks.mine


def test_front_page_leads_from_rating_to_agreeing_making_and_marking_the_visit(coordinator: User) -> None:
    audit = make_reading(by=coordinator)
    first, _second = auditors_of(audit)

    def words(at: dt.datetime) -> list[str]:
        return [task.title.rpartition(": ")[2] for task in tasks_of(first, at)]

    assert words(NAMED_AT) == ["tutustu aineistoon"]
    Visit.objects.create(
        assessment=audit,
        starts_at=VISIT_AT,
        ends_at=AFTER,
        place="Pajakuja 3",
        people="Esihenkilö",
        agreed_at=NAMED_AT,
        agreed_by=first,
    )
    Assessment.objects.filter(pk=audit.pk).update(status=AuditStatus.SCHEDULED)
    assert sorted(words(NAMED_AT)) == ["käynti to 14.1.", "tutustu aineistoon"]
    make_confirmed(audit)
    [visit] = tasks_of(first, NAMED_AT)
    assert (visit.due_date, visit.url) == (dt.date(2027, 1, 14), url("visit", audit))
    assert "klo 9.00" in visit.detail
    assert words(AFTER + dt.timedelta(minutes=1)) == ["merkitse käynti tehdyksi"]
    Visit.objects.update(ended_at=NAMED_AT)
    Assessment.objects.filter(pk=audit.pk).update(status=AuditStatus.READING)
    assert words(NAMED_AT) == ["sovi käynti"]
