"""Care of lost work, and real workers beside each other."""

import datetime as dt
import os
import signal
import socket
import subprocess
import sys
import time

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db import DatabaseBackend
from django_tasks_db.models import DBTaskResult

from config.toolkit.health import HEARTBEAT_KEY
from tests.factories.workshops import UserFactory
from tests.processes import ROOT, database_url
from workshops.management.commands import work
from workshops.models import OutgoingMail
from workshops.services.background import forget_finished_work, requeue_lost_mail, requeue_stale_tasks
from workshops.tasks import RETRY_DELAYS, send_mail

NOW = timezone.now()


def minutes(number: float) -> dt.timedelta:
    return dt.timedelta(minutes=number)


def a_mail(number: int = 1, **fields) -> OutgoingMail:
    values = {
        "kind": "invitation",
        "to_address": f"aino{number}@kivipaja.example",
        "subject": "Kutsu",
        "text": "Tervetuloa.",
        "html": "<p>Hei</p>",
        "queued_at": NOW - minutes(60),
    }
    return OutgoingMail.objects.create(key=f"kutsu-{number}", **{**values, **fields})


def a_task(mail: OutgoingMail, **fields) -> DBTaskResult:
    """Queue the sending for a worker, as in production, and give the row the state told."""
    task = DatabaseBackend("default", {"OPTIONS": {}}).enqueue(send_mail, [mail.pk], {})
    DBTaskResult.objects.filter(pk=task.id).update(**fields)
    return DBTaskResult.objects.get(pk=task.id)


def running(mail: OutgoingMail, *, since: dt.datetime, workers: int = 1) -> DBTaskResult:
    return a_task(mail, status=TaskResultStatus.RUNNING, started_at=since, worker_ids=[f"w{n}" for n in range(workers)])


@pytest.mark.django_db
@pytest.mark.parametrize(("age", "status"), [(9.9, TaskResultStatus.RUNNING), (10.1, TaskResultStatus.READY)])
def test_stale_task_is_requeued_after_ten_minutes(age, status):
    task = running(a_mail(), since=NOW - minutes(age))
    assert requeue_stale_tasks(at=NOW) == (1 if status == TaskResultStatus.READY else 0)
    task.refresh_from_db()
    assert task.status == status


@pytest.mark.django_db
def test_task_that_took_two_workers_down_fails():
    task = running(a_mail(), since=NOW - minutes(11), workers=2)
    assert requeue_stale_tasks(at=NOW) == 0
    task.refresh_from_db()
    assert (task.status, task.finished_at) == (TaskResultStatus.FAILED, NOW)
    assert "twice" in task.task_result.errors[0].traceback


@pytest.mark.django_db
def test_lost_mail_is_requeued_and_others_are_not():
    lost = a_mail(1)
    a_task(a_mail(2))
    running(a_mail(3), since=NOW)
    a_mail(4, queued_at=NOW - minutes(1))
    a_mail(5, claimed_until=NOW + minutes(1))
    a_mail(6, attempts=len(RETRY_DELAYS) + 1)
    sent = a_mail(7, sent_at=NOW)
    assert requeue_lost_mail(at=NOW) == 1
    lost.refresh_from_db()
    sent.refresh_from_db()
    assert lost.sent_at is not None
    assert OutgoingMail.objects.filter(sent_at=None).count() == 5


@pytest.mark.django_db
def test_requeue_stale_command_tells_what_it_did(capsys):
    running(a_mail(1), since=NOW - minutes(4))
    a_mail(2)
    call_command("requeue_stale", "--minutes", "3")
    assert capsys.readouterr().out == "1 task(s) and 1 mail(s) queued again.\n"


@pytest.mark.django_db
def test_finished_work_is_forgotten_after_thirty_days():
    old = a_task(a_mail(1), status=TaskResultStatus.SUCCESSFUL, finished_at=NOW - dt.timedelta(days=31))
    recent = a_task(a_mail(2), status=TaskResultStatus.FAILED, finished_at=NOW - dt.timedelta(days=29))
    for session_age in (-1, 1):
        session = SessionStore()
        session.create()
        Session.objects.filter(pk=session.session_key).update(expire_date=NOW + dt.timedelta(days=session_age))
    forget_finished_work(at=NOW)
    assert set(DBTaskResult.objects.values_list("pk", flat=True)) == {recent.pk} != {old.pk}
    assert Session.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_worker_beats_and_ends_when_the_queue_is_empty():
    mail = a_mail()
    a_task(mail)
    previous = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)}
    try:
        call_command("work", "--until-empty")
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
    mail.refresh_from_db()
    assert mail.sent_at is not None
    assert mail.text == ""
    assert cache.get(HEARTBEAT_KEY)


# --- real workers -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def start_worker(tmp_path):
    """Return a function that starts `manage.py work` on this test's database; all are ended with the test."""
    call_command("createcachetable", "cache")
    workers = []

    def start(*arguments: str, **environment: str) -> subprocess.Popen:
        values = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": database_url(), "LOG_LEVEL": "WARNING"}
        values["EMAIL_URL"] = f"filemail:///{tmp_path / 'mail'}"
        process = subprocess.Popen([sys.executable, "manage.py", "work", *arguments], cwd=ROOT, env={**values, **environment})
        workers.append(process)
        return process

    yield start
    for process in workers:
        if process.poll() is None:
            process.kill()
        process.wait()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE cache")


def wait_until(condition, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "It did not happen in time."
        time.sleep(0.1)


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_mail_once(start_worker, tmp_path):
    for number in range(30):
        mail = a_mail(number, to_address="", to_user=UserFactory())
        a_task(mail)
        if number % 3 == 0:
            a_task(mail)  # queued twice by mistake
    for process in [start_worker("--until-empty"), start_worker("--until-empty")]:
        assert process.wait(timeout=60) == 0
    assert not OutgoingMail.objects.filter(sent_at=None).exists()
    written = "".join(path.read_text() for path in (tmp_path / "mail").iterdir())
    assert written.count("Subject: Kutsu") == 30


@pytest.mark.django_db(transaction=True)
def test_killed_worker_loses_no_mail(start_worker, tmp_path):
    mail = a_mail()
    task = a_task(mail)
    with socket.socket() as silent:  # a mail server that never says a word
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        worker = start_worker(EMAIL_URL=f"smtp://127.0.0.1:{silent.getsockname()[1]}")
        wait_until(lambda: OutgoingMail.objects.filter(pk=mail.pk, attempts=1).exists())
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    task.refresh_from_db()
    assert task.status == TaskResultStatus.RUNNING
    later = timezone.now() + minutes(11)
    assert requeue_stale_tasks(at=later) == 1
    OutgoingMail.objects.update(claimed_until=timezone.now() - minutes(1))
    assert start_worker("--until-empty").wait(timeout=60) == 0
    mail.refresh_from_db()
    assert (mail.attempts, mail.sent_at is not None) == (2, True)
    assert len(list((tmp_path / "mail").iterdir())) == 1


@pytest.mark.django_db(transaction=True)
def test_worker_told_to_stop_ends_quickly(start_worker):
    worker = start_worker()
    with connection.cursor() as cursor:
        wait_until(lambda: cursor.execute("SELECT COUNT(*) FROM cache") is not None and cursor.fetchone()[0] > 0)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=10) == 0


calls: list[dt.datetime] = []


def note_call(*, at: dt.datetime) -> None:
    """Periodic work for the test below."""
    calls.append(at)


def fail_to_work(*, at: dt.datetime) -> None:
    """Periodic work that is broken."""
    raise RuntimeError("broken")


def test_periodic_work_is_done_and_a_broken_one_holds_up_no_other(settings, caplog):
    calls.clear()
    settings.PERIODIC_WORK = [f"{__name__}.fail_to_work", f"{__name__}.note_call"]
    assert work._periodic(NOW) == work.PERIODIC_EVERY
    assert calls == [NOW]
    assert "fail_to_work" in caplog.text
