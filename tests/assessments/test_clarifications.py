"""Clarifying questions: the auditors ask, the applicant's contacts answer, coordinators read, until the visit has been made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from assessments.choices import NOTE_MAX_LENGTH
from assessments.lifecycle import RATING_AUDIT_STATUSES, AuditStatus
from assessments.models import Application, Assessment, Clarification
from assessments.permissions import can_answer_clarification, can_read_clarifications
from assessments.selectors.auditing.clarification_access import answered_audits, clarified_audits
from assessments.services.auditing.clarifying import answer_clarification, ask_clarification
from assessments.services.auditing.invitations import declare_conflict
from assessments.services.auditing.seats import replace_auditor
from config.toolkit.errors import NotAllowedError, RefusedInputError, WrongStateError
from tests.access.crawler import fetch
from tests.assessments.test_audit_ratings import auditors_of, criterion_of
from tests.assessments.test_views_audit_ratings import url_of as criterion_url
from tests.factories.assessments import Cast
from tests.factories.auditing import LEVEL_NAME, NAMED_AT, make_decider, make_invited, make_levelled, make_reading
from tests.factories.criteria import make_version
from tests.factories.workshops import UserFactory, grant
from workshops.models import AuditEvent, OutgoingMail, User
from workshops.permissions import Access
from workshops.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
QUESTION, ANSWER = "Kuka päivittää suunnitelman?", "Vastaava valmentaja joka maanantai."


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NAMED_AT, tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.fixture
def audit(cast: Cast, coordinator: User) -> Assessment:
    return make_reading(make_levelled(cast), coordinator)


@pytest.fixture
def first(audit: Assessment, client_of: Callable[[User], Client]) -> Client:
    return client_of(auditors_of(audit)[0])


def ask(audit: Assessment, by: User, text: str = QUESTION, code: str = "K1.1") -> Clarification:
    return ask_clarification(audit=audit, criterion=criterion_of(audit, code), text=text, by=by, at=NAMED_AT)


def reply(audit: Assessment, by: User, text: str = ANSWER, code: str = "K1.1") -> Clarification:
    return answer_clarification(audit=audit, criterion=criterion_of(audit, code), text=text, by=by, at=NAMED_AT)


def put(audit: Assessment, status: str) -> Assessment:
    """Past the services: the visit has tests of its own."""
    Assessment.objects.filter(pk=audit.pk).update(status=status)
    return Assessment.objects.select_related("application").get(pk=audit.pk)


def listing(audit: Assessment) -> str:
    return reverse("assessments:clarification-list", args=[audit.ref])


def detail(audit: Assessment, code: str = "K1.1") -> str:
    return reverse("assessments:clarification-detail", args=[audit.ref, code])


# Asking and answering --------------------------------------------------------------------------------------------------------


def test_auditor_asks_and_any_contact_answers(audit: Assessment, cast: Cast) -> None:
    asker, _other = auditors_of(audit)
    colleague = UserFactory()
    grant(colleague, Role.CONTACT, workshop=cast.workshop)
    asked, answered = ask(audit, asker), reply(audit, colleague)
    assert [(row.is_from_auditor, row.text) for row in audit.clarifications.all()] == [(True, QUESTION), (False, ANSWER)]
    events = AuditEvent.objects.filter(action__startswith="clarification_").order_by("pk")
    assert [(event.action, event.actor, event.details) for event in events] == [
        ("clarification_asked", asker, {"audit": audit.ref, "criterion": "K1.1"}),
        ("clarification_answered", colleague, {"audit": audit.ref, "criterion": "K1.1"}),
    ]
    for row in (asked, answered):
        with pytest.raises(TypeError):
            row.delete()


def test_mail_tells_the_other_side_that_there_is_something_and_never_what(
    audit: Assessment, cast: Cast, django_capture_on_commit_callbacks
) -> None:
    OutgoingMail.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        ask(audit, auditors_of(audit)[0])
        reply(audit, cast.contact)
    rows = OutgoingMail.objects.order_by("pk")
    told = [(row.kind, row.to_user) for row in rows]
    asker, other = auditors_of(audit)
    assert told == [("clarification_asked", cast.contact), ("clarification_answered", asker), ("clarification_answered", other)]
    letters = [str(message.message()) + message.body for message in mail.outbox[-3:]]
    assert all(detail(audit) in letter for letter in letters)
    assert not [letter for letter in letters if QUESTION in letter or ANSWER in letter]


def test_second_click_asks_nothing_new(audit: Assessment) -> None:
    asker, other = auditors_of(audit)
    assert ask(audit, asker) == ask(audit, asker, f"  {QUESTION} ")
    ask(audit, other)
    assert audit.clarifications.count() == 2
    assert AuditEvent.objects.filter(action="clarification_asked").count() == 2


@pytest.mark.parametrize("status", [status for status in AuditStatus if status != AuditStatus.CANCELLED])
def test_thread_is_open_while_the_material_is_read_and_the_visit_is_ahead(audit: Assessment, cast: Cast, status: AuditStatus) -> None:
    ask(audit, auditors_of(audit)[0])
    put(audit, status)
    if status in RATING_AUDIT_STATUSES:
        reply(audit, cast.contact)
        ask(audit, auditors_of(audit)[0], "Entä sijainen?")
        return
    with pytest.raises(WrongStateError):
        reply(audit, cast.contact)
    refused = NotAllowedError if status == AuditStatus.CLOSED else WrongStateError
    with pytest.raises(refused):
        ask(audit, auditors_of(audit)[0], "Entä sijainen?")
    assert audit.clarifications.count() == 1


def test_state_is_asked_of_what_is_stored(audit: Assessment, cast: Cast) -> None:
    """The page was opened before the visit, and what it holds says so: the service asks under the lock."""
    ask(audit, auditors_of(audit)[0])
    stale = Assessment.objects.select_related("application").get(pk=audit.pk)
    put(audit, AuditStatus.VISITED)
    with pytest.raises(WrongStateError, match="Käynti tehty"):
        reply(stale, cast.contact)


def test_nothing_is_answered_that_was_not_asked(audit: Assessment, cast: Cast) -> None:
    with pytest.raises(WrongStateError, match="ei ole kysytty"):
        reply(audit, cast.contact)


@pytest.mark.parametrize("text", ["", "   "])
def test_nothing_is_no_question(audit: Assessment, text: str) -> None:
    with pytest.raises(RefusedInputError):
        ask(audit, auditors_of(audit)[0], text)


def test_too_long_a_question_is_refused(audit: Assessment) -> None:
    with pytest.raises(ValidationError):
        ask(audit, auditors_of(audit)[0], "x" * (NOTE_MAX_LENGTH + 1))


def test_criterion_of_another_version_is_refused(audit: Assessment) -> None:
    theirs = make_version().areas.all()[0].criteria.all()[0]
    with pytest.raises(RefusedInputError):
        ask_clarification(audit=audit, criterion=theirs, text=QUESTION, by=auditors_of(audit)[0], at=NAMED_AT)


def test_each_side_writes_its_own_alone(audit: Assessment, cast: Cast, coordinator: User) -> None:
    asker, _other = auditors_of(audit)
    ask(audit, asker)
    for person in (cast.contact, coordinator, make_decider(), UserFactory()):
        with pytest.raises(NotAllowedError):
            ask(audit, person)
    for person in (asker, coordinator, make_decider(), cast.workers[0]):
        with pytest.raises(NotAllowedError):
            reply(audit, person)


def test_auditor_with_a_conflict_asks_nothing(audit: Assessment) -> None:
    asker, _other = auditors_of(audit)
    declare_conflict(seat=audit.seats.get(auditor__user=asker), by=asker, at=NAMED_AT)
    with pytest.raises(NotAllowedError):
        ask(audit, asker)


# Who reads -------------------------------------------------------------------------------------------------------------------


def test_predicates_and_lists_agree(audit: Assessment, cast: Cast, coordinator: User) -> None:
    first, second = auditors_of(audit)
    [invited, _other] = make_invited(by=coordinator)
    people = [first, second, cast.contact, cast.leader, cast.workers[0], coordinator, make_decider(), invited.auditor.user, UserFactory()]
    reads, writes = {first, second, cast.contact, cast.leader, coordinator}, {cast.contact, cast.leader}
    for status in (AuditStatus.ASSIGNING, AuditStatus.READING, AuditStatus.SCHEDULED, AuditStatus.VISITED):
        put(audit, status)
        for person in people:
            access, row = Access.of(person, NAMED_AT.date()), Assessment.objects.get(pk=audit.pk)
            assert can_read_clarifications(access, row) == clarified_audits(access).filter(pk=row.pk).exists() == (person in reads)
            may = person in writes and status in RATING_AUDIT_STATUSES
            assert can_answer_clarification(access, row) == answered_audits(access).filter(pk=row.pk).exists() == may


def test_pages_exist_for_those_who_read_alone(audit: Assessment, cast: Cast, coordinator: User, client_of) -> None:
    first, second = auditors_of(audit)
    ask(audit, first)
    for person in (first, second, cast.contact, cast.leader, coordinator):
        for url in (listing(audit), detail(audit)):
            page = client_of(person).get(url)
            assert page.status_code == 200
            assert QUESTION in page.content.decode()
            assert "Päättäjä ei näe." in page.content.decode()
    for person in (make_decider(), cast.workers[0], UserFactory()):
        assert [client_of(person).get(url).status_code for url in (listing(audit), detail(audit))] == [404, 404]
    replace_auditor(seat=audit.seats.get(auditor__user=first), by=coordinator, at=NAMED_AT)
    assert client_of(first).get(listing(audit)).status_code == 404
    assert client_of(second).get(listing(audit)).status_code == 200


def test_what_nobody_asked_is_a_page_for_its_auditors_alone(
    audit: Assessment, cast: Cast, coordinator: User, first: Client, client_of
) -> None:
    assert first.get(detail(audit)).status_code == 200
    for person in (cast.contact, coordinator):
        assert client_of(person).get(detail(audit)).status_code == 404
    assert first.get(detail(audit, "K99.9")).status_code == 404


def test_coordinator_reads_and_does_not_write(audit: Assessment, coordinator: User, client_of) -> None:
    ask(audit, auditors_of(audit)[0])
    desk = client_of(coordinator)
    assert "<textarea" not in desk.get(detail(audit)).content.decode()
    assert desk.post(detail(audit), {"text": "Koordinaattori tässä."}).status_code == 403
    assert audit.clarifications.count() == 1


# Pages -----------------------------------------------------------------------------------------------------------------------


def test_auditor_asks_on_a_page_that_says_what_may_not_be_asked(audit: Assessment, first: Client) -> None:
    page = first.get(criterion_url(audit)).content.decode()
    assert detail(audit) in page
    form = first.get(detail(audit)).content.decode()
    assert "Tarkentava kysymys; ei uusia näyttöjä, ei tasoja." in form
    assert "Älä kirjoita valmentautujien henkilötietoja." in form
    answer = first.post(detail(audit), {"text": QUESTION}, follow=True)
    assert answer.redirect_chain == [(criterion_url(audit), 302)]
    html = answer.content.decode()
    assert "Kysymyksesi on lähetetty hakijalle." in html
    assert QUESTION in html


def test_applicant_finds_the_question_on_her_front_page_and_answers(audit: Assessment, cast: Cast, client_of) -> None:
    ask(audit, auditors_of(audit)[0])
    client = client_of(cast.contact)
    front = client.get("/").content.decode()
    assert "auditoitsija kysyy" in front
    assert listing(audit) in front
    application = Application.objects.get(pk=audit.application_id)
    assert listing(audit) in client.get(reverse("assessments:application-detail", args=[application.ref])).content.decode()
    assert "Vastaa kriteerin K1.1 kysymykseen" in client.get(listing(audit)).content.decode()
    answer = client.post(detail(audit), {"text": ANSWER}, follow=True)
    assert answer.redirect_chain == [(listing(audit), 302)]
    assert ANSWER in answer.content.decode()
    assert "auditoitsija kysyy" not in client.get("/").content.decode()


def test_answer_is_news_on_the_auditors_front_pages_for_a_week(audit: Assessment, cast: Cast, client_of) -> None:
    ask(audit, auditors_of(audit)[0])
    clients = [client_of(person) for person in auditors_of(audit)]
    assert not any("on vastannut kysymykseen" in client.get("/").content.decode() for client in clients)
    reply(audit, cast.contact)
    assert all("on vastannut kysymykseen" in client.get("/").content.decode() for client in clients)
    with time_machine.travel(NAMED_AT + dt.timedelta(days=7, seconds=1), tick=False):
        fresh = client_of(auditors_of(audit)[0])
        assert "on vastannut kysymykseen" not in fresh.get("/").content.decode()


def test_answer_that_comes_too_late_is_given_back(audit: Assessment, cast: Cast, client_of) -> None:
    ask(audit, auditors_of(audit)[0])
    put(audit, AuditStatus.VISITED)
    client = client_of(cast.contact)
    answer = client.post(detail(audit), {"text": "Kirjoitin tämän pitkään."})
    assert answer.status_code == 409
    assert "Kirjoitin tämän pitkään." in answer.content.decode()
    page = client.get(detail(audit)).content.decode()
    assert "<textarea" not in page
    assert "Ne jäävät luettaviksi." in page
    assert "auditoitsija kysyy" not in client.get("/").content.decode()


def test_empty_answer_is_asked_for_words(audit: Assessment, cast: Cast, client_of) -> None:
    ask(audit, auditors_of(audit)[0])
    assert client_of(cast.contact).post(detail(audit), {"text": " "}).status_code == 400


def test_thread_pages_reveal_no_level(audit: Assessment, cast: Cast, coordinator: User, client_of) -> None:
    ask(audit, auditors_of(audit)[0])
    for person in (auditors_of(audit)[0], cast.contact, coordinator):
        for url in (listing(audit), detail(audit)):
            page = fetch(client_of(person), url)
            assert LEVEL_NAME not in f"{sorted(page.headers.items())} {page.text}"
            assert 'class="lv' not in page.text
