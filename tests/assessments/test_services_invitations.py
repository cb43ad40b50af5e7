"""Auditors answer their invitations, and conflicts that come up stop them at once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from assessments.lifecycle import AuditStatus
from assessments.models import Application, Auditor, AuditSeat, ConflictDeclaration
from assessments.services.auditing import invitations
from assessments.services.auditing.invitations import accept_seat, declare_conflict, decline_seat, stop_blocked_seats
from assessments.services.auditing.seats import replace_auditor
from assessments.services.rounds import move_deadline
from config.toolkit.errors import NotAllowedError, RefusedInputError, WrongStateError
from tests.factories.assessments import Cast
from tests.factories.auditing import (
    FINAL_AT,
    NAMED_AT,
    audited,
    make_auditable,
    make_auditor,
    make_final,
    make_invited,
    make_named,
    make_reading,
)
from tests.factories.workshops import grant
from workshops.models import AuditEvent, OutgoingMail, RoleGrant, User
from workshops.permissions import Access
from workshops.roles import Role

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def mails(kind: str) -> list[User | None]:
    return [mail.to_user for mail in OutgoingMail.objects.filter(kind=kind).order_by("pk")]


def reads(seat: AuditSeat) -> bool:
    access = Access.of(seat.auditor.user, timezone.localdate(NAMED_AT))
    return AuditSeat.objects.reading(access).filter(pk=seat.pk).exists()


def applicant_workshop(seat: AuditSeat):
    return Application.objects.get(audits__seats=seat).units.get().workshop


# Accepting -------------------------------------------------------------------------------------------------------------------


def test_accept_seat_by_the_last_opens_the_material_and_tells_everybody(coordinator: User) -> None:
    cast = Cast()
    [first, second] = make_invited(make_auditable(cast=cast), coordinator)
    accept_seat(seat=first, declared=True, by=first.auditor.user, at=NAMED_AT)
    assert not reads(first)
    assert not mails("audit_started")
    accept_seat(seat=second, declared=True, by=second.auditor.user, at=NAMED_AT + DAY)
    application = audited(first.assessment)
    audit = application.audits.get()
    assert (application.status, audit.status, audit.started_at) == ("in_audit", AuditStatus.READING, NAMED_AT + DAY)
    assert reads(first)
    assert reads(second)
    assert mails("audit_started") == [first.auditor.user, second.auditor.user]
    assert mails("audit_started_applicant") == [cast.contact]
    first.refresh_from_db()
    assert (first.accepted_at, first.employer) == (NAMED_AT, first.auditor.organisation)


def test_accept_seat_needs_the_declaration() -> None:
    [first, _second] = make_invited()
    with pytest.raises(RefusedInputError) as refusal:
        accept_seat(seat=first, declared=False, by=first.auditor.user, at=NAMED_AT)
    assert refusal.value.field == "declared"


def test_accept_seat_is_her_own_as_long_as_she_is_an_auditor(coordinator: User) -> None:
    [first, second] = make_invited(by=coordinator)
    for by in (second.auditor.user, coordinator):
        for act in (
            lambda by=by: accept_seat(seat=first, declared=True, by=by, at=NAMED_AT),
            lambda by=by: decline_seat(seat=first, has_conflict=False, by=by, at=NAMED_AT),
            lambda by=by: declare_conflict(seat=first, by=by, at=NAMED_AT),
        ):
            with pytest.raises(NotAllowedError):
                act()
    RoleGrant.objects.filter(user=first.auditor.user, role=Role.PEER_AUDITOR).update(ended_at=NAMED_AT, ended_by=coordinator)
    with pytest.raises(NotAllowedError):
        accept_seat(seat=first, declared=True, by=first.auditor.user, at=NAMED_AT + DAY)


def test_accept_seat_is_refused_with_a_conflict_without_override() -> None:
    [first, _second] = make_invited()
    grant(first.auditor.user, Role.WORKER, workshop=applicant_workshop(first))
    with pytest.raises(WrongStateError, match="Tehtävää ei voi ottaa vastaan"):
        accept_seat(seat=first, declared=True, by=first.auditor.user, at=NAMED_AT)


def test_accept_seat_does_not_open_a_team_that_has_lost_its_experience() -> None:
    [first, second] = make_invited()
    accept_seat(seat=first, declared=True, by=first.auditor.user, at=NAMED_AT)
    Auditor.objects.update(earlier_audits=0)
    accept_seat(seat=second, declared=True, by=second.auditor.user, at=NAMED_AT)
    assert audited(first.assessment).status == "submitted"
    assert not reads(first)


def test_accept_seat_waits_when_the_deadline_has_been_moved_later(coordinator: User) -> None:
    [first, _second] = make_invited(by=coordinator)
    into = audited(first.assessment).round
    assert into is not None
    move_deadline(round_=into, deadline_at=NAMED_AT + 5 * DAY, reason="Palvelussa oli katko.", by=coordinator, at=NAMED_AT)
    with pytest.raises(WrongStateError, match="Hakuaikaa on jatkettu"):
        accept_seat(seat=first, declared=True, by=first.auditor.user, at=NAMED_AT + DAY)
    accept_seat(seat=first, declared=True, by=first.auditor.user, at=NAMED_AT + 6 * DAY)


# Declining -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("has_conflict", [False, True])
def test_decline_seat_tells_the_coordinators_and_keeps_a_conflict_only_when_told(coordinator: User, has_conflict: bool) -> None:
    [first, second] = make_invited(by=coordinator)
    decline_seat(seat=first, has_conflict=has_conflict, by=first.auditor.user, at=NAMED_AT)
    first.refresh_from_db()
    assert (first.status, first.ended_at, first.ended_by) == ("declined", NAMED_AT, first.auditor.user)
    assert coordinator in mails("seat_declined")
    assert ConflictDeclaration.objects.count() == AuditEvent.objects.filter(action="conflict_declared").count() == int(has_conflict)
    second.refresh_from_db()
    assert second.status == "invited"


def test_decline_seat_after_accepting_is_refused() -> None:
    audit = make_reading()
    seat = audit.seats.first()
    with pytest.raises(WrongStateError, match="”Mukana”"):
        decline_seat(seat=seat, has_conflict=False, by=seat.auditor.user, at=NAMED_AT)


# Conflicts that come up ------------------------------------------------------------------------------------------------------


def test_declare_conflict_stops_the_reading_at_once_and_tells(coordinator: User) -> None:
    audit = make_reading(by=coordinator)
    [first, second] = audit.seats.order_by("pk")
    assert reads(first)
    declare_conflict(seat=first, by=first.auditor.user, at=NAMED_AT)
    audit.refresh_from_db()
    assert not reads(first)
    assert reads(second)
    assert audit.status == AuditStatus.ASSIGNING
    told = mails("seat_stopped")
    assert coordinator in told
    assert first.auditor.user in told
    assert second.auditor.user not in told


def test_final_report_keeps_its_auditors_whatever_comes_up_later(coordinator: User) -> None:
    audit = make_final(make_auditable(), coordinator)
    first, second = audit.seats.order_by("pk")
    grant(first.auditor.user, Role.WORKER, workshop=applicant_workshop(first))
    assert stop_blocked_seats(at=FINAL_AT) == 0
    declare_conflict(seat=second, by=second.auditor.user, at=FINAL_AT)
    assert {seat.status for seat in audit.seats.all()} == {"accepted"}
    assert audit.participants.active().count() == 2
    assert not any(reads(seat) for seat in audit.seats.all())
    assert mails("seat_stopped").count(coordinator) == 1


def test_declare_conflict_before_accepting_is_refused() -> None:
    [first, _second] = make_invited()
    with pytest.raises(WrongStateError):
        declare_conflict(seat=first, by=first.auditor.user, at=NAMED_AT)
    assert not ConflictDeclaration.objects.exists()


def test_conflict_by_a_new_role_closes_the_material_before_anybody_notices(coordinator: User) -> None:
    audit = make_reading(by=coordinator)
    [first, second] = audit.seats.order_by("pk")
    grant(first.auditor.user, Role.WORKER, workshop=applicant_workshop(first))
    assert not reads(first)
    assert stop_blocked_seats(at=NAMED_AT) == 1
    first.refresh_from_db()
    audit.refresh_from_db()
    assert (first.status, first.ended_by, audit.status) == ("stopped", None, AuditStatus.ASSIGNING)
    assert reads(second)
    assert stop_blocked_seats(at=NAMED_AT) == 0
    assert len(mails("seat_stopped")) == len(set(mails("seat_stopped"))) > 1


def test_conflict_of_a_proposed_auditor_is_told_to_coordinators_alone(coordinator: User) -> None:
    [first, _second] = make_named(by=coordinator)
    grant(first.auditor.user, Role.WORKER, workshop=applicant_workshop(first))
    assert stop_blocked_seats(at=NAMED_AT) == 1
    assert first.auditor.user not in mails("seat_stopped")
    assert coordinator in mails("seat_stopped")


def test_stop_blocked_seats_leaves_ended_places_as_they_are(coordinator: User) -> None:
    audit = make_reading(by=coordinator)
    seat = audit.seats.first()
    replace_auditor(seat=seat, by=coordinator, at=NAMED_AT)
    grant(seat.auditor.user, Role.WORKER, workshop=applicant_workshop(seat))
    assert stop_blocked_seats(at=NAMED_AT) == 0


def test_stop_blocked_seats_goes_past_one_that_fails(coordinator: User, monkeypatch: pytest.MonkeyPatch, caplog) -> None:
    [first, second] = make_invited(by=coordinator)
    for seat in (first, second):
        grant(seat.auditor.user, Role.WORKER, workshop=applicant_workshop(seat))
    stop = invitations._stop_if_blocked

    def failing(seat: AuditSeat, at: dt.datetime) -> bool:
        if seat.pk == first.pk:
            raise ValueError("rikki")
        return stop(seat, at)

    monkeypatch.setattr(invitations, "_stop_if_blocked", failing)
    assert stop_blocked_seats(at=NAMED_AT) == 1
    assert first.ref in caplog.text


def test_auditor_who_has_a_warning_alone_reads_on(coordinator: User) -> None:
    audit = make_reading(by=coordinator)
    seat = audit.seats.first()
    workshop = applicant_workshop(seat)
    seat.auditor.workshop.municipality = workshop.municipality
    seat.auditor.workshop.save()
    assert reads(seat)
    assert stop_blocked_seats(at=NAMED_AT) == 0
    assert make_auditor().pk != seat.auditor_id
