"""The visit of an audit: agreed, changed, called off, made; every state × every service, and who is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from icalendar import Calendar

from assessments.choices import VisitStepKind
from assessments.lifecycle import AuditStatus
from assessments.models import Assessment, AuditSeat, ConfirmedRating, Visit
from assessments.permissions import can_plan_visit, can_write_visit_note
from assessments.selectors.auditing.visits import calendar_entry, shown_visit
from assessments.services.applications.ending import withdraw_application
from assessments.services.auditing.invitations import accept_seat
from assessments.services.auditing.seats import invite_auditors, name_auditor, replace_auditor
from assessments.services.auditing.visits import AgreedVisit, agree_visit, cancel_visit, record_visit, tick_step, untick_step
from config.toolkit.calendars import Holding, calendar_bytes
from config.toolkit.errors import DomainError, NotAllowedError, RefusedInputError, WrongStateError
from tests.assessments.test_audit_lifecycle import AUDITS
from tests.assessments.test_audit_ratings import auditors_of
from tests.factories.applications import make_coordinator
from tests.factories.assessments import Cast
from tests.factories.auditing import NAMED_AT, VISIT_AT, audited, make_audit, make_auditable, make_auditor, make_confirmed, make_reading
from tests.factories.workshops import UserFactory
from workshops.models import AuditEvent, OutgoingMail, User
from workshops.permissions import Access

pytestmark = pytest.mark.django_db
HOURS = dt.timedelta(hours=1)
AGREED = AgreedVisit(False, VISIT_AT, VISIT_AT + 5 * HOURS, "Pajakuja 3, Kivikunta", "", "Esihenkilö ja kolme valmentajaa")
AFTER = VISIT_AT + 6 * HOURS


def agreed(audit: Assessment, at: dt.datetime = NAMED_AT, by: User | None = None, **changes: Any) -> Visit:
    """Agree, having seen what is agreed now."""
    now = Visit.objects.filter(assessment=audit, ended_at=None, assessment__status="scheduled").first()
    seen = now.sequence if now else None
    return agree_visit(audit=audit, agreed=replace(AGREED, **changes), seen=seen, by=by or auditors_of(audit)[0], at=at)


def state_of(audit: Assessment) -> str:
    return Assessment.objects.get(pk=audit.pk).status


def mails(kind: str) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(kind=kind).order_by("pk"))


# Agreeing and changing -------------------------------------------------------------------------------------------------------


def test_agreed_visit_moves_the_audit_and_tells_the_pair_and_the_contact() -> None:
    cast = Cast()
    audit = make_reading(make_auditable(cast=cast))
    first, second = auditors_of(audit)
    visit = agreed(audit)
    assert state_of(audit) == AuditStatus.SCHEDULED
    assert (visit.sequence, visit.agreed_at, visit.agreed_by, visit.ended_at) == (0, NAMED_AT, first, None)
    sent = mails("visit_agreed")
    assert {mail.to_user for mail in sent} == {first, second, cast.contact}
    for mail in sent:
        for told in ("Pajakuja 3, Kivikunta", "klo 9.00–14.00", "Esihenkilö ja kolme valmentajaa", "/kaynti.ics"):
            assert told in mail.text, told
    [to_contact] = [mail for mail in sent if mail.to_user == cast.contact]
    assert f"/hakemukset/{audited(audit).ref}/kaynti.ics" in to_contact.text
    assert f"/auditoinnit/{audit.ref}/" not in to_contact.text
    assert AuditEvent.objects.latest("pk").action == "audit_agree_visit"


def test_change_keeps_the_visit_grows_its_sequence_and_tells_again() -> None:
    audit = make_reading()
    visit = agreed(audit)
    changed = agreed(audit, NAMED_AT + HOURS, auditors_of(audit)[1], starts_at=VISIT_AT + HOURS)
    assert (changed.pk, changed.sequence, changed.starts_at) == (visit.pk, 1, VISIT_AT + HOURS)
    assert len(mails("visit_agreed")) == 6
    assert "tuli muutos" in mails("visit_agreed")[-1].subject
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.details["fields"]) == ("visit_changed", ["starts_at"])


def test_same_once_more_changes_nothing_and_tells_nobody() -> None:
    audit = make_reading()
    agreed(audit)
    assert agreed(audit, NAMED_AT + HOURS).sequence == 0
    assert len(mails("visit_agreed")) == 3


def test_visit_is_agreed_for_a_time_to_come_and_its_place_may_be_corrected_later() -> None:
    audit = make_reading()
    with pytest.raises(RefusedInputError, match="tulevaan aikaan") as refusal:
        agreed(audit, VISIT_AT)
    assert refusal.value.field == "visit_date"
    agreed(audit)
    assert agreed(audit, VISIT_AT + HOURS, place="Pajakuja 5").place == "Pajakuja 5"
    with pytest.raises(RefusedInputError):
        agreed(audit, VISIT_AT + HOURS, starts_at=VISIT_AT - HOURS)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ends_at": VISIT_AT}, "päätyttävä alkamisensa jälkeen"),
        ({"place": "  "}, "paikka tai etähaastattelun linkki"),
        ({"is_remote": True}, "paikka tai etähaastattelun linkki"),
        ({"people": "x" * 4001}, "4000"),
    ],
)
def test_visit_that_cannot_be_is_refused(changes: dict[str, Any], sentence: str) -> None:
    audit = make_reading()
    with pytest.raises(ValidationError, match=sentence), transaction.atomic():
        agreed(audit, **changes)
    assert state_of(audit) == AuditStatus.READING
    assert not OutgoingMail.objects.filter(kind="visit_agreed").exists()


def test_remote_visit_has_a_link_and_no_place() -> None:
    visit = agreed(make_reading(), is_remote=True, link="https://etana.example/1")
    assert (visit.place, visit.link) == ("", "https://etana.example/1")
    assert "Etähaastattelu: https://etana.example/1" in mails("visit_agreed")[0].text


def test_cancelled_visit_ends_and_the_next_one_moves_the_same_calendar_entry() -> None:
    audit = make_reading()
    first = agreed(audit)
    cancel_visit(audit=audit, by=auditors_of(audit)[1], at=NAMED_AT + HOURS)
    assert state_of(audit) == AuditStatus.READING
    assert len(mails("visit_cancelled")) == 3
    called_off = entry_of(audit)
    assert (called_off.holding, called_off.revision) == (Holding.CALLED_OFF, 1)
    assert b"METHOD:CANCEL" in calendar_bytes([called_off])
    second = agreed(audit, NAMED_AT + 2 * HOURS, starts_at=VISIT_AT + HOURS)
    assert second.pk != first.pk
    moved = entry_of(audit)
    assert (moved.uid, moved.revision, moved.holding) == (called_off.uid, 2, Holding.AGREED)
    assert Visit.objects.get(pk=first.pk).ended_at == NAMED_AT + HOURS


def entry_of(audit: Assessment) -> Any:
    fresh = Assessment.objects.select_related("application").get(pk=audit.pk)
    return calendar_entry(fresh, "https://laatumatka.example/x/")


# After a change of auditors --------------------------------------------------------------------------------------------------


def change_auditor(audit: Assessment, coordinator: User, at: dt.datetime) -> User:
    """Replace the first auditor; return the new one."""
    seat = audit.seats.filter(status="accepted").order_by("pk")[0]
    replace_auditor(seat=seat, by=coordinator, at=at)
    application = audited(audit)
    new = name_auditor(application=application, auditor=make_auditor(), by=coordinator, at=at)
    invite_auditors(application=application, by=coordinator, at=at)
    new.refresh_from_db()
    accept_seat(seat=new, declared=True, by=new.auditor.user, at=at)
    return new.auditor.user


def test_visit_left_from_a_replaced_auditor_is_unsure_until_another_is_agreed(coordinator: User) -> None:
    audit = make_reading(by=coordinator)
    old = agreed(audit)
    change_auditor(audit, coordinator, NAMED_AT + HOURS)
    audit.refresh_from_db()
    assert audit.status == AuditStatus.READING
    shown = shown_visit(audit)
    assert shown
    assert (shown.visit, shown.is_unsure) == (old, True)
    assert entry_of(audit).holding == Holding.OPEN
    with pytest.raises(WrongStateError, match="ei ole sovittu"):
        record_visit(audit=audit, has_fed_back=True, by=auditors_of(audit)[0], at=AFTER)
    new = agreed(audit, NAMED_AT + 2 * HOURS)
    old.refresh_from_db()
    assert (old.ended_at, new.ended_at, new.sequence) == (NAMED_AT + 2 * HOURS, None, 1)


def test_made_visit_stays_as_made_and_the_new_one_is_an_entry_of_its_own(coordinator: User) -> None:
    audit = make_audit("visited", by=coordinator)
    made = audit.visits.get()
    before = entry_of(audit)
    new_auditor = change_auditor(audit, coordinator, AFTER)
    new = agreed(audit, AFTER, new_auditor, starts_at=VISIT_AT + 48 * HOURS, ends_at=VISIT_AT + 50 * HOURS)
    made.refresh_from_db()
    assert (made.visited_at, made.ended_at) == (AFTER, AFTER)
    assert (new.sequence, entry_of(audit).uid != before.uid) == (0, True)


def test_visit_of_a_withdrawn_application_leaves_the_calendar() -> None:
    cast = Cast()
    audit = make_reading(make_auditable(cast=cast))
    agreed(audit)
    withdraw_application(application=audited(audit), reason="", by=cast.leader, at=NAMED_AT)
    assert entry_of(audit).holding == Holding.CALLED_OFF


# Made ------------------------------------------------------------------------------------------------------------------------


def test_made_visit_has_begun_is_confirmed_by_all_and_ended_with_feedback() -> None:
    audit = make_audit("scheduled")
    by = auditors_of(audit)[0]
    with pytest.raises(WrongStateError, match="ei ole vielä alkanut"):
        record_visit(audit=audit, has_fed_back=True, by=by, at=VISIT_AT - dt.timedelta(seconds=1))
    with pytest.raises(RefusedInputError, match="ensipalautteeseen") as refusal:
        record_visit(audit=audit, has_fed_back=False, by=by, at=VISIT_AT)
    assert refusal.value.field == "has_fed_back"
    assert state_of(audit) == AuditStatus.SCHEDULED
    visit = record_visit(audit=audit, has_fed_back=True, by=by, at=VISIT_AT)
    assert record_visit(audit=audit, has_fed_back=False, by=by, at=AFTER) == visit  # a second press, also by the other
    assert Visit.objects.get().visited_at == VISIT_AT
    assert (visit.visited_at, visit.visited_by) == (VISIT_AT, by)
    assert state_of(audit) == AuditStatus.VISITED
    assert [row.step for row in visit.steps.all()] == [VisitStepKind.FIRST_FEEDBACK]


def test_feedback_that_was_ticked_is_not_asked_again() -> None:
    audit = make_audit("scheduled")
    first, second = auditors_of(audit)
    tick_step(audit=audit, step=VisitStepKind.FIRST_FEEDBACK, by=second, at=VISIT_AT)
    visit = record_visit(audit=audit, has_fed_back=False, by=first, at=AFTER)
    assert visit.steps.get().done_by == second


def test_visit_is_not_made_while_anybodys_rating_is_unconfirmed_and_the_sentence_tells_whose() -> None:
    audit = make_audit("scheduled")
    first, second = auditors_of(audit)
    User.objects.filter(pk=second.pk).update(name="Pertti Pari")
    last = ConfirmedRating.objects.filter(participant__user=second).latest("pk")
    QuerySet.delete(ConfirmedRating.objects.filter(pk=last.pk))  # past the guard that keeps them for ever
    with pytest.raises(WrongStateError) as refusal:
        record_visit(audit=audit, has_fed_back=True, by=first, at=AFTER)
    assert "Vahvistamatta: Pertti Pari, 1 kriteeri." in refusal.value.message
    assert first.name not in refusal.value.message
    assert "K1" not in refusal.value.message
    assert state_of(audit) == AuditStatus.SCHEDULED
    assert not audit.visits.get().steps.exists()


def test_ratings_of_a_replaced_auditor_are_not_waited_for(coordinator: User) -> None:
    audit = make_audit("scheduled", by=coordinator)
    new = change_auditor(audit, coordinator, NAMED_AT)
    agreed(audit)
    with pytest.raises(WrongStateError, match="4 kriteeriä"):
        record_visit(audit=audit, has_fed_back=True, by=new, at=AFTER)


def test_steps_are_ticked_once_and_taken_back_until_the_visit_is_made() -> None:
    audit = make_audit("scheduled")
    first, second = auditors_of(audit)
    row = tick_step(audit=audit, step=VisitStepKind.TOUR, by=first, at=VISIT_AT)
    assert tick_step(audit=audit, step=VisitStepKind.TOUR, by=second, at=AFTER) == row
    assert AuditEvent.objects.filter(action="visit_step_ticked").count() == 1
    untick_step(audit=audit, step=VisitStepKind.TOUR, by=second, at=AFTER)
    untick_step(audit=audit, step=VisitStepKind.TOUR, by=second, at=AFTER)
    assert not audit.visits.get().steps.exists()
    assert AuditEvent.objects.filter(action="visit_step_unticked").count() == 1
    record_visit(audit=audit, has_fed_back=True, by=first, at=AFTER)
    with pytest.raises(WrongStateError):
        untick_step(audit=audit, step=VisitStepKind.FIRST_FEEDBACK, by=first, at=AFTER)


# Every state × every service, and whose -----------------------------------------------------------------------------------------

MOVES = {  # service → state → where it leads; what is missing is refused
    "agree": {"reading": "scheduled", "scheduled": "scheduled"},
    "cancel": {"scheduled": "reading"},
    "record": {"scheduled": "visited", "visited": "visited"},  # again changes nothing
    "tick": {"scheduled": "scheduled"},
    "untick": {"scheduled": "scheduled"},
}
ACTS: dict[str, Callable[[Assessment, User], object]] = {
    "agree": lambda audit, by: agree_visit(audit=audit, agreed=replace(AGREED, place="Toinen paikka"), seen=0, by=by, at=NAMED_AT),
    "cancel": lambda audit, by: cancel_visit(audit=audit, by=by, at=NAMED_AT),
    "record": lambda audit, by: record_visit(audit=audit, has_fed_back=True, by=by, at=AFTER),
    "tick": lambda audit, by: tick_step(audit=audit, step=VisitStepKind.TOUR, by=by, at=AFTER),
    "untick": lambda audit, by: untick_step(audit=audit, step=VisitStepKind.TOUR, by=by, at=AFTER),
}


@pytest.mark.parametrize("state", AUDITS)
def test_services_move_the_audit_only_where_the_table_lets_them(coordinator: User, state: str) -> None:
    audit = AUDITS[state](coordinator)
    by = audit.seats.order_by("pk")[0].auditor.user
    for name, act in ACTS.items():
        with transaction.atomic():
            try:
                act(audit, by)
            except DomainError:
                assert state not in MOVES[name], name
                assert state_of(audit) == state
            else:
                assert state_of(audit) == MOVES[name][state], name
            transaction.set_rollback(True)


@pytest.mark.parametrize("name", ACTS)
def test_nobody_but_the_auditors_touches_the_visit(coordinator: User, name: str) -> None:
    cast = Cast()
    audit = make_audit("scheduled", make_auditable(cast=cast), coordinator)
    before = AuditEvent.objects.count()
    for person in (cast.leader, cast.contact, coordinator, UserFactory(), make_auditor().user):
        with pytest.raises(NotAllowedError):
            ACTS[name](audit, person)
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize("state", AUDITS)
def test_predicates_and_lists_agree_in_every_state(coordinator: User, state: str) -> None:
    audit = AUDITS[state](coordinator)
    people = [seat.auditor.user for seat in audit.seats.select_related("auditor__user")] + [coordinator, make_auditor().user]
    for person in people:
        access = Access.of(person, NAMED_AT.date())
        assert can_plan_visit(access, audit) == AuditSeat.objects.planning_visit(access).filter(assessment=audit).exists()
        assert can_write_visit_note(access, audit) == AuditSeat.objects.noting(access).filter(assessment=audit).exists()
    auditor = Access.of(people[0], NAMED_AT.date())
    assert can_plan_visit(auditor, audit) == (state in {"reading", "scheduled", "visited"})
    assert can_write_visit_note(auditor, audit) == (state in {"reading", "scheduled", "visited", "drafting"})


# The calendar file --------------------------------------------------------------------------------------------------------------


def test_calendar_file_is_given_to_the_auditors_and_to_those_who_apply(client_of) -> None:
    cast, coordinator = Cast(), make_coordinator()
    audit = make_reading(make_auditable(cast=cast), coordinator)
    application = audited(audit)
    theirs = reverse("assessments:audit-visit-calendar", args=[audit.ref])
    applicants = reverse("assessments:application-visit-calendar", args=[application.ref])
    auditor = client_of(auditors_of(audit)[0])
    assert auditor.get(theirs).status_code == client_of(cast.contact).get(applicants).status_code == 302  # nothing is agreed
    agreed(audit)
    [event] = Calendar.from_ical(auditor.get(theirs).getvalue()).walk("VEVENT")
    assert event["dtstart"].dt == VISIT_AT
    assert str(event["location"]) == AGREED.place
    [same] = Calendar.from_ical(client_of(cast.contact).get(applicants).getvalue()).walk("VEVENT")
    assert (same["uid"], same["sequence"]) == (event["uid"], event["sequence"])
    assert client_of(coordinator).get(applicants).status_code == 200
    for person, url in ((cast.contact, theirs), (coordinator, theirs), (auditors_of(audit)[0], applicants), (UserFactory(), applicants)):
        assert client_of(person).get(url).status_code == 404


def test_confirmed_by_all_needs_every_criterion_of_everybody() -> None:
    audit = make_reading()
    agreed(audit)
    make_confirmed(audit)
    assert record_visit(audit=audit, has_fed_back=True, by=auditors_of(audit)[1], at=AFTER).visited_at == AFTER
