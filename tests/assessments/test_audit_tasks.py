"""What waits for an auditor on the front page."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.models import AuditSeat, ConflictDeclaration
from assessments.selectors.auditing.answering import answer_by
from assessments.selectors.auditing.tasks import add_audit_tasks
from assessments.selectors.task_list import TaskList
from assessments.services.auditing.invitations import accept_seat, decline_seat
from assessments.services.auditing.seats import invite_auditors, name_auditor
from tests.conftest import HELSINKI
from tests.factories.assessments import AT, Cast
from tests.factories.auditing import NAMED_AT, make_auditable, make_auditor, make_invited, make_named, make_reading
from tests.factories.workshops import UserFactory, WorkshopFactory
from workshops.models import User
from workshops.permissions import Access

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def named(name: str = "Kivipaja"):
    return make_auditable(cast=Cast(WorkshopFactory(name=name)))


def tasks_of(user: User, at: dt.datetime = NAMED_AT) -> TaskList:
    tasks = TaskList()
    add_audit_tasks(tasks, Access.of(user, timezone.localdate(at)), at)
    return tasks


def front_page(client: Client) -> str:
    response = client.get("/")
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def test_invitation_waits_for_an_answer_within_a_week(client_of) -> None:
    [seat, _other] = make_invited(named())
    [task] = tasks_of(seat.auditor.user).mine
    assert task.title == "Kivipaja, vertaisauditointi: kutsu auditoitsijaksi"
    assert task.url == reverse("assessments:seat-detail", args=[seat.ref])
    assert task.due_date == dt.date(2026, 12, 10)  # invited on Thursday the 3rd
    assert task.tag == "vastaa to 10.12. mennessä"
    [late] = tasks_of(seat.auditor.user, NAMED_AT + dt.timedelta(days=9)).mine
    assert late.tag == "vastausta toivottiin to 10.12."
    html = front_page(client_of(seat.auditor.user))
    assert task.title in html
    assert task.url in html


def test_proposal_waits_for_nobody(client_of) -> None:
    [seat, _other] = make_named()
    assert tasks_of(seat.auditor.user).is_empty


def test_accepted_waits_for_the_other() -> None:
    [seat, _other] = make_invited(named())
    accept_seat(seat=seat, declared=True, by=seat.auditor.user, at=NAMED_AT)
    tasks = tasks_of(seat.auditor.user)
    assert tasks.mine == []
    assert [task.title for task in tasks.others] == ["Kivipaja, vertaisauditointi: odottaa toisen auditoitsijan vastausta"]


def test_declined_asks_nothing_more() -> None:
    [seat, _other] = make_invited()
    decline_seat(seat=seat, has_conflict=False, by=seat.auditor.user, at=NAMED_AT)
    assert tasks_of(seat.auditor.user).is_empty


def test_audit_is_read_until_a_conflict_appears() -> None:
    audit = make_reading(named())
    seat = AuditSeat.objects.select_related("auditor__user").filter(assessment=audit)[0]
    [task] = tasks_of(seat.auditor.user).mine
    assert task.title == "Kivipaja, vertaisauditointi: tutustu aineistoon"
    assert task.url == reverse("assessments:audit-detail", args=[audit.ref])
    assert task.due_date == audit.plan.ends_date
    assert audit.application is not None
    ConflictDeclaration.objects.create(
        auditor=seat.auditor, organisation=audit.application.organisation, declared_at=AT, declared_by=seat.auditor.user
    )
    assert tasks_of(seat.auditor.user).is_empty


def test_what_is_due_first_stands_first() -> None:
    audit = make_reading(named("Aura"))
    seat = AuditSeat.objects.select_related("auditor__user").filter(assessment=audit)[0]
    application, by = named("Oiva"), audit.created_by
    for auditor in (seat.auditor, make_auditor()):
        name_auditor(application=application, auditor=auditor, by=by, at=NAMED_AT)
    invite_auditors(application=application, by=by, at=NAMED_AT)
    assert [task.title.split(",")[0] for task in tasks_of(seat.auditor.user).mine] == ["Oiva", "Aura"]


def test_others_pay_no_query_for_it(coordinator: User) -> None:
    for user in (coordinator, Cast().contact, UserFactory()):
        access = Access.of(user, timezone.localdate(AT))
        with CaptureQueriesContext(connection) as captured:
            add_audit_tasks(TaskList(), access, AT)
        assert len(captured) == 0


@pytest.mark.parametrize("count", [1, 3])
def test_front_page_asks_the_same_number_of_queries(client_of, coordinator: User, count: int) -> None:
    auditor = make_auditor()
    for _number in range(count):
        application = named()
        for each in (auditor, make_auditor()):
            name_auditor(application=application, auditor=each, by=coordinator, at=NAMED_AT)
        invite_auditors(application=application, by=coordinator, at=NAMED_AT)
    client = client_of(auditor.user)
    front_page(client)
    with CaptureQueriesContext(connection) as captured:
        assert front_page(client).count("kutsu auditoitsijaksi") == count
    assert len(captured) == 11


@pytest.mark.parametrize(
    ("invited", "day"),
    [
        ((2026, 11, 20), dt.date(2026, 11, 27)),  # a Friday, to a Friday
        ((2026, 11, 21), dt.date(2026, 11, 30)),  # a Saturday, to a Monday
        ((2026, 12, 18), dt.date(2027, 1, 7)),  # over Christmas
        ((2027, 6, 28), dt.date(2027, 8, 2)),  # over July
    ],
)
def test_answer_is_due_on_a_working_day(invited: tuple[int, int, int], day: dt.date) -> None:
    assert answer_by(dt.datetime(*invited, 23, 30, tzinfo=HELSINKI)) == day
