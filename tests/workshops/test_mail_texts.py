"""Texts written in place of the shipped ones: placeholders, escaping, languages, and what is never changed."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.utils import translation

from assessments.selectors.mail_texts import preview_of, shipped_text
from tests.factories.workshops import UserFactory
from workshops.mail import queue_mail, queue_mails, shipped_parts
from workshops.mail_texts import EditableMail, editable_mails
from workshops.models import MailText, OutgoingMail, User

pytestmark = pytest.mark.django_db
KIND = "deadline_reminder"
AT = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)
KINDS = sorted(editable_mails())


def one_line(text: str) -> str:
    return " ".join(text.split())


def write(subject: str, text: str, *, kind: str = KIND, language: str = "fi") -> MailText:
    by = UserFactory(name="Kerttu")
    return MailText.objects.create(kind=kind, language=language, subject=subject, text=text, changed_at=AT, changed_by=by)


def mail_of(kind: str = KIND) -> EditableMail:
    return editable_mails()[kind]


def send(*, kind: str = KIND, user: User | None = None, key: str = "a", **context: object) -> OutgoingMail:
    values = {**mail_of(kind).example, **context}
    with transaction.atomic():
        return queue_mail(kind=kind, key=key, context=values, at=AT, to_user=user or UserFactory(name="Aino"))


# What is sent -------------------------------------------------------------------------------------------------------------------


def test_written_text_is_sent_between_greeting_and_footer() -> None:
    write("Vielä {aikaa} {kierros}", "Hyvä hakija,\nmääräaika on {maaraaika}.\n\n\nJatka tästä: {linkki}")
    mail = send()
    assert mail.subject == "Vielä Siihen on 7 päivää. Syksyn haku"
    url = mail_of().example["url"]
    assert mail.text.startswith(f"Hei Aino!\n\nHyvä hakija,\nmääräaika on 1.12.2026 klo 16.15.\n\nJatka tästä: {url}\n\n--\n")
    assert "<p>Hyvä hakija,<br>\nmääräaika on 1.12.2026 klo 16.15.</p>" in mail.html
    assert f'<a href="{url}">{url}</a>' in mail.html
    assert mail.html.count("Tämän viestin lähetti Laatumatka") == mail.text.count("Tämän viestin lähetti Laatumatka") == 1


def test_markup_and_template_code_are_shown_as_text() -> None:
    write("<b>Kierros</b>", '<script>alert(1)</script> & "{kierros}" {% now %}'.replace("{% now %}", "% now %") + "\n\n=1+1\n\n{linkki}")
    context = {"round": SimpleNamespace(name="<i>Syksy</i> {linkki} {{ 7 }}", deadline_at=AT)}
    mail = send(**context)
    assert '<script>alert(1)</script> & "<i>Syksy</i> {linkki} {{ 7 }}" % now %' in mail.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;&lt;i&gt;Syksy&lt;/i&gt; {linkki} {{ 7 }}&quot;" in mail.html
    assert "<script" not in mail.html
    assert "<i>" not in mail.html
    assert mail.text.count(mail_of().example["url"]) == 1  # a value is never filled in again
    assert "\n=1+1\n" in mail.text


def test_line_breaks_in_values_make_no_header(run_on_commit, mailoutbox) -> None:
    write("Muistutus {kierros}", "{linkki}")
    with run_on_commit():
        send(round=SimpleNamespace(name="Syksy\r\nBcc: vieras@muualla.example", deadline_at=AT))
    [message] = mailoutbox
    assert message.subject == "Muistutus Syksy Bcc: vieras@muualla.example"
    assert "Bcc" not in message.message()
    assert len(message.recipients()) == 1


def test_long_values_leave_a_subject_that_can_be_stored() -> None:
    write("{kierros}" * 10, "{linkki}")
    assert len(send(round=SimpleNamespace(name="Syksyn haku " * 10, deadline_at=AT)).subject) == 200


def test_each_receiver_gets_the_text_of_her_language() -> None:
    write("Suomeksi", "{nimi} {linkki}")
    assert send(user=UserFactory(language=""), key="a").subject == "Suomeksi"
    swedish = send(user=UserFactory(language="sv"), key="b")
    assert swedish.subject != "Suomeksi"  # the shipped text, until somebody writes one in Swedish
    write("På svenska", "{linkki}", language="sv")
    assert send(user=UserFactory(language="sv"), key="c").subject == "På svenska"


@pytest.mark.parametrize("people", [1, 3])
def test_text_is_looked_up_once_however_many_receivers(people: int, django_assert_num_queries) -> None:
    write("Suomeksi", "{nimi} {linkki}")
    users = [UserFactory(name=f"Aino {number}") for number in range(people)]
    with transaction.atomic(), django_assert_num_queries(3):
        mails = queue_mails(kind=KIND, key="a", context=mail_of().example, at=AT, users=users)
    assert [f"Hei {user.name}!\n\n{user.name} http" in mail.text for user, mail in zip(users, mails, strict=True)] == [True] * people


@pytest.mark.parametrize(
    "kind", ["invitation", "password_reset", "unknown_account", "access_request_declined", "group_message", "feedback"]
)
def test_mails_of_signing_in_and_doors_are_never_changed(kind: str) -> None:
    assert kind not in editable_mails()
    write("Vaihda salasanasi tästä", "https://huijaus.example", kind="unknown_account")
    with transaction.atomic():
        mail = queue_mail(kind="unknown_account", key="a", context={}, at=AT, to_address="aino@kivipaja.example")
    assert "huijaus" not in mail.text + mail.html + mail.subject


def test_text_with_a_placeholder_that_is_no_more_gives_way_to_the_shipped_one() -> None:
    write("Otsikko", "{tyhja} {linkki}")
    assert send().subject == "Määräaika lähestyy ti 1.12.: Syksyn haku"


@pytest.mark.parametrize(
    ("kind", "context"),
    [
        ("audit_reminder", {"is_overdue": True, "days_left": -1}),
        ("seat_reminder", {"is_overdue": True}),
        ("ratings_due", {"is_overdue": True}),
        ("seat_invited", {"pair": []}),
        ("application_withdrawn", {"round": None}),
        ("rating_reminder", {"assessment": SimpleNamespace(title="Kevät", ratings_due_date=None)}),
    ],
)
def test_what_the_text_does_not_fit_is_sent_as_shipped(kind: str, context: dict) -> None:
    assert mail_of(kind).limit
    write("Oma otsikko", "{linkki}", kind=kind)
    assert send(kind=kind, key="a").subject == "Oma otsikko"
    assert send(kind=kind, key="b", **context).subject != "Oma otsikko"


# The table of placeholders ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_every_placeholder_of_every_editable_mail_is_filled(kind: str) -> None:
    mail = mail_of(kind)
    text = "\n\n".join(f"{each.name}: {{{each.name}}}" for each in mail.placeholders)
    assert mail.faults_of(text) == []
    write("Otsikko {nimi}", text, kind=kind)
    sent = send(kind=kind, user=UserFactory(name="Aino Esimerkki"))
    for name, value in mail.examples.items():
        assert value
        assert f"{name}: {value}\n" in sent.text
    assert len(set(mail.examples.values())) == len(mail.examples)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_writing_begins_with_the_shipped_text(kind: str, language: str) -> None:
    """What is offered to be changed has no faults, and unchanged it says what the shipped mail says."""
    mail = mail_of(kind)
    subject, text = shipped_text(mail, language)
    assert mail.faults_of(subject) == mail.faults_of(text) == mail.missing_from(text) == []
    with translation.override(language):
        shipped = shipped_parts(kind, mail.example)
        preview = preview_of(mail, subject, text, language)
    assert preview["subject"] == shipped["subject"]
    assert one_line(preview["text"]) == one_line(shipped["text"])
    assert not set(mail.examples.values()) & set(text.split("\n"))


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("Hei {nimi}, {linkki}", 0),
        ("{Nimi}", 1),
        ("{tuntematon} {tuntematon} {toinen}", 2),
        ("{nimi", 1),
        ("nimi}", 1),
        ("{{nimi}}", 1),
        ("{7*7}", 1),
        ("{}", 1),
        ("{nimi}}", 1),
        ("{% csrf_token %}", 1),
        ("{nimi.__class__}", 1),
    ],
)
def test_faults_are_told_by_name(text: str, faults: int) -> None:
    found = mail_of().faults_of(text)
    assert len(found) == faults
    if "tuntematon" in text:
        assert "{tuntematon}" in found[0]
