"""The outbox: sent once, after commit, whatever the mail server does."""

import datetime as dt
import smtplib
import threading

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection, transaction

from tests.factories.workshops import AccessRequestFactory, InvitationFactory, UserFactory
from workshops.mail import absolute_url, queue_mail
from workshops.models import OutgoingMail
from workshops.tasks import send_mail


def queue(now, key="avain", **kwargs):
    with transaction.atomic():
        return queue_mail(kind="unknown_account", key=key, context={}, at=now, **(kwargs or {"to_address": "aino@kivipaja.example"}))


def test_mail_waits_for_commit_and_is_emptied_when_sent(db, now, run_on_commit, mailoutbox):
    with run_on_commit():
        row = queue(now)
        assert (len(mailoutbox), row.text != "") == (0, True)
    row.refresh_from_db()
    assert len(mailoutbox) == 1
    assert row.sent_at is not None
    assert (row.text, row.html, row.to_address) == ("", "", "")


def test_mail_is_multipart_text_and_html(db, now, run_on_commit, mailoutbox):
    with run_on_commit():
        queue(now)
    message = mailoutbox[0].message()
    assert [part.get_content_type() for part in message.get_payload()] == ["text/plain", "text/html"]


def test_same_key_queues_one_mail(db, now):
    assert queue(now).pk == queue(now).pk
    assert OutgoingMail.objects.count() == 1


def test_task_that_runs_twice_sends_once(db, now, mailoutbox):
    row = queue(now)
    assert send_mail.call(row.pk) is True
    assert send_mail.call(row.pk) is False
    assert len(mailoutbox) == 1


def test_row_claimed_by_another_worker_is_left_until_its_time_is_over(db, now, mailoutbox):
    row = queue(now)
    OutgoingMail.objects.filter(pk=row.pk).update(claimed_until=now + dt.timedelta(minutes=5))
    assert send_mail.call(row.pk) is False
    OutgoingMail.objects.filter(pk=row.pk).update(claimed_until=now - dt.timedelta(seconds=1))
    assert send_mail.call(row.pk) is True
    assert len(mailoutbox) == 1


@pytest.mark.django_db(transaction=True)
def test_parallel_runs_send_once(now):
    row = OutgoingMail.objects.create(key="a", kind="x", to_address="aino@kivipaja.example", subject="x", text="x", html="x", queued_at=now)
    results = []

    def run():
        try:
            results.append(send_mail.call(row.pk))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False] * 5 + [True]
    assert len(mail.outbox) == 1


class DownServer:
    """A mail server that is down."""

    def __init__(self, *args, **kwargs):
        pass

    def send_messages(self, messages):
        raise smtplib.SMTPServerDisconnected("down")


def test_server_down_keeps_the_mail_for_later(db, now, settings, monkeypatch, run_on_commit, mailoutbox):
    monkeypatch.setattr("django.core.mail.get_connection", lambda **_: DownServer())
    with run_on_commit():
        row = queue(now)
    row.refresh_from_db()
    assert (row.sent_at, row.attempts, row.claimed_until) == (None, 1, None)
    assert row.text
    monkeypatch.undo()
    call_command("send_waiting_mail", verbosity=0)
    row.refresh_from_db()
    assert row.sent_at is not None
    assert row.attempts == 2
    assert len(mailoutbox) == 1


def test_every_attempt_has_the_same_message_id(db, now, mailoutbox):
    row = queue(now)
    send_mail.call(row.pk)
    OutgoingMail.objects.filter(pk=row.pk).update(sent_at=None, to_address="aino@kivipaja.example")
    send_mail.call(row.pk)
    assert mailoutbox[0].extra_headers["Message-ID"] == mailoutbox[1].extra_headers["Message-ID"]


def test_line_breaks_in_a_name_make_no_header(db, now, run_on_commit, mailoutbox, cast):
    cast.workshop.name = "Paja\r\nBcc: vieras@muualla.example"
    cast.workshop.save()
    with run_on_commit(), transaction.atomic():
        invitation = InvitationFactory(workshop=cast.workshop)
        context = {"invitation": invitation, "place": cast.workshop, "role_label": "x", "url": "https://x.example"}
        queue_mail(kind="invitation", key="a", context=context, at=now, to_address="aino@kivipaja.example")
    message = mailoutbox[0]
    assert message.recipients() == ["aino@kivipaja.example"]
    assert "\n" not in message.subject
    assert "Bcc" not in message.message()


def test_text_is_escaped_in_html_only(db, now, cast):
    asked = AccessRequestFactory(decline_reason="<b>A & B</b>")
    with transaction.atomic():
        row = queue_mail(kind="access_request_declined", key="a", context={"access_request": asked}, at=now, to_address=asked.email)
    assert "<b>A & B</b>" in row.text
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in row.html
    assert "<b>A" not in row.html


def test_mail_outside_a_transaction_is_refused(transactional_db, now):
    with pytest.raises(transaction.TransactionManagementError):
        queue_mail(kind="unknown_account", key="a", context={}, at=now, to_address="aino@kivipaja.example")


def test_mail_goes_to_the_users_address_of_the_day(db, now, mailoutbox):
    user = UserFactory(email="vanha@kivipaja.example")
    row = queue(now, to_user=user)
    user.email = "uusi@kivipaja.example"
    user.save()
    send_mail.call(row.pk)
    assert mailoutbox[0].to == ["uusi@kivipaja.example"]


def test_links_begin_with_the_configured_address(settings):
    settings.SITE_URL = "https://laatumatka.example"
    assert absolute_url("/kirjaudu/") == "https://laatumatka.example/kirjaudu/"
