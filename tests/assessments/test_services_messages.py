"""Writing to a group, and writing a mail's text anew: who may, what is refused, what is sent once."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from assessments.models import Message, Round
from assessments.selectors import messages as groups
from assessments.selectors.messages import GROUPS, fingerprint_of, receivers_of
from assessments.services import messages as service
from assessments.services.mail_texts import restore_mail_text, save_mail_text
from assessments.services.messages import send_message
from config.toolkit.errors import NotAllowedError, RefusedInputError, StaleRevisionError, WrongStateError
from config.toolkit.models import new_ref
from tests.factories.applications import (
    make_coordinator,
    make_lapsed,
    make_open,
    make_registered,
    make_round,
    make_submitted,
    make_withdrawn,
)
from tests.factories.assessments import AT, Cast
from tests.factories.auditing import make_auditor, make_invited, make_reading
from tests.factories.workshops import UserFactory, grant
from workshops.models import AuditEvent, MailText, OutgoingMail, User
from workshops.roles import Role

pytestmark = pytest.mark.django_db


def names(group: str, round_: Round | None = None) -> set[User]:
    return set(receivers_of(group, round_, AT))


def send(by: User, group: str = "contacts", round_: Round | None = None, **changes: Any) -> Message:
    shown = fingerprint_of(receivers_of(group, round_, AT))
    content = {"subject": "Tiedoksi", "text": "Hei vaan!\n\nKatso ohje.", "token": new_ref(), "shown": shown, **changes}
    return send_message(group=group, round_=round_, by=by, at=AT, **content)


# Groups -------------------------------------------------------------------------------------------------------------------------


def test_applicants_of_a_round_are_grouped_by_the_state_of_their_application() -> None:
    into, other = make_round(), make_round(name="Toinen")
    lapsed = make_lapsed(Cast(), into)
    by_state = {
        "registered": make_registered(Cast(), into),
        "open": make_open(Cast(), into),
        "submitted": make_submitted(Cast(), into),
        "lapsed": lapsed,
    }
    make_withdrawn(Cast(), into)
    make_open(Cast(), other)
    for group, application in by_state.items():
        assert names(group, into) == {application.contact}
    assert names("contacts", into) == {application.contact for application in by_state.values()}


def test_auditors_of_a_round_are_those_who_are_in_and_the_invited_those_who_have_not_answered() -> None:
    audit = make_reading()
    round_ = audit.application.round
    invited = make_invited()
    elsewhere = make_round(name="Toinen")
    assert names("auditors", round_) == {seat.auditor.user for seat in audit.seats.select_related("auditor__user")}
    assert names("invited", round_) == names("invited") == {seat.auditor.user for seat in invited}
    assert names("auditors", elsewhere) == names("invited", elsewhere) == set()


def test_everybody_with_the_role_of_the_day_is_in_the_national_groups() -> None:
    cast, auditor = Cast(), make_auditor()
    past = UserFactory()
    grant(past, Role.PEER_AUDITOR, ends_date=AT.date() - dt.timedelta(days=1))
    gone = UserFactory(is_active=False)
    grant(gone, Role.LEADER, workshop=cast.workshop)
    assert names("all_auditors") == {auditor.user}
    assert names("all_contacts") >= {cast.contact, cast.leader}
    assert not names("all_contacts") & {gone, *cast.workers, auditor.user}


def test_who_is_in_a_group_twice_gets_one_message(coordinator: User) -> None:
    cast, into = Cast(), make_round()
    first = make_open(cast, into)
    second = make_open(Cast(), into)
    type(second).objects.filter(pk=second.pk).update(contact=first.contact)
    assert send(coordinator, "open", into).receivers == 1


# Sending ------------------------------------------------------------------------------------------------------------------------


def test_message_goes_to_each_of_the_group_and_is_recorded(
    coordinator: User, run_on_commit: Callable, mailoutbox: list, settings: Any
) -> None:
    into = make_round(name="Syksy")
    contacts = [make_open(Cast(), into).contact for _ in range(2)]
    with run_on_commit():
        message = send(coordinator, "open", into, subject="=Muista\r\n ohje", text="<b>Tärkeää</b> {nimi} https://ohje.example/")
    assert (message.receivers, message.subject, message.sent_by, message.round) == (2, "=Muista ohje", coordinator, into)
    rows = OutgoingMail.objects.filter(kind="group_message").order_by("pk")
    assert {row.key for row in rows} == {f"group_message:{message.ref}:{user.ref}" for user in contacts}
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted(user.email for user in contacts)
    for mail in mailoutbox:
        assert mail.subject == "=Muista ohje"
        assert "<b>Tärkeää</b> {nimi} https://ohje.example/" in mail.body
        assert f"Terveisin koordinaattori {coordinator.name}" in mail.body
        assert "Sait tämän, koska kuulut tähän ryhmään: Hakijat, joiden hakemus on täytettävänä (Syksy)." in mail.body
        [(html, _)] = mail.alternatives
        assert "&lt;b&gt;Tärkeää&lt;/b&gt; {nimi} <a href=" in html
    event = AuditEvent.objects.get(action="message_sent")
    assert (event.actor, event.object_ref) == (coordinator, message.ref)
    assert event.details == {"group": "open", "round": into.ref, "receivers": 2}


def test_same_token_again_sends_nothing(coordinator: User) -> None:
    into, token = make_round(), new_ref()
    make_open(Cast(), into)
    first = send(coordinator, round_=into, token=token)
    make_open(Cast(), into)  # the group has grown meanwhile: it is still the same message
    assert send(coordinator, round_=into, token=token) == first
    assert (Message.objects.count(), OutgoingMail.objects.filter(kind="group_message").count()) == (1, 1)
    assert AuditEvent.objects.filter(action="message_sent").count() == 1


def test_other_message_with_a_used_token_is_refused(coordinator: User) -> None:
    into, token = make_round(), new_ref()
    make_open(Cast(), into)
    send(coordinator, round_=into, token=token)
    with pytest.raises(WrongStateError, match="on jo lähetetty"):
        send(coordinator, round_=into, token=token, text="Korjattu teksti.")
    with pytest.raises(WrongStateError):
        send(make_coordinator(), round_=into, token=token)
    assert OutgoingMail.objects.filter(kind="group_message").count() == 1


@pytest.mark.django_db(transaction=True)
def test_message_sent_in_parallel_goes_out_once() -> None:
    by, into, token = make_coordinator(), make_round(), new_ref()
    make_open(Cast(), into)
    sent: list[str] = []

    def run() -> None:
        try:
            sent.append(send(by, round_=into, token=token).ref)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sent == [token] * 6
    assert OutgoingMail.objects.filter(kind="group_message").count() == 1
    assert AuditEvent.objects.filter(action="message_sent").count() == 1


@pytest.mark.parametrize(
    ("group", "with_round", "field", "words"),
    [
        ("open", False, "round", "Valitse kierros"),
        ("all_auditors", True, "round", "Jätä kierros valitsematta"),
        ("lapsed", True, "group", "ei ole nyt ketään"),
        ("tuntematon", False, "group", "Valitse yksi"),
    ],
)
def test_group_that_cannot_be_written_to_is_refused(coordinator: User, group: str, with_round: bool, field: str, words: str) -> None:
    make_auditor()
    into = make_round() if with_round else None
    with pytest.raises(RefusedInputError, match=words) as refusal:
        send(coordinator, group, into, shown="") if group in GROUPS else send_message(
            token=new_ref(), group=group, round_=into, subject="a", text="b", shown="", by=coordinator, at=AT
        )
    assert refusal.value.field == field
    assert not Message.objects.exists()


def test_group_that_has_changed_since_it_was_shown_is_shown_again(coordinator: User) -> None:
    into = make_round()
    make_open(Cast(), into)
    shown = fingerprint_of(receivers_of("open", into, AT))
    make_open(Cast(), into)
    with pytest.raises(StaleRevisionError, match="Ryhmä on muuttunut"):
        send(coordinator, "open", into, shown=shown)
    assert not OutgoingMail.objects.filter(kind="group_message").exists()


def test_too_large_a_group_is_refused(coordinator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    into = make_round()
    for module in (groups, service):
        monkeypatch.setattr(module, "MOST_RECEIVERS", 2)
    for _ in range(2):
        make_open(Cast(), into)
    assert send(coordinator, "open", into).receivers == 2
    make_open(Cast(), into)
    with pytest.raises(RefusedInputError, match="yli 2 henkilöä"):
        send(coordinator, "open", into)


def test_only_who_runs_rounds_may_write_to_a_group() -> None:
    cast, into = Cast(), make_round()
    make_open(cast, into)
    admin = UserFactory()
    grant(admin, Role.ADMIN)
    for other in (cast.leader, cast.contact, admin):
        with pytest.raises(NotAllowedError):
            send(other, round_=into)


@pytest.mark.parametrize(("token", "changes"), [("lyhyt", {}), ("0" * 10, {}), (None, {"text": "x" * 5_000}), (None, {"subject": ""})])
def test_what_no_page_of_ours_sends_is_refused(coordinator: User, token: str | None, changes: dict) -> None:
    into = make_round()
    make_open(Cast(), into)
    with pytest.raises((RefusedInputError, ValidationError)):
        send(coordinator, round_=into, **{"token": token or new_ref(), **changes})
    assert not OutgoingMail.objects.filter(kind="group_message").exists()


@pytest.mark.parametrize("people", [1, 3])
def test_sending_takes_the_same_queries_at_any_size(coordinator: User, people: int, django_assert_num_queries) -> None:
    into = make_round()
    for _ in range(people):
        make_open(Cast(), into)
    shown = fingerprint_of(receivers_of("open", into, AT))
    with django_assert_num_queries(13):
        send_message(group="open", round_=into, subject="a", text="b", token=new_ref(), shown=shown, by=coordinator, at=AT)


# Texts of mails -----------------------------------------------------------------------------------------------------------------


def save(by: User, **changes: str) -> MailText:
    return save_mail_text(
        **{"kind": "deadline_reminder", "language": "fi", "subject": "Otsikko", "text": "{linkki}", **changes}, by=by, at=AT
    )


def test_text_is_stored_changed_and_restored_with_its_trace(coordinator: User) -> None:
    other = make_coordinator()
    assert save(coordinator, subject=" Muista\r\nBcc: x ", text=" Katso {linkki}\n").subject == "Muista Bcc: x"
    row = save(other, text="Toinen {linkki}")
    assert (MailText.objects.count(), row.text, row.changed_by) == (1, "Toinen {linkki}", other)
    restore_mail_text(kind="deadline_reminder", language="fi", by=other, at=AT)
    assert not MailText.objects.exists()
    with pytest.raises(WrongStateError, match="on jo käytössä"):
        restore_mail_text(kind="deadline_reminder", language="fi", by=other, at=AT)
    events = AuditEvent.objects.filter(action__startswith="mail_text").order_by("pk")
    assert [(event.action, event.actor) for event in events] == [
        ("mail_text_changed", coordinator),
        ("mail_text_changed", other),
        ("mail_text_restored", other),
    ]
    assert events[0].details == {"kind": "deadline_reminder", "language": "fi"}


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"subject": "{tuntematon}"}, "subject", r"\{tuntematon\}"),
        ({"text": "{linkki} {tuntematon}"}, "text", r"\{tuntematon\}"),
        ({"text": "{linkki} {nimi"}, "text", "aaltosulku"),
        ({"text": "Ei osoitetta."}, "text", r"\{linkki\}"),
        ({"kind": "application_submitted", "text": "{linkki} {kuitti}"}, "text", r"\{saapui\}, \{tarkistussumma\}"),
        ({"subject": "  "}, "subject", "Kirjoita"),
        ({"kind": "invitation"}, None, "ei voi muuttaa"),
        ({"kind": "password_reset"}, None, "ei voi muuttaa"),
        ({"language": "de"}, None, "ei voi muuttaa"),
    ],
)
def test_text_that_would_not_work_is_refused(coordinator: User, changes: dict, field: str | None, words: str) -> None:
    with pytest.raises(RefusedInputError, match=words) as refusal:
        save(coordinator, **changes)
    assert refusal.value.field == field
    assert not MailText.objects.exists()


def test_only_who_runs_rounds_may_write_texts() -> None:
    with pytest.raises(NotAllowedError):
        save(Cast().leader)
    with pytest.raises(NotAllowedError):
        restore_mail_text(kind="deadline_reminder", language="fi", by=Cast().leader, at=AT)
