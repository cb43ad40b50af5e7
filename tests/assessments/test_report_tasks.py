"""What the report of an audit asks on the front pages, and the mails of the clock: three days before the end, and when it has passed."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.lifecycle import AuditStatus
from assessments.models import Assessment
from assessments.selectors.auditing.report_tasks import add_report_tasks
from assessments.selectors.auditing.tasks import add_audit_tasks
from assessments.selectors.task_list import Task, TaskList
from assessments.services.auditing.checking import return_report
from assessments.services.auditing.commenting import finish_commenting
from assessments.services.deadline_reminders import remind_of_deadlines
from tests.assessments.test_commenting import LAST_DAY, LAST_MOMENT, mails
from tests.conftest import HELSINKI
from tests.factories.assessments import Cast
from tests.factories.auditing import DRAFTED_AT, FINAL_AT, make_audit, make_auditable, make_decider
from tests.factories.workshops import UserFactory, WorkshopFactory
from workshops.models import OutgoingMail, User
from workshops.permissions import Access

pytestmark = pytest.mark.django_db
AFTER = LAST_MOMENT + dt.timedelta(hours=12)


def make(state: str, coordinator: User) -> tuple[Cast, Assessment]:
    cast = Cast(WorkshopFactory(name="Kivipaja"))
    return cast, make_audit(state, make_auditable(cast=cast), coordinator)


def auditors(audit: Assessment) -> list[User]:
    return [seat.auditor.user for seat in audit.seats.order_by("pk")]


def tasks_of(user: User, at: dt.datetime) -> TaskList:
    tasks = TaskList()
    add_report_tasks(tasks, Access.of(user, timezone.localdate(at)), at)
    return tasks


def every_task(auditor: User, at: dt.datetime) -> list[Task]:
    """What the front page shows an auditor of her audits and their reports."""
    tasks, access = TaskList(), Access.of(auditor, timezone.localdate(at))
    add_audit_tasks(tasks, access, at)
    add_report_tasks(tasks, access, at)
    return [*tasks.mine, *tasks.others, *tasks.ready]


def morning(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(9), tzinfo=HELSINKI)


# Front pages --------------------------------------------------------------------------------------------------------------------


def test_draft_waits_for_its_workshop_until_the_last_day(coordinator: User) -> None:
    cast, audit = make("commenting", coordinator)
    [task] = tasks_of(cast.contact, LAST_MOMENT).mine
    assert task.title == "Kivipaja: raporttiluonnos odottaa kommenttejanne"
    assert (task.due_date, task.tag) == (LAST_DAY, "su 7.2. mennessä")
    assert task.url == reverse("assessments:audit-report", args=[audit.ref])
    assert tasks_of(cast.contact, AFTER).is_empty
    finish_commenting(audit=audit, by=cast.contact, at=DRAFTED_AT)
    assert tasks_of(cast.contact, DRAFTED_AT).is_empty


def test_auditors_wait_for_comments_and_then_answer_them(coordinator: User) -> None:
    _cast, audit = make("commenting", coordinator)
    for auditor in auditors(audit):
        [waiting] = tasks_of(auditor, DRAFTED_AT).others
        assert waiting.title == "Kivipaja: työpaja kommentoi raporttiluonnosta"
        [task] = tasks_of(auditor, AFTER).mine
        assert (task.title, task.url) == ("Kivipaja: vastaa kommentteihin", reverse("assessments:audit-answers", args=[audit.ref]))


def test_report_to_check_is_the_coordinators_and_a_returned_one_the_auditors(coordinator: User) -> None:
    _cast, audit = make("checking", coordinator)
    [task] = tasks_of(coordinator, AFTER).mine
    assert (task.title, task.url) == ("Kivipaja: raportti odottaa tarkistusta", reverse("assessments:audit-check", args=[audit.ref]))
    [waiting] = tasks_of(auditors(audit)[0], AFTER).others
    assert waiting.title == "Kivipaja: raportti tarkistettavana"
    return_report(audit=audit, reason="Suositus puuttuu.", by=coordinator, at=AFTER)
    assert tasks_of(coordinator, AFTER).is_empty
    for auditor in auditors(audit):
        [task] = tasks_of(auditor, AFTER).mine
        assert task.title == "Kivipaja: raportti palautettiin korjattavaksi"


def test_auditor_has_one_task_of_a_report_that_waits_or_has_come_back(coordinator: User) -> None:
    _cast, audit = make("checking", coordinator)
    [waiting] = every_task(auditors(audit)[0], AFTER)
    assert waiting.title == "Kivipaja: raportti tarkistettavana"
    return_report(audit=audit, reason="Suositus puuttuu.", by=coordinator, at=AFTER)
    [task] = every_task(auditors(audit)[0], AFTER)
    assert task.title == "Kivipaja: raportti palautettiin korjattavaksi"


def test_final_report_is_news_to_its_workshop_for_a_month(coordinator: User) -> None:
    cast, audit = make("final", coordinator)
    [task] = tasks_of(cast.contact, FINAL_AT).ready
    assert task.title == "Kivipaja: auditoinnin raportti on valmis"
    assert tasks_of(cast.contact, FINAL_AT + dt.timedelta(days=30)).ready
    assert tasks_of(cast.contact, FINAL_AT + dt.timedelta(days=31)).is_empty
    assert tasks_of(auditors(audit)[0], FINAL_AT).is_empty


@pytest.mark.parametrize("state", [status for status in AuditStatus if status not in {"assigning", "cancelled"}])
def test_others_have_nothing_to_do(coordinator: User, state: AuditStatus) -> None:
    make(state, coordinator)
    for person in (Cast().leader, UserFactory(), make_decider()):
        with CaptureQueriesContext(connection):
            assert tasks_of(person, AFTER).is_empty


def test_front_pages_show_the_tasks(client_of, coordinator: User, clock) -> None:
    cast, audit = make("checking", coordinator)
    clock.at(2027, 2, 9, 9)
    assert "raportti odottaa tarkistusta" in client_of(coordinator).get("/").content.decode()
    page = client_of(auditors(audit)[0]).get("/").content.decode()
    assert "raportti tarkistettavana" in page
    assert "tutustu aineistoon" not in page
    assert client_of(cast.contact).get("/").status_code == 200


# The clock ----------------------------------------------------------------------------------------------------------------------


def test_contact_is_reminded_three_days_before_the_end_once(coordinator: User) -> None:
    cast, audit = make("commenting", coordinator)
    days = [LAST_DAY - dt.timedelta(days=count) for count in range(9, -3, -1)]
    sent = {day: len(mails("comments_reminder")) for day in days if remind_of_deadlines(at=morning(day)) is not None}
    assert mails("comments_reminder") == [cast.contact]
    assert next(day for day, count in sent.items() if count) == dt.date(2027, 2, 4)  # a Thursday; the last day is a Sunday
    mail = OutgoingMail.objects.get(kind="comments_reminder")
    assert "Raporttiluonnosta voi kommentoida su 7.2. mennessä: Kivipaja" in mail.subject
    assert f"/auditoinnit/{audit.ref}/raportti/" in mail.text


def test_auditors_are_told_when_the_last_day_has_passed_once(coordinator: User) -> None:
    _cast, audit = make("commenting", coordinator)
    for day in (LAST_DAY - dt.timedelta(days=2), LAST_DAY, LAST_DAY + dt.timedelta(days=1), LAST_DAY + dt.timedelta(days=2)):
        remind_of_deadlines(at=morning(day))
        told = mails("comments_ended")
        assert len(told) == (2 if day > LAST_DAY else 0)
    assert set(told) == set(auditors(audit))
    assert f"/auditoinnit/{audit.ref}/vastaukset/" in OutgoingMail.objects.filter(kind="comments_ended")[0].text


def test_nobody_is_reminded_of_what_is_finished_or_in_another_state(coordinator: User) -> None:
    cast, audit = make("commenting", coordinator)
    finish_commenting(audit=audit, by=cast.contact, at=DRAFTED_AT)
    for state in ("drafting", "checking", "final"):
        make(state, coordinator)
    for day in (LAST_DAY - dt.timedelta(days=3), LAST_DAY + dt.timedelta(days=1)):
        remind_of_deadlines(at=morning(day))
    assert mails("comments_reminder") == mails("comments_ended") == []


def test_auditors_of_a_final_report_are_not_reminded_of_the_audits_end(coordinator: User) -> None:
    _cast, audit = make("final", coordinator)
    _other, running = make("visited", coordinator)
    for days in range(8):
        remind_of_deadlines(at=morning(audit.plan.ends_date - dt.timedelta(days=days)))
    assert set(mails("audit_reminder")) == set(auditors(running))
