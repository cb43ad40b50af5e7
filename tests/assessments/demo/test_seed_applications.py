"""The demo: what it promises of rounds and applications."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from typing import Any

import pytest
from django.db.models import Count
from django.test import Client
from django.utils import timezone

from assessments.demo.content import FOLDER, applications, applied
from assessments.demo.nation import AUDITED
from assessments.lifecycle import READ_STATUSES, ApplicationStatus
from assessments.models import Application, ApplicationAnswer, Evidence, Round, Submission
from assessments.selectors.applications.submissions import content_of
from config.toolkit.working_days import is_working_day
from workshops.models import AuditEvent, User
from workshops.permissions import Access

pytestmark = pytest.mark.xdist_group("demo")  # one process makes the demo for all of them

APPLIED = sorted(path.stem for path in (FOLDER / "applied").glob("*.yaml"))


def _at(demo: dict[str, Any], name: str) -> Application:
    return Application.objects.select_related("round").get(ref=demo["urls"][f"application_{name}"].split("/")[2])


def _access(demo: dict[str, Any], login: str) -> Access:
    return Access.of(User.objects.get(email=demo["logins"][login]), timezone.localdate())


def test_one_round_passed_long_ago_one_lately_and_one_is_open(demo, db):
    earlier, past, recent, is_open = Round.objects.order_by("deadline_at")
    now = timezone.now()
    assert earlier.decision_date.year < timezone.localdate().year
    assert now - past.deadline_at > dt.timedelta(days=90)
    assert past.decision_date < timezone.localdate()
    assert dt.timedelta(0) < now - recent.deadline_at < dt.timedelta(days=60)
    assert is_open.takes_applications(now)
    assert {timezone.localtime(each.deadline_at).strftime("%H.%M") for each in (past, recent, is_open)} == {"16.15"}
    assert AuditEvent.objects.filter(action="deadline_moved", object_ref=recent.ref).count() == 1


def test_applications_are_in_every_state_up_to_an_audit(demo, db):
    by_round = {each.pk: set(each.applications.values_list("status", flat=True)) for each in Round.objects.all()}
    earlier, past, recent, is_open = (by_round[each.pk] for each in Round.objects.order_by("deadline_at"))
    assert earlier == {ApplicationStatus.GRANTED}
    assert past == {
        ApplicationStatus.IN_AUDIT,
        ApplicationStatus.AUDITED,
        ApplicationStatus.GRANTED,
        ApplicationStatus.REFUSED,
        ApplicationStatus.LAPSED,
    }
    assert recent == {ApplicationStatus.IN_AUDIT, ApplicationStatus.SUBMITTED, ApplicationStatus.LAPSED, ApplicationStatus.WITHDRAWN}
    assert is_open == {ApplicationStatus.REGISTERED, ApplicationStatus.OPEN, ApplicationStatus.SUBMITTED}
    assert Application.objects.filter(round=None, status=ApplicationStatus.REGISTERED).count() == 1
    assert AuditEvent.objects.filter(action="application_renew").count() == 1


def test_one_is_submitted_twice_one_is_changed_after_and_one_covers_three_units(demo, db):
    submitted = Application.objects.filter(status__in=READ_STATUSES).select_related("round__version__framework", "organisation")
    assert Counter(application.submissions.count() for application in submitted) == {1: 15 + AUDITED, 2: 1}
    changed = [application for application in submitted if content_of(application) != application.submissions.latest("number").data]
    assert [unit.workshop.name for application in changed for unit in application.units.all()] == ["Nuorten paja Satama"]
    assert submitted.annotate(covered=Count("units")).filter(covered=3).count() == 1
    assert all(submission.is_intact for submission in Submission.objects.all())


def test_every_submission_has_a_text_for_every_criterion_and_some_have_files(demo, db):
    contents = [submission.data for submission in Submission.objects.all()]
    assert {len([answer for answer in content["answers"] if answer["text"]]) for content in contents} == {31}
    assert any(answer["level"] is None for content in contents for answer in content["answers"])  # levels are optional
    assert Submission.objects.filter(files__isnull=False).exists()


def test_the_contact_manages_one_registered_one_open_and_one_submitted(demo, db):
    managed = Application.objects.managed_by(_access(demo, "contact"))
    for name in ("registered", "open", "submitted"):
        application = _at(demo, name)
        assert application.status == name
        assert application in managed
        assert application.contact.email == demo["logins"]["contact"]
        assert application.round.takes_applications(timezone.now())


def test_the_open_one_is_written_filled_and_shown_in_part(demo, db):
    application = _at(demo, "open")
    written = application.answers.exclude(text="")
    assert 0 < written.count() < 31
    assert application.sources.count() == 2
    assert written.filter(text__startswith="Tekstiilipaja Nuppu:").exists()
    assert written.filter(text__startswith="Metallipaja Ahjo:").exists()
    assert written.filter(text__startswith="Nupussa").exists()
    assert Evidence.objects.filter(application=application, file__isnull=False).exists()


def test_the_coordinator_opens_the_rounds_and_reads_no_text_of_the_open_one(demo, db, client_of):
    client = client_of(User.objects.get(email=demo["logins"]["coordinator"]))
    listed = client.get(demo["urls"]["round_list"]).content.decode()
    assert all(each.name in listed for each in Round.objects.all())
    board = client.get(demo["urls"]["round_board"]).content.decode()
    assert "Kierrätyspaja Kierros" in board
    texts = ApplicationAnswer.objects.filter(application__round=_at(demo, "submitted").round).exclude(text="")
    seen = board + client.get(demo["urls"]["application_submitted"]).content.decode()
    assert [text for text in texts.values_list("text", flat=True) if text[:40] in seen] == []


def test_anybody_opens_the_receipt(demo, db):
    page = Client().get(demo["urls"]["receipt"])
    assert page.status_code == 200
    assert _at(demo, "submitted").submissions.get().sha256 in page.content.decode()


def test_the_stranger_sees_nothing_of_the_applications(demo, db, client_of):
    client = client_of(User.objects.get(email=demo["logins"]["stranger"]))
    for name in ("application_registered", "application_open", "application_submitted"):
        assert client.get(demo["urls"][name]).status_code == 404, name
    for name in ("round_list", "round_board"):
        assert client.get(demo["urls"][name]).status_code in {403, 404}, name
    assert not Application.objects.visible_to(_access(demo, "stranger")).exists()


def test_nothing_is_written_on_a_holiday_after_the_deadline_or_in_the_future(demo, db):
    rows = Application.objects.values_list("registered_at", "opened_at", "withdrawn_at", "lapsed_at")
    moments = [moment for row in rows for moment in row if moment]
    moments += [*Round.objects.values_list("created_at", flat=True), *Submission.objects.values_list("arrived_at", flat=True)]
    moments += ApplicationAnswer.objects.values_list("saved_at", flat=True)
    assert max(moments) <= timezone.now()
    assert [moment for moment in moments if not is_working_day(timezone.localdate(moment))] == []
    saved = ApplicationAnswer.objects.values_list("saved_at", "application__round__deadline_at", "application__opened_at")
    assert [row for row in saved if not row[2] <= row[0] <= row[1]] == []
    first = Application.objects.exclude(round=None).values_list("registered_at", "opened_at", "round__opens_date", "status")
    assert [row for row in first if row[1] and not row[0] <= row[1]] == []
    assert [row for row in first if row[1] and row[3] != ApplicationStatus.OPEN and timezone.localdate(row[1]) < row[2]] == []


@pytest.mark.parametrize("name", APPLIED)
def test_what_an_application_says_is_said_once_in_full_sentences(name):
    said = applied(name)
    new = [text for code, text in said.later.items() if code not in said.texts]
    sentences = Counter(part for text in [*said.texts.values(), *new] for part in re.split(r"(?<=[.!?])\s+", text) if len(part) > 12)
    assert [sentence for sentence, times in sentences.items() if times > 1] == []
    assert [text for text in [*said.texts.values(), *said.later.values()] if text.strip()[-1] not in ".!?”"] == []
    assert set(said.levels) <= set(said.texts)
    assert all(text != said.texts.get(code) for code, text in said.later.items())


def test_every_application_of_the_data_is_made(demo, db):
    plans = applications()["applications"]
    assert {plan["says"] for plan in plans if "says" in plan} == set(APPLIED)
    assert Application.objects.count() == len(plans) + AUDITED
    assert sum(len(plan["workshops"]) for plan in plans) + AUDITED == sum(
        Application.objects.annotate(n=Count("units")).values_list("n", flat=True)
    )
