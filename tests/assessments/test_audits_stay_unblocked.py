"""Whatever coordinators, auditors, applicants and the clock do: nobody with a block is named or reads, and no submission changes late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from assessments.conflicts import Severity, of_severity
from assessments.lifecycle import OPEN_AUDIT_STATUSES, SeatStatus
from assessments.models import Application, ApplicationAnswer, Auditor, AuditSeat, Submission
from assessments.permissions import can_read_as_auditor
from assessments.selectors.auditing.facts import conflicts_of
from assessments.selectors.auditing.reading import read_audits
from assessments.services.applications.ending import withdraw_application
from assessments.services.applications.submitting import submit_application
from assessments.services.auditing.invitations import accept_seat, declare_conflict, decline_seat, stop_blocked_seats
from assessments.services.auditing.seats import invite_auditors, name_auditor, remove_proposed, replace_auditor
from assessments.services.rounds import move_deadline
from config.toolkit.errors import DomainError
from tests.factories.applications import DEADLINE, make_coordinator, make_submitted
from tests.factories.assessments import Cast
from tests.factories.auditing import NAMED_AT, make_auditor
from tests.factories.workshops import OrganisationFactory, grant
from tests.histories import bounds
from workshops.models import RoleGrant, User
from workshops.permissions import Access
from workshops.roles import Role

AUDITORS = 3
STEPS, EXAMPLES = 8, 4
numbers = st.integers(0, AUDITORS - 1)


class LifeOfAnAudit(RuleBasedStateMachine):
    """Three auditors are named to one application, answer, change employers and roles and declare, while its deadline may move."""

    cast: Cast  # the same people for every example; what they do is undone after each
    coordinator: User
    application: Application
    auditors: list[Auditor]

    @initialize(stage=st.sampled_from(["nobody", "invited", "reading", "reading"]))
    def begin(self, stage: str) -> None:
        self.block = transaction.atomic()
        self.block.__enter__()
        self.at, self.count = NAMED_AT, 0
        self.submitted = self.submissions()
        if stage != "nobody":
            self.name(0)
            self.name(1)
            self.invite()
        if stage == "reading":
            self.accept(0)
            self.accept(1)
            assert can_read_as_auditor(self.access(0), self.fresh())

    def teardown(self) -> None:
        if hasattr(self, "block"):
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    # What is known of the present ---------------------------------------------------------------------------------------

    def now(self) -> dt.datetime:
        self.at += dt.timedelta(minutes=1)
        return self.at

    def fresh(self) -> Application:
        return Application.objects.select_related("round", "organisation").get(pk=self.application.pk)

    def auditor(self, number: int) -> Auditor:
        return Auditor.objects.select_related("user").get(pk=self.auditors[number].pk)

    def seat(self, number: int, *states: SeatStatus) -> AuditSeat | None:
        seats = AuditSeat.objects.filter(auditor=self.auditors[number], assessment__status__in=OPEN_AUDIT_STATUSES)
        return seats.filter(status__in=states).select_related("assessment", "auditor__user").first()

    def is_late(self) -> bool:
        into = self.fresh().round
        return into is not None and into.has_passed(self.at)

    def is_blocked(self, number: int) -> bool:
        return bool(of_severity(conflicts_of(self.auditor(number), self.fresh(), self.at), Severity.BLOCK))

    def access(self, number: int) -> Access:
        return Access.of(self.auditors[number].user, timezone.localdate(self.at))

    def submissions(self) -> list[tuple[int, str]]:
        return list(Submission.objects.order_by("pk").values_list("number", "sha256"))

    def attempt(self, act: Callable[[], object]) -> bool:
        """Do it unless it is refused; tell which. Time goes on first."""
        self.now()
        with suppress(DomainError), transaction.atomic():
            act()
            return True
        return False

    # What the coordinator does ------------------------------------------------------------------------------------------

    @rule(number=numbers)
    def name(self, number: int) -> None:
        was_blocked = self.is_blocked(number)
        given = {"auditor": self.auditor(number), "warning_reason": "Muita ei ole.", "by": self.coordinator}
        done = self.attempt(lambda: name_auditor(application=self.application, at=self.at, **given))  # type: ignore[arg-type]
        assert not (done and was_blocked)

    @rule()
    def invite(self) -> None:
        self.attempt(lambda: invite_auditors(application=self.application, by=self.coordinator, at=self.at))

    @rule(number=numbers)
    def replace_or_remove(self, number: int) -> None:
        if seat := self.seat(number, SeatStatus.PROPOSED):
            self.attempt(lambda: remove_proposed(seat=seat, by=self.coordinator, at=self.at))
        elif seat := self.seat(number, SeatStatus.INVITED, SeatStatus.ACCEPTED):
            assert self.attempt(lambda: replace_auditor(seat=seat, by=self.coordinator, at=self.at))

    @rule(days=st.sampled_from([1, 8, 40]))
    def move_deadline(self, days: int) -> None:
        given = {"reason": "Palvelussa oli katko.", "by": self.coordinator}
        into = self.fresh().round
        assert into is not None
        moment = self.at + dt.timedelta(days=days)
        self.attempt(lambda: move_deadline(round_=into, deadline_at=moment, at=self.at, **given))  # type: ignore[arg-type]

    @rule()
    def let_the_deadline_pass(self) -> None:
        into = self.fresh().round
        assert into is not None
        self.at = max(self.at, into.deadline_at)

    @rule()
    def notice_conflicts(self) -> None:
        stop_blocked_seats(at=self.now())
        assert not AuditSeat.objects.live().blocked().exists()

    # What auditors do ---------------------------------------------------------------------------------------------------

    @rule(number=numbers)
    def accept(self, number: int) -> None:
        if seat := self.seat(number, SeatStatus.INVITED):
            was_blocked = self.is_blocked(number)
            done = self.attempt(lambda: accept_seat(seat=seat, declared=True, by=seat.auditor.user, at=self.at))
            assert not (done and was_blocked)

    @rule(number=numbers, has_conflict=st.booleans())
    def decline(self, number: int, has_conflict: bool) -> None:
        if seat := self.seat(number, SeatStatus.INVITED):
            assert self.attempt(lambda: decline_seat(seat=seat, has_conflict=has_conflict, by=seat.auditor.user, at=self.at))

    @rule(number=numbers)
    def declare(self, number: int) -> None:
        if seat := self.seat(number, SeatStatus.ACCEPTED):
            assert self.attempt(lambda: declare_conflict(seat=seat, by=seat.auditor.user, at=self.at))

    # What life does -----------------------------------------------------------------------------------------------------

    @rule(number=numbers, to_applicant=st.booleans())
    def change_employer(self, number: int, to_applicant: bool) -> None:
        employer = self.application.organisation if to_applicant else OrganisationFactory()
        Auditor.objects.filter(pk=self.auditors[number].pk).update(organisation=employer, workshop=None)

    @rule(number=numbers)
    def begin_work(self, number: int) -> None:
        grant(self.auditors[number].user, Role.WORKER, workshop=self.cast.workshop)

    @rule(number=numbers, long_ago=st.booleans())
    def end_work(self, number: int, long_ago: bool) -> None:
        ended_at = self.at - dt.timedelta(days=400) if long_ago else self.at
        roles = RoleGrant.objects.filter(user=self.auditors[number].user, workshop=self.cast.workshop, ended_at=None)
        roles.update(ended_at=ended_at, ended_by=self.coordinator)

    @rule()
    def write_and_submit(self) -> None:
        self.count += 1
        was_late = self.is_late()
        ApplicationAnswer.objects.filter(application=self.application).update(text=f"Teksti {self.count}.")
        done = self.attempt(lambda: submit_application(application=self.application, by=self.cast.contact, at=self.at))
        assert not (done and was_late)
        if done:
            self.submitted = self.submissions()

    @rule(really=st.sampled_from([False, False, False, True]))
    def withdraw(self, really: bool) -> None:
        if really:
            self.attempt(lambda: withdraw_application(application=self.application, reason="", by=self.cast.contact, at=self.at))

    # What always holds --------------------------------------------------------------------------------------------------

    @invariant()
    def nobody_reads_with_a_block_or_without_a_taken_place(self) -> None:
        if not hasattr(self, "at"):
            return
        for number in range(AUDITORS):
            if read_audits(self.access(number)).filter(application=self.application).exists():
                assert not self.is_blocked(number)
                assert self.seat(number, SeatStatus.ACCEPTED) is not None
                assert self.is_late()

    @invariant()
    def no_submission_changes(self) -> None:
        if hasattr(self, "at"):
            assert self.submissions() == self.submitted


@pytest.mark.django_db
def test_no_auditor_with_a_block_is_named_or_reads_whatever_happens() -> None:
    LifeOfAnAudit.cast, LifeOfAnAudit.coordinator = Cast(workers=0), make_coordinator()
    LifeOfAnAudit.application = make_submitted(LifeOfAnAudit.cast)
    LifeOfAnAudit.auditors = [make_auditor() for _ in range(AUDITORS)]
    assert LifeOfAnAudit.application.round is not None
    assert LifeOfAnAudit.application.round.deadline_at == DEADLINE < NAMED_AT
    run_state_machine_as_test(LifeOfAnAudit, settings=bounds(examples=EXAMPLES, steps=STEPS))
