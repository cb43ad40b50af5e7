"""Naming, inviting and replacing auditors: each rule refused and allowed."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from assessments.choices import AssessmentKind, AuditWish, TieKind
from assessments.lifecycle import AuditStatus, SeatStatus
from assessments.models import Application, Assessment, Auditor, AuditPlan, AuditSeat, ConflictDeclaration, PastTie
from assessments.services.applications.ending import withdraw_application
from assessments.services.auditing.audits import plan_audit
from assessments.services.auditing.invitations import accept_seat
from assessments.services.auditing.seats import invite_auditors, name_auditor, remove_proposed, replace_auditor
from config.toolkit.errors import NotAllowedError, RefusedInputError, WrongStateError
from tests.factories.applications import DEADLINE, make_coordinator, make_open
from tests.factories.assessments import Cast
from tests.factories.auditing import NAMED_AT, audited, make_auditable, make_auditor, make_invited, make_named, make_reading
from tests.factories.workshops import grant
from workshops.models import AuditEvent, OutgoingMail, RoleGrant, User
from workshops.roles import Role

pytestmark = pytest.mark.django_db
REASON = "Muita ruotsia puhuvia auditoitsijoita ei ole."


def events(action: str) -> list[dict]:
    return [event.details for event in AuditEvent.objects.filter(action=action).order_by("pk")]


def mails(kind: str) -> list[User | None]:
    return [mail.to_user for mail in OutgoingMail.objects.filter(kind=kind).order_by("pk")]


def train(auditor: Auditor, application: Application) -> None:
    given = {"declared_at": NAMED_AT, "declared_by": auditor.user, "kind": TieKind.TRAINED}
    PastTie.objects.create(auditor=auditor, organisation=application.organisation, **given)


def declare(auditor: Auditor, application: Application) -> None:
    ConflictDeclaration.objects.create(
        auditor=auditor, organisation=application.organisation, declared_at=NAMED_AT, declared_by=auditor.user
    )


def refused_naming(application: Application, auditor: Auditor, by: User, **given: object) -> RefusedInputError:
    with pytest.raises(RefusedInputError) as refusal, transaction.atomic():
        name_auditor(application=application, auditor=auditor, by=by, at=NAMED_AT, **given)  # type: ignore[arg-type]
    return refusal.value


# Naming ----------------------------------------------------------------------------------------------------------------------


def test_name_auditor_opens_the_audit_with_its_plan_and_tells_nobody(coordinator: User) -> None:
    application, auditor = make_auditable(), make_auditor()
    seat = name_auditor(application=application, auditor=auditor, by=coordinator, at=NAMED_AT)
    audit = Assessment.objects.get(application=application)
    assert (audit.kind, audit.status, audit.version) == ("peer", AuditStatus.ASSIGNING, application.round.version)  # type: ignore[union-attr]
    assert set(audit.areas.all()) == set(audit.version.areas.all())
    assert (seat.status, seat.proposed_by, seat.warnings) == ("proposed", coordinator, [])
    assert (audit.plan.starts_date, audit.plan.ends_date) == (dt.date(2026, 12, 15), dt.date(2027, 3, 1))
    assert events("auditor_named") == [{"seat": seat.ref, "auditor": auditor.user.ref, "warnings": [], "reason": ""}]
    assert not mails("seat_invited")


@pytest.mark.parametrize("role", [Role.PEER_AUDITOR, Role.ADMIN, Role.DECIDER, None])
def test_name_auditor_is_a_coordinators(role: Role | None) -> None:
    application, auditor = make_auditable(), make_auditor()
    by = Cast().leader
    if role:
        grant(by, role)
    with pytest.raises(NotAllowedError):
        name_auditor(application=application, auditor=auditor, by=by, at=NAMED_AT)
    assert not AuditSeat.objects.exists()


def test_name_auditor_waits_for_the_deadline_and_for_a_submission(coordinator: User) -> None:
    application, auditor = make_auditable(), make_auditor()
    with pytest.raises(WrongStateError):
        name_auditor(application=application, auditor=auditor, by=coordinator, at=DEADLINE)
    name_auditor(application=application, auditor=auditor, by=coordinator, at=DEADLINE + dt.timedelta(microseconds=1))
    with pytest.raises(WrongStateError):
        name_auditor(application=make_open(Cast(), application.round), auditor=auditor, by=coordinator, at=NAMED_AT)


def test_name_auditor_refuses_one_who_does_not_make_the_kind(coordinator: User) -> None:
    refusal = refused_naming(make_auditable(AuditWish.EXTERNAL), make_auditor(), coordinator)
    assert (refusal.field, refusal.message) == ("auditor", "Hän ei tee tämän lajin auditointeja.")
    former = make_auditor()
    RoleGrant.objects.filter(user=former.user, role=Role.PEER_AUDITOR).update(ended_at=NAMED_AT, ended_by=coordinator)
    assert refused_naming(make_auditable(), former, coordinator).field == "auditor"


def test_name_auditor_refuses_a_block_whatever_the_reason(coordinator: User) -> None:
    application, auditor = make_auditable(), make_auditor()
    declare(auditor, application)
    refusal = refused_naming(application, auditor, coordinator, warning_reason=REASON)
    assert "On ilmoittanut olevansa esteellinen." in refusal.message
    assert not AuditSeat.objects.exists()


def test_name_auditor_passes_a_warning_by_a_written_reason_alone(coordinator: User) -> None:
    application, auditor = make_auditable(), make_auditor()
    train(auditor, application)
    for reason in ("", "  \n"):
        assert refused_naming(application, auditor, coordinator, warning_reason=reason).field == "warning_reason"
    seat = name_auditor(application=application, auditor=auditor, warning_reason=f" {REASON} ", by=coordinator, at=NAMED_AT)
    assert (seat.warnings, seat.warning_reason) == (["trained_there"], REASON)
    assert events("auditor_named")[0]["reason"] == REASON


def test_name_auditor_keeps_no_reason_when_there_is_no_warning(coordinator: User) -> None:
    seat = name_auditor(application=make_auditable(), auditor=make_auditor(), warning_reason=REASON, by=coordinator, at=NAMED_AT)
    assert seat.warning_reason == ""


def test_name_auditor_refuses_a_reason_too_long(coordinator: User) -> None:
    application, auditor = make_auditable(), make_auditor()
    train(auditor, application)
    with pytest.raises(ValidationError), transaction.atomic():
        name_auditor(application=application, auditor=auditor, warning_reason="a" * 2_001, by=coordinator, at=NAMED_AT)


def test_name_auditor_refuses_a_third_the_same_again_and_the_same_workshop(coordinator: User) -> None:
    application, first = make_auditable(), make_auditor()
    name_auditor(application=application, auditor=first, by=coordinator, at=NAMED_AT)
    assert refused_naming(application, first, coordinator).message == "Auditoitsija on jo nimetty tähän auditointiin."
    beside = refused_naming(application, make_auditor(workshop=first.workshop), coordinator)
    assert beside.message == "Auditoitsijoiden on oltava eri työpajoista."
    name_auditor(application=application, auditor=make_auditor(), by=coordinator, at=NAMED_AT)
    assert refused_naming(application, make_auditor(), coordinator).message == "Auditoinnissa voi olla enintään kaksi auditoitsijaa."


def test_name_auditor_takes_two_of_a_workshop_to_an_external_audit_and_one_lead(coordinator: User) -> None:
    application, first = make_auditable(AuditWish.EXTERNAL), make_auditor(kind=AssessmentKind.EXTERNAL)
    second = make_auditor(kind=AssessmentKind.EXTERNAL, workshop=first.workshop)
    name_auditor(application=application, auditor=first, is_lead=True, by=coordinator, at=NAMED_AT)
    assert refused_naming(application, second, coordinator, is_lead=True).field == "is_lead"
    name_auditor(application=application, auditor=second, by=coordinator, at=NAMED_AT)


def test_places_of_an_audit_are_kept_by_the_database() -> None:
    [first, second] = make_named()
    copy = {"assessment": first.assessment, "proposed_at": NAMED_AT, "proposed_by": first.proposed_by}
    for row in (
        AuditSeat(**copy, auditor=first.auditor),
        AuditSeat(**copy, auditor=make_auditor(), status=SeatStatus.ACCEPTED),
        AuditSeat(**copy, auditor=make_auditor(), status=SeatStatus.DECLINED),
        AuditSeat(**copy, auditor=make_auditor(), invited_at=NAMED_AT),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()
    AuditSeat.objects.filter(pk=first.pk).update(is_lead=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditSeat.objects.filter(pk=second.pk).update(is_lead=True)


# Removing, inviting, replacing -----------------------------------------------------------------------------------------------


def test_remove_proposed_leaves_no_place_but_an_event(coordinator: User) -> None:
    [first, second] = make_named(by=coordinator)
    with pytest.raises(NotAllowedError):
        remove_proposed(seat=first, by=first.auditor.user, at=NAMED_AT)
    remove_proposed(seat=first, by=coordinator, at=NAMED_AT)
    assert list(AuditSeat.objects.all()) == [second]
    assert events("auditor_removed") == [{"seat": first.ref, "auditor": first.auditor.user.ref}]
    [other, _] = make_invited(by=coordinator)
    with pytest.raises(WrongStateError):
        remove_proposed(seat=other, by=coordinator, at=NAMED_AT)


def test_invite_auditors_tells_each_of_the_work_the_place_and_the_pair(coordinator: User) -> None:
    seats = make_named(by=coordinator)
    names = ["Anni Alku", "Lasse Loppu"]
    for seat, name in zip(seats, names, strict=True):
        User.objects.filter(pk=seat.auditor.user_id).update(name=name)
    invited = invite_auditors(application=audited(seats[0].assessment), by=coordinator, at=NAMED_AT)
    assert [(seat.status, seat.invited_at, seat.invited_by) for seat in invited] == [("invited", NAMED_AT, coordinator)] * 2
    first, second = OutgoingMail.objects.filter(kind="seat_invited").order_by("pk")
    assert "noin 24 tuntia" in first.text
    assert "15.12.2026–1.3.2027" in first.text
    assert AuditPlan.objects.get().place in first.text
    assert "Lasse Loppu" in first.text
    assert "Anni Alku" in second.text
    assert seats[0].ref in first.text


def test_invite_auditors_refuses_an_unfinished_team_with_its_sentences(coordinator: User) -> None:
    application = make_auditable()
    with pytest.raises(WrongStateError, match="ei ole vielä nimetty ketään"):
        invite_auditors(application=application, by=coordinator, at=NAMED_AT)
    name_auditor(application=application, auditor=make_auditor(made=0), by=coordinator, at=NAMED_AT)
    with pytest.raises(WrongStateError, match=r"Vertaisauditoinnin tekee kaksi.* Ensikertalainen"):
        invite_auditors(application=application, by=coordinator, at=NAMED_AT)
    assert not mails("seat_invited")


def test_invite_auditors_lets_one_peer_go_alone_by_a_reason(coordinator: User) -> None:
    application = make_auditable()
    name_auditor(application=application, auditor=make_auditor(), by=coordinator, at=NAMED_AT)
    plan_audit(application=application, single_reason="Toinen sairastui.", by=coordinator, at=NAMED_AT)
    [seat] = invite_auditors(application=application, by=coordinator, at=NAMED_AT)
    accept_seat(seat=seat, declared=True, by=seat.auditor.user, at=NAMED_AT)
    application.refresh_from_db()
    assert application.status == "in_audit"
    assert "Teet auditoinnin yksin." in OutgoingMail.objects.get(kind="seat_invited").text


def test_invite_auditors_refuses_when_a_conflict_has_come_up_and_when_all_are_invited(coordinator: User) -> None:
    [first, _second] = make_named(by=coordinator)
    application = audited(first.assessment)
    declare(first.auditor, application)
    with pytest.raises(WrongStateError, match="ei voi enää auditoida tätä hakemusta"), transaction.atomic():
        invite_auditors(application=application, by=coordinator, at=NAMED_AT)
    ConflictDeclaration.objects.all().delete()
    invite_auditors(application=application, by=coordinator, at=NAMED_AT)
    with pytest.raises(WrongStateError, match="Kaikki on jo kutsuttu"):
        invite_auditors(application=application, by=coordinator, at=NAMED_AT)
    assert len(mails("seat_invited")) == 2


def test_replace_auditor_thanks_her_and_returns_the_audit_to_naming(coordinator: User) -> None:
    audit = make_reading(by=coordinator)
    seat = audit.seats.first()
    with pytest.raises(NotAllowedError):
        replace_auditor(seat=seat, by=seat.auditor.user, at=NAMED_AT)
    replace_auditor(seat=seat, by=coordinator, at=NAMED_AT)
    seat.refresh_from_db()
    audit.refresh_from_db()
    assert (seat.status, seat.ended_at, seat.ended_by) == ("replaced", NAMED_AT, coordinator)
    assert (audit.status, audited(audit).status) == (AuditStatus.ASSIGNING, "in_audit")
    assert mails("seat_replaced") == [seat.auditor.user]


def test_replaced_auditor_may_be_named_again_and_a_new_one_starts_the_reading_anew(coordinator: User) -> None:
    audit = make_reading(by=coordinator)
    started_at, seat = audit.started_at, audit.seats.first()
    replace_auditor(seat=seat, by=coordinator, at=NAMED_AT)
    later = NAMED_AT + dt.timedelta(days=1)
    again = name_auditor(application=audited(audit), auditor=seat.auditor, by=coordinator, at=later)
    invite_auditors(application=audited(audit), by=coordinator, at=later)
    accept_seat(seat=again, declared=True, by=again.auditor.user, at=later)
    audit.refresh_from_db()
    assert (audit.status, audit.started_at) == (AuditStatus.READING, started_at)
    assert len(events("application_start_audit")) == 1
    assert len(events("audit_start_reading")) == 2
    first, second = OutgoingMail.objects.filter(kind="audit_started_applicant").order_by("pk")
    assert "auditointi on alkanut" in first.subject
    assert "auditoitsija on vaihtunut" in second.subject
    assert len(mails("audit_started")) == 4


def test_plan_audit_keeps_what_changed_and_refuses_what_cannot_be(coordinator: User) -> None:
    application = make_auditable()
    plan_audit(application=application, hours=30, place="Rantapaja", by=coordinator, at=NAMED_AT)
    assert events("audit_planned")[0]["fields"] == ["hours", "place"]
    plan_audit(application=application, hours=30, by=coordinator, at=NAMED_AT)
    assert len(events("audit_planned")) == 1
    for wrong in ({"ends_date": dt.date(2026, 12, 1)}, {"hours": 0}, {"hours": 201}, {"place": ""}, {"single_reason": "a" * 2_001}):
        with pytest.raises(ValidationError), transaction.atomic():
            plan_audit(application=application, by=coordinator, at=NAMED_AT, **wrong)
    with pytest.raises(NotAllowedError):
        plan_audit(application=application, hours=10, by=make_auditor().user, at=NAMED_AT)
    assert AuditPlan.objects.get().hours == 30


def test_withdrawn_application_cancels_its_audit_and_tells_only_the_invited(coordinator: User) -> None:
    cast = Cast()
    [first, second] = make_invited(make_auditable(cast=cast), coordinator)
    replace_auditor(seat=second, by=coordinator, at=NAMED_AT)
    third = name_auditor(application=audited(first.assessment), auditor=make_auditor(), by=coordinator, at=NAMED_AT)
    withdraw_application(application=audited(first.assessment), reason="", by=cast.leader, at=NAMED_AT)
    assert mails("audit_cancelled") == [first.auditor.user]
    assert not AuditSeat.objects.filter(pk=third.pk).exists()
    assert Assessment.objects.get(application__isnull=False).status == AuditStatus.CANCELLED
    with pytest.raises(WrongStateError):
        name_auditor(application=audited(first.assessment), auditor=make_auditor(), by=make_coordinator(), at=NAMED_AT)
