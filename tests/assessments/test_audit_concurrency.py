"""Many at once on real connections: a place is taken once, told of once, and replaced or taken but never both."""

from __future__ import annotations

import pytest

from assessments.models import AuditSeat
from assessments.services.auditing.invitations import accept_seat
from assessments.services.auditing.seats import invite_auditors, name_auditor, replace_auditor
from config.toolkit.errors import DomainError, RefusedInputError
from tests.assessments.test_concurrency import AT_ONCE, at_once
from tests.factories.applications import make_coordinator
from tests.factories.auditing import NAMED_AT, audited, make_auditable, make_auditor, make_invited, make_named
from workshops.models import AuditEvent, OutgoingMail

pytestmark = pytest.mark.django_db(transaction=True)


def events(action: str) -> int:
    return AuditEvent.objects.filter(action=action).count()


def test_accept_twenty_times_at_once_takes_the_place_once() -> None:
    [first, second] = make_invited()
    accept_seat(seat=first, declared=True, by=first.auditor.user, at=NAMED_AT)
    results = at_once(lambda _: accept_seat(seat=second, declared=True, by=second.auditor.user, at=NAMED_AT))
    assert sum(isinstance(result, AuditSeat) for result in results) == AT_ONCE
    assert (events("auditor_accept"), events("audit_start_reading"), events("application_start_audit")) == (2, 1, 1)
    assert OutgoingMail.objects.filter(kind="audit_started", to_user=second.auditor.user).count() == 1
    assert OutgoingMail.objects.filter(kind="audit_started_applicant").count() == 1


def test_accept_by_both_at_once_opens_the_material_once() -> None:
    seats = make_invited()
    at_once(lambda number: accept_seat(seat=seats[number % 2], declared=True, by=seats[number % 2].auditor.user, at=NAMED_AT))
    assert (events("auditor_accept"), events("audit_start_reading")) == (2, 1)
    assert OutgoingMail.objects.filter(kind="audit_started").count() == 2


def test_accept_and_replace_at_once_leave_one_truth() -> None:
    coordinator = make_coordinator()
    [first, _second] = make_invited(by=coordinator)

    def act(number: int) -> object:
        if number == AT_ONCE // 2:
            return replace_auditor(seat=first, by=coordinator, at=NAMED_AT)
        return accept_seat(seat=first, declared=True, by=first.auditor.user, at=NAMED_AT)

    results = at_once(act)
    first.refresh_from_db()
    assert first.status == "replaced"
    assert events("auditor_replace") == 1
    assert events("auditor_accept") <= 1
    assert all(isinstance(result, AuditSeat | DomainError) for result in results)


def test_invite_twenty_times_at_once_sends_each_invitation_once() -> None:
    coordinator = make_coordinator()
    application = audited(make_named(by=coordinator)[0].assessment)
    results = at_once(lambda _: invite_auditors(application=application, by=coordinator, at=NAMED_AT))
    assert sum(isinstance(result, list) for result in results) == 1
    assert OutgoingMail.objects.filter(kind="seat_invited").count() == events("auditor_invite") == 2


def test_name_twenty_auditors_at_once_fills_two_places() -> None:
    coordinator, application = make_coordinator(), make_auditable()
    auditors = [make_auditor() for _ in range(6)]
    results = at_once(
        lambda number: name_auditor(application=application, auditor=auditors[number % 6], by=coordinator, at=NAMED_AT), times=12
    )
    assert sum(isinstance(result, AuditSeat) for result in results) == AuditSeat.objects.count() == 2
    assert sum(isinstance(result, RefusedInputError) for result in results) == 10
