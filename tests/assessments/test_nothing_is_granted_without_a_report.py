"""Whatever deciders, coordinators, auditors and applicants do: nothing is granted without a final report, no mark without its decision.

A part that brings a service of an audit adds a rule of its own to `LifeToAMark`; what always holds stays as it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from assessments.lifecycle import AUDIT_TRANSITIONS, REPORTED_AUDIT_STATUSES, ApplicationStatus
from assessments.models import Application, Assessment, ConditionFollowUp, Decision, QualityMark, Recusal
from assessments.selectors.decisions.access import decided_by, decision_conflicts_of
from assessments.services.applications.ending import withdraw_application
from assessments.services.applications.moves import move_application
from assessments.services.auditing.audits import move_audit
from assessments.services.decisions import follow_up_conditions, record_decision, recuse
from assessments.services.marks import revoke_mark
from config.toolkit.errors import DomainError
from tests.factories.applications import make_coordinator
from tests.factories.assessments import Cast
from tests.factories.auditing import (
    DRAFTED_AT,
    audited,
    make_auditable,
    make_confirmed,
    make_decider,
    make_reading,
    make_results,
    make_visit,
)
from tests.factories.decisions import ruling
from tests.factories.workshops import grant
from tests.histories import bounds
from workshops.models import RoleGrant, User
from workshops.permissions import Access
from workshops.roles import Role

DECIDERS = 2
STEPS, EXAMPLES = 8, 4  # of each stage
DAY = dt.timedelta(days=1)
numbers = st.integers(0, DECIDERS - 1)
outcomes = st.sampled_from(["granted", "refused"])
ON_THE_WAY = ("agree_visit", "record_visit", "start_report", "ask_comments", "send_to_check", "approve_report")
TO_CHECKING, TO_FINAL = 5, 6
MOVES = sorted(set(AUDIT_TRANSITIONS) - {"start_reading", "cancel"})  # these two have services that do more
DECIDERS_ACTS = [
    *["decide"] * 4,
    *("decide_on_conditions", "decide_without_having_read", "decide_of_a_day_that_cannot_be"),
    *("tell_of_conflict", "revoke", "meet_conditions"),
]


class LifeToAMark(RuleBasedStateMachine):
    """One application from reading to its mark, and two deciders, one of whom may come to work for the applicant."""

    cast: Cast  # the same people for every example; what they do is undone after each
    coordinator: User
    audit: Assessment
    deciders: list[User]
    stage: str  # where the life begins

    @initialize()
    def begin(self) -> None:
        stage = self.stage
        self.block = transaction.atomic()
        self.block.__enter__()
        self.at = DRAFTED_AT
        self.kept: dict[str, list[Any]] = {}
        for name in ON_THE_WAY[: TO_CHECKING if stage in {"checking", "mistaken"} else TO_FINAL]:
            self.go_on(name)
        if stage == "mistaken":
            self.say_by_mistake_that_it_is_audited(0)
        if stage == "conflict":
            self.begin_work_at_the_applicant(0)
        if stage == "granted":
            assert self.record(0, "granted", has_conditions=True)

    def teardown(self) -> None:
        if hasattr(self, "block"):
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    # What is known of the present ---------------------------------------------------------------------------------------

    def now(self) -> dt.datetime:
        self.at += dt.timedelta(hours=1)
        return self.at

    def fresh(self) -> Application:
        return audited(self.audit)

    def fresh_audit(self) -> Assessment:
        return Assessment.objects.get(pk=self.audit.pk)

    def current(self) -> Decision | None:
        return Decision.objects.filter(superseded_by=None).first()

    def attempt(self, act: Callable[[], object]) -> bool:
        """Do it unless it is refused; tell which."""
        with suppress(DomainError, ValidationError), transaction.atomic():
            act()
            return True
        return False

    # What deciders do. One rule for all of it, twice: rules are left out by chance, and deciding may not be ----------------

    @rule(number=numbers, outcome=outcomes, act=st.sampled_from(DECIDERS_ACTS))
    def decider_acts(self, number: int, outcome: str, act: str) -> None:
        getattr(self, act)(number, outcome)

    @rule(number=numbers, outcome=outcomes)
    def decider_decides(self, number: int, outcome: str) -> None:
        self.decide(number, outcome)

    def decide(self, number: int, outcome: str) -> None:
        """Decide as one who has read what was decided before."""
        self.record(number, outcome)

    def decide_on_conditions(self, number: int, _outcome: str) -> None:
        self.record(number, "granted", has_conditions=True)

    def decide_without_having_read(self, number: int, outcome: str) -> None:
        was_decided = self.current() is not None
        assert not (self.record(number, outcome, knows=False) and was_decided)

    def decide_of_a_day_that_cannot_be(self, number: int, outcome: str) -> None:
        assert not self.record(number, outcome, days=1)
        assert not self.record(number, outcome, days=-90)

    def tell_of_conflict(self, number: int, _outcome: str) -> None:
        self.attempt(lambda: recuse(application=self.fresh(), by=self.deciders[number], at=self.now()))

    def revoke(self, number: int, _outcome: str) -> None:
        if mark := QualityMark.objects.filter(revoked_at=None).first():
            self.attempt(lambda: revoke_mark(mark=mark, reason="Ehdot.", by=self.deciders[number], at=self.now()))

    def meet_conditions(self, number: int, _outcome: str) -> None:
        if decision := Decision.objects.order_by("pk").last():
            met = {"met_date": self.at.date(), "note": "Nähty.", "by": self.deciders[number]}
            self.attempt(lambda: follow_up_conditions(decision=decision, **met, at=self.now()))

    def record(self, number: int, outcome: str, *, has_conditions: bool = False, knows: bool = True, days: int = 0) -> bool:
        at, current = self.now(), self.current()
        day = self.at.date() + days * DAY
        said = ruling(outcome=outcome, decided_date=day, reasons="Perusteltu.")
        if has_conditions:
            said |= {"conditions": "Suunnitelma.", "conditions_due_date": day + DAY}
        if current is not None and knows:
            said |= {"supersedes": current, "correction_reason": "Virhe."}
        had_conflict = bool(decision_conflicts_of(self.deciders[number], self.fresh()))
        done = self.attempt(lambda: record_decision(application=self.fresh(), **said, by=self.deciders[number], at=at))
        assert not (done and had_conflict)
        return done

    # What others do -----------------------------------------------------------------------------------------------------

    @rule(number=numbers, act=st.sampled_from([*MOVES, "begin_work_at_the_applicant", "say_by_mistake_that_it_is_audited", "withdraw"]))
    def others_act(self, number: int, act: str) -> None:
        if act in MOVES:
            self.go_on(act)
        else:
            getattr(self, act)(number)

    def go_on(self, name: str) -> None:
        """Move the audit as its services do; the approval of a report moves the application with it."""
        audit, at = self.fresh_audit(), self.now()
        fields = {"completed_at": at, "first_completed_at": at, "completed_by": self.coordinator} if name == "approve_report" else {}

        def act() -> None:
            move_audit(audit, self.fresh(), name, by=self.coordinator, at=at, **fields)
            if name == "approve_report":
                move_application(self.fresh(), "finish_audit", by=self.coordinator, at=at)

        self.attempt(act)

    def begin_work_at_the_applicant(self, number: int) -> None:
        if not RoleGrant.objects.filter(user=self.deciders[number], workshop=self.cast.workshop).exists():
            grant(self.deciders[number], Role.WORKER, workshop=self.cast.workshop)

    def say_by_mistake_that_it_is_audited(self, _number: int) -> None:
        """Whatever should ever write so: the guard asks the report itself, not what the application says."""
        Application.objects.filter(pk=self.audit.application_id, status=ApplicationStatus.IN_AUDIT).update(status=ApplicationStatus.AUDITED)

    def withdraw(self, _number: int) -> None:
        self.attempt(lambda: withdraw_application(application=self.fresh(), reason="", by=self.cast.contact, at=self.now()))

    # What always holds --------------------------------------------------------------------------------------------------

    @invariant()
    def nothing_is_decided_without_a_final_report(self) -> None:
        if hasattr(self, "at") and self.fresh().status in {"granted", "refused"}:
            assert self.fresh_audit().status in REPORTED_AUDIT_STATUSES
            assert self.current() is not None
            assert self.fresh().status == self.current().outcome

    @invariant()
    def mark_that_holds_has_a_granting_decision_that_counts(self) -> None:
        if hasattr(self, "at"):
            for mark in QualityMark.objects.filter(revoked_at=None).select_related("decision"):
                assert mark.decision == self.current()
                assert mark.decision.is_granted
                assert mark.granted_date == mark.decision.decided_date
                assert self.fresh().status == "granted"

    @invariant()
    def nothing_of_a_decision_ever_changes(self) -> None:
        if hasattr(self, "at"):
            for model in (Decision, ConditionFollowUp, Recusal):
                now = list(model.objects.order_by("pk").values())
                before = self.kept.get(model.__name__, [])
                assert now[: len(before)] == before
                self.kept[model.__name__] = now
            assert Decision.objects.filter(superseded_by=None).count() <= 1

    @invariant()
    def nobody_decides_on_what_she_has_a_conflict_with(self) -> None:
        if hasattr(self, "at"):
            for decider in self.deciders:
                may = decided_by(Access.of(decider, self.at.date())).filter(pk=self.audit.application_id).exists()
                assert not (may and decision_conflicts_of(decider, self.fresh()))


@pytest.mark.django_db
@pytest.mark.parametrize("stage", ["checking", "mistaken", "final", "conflict", "granted"])
def test_nothing_is_granted_without_a_final_report_whatever_happens(stage: str) -> None:
    LifeToAMark.stage = stage
    LifeToAMark.cast, LifeToAMark.coordinator = Cast(workers=0), make_coordinator()
    LifeToAMark.audit = make_reading(make_auditable(cast=LifeToAMark.cast), LifeToAMark.coordinator)
    make_confirmed(LifeToAMark.audit)
    make_visit(LifeToAMark.audit, visited=True)
    make_results(LifeToAMark.audit)
    LifeToAMark.deciders = [make_decider() for _ in range(DECIDERS)]
    run_state_machine_as_test(LifeToAMark, settings=bounds(examples=EXAMPLES, steps=STEPS))
