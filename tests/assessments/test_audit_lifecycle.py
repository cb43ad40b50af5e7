"""The whole matrix of an audit and of a place in it: every state × every transition, and nobody moves what the table does not move."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction

from assessments.lifecycle import (
    AUDIT,
    AUDIT_STATUS_LABELS,
    AUDIT_TRANSITIONS,
    BEGUN_AUDIT_STATUSES,
    ENDED_SEATS,
    LIVE_SEATS,
    OPEN_AUDIT_STATUSES,
    REPORTED_AUDIT_STATUSES,
    RUNNING_AUDIT_STATUSES,
    SEAT,
    SEAT_STATUS_LABELS,
    SEAT_TRANSITIONS,
    AuditStatus,
    SeatStatus,
)
from assessments.models import Application, Assessment, AuditSeat
from assessments.services.applications.ending import withdraw_application
from assessments.services.auditing.audits import move_audit
from assessments.services.auditing.invitations import accept_seat, decline_seat, stop_blocked_seats
from assessments.services.auditing.seats import invite_auditors, move_seat, replace_auditor
from config.toolkit.errors import DomainError, WrongStateError
from tests.factories.applications import make_coordinator
from tests.factories.assessments import Cast
from tests.factories.auditing import (
    NAMED_AT,
    audited,
    make_audit,
    make_auditable,
    make_declined,
    make_invited,
    make_named,
    make_reading,
    make_replaced,
)
from tests.factories.workshops import grant
from workshops.models import AuditEvent, User
from workshops.roles import Permission, Role

pytestmark = pytest.mark.django_db

# state → transition → the state it leads to; what is missing is refused
AUDIT_MOVES = {
    "assigning": {"start_reading": "reading", "cancel": "cancelled"},
    "reading": {"agree_visit": "scheduled", "reassign": "assigning", "cancel": "cancelled"},
    "scheduled": {"cancel_visit": "reading", "record_visit": "visited", "reassign": "assigning", "cancel": "cancelled"},
    "visited": {"start_report": "drafting", "reassign": "assigning", "cancel": "cancelled"},
    "drafting": {"ask_comments": "commenting", "send_to_check": "checking", "reassign": "assigning", "cancel": "cancelled"},
    "commenting": {"send_to_check": "checking", "reassign": "assigning", "cancel": "cancelled"},
    "checking": {"return_report": "drafting", "approve_report": "final", "reassign": "assigning", "cancel": "cancelled"},
    "final": {"close": "closed"},
    "closed": {},
    "cancelled": {},
}
SEAT_MOVES = {
    "proposed": {"invite": "invited", "stop": "stopped"},
    "invited": {"accept": "accepted", "decline": "declined", "replace": "replaced", "stop": "stopped"},
    "accepted": {"replace": "replaced", "stop": "stopped"},
    "declined": {},
    "replaced": {},
    "stopped": {},
}


def make_stopped(by: User) -> AuditSeat:
    seat = make_invited(by=by)[0]
    grant(seat.auditor.user, Role.WORKER, workshop=audited(seat.assessment).units.get().workshop)
    stop_blocked_seats(at=NAMED_AT)
    return AuditSeat.objects.get(pk=seat.pk)


SEATS: dict[str, Callable[[User], AuditSeat]] = {
    "proposed": lambda by: make_named(by=by)[0],
    "invited": lambda by: make_invited(by=by)[0],
    "accepted": lambda by: make_reading(by=by).seats.order_by("pk")[0],
    "declined": lambda by: make_declined(by=by),
    "replaced": lambda by: make_replaced(by=by),
    "stopped": make_stopped,
}


def make_cancelled(by: User) -> Assessment:
    cast = Cast()
    audit = make_reading(make_auditable(cast=cast), by)
    withdraw_application(application=audited(audit), reason="", by=cast.leader, at=NAMED_AT)
    return Assessment.objects.get(pk=audit.pk)


AUDITS: dict[str, Callable[[User], Assessment]] = {
    "assigning": lambda by: make_named(by=by)[0].assessment,
    "cancelled": make_cancelled,
    **{
        state: lambda by, state=state: make_audit(state, by=by)  # type: ignore[misc]  # bound now
        for state in ("reading", "scheduled", "visited", "drafting", "commenting", "checking", "final", "closed")
    },
}


def fields_of(name: str, by: User) -> dict[str, object]:
    """What a move of a place writes with the state."""
    if SEAT_TRANSITIONS[name].target in ENDED_SEATS:
        return {"ended_at": NAMED_AT, "ended_by": by}
    return {"invite": {"invited_at": NAMED_AT, "invited_by": by}, "accept": {"accepted_at": NAMED_AT}}[name]


# The tables ------------------------------------------------------------------------------------------------------------------


def test_tables_hold_every_state_and_are_the_matrices_of_this_file() -> None:
    assert set(AUDIT_MOVES) == set(AUDIT_STATUS_LABELS) == set(AuditStatus) == set(AUDITS)
    assert set(SEAT_MOVES) == set(SEAT_STATUS_LABELS) == set(SeatStatus) == set(SEATS)
    told = {state: {each.name: each.target for each in AUDIT if state in each.sources} for state in AuditStatus}
    assert told == AUDIT_MOVES
    assert {state: {each.name: each.target for each in SEAT if state in each.sources} for state in SeatStatus} == SEAT_MOVES
    assert len(AUDIT) == len(AUDIT_TRANSITIONS)
    assert len(SEAT) == len(SEAT_TRANSITIONS)


def test_tables_divide_the_states() -> None:
    assert set(SeatStatus) == LIVE_SEATS | ENDED_SEATS
    assert not LIVE_SEATS & ENDED_SEATS
    assert all(SEAT_MOVES[state] for state in LIVE_SEATS)
    assert not any(SEAT_MOVES[state] for state in ENDED_SEATS)
    assert set(AuditStatus) - OPEN_AUDIT_STATUSES == {AuditStatus.CANCELLED, AuditStatus.CLOSED}
    assert set(AuditStatus) - RUNNING_AUDIT_STATUSES == {AuditStatus.CANCELLED, *REPORTED_AUDIT_STATUSES}
    assert all("reassign" in AUDIT_MOVES[state] for state in BEGUN_AUDIT_STATUSES)


def test_tables_say_who_moves() -> None:
    assert {each.name: each.permission for each in SEAT} == {
        "invite": Permission.MANAGE_ROUNDS,
        "accept": Permission.AUDIT,
        "decline": Permission.AUDIT,
        "replace": Permission.MANAGE_ROUNDS,
        "stop": Permission.MANAGE_ROUNDS,
    }


# Every state × every transition ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", AUDIT_MOVES)
def test_audit_moves_by_the_table_alone(coordinator: User, state: str) -> None:
    made = AUDITS[state](coordinator)
    for name in AUDIT_TRANSITIONS:
        audit = Assessment.objects.get(pk=made.pk)
        assert audit.status == state
        before = AuditEvent.objects.count()
        given = {"started_at": NAMED_AT, "started_by": coordinator} if name == "start_reading" else {}
        with transaction.atomic():
            if name in AUDIT_MOVES[state]:
                move_audit(audit, audited(audit), name, by=coordinator, at=NAMED_AT, **given)
                audit.refresh_from_db()
                assert audit.status == AUDIT_MOVES[state][name]
                event = AuditEvent.objects.latest("pk")
                assert (event.action, event.object_ref, event.details["from"]) == (f"audit_{name}", audited(audit).ref, state)
            else:
                with pytest.raises(WrongStateError):
                    move_audit(audit, audited(audit), name, by=coordinator, at=NAMED_AT, **given)
                audit.refresh_from_db()
                assert audit.status == state
                assert AuditEvent.objects.count() == before
            transaction.set_rollback(True)


@pytest.mark.parametrize("state", SEAT_MOVES)
def test_seat_moves_by_the_table_alone(coordinator: User, state: str) -> None:
    made = SEATS[state](coordinator)
    for name in SEAT_TRANSITIONS:
        seat = AuditSeat.objects.select_related("assessment", "auditor__user").get(pk=made.pk)
        assert seat.status == state
        application = audited(seat.assessment)
        with transaction.atomic():
            if name in SEAT_MOVES[state]:
                move_seat(seat, application, name, by=coordinator, at=NAMED_AT, **fields_of(name, coordinator))
                seat.refresh_from_db()
                assert seat.status == SEAT_MOVES[state][name]
                assert AuditEvent.objects.latest("pk").action == f"auditor_{name}"
            else:
                before = AuditEvent.objects.count()
                with pytest.raises(WrongStateError):
                    move_seat(seat, application, name, by=coordinator, at=NAMED_AT, **fields_of(name, coordinator))
                assert AuditEvent.objects.count() == before
            transaction.set_rollback(True)


@pytest.mark.parametrize("state", SEAT_MOVES)
def test_services_move_a_seat_only_where_the_table_lets_them(coordinator: User, state: str) -> None:
    made = SEATS[state](coordinator)
    acts: dict[str, Callable[[AuditSeat], object]] = {
        "invite": lambda seat: invite_auditors(application=audited(seat.assessment), by=coordinator, at=NAMED_AT),
        "accept": lambda seat: accept_seat(seat=seat, declared=True, by=seat.auditor.user, at=NAMED_AT),
        "decline": lambda seat: decline_seat(seat=seat, has_conflict=False, by=seat.auditor.user, at=NAMED_AT),
        "replace": lambda seat: replace_auditor(seat=seat, by=coordinator, at=NAMED_AT),
    }
    for name, act in acts.items():
        seat = AuditSeat.objects.select_related("auditor__user", "assessment").get(pk=made.pk)
        with transaction.atomic():
            try:
                act(seat)
            except DomainError:
                assert name not in SEAT_MOVES[state], name
            else:
                assert AuditSeat.objects.get(pk=made.pk).status == SEAT_MOVES[state].get(name, state), name  # again changes nothing
            transaction.set_rollback(True)


def test_seat_that_somebody_has_moved_in_between_is_not_moved_again(coordinator: User) -> None:
    seat = make_invited(by=coordinator)[0]
    stale = AuditSeat.objects.select_related("auditor__user").get(pk=seat.pk)
    replace_auditor(seat=seat, by=coordinator, at=NAMED_AT)
    with pytest.raises(WrongStateError, match="Joku muu ehti"):
        move_seat(stale, audited(seat.assessment), "accept", by=coordinator, at=NAMED_AT, accepted_at=NAMED_AT)


def test_audit_that_somebody_has_moved_in_between_is_not_moved_again(coordinator: User) -> None:
    audit = make_reading(by=coordinator)
    Assessment.objects.filter(pk=audit.pk).update(status=AuditStatus.CANCELLED)
    with pytest.raises(WrongStateError, match="Joku muu ehti"):
        move_audit(audit, audited(audit), "reassign", by=coordinator, at=NAMED_AT)


def test_application_has_one_audit_that_goes_on(coordinator: User) -> None:
    cancelled = make_cancelled(coordinator)
    assert Application.objects.get().audits.get() == cancelled
    assert make_named(by=make_coordinator())[0].assessment != cancelled
