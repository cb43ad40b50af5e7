"""The drills. Each makes one fault under load and returns what was seen, as sentences with their verdict."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

from django.core.cache import cache
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from assessments.bench.people import PASSWORD
from assessments.choices import ReportStatus
from assessments.lifecycle import AssessmentStatus
from assessments.mail.assessments import mail_started, participant_users
from assessments.models import Assessment, Rating, Report
from assessments.services.reports import request_report
from tests.drill.stage import Stage, differences, fresh_connection, sent_mails
from tests.live.people import CUT_OFF, NOT_LET_IN, Browser, Load
from tests.live.service import children_of, wait_for
from workshops.models import OutgoingMail

Seen = Iterator[tuple[str, bool]]
ANSWERED = {200, 302}
PAUSE_SECONDS = 5  # within which a lost database must be told
NAMES = {NOT_LET_IN: "not let in", CUT_OFF: "cut off"}
WARM_UP, AFTER = 1.5, 2.0  # seconds of load before and after a fault


def web_worker_killed(stage: Stage) -> Seen:
    """Crash-01: kill -9 of one web worker; those whose request it held get no answer, everybody else does, nothing is half saved."""
    with stage.load() as load:
        time.sleep(WARM_UP)
        victim = children_of(stage.web.pid)[0]
        os.kill(victim, signal.SIGKILL)
        yield from _goes_on(load)
        wait_for(lambda: len(children_of(stage.web.pid)) >= 2 and victim not in children_of(stage.web.pid), "a new web worker")
    yield from _nothing_lost(load)
    yield f"only those in its hands were cut off ({_told(load)})", set(load.statuses()) <= {*ANSWERED, CUT_OFF}


def task_worker_killed(stage: Stage) -> Seen:
    """Crash-05, Crash-08: kill -9 of the task worker while it renders with mail waiting; the next one does it all, each mail once."""
    with stage.load() as load:
        report, ordered = _order_work(stage)
        wait_for(lambda: _status(report) == ReportStatus.RENDERING, "the rendering")
        stage.service.end(stage.worker, signal.SIGKILL)
        yield "the killed worker left no half file", _status(report) == ReportStatus.RENDERING and not _file_of(report)
        # Time passes: tasks of a dead worker are taken up after ten minutes, a mail it held after five.
        OutgoingMail.objects.filter(sent_at=None).update(claimed_until=None)
        stage.service.manage("requeue_stale", "--minutes", "0")
        stage.worker = stage.service.start_worker()
        took = wait_for(lambda: _status(report) == ReportStatus.READY, "the report")
        wait_for(lambda: not OutgoingMail.objects.filter(sent_at=None).exists(), "the mails")
        yield f"the report was ready {took:.1f} s after the next worker began", bool(_file_of(report))
    # On a slow machine the worker's own round of reminders falls into this too: those are not counted.
    sent = [number for number in sent_mails(stage.service.mail) if number in ordered]
    yield f"{len(ordered)} mails, each sent once", sorted(sent) == sorted(ordered)
    yield from _nothing_lost(load)
    yield f"the web noticed nothing ({_told(load)})", set(load.statuses()) <= ANSWERED


def database_restarted(stage: Stage) -> Seen:
    """Crash-03: PostgreSQL restarted fast; a 503 page in under five seconds, then on with the same processes."""
    before = children_of(stage.web.pid)
    with stage.load() as load:
        time.sleep(WARM_UP)
        stage.restart_database()
        yield from _goes_on(load)
    pauses = [answer for answer in load.answers if answer.status == 503]
    slowest = max(answer.seconds for answer in load.answers)
    yield f"{len(pauses)} were told of a pause, the slowest answer took {slowest:.1f} s", slowest < PAUSE_SECONDS
    kept = [save for save in load.saves if save.answer.status == 503]
    yield f"{len(kept)} posted texts came back on the page", all(save.note in save.answer.body for save in kept)
    yield f"nothing but pages, saves and pauses ({_told(load)})", set(load.statuses()) <= {*ANSWERED, 503}
    yield "no web worker was restarted", children_of(stage.web.pid) == before
    took = wait_for(lambda: stage.service.health().get("ok"), "a green health check")
    yield f"the task worker goes on by itself (all green after {took:.1f} s)", stage.worker.poll() is None
    yield from _nothing_lost(load)


def new_version_comes(stage: Stage) -> Seen:
    """Crash-10: a reload (HUP) drops no request; a stop (TERM) lets those in hand finish, and the others can be sent again."""
    with stage.load() as load:
        time.sleep(WARM_UP)
        old = children_of(stage.web.pid)
        stage.web.send_signal(signal.SIGHUP)
        wait_for(lambda: not set(old) & set(children_of(stage.web.pid)), "the old web workers' end")
        yield from _goes_on(load)
    yield f"reload: every request was answered ({_told(load)})", set(load.statuses()) <= ANSWERED
    yield from _nothing_lost(load)
    with stage.load() as load:
        time.sleep(WARM_UP)
        began = time.monotonic()
        stage.service.end(stage.web)
        stage.web = stage.service.start_web()
        away = time.monotonic() - began
        yield from _goes_on(load)
    told = f"stop and start: away for {away:.1f} s, all sent again and saved after it ({_told(load)})"
    yield told, set(load.statuses()) <= {*ANSWERED, NOT_LET_IN, CUT_OFF}
    cut_off = [save.note for save in load.saves if save.answer.status == CUT_OFF]
    fresh_connection()
    yield "what the server had begun it finished; it had begun none of those cut off", not Rating.history.filter(note__in=cut_off).exists()
    yield from _nothing_lost(load)


def cache_lost(stage: Stage) -> Seen:
    """Crash-09: the cache (sign-in limits, heartbeat) is emptied; nobody is signed out, everybody can sign in, limits count anew."""
    with stage.load() as load:
        time.sleep(WARM_UP)
        cache.clear()
        yield from _goes_on(load)
        login = reverse("account_login")
        browser = Browser(stage.service.port)
        posted = {"login": load.people[0].email, "password": PASSWORD}
        yield "a person signs in right after", browser.post(login, posted).status == 302
        wrong = ["liian monta" in browser.post(login, {**posted, "password": f"väärä {number}"}).body for number in range(6)]
        yield "wrong passwords are limited from the sixth on, as before", wrong == [False] * 5 + [True]
        cache.clear()  # the worker is heard of again at its next beat; the drill of the database waits for it
    yield f"nobody was signed out ({_told(load)})", set(load.statuses()) <= ANSWERED
    yield from _nothing_lost(load)


def files_away(stage: Stage) -> Seen:
    """Crash-12: the folder of files is gone; the health check is red, pages without files work, and it recovers by itself."""
    away = stage.service.media.with_name("media-away")
    reader = _reader(stage)
    with stage.load() as load:
        stage.service.media.rename(away)
        try:
            health = stage.service.health()
            yield "the health check is red for the files alone", health.get("media") is False and health.get("database") is True
            page = reader.get(reverse("assessments:assessment-list"))
            yield "pages without files work", page.status == 200
            time.sleep(WARM_UP)
        finally:
            away.rename(stage.service.media)
        wait_for(lambda: stage.service.health().get("ok"), "a green health check")
        yield "green again when the folder is back", True
    yield f"saving went on ({_told(load)})", set(load.statuses()) <= ANSWERED
    yield from _nothing_lost(load)


def _goes_on(load: Load) -> Seen:
    """Let the load go on for a while; new saves must be acknowledged."""
    before = load.acknowledged()
    took = wait_for(lambda: load.acknowledged() > before + len(load.people), "the next saves", seconds=20)
    time.sleep(max(0.0, AFTER - took))
    yield f"saving goes on (everybody's next within {took:.1f} s)", True


def _nothing_lost(load: Load) -> Seen:
    found = differences(load.saves)
    yield f"{load.acknowledged()} acknowledged saves are stored, each once", not found and load.acknowledged() > 0
    for difference in found[:5]:
        yield difference, False


def _told(load: Load) -> str:
    return ", ".join(f"{count} × {NAMES.get(status, status)}" for status, count in sorted(load.statuses().items()))


def _order_work(stage: Stage) -> tuple[Report, set[int]]:
    """Order a report and write mails at the same moment; return the report and the keys of the mails."""
    assessment, now = stage.finished(), timezone.now()
    others = Assessment.objects.filter(status=AssessmentStatus.ARCHIVED).order_by("pk")[:3]
    with transaction.atomic():
        report = request_report(assessment=assessment, at=now)
        for other in others:
            mail_started(other, participant_users(other), now)
    return report, set(OutgoingMail.objects.filter(queued_at=now).values_list("pk", flat=True))


def _status(report: Report) -> str:
    return Report.objects.values_list("status", flat=True).get(pk=report.pk)


def _file_of(report: Report) -> int | None:
    return Report.objects.values_list("file_id", flat=True).get(pk=report.pk)


def _reader(stage: Stage) -> Browser:
    return stage.load().people[0].browser


DRILLS = [cache_lost, web_worker_killed, task_worker_killed, database_restarted, new_version_comes, files_away]
