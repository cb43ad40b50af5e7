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
from hypothesis import HealthCheck, Phase, settings
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
from workshops.models import RoleGrant, User
from workshops.permissions import Access
from workshops.roles import Role

DECIDERS = 2
STEPS, EXAMPLES = 12, 10
DAY = dt.timedelta(days=1)
numbers = st.integers(0, DECIDERS - 1)
outcomes = st.sampled_from(["granted", "refused"])
ON_THE_WAY = ("agree_visit", "record_visit", "start_report", "ask_comments", "send_to_check", "return_report", "approve_report", "close")


class LifeToAMark(RuleBasedStateMachine):
    """One application from reading to its mark, and two deciders, one of whom may come to work for the applicant."""

    cast: Cast  # the same people for every example; what they do is undone after each
    coordinator: User
    audit: Assessment
    deciders: list[User]

    @initialize(stage=st.sampled_from(["reading", "checking", "final", "granted", "granted"]))
    def begin(self, stage: str) -> None:
        self.block = transaction.atomic()
        self.block.__enter__()
        self.at = DRAFTED_AT
        self.kept: dict[str, list[Any]] = {}
        far = {"reading": 0, "checking": 5}.get(stage, 5)
        for name in ON_THE_WAY[:far]:
            self.go_on(name)
        if stage in {"final", "granted"}:
            self.go_on("approve_report")
        if stage == "granted":
            self.decide(0, "granted", has_conditions=True)
            assert self.fresh().status == ApplicationStatus.GRANTED

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

    # What auditors and the coordinator do -------------------------------------------------------------------------------

    @rule(name=st.sampled_from(sorted({*ON_THE_WAY, *AUDIT_TRANSITIONS} - {"start_reading", "cancel"})))
    def go_on(self, name: str) -> None:
        """Move the audit as its services do; the approval of a report moves the application with it."""
        audit, at = self.fresh_audit(), self.now()
        fields = {"completed_at": at, "first_completed_at": at, "completed_by": self.coordinator} if name == "approve_report" else {}

        def act() -> None:
            move_audit(audit, self.fresh(), name, by=self.coordinator, at=at, **fields)
            if name == "approve_report":
                move_application(self.fresh(), "finish_audit", by=self.coordinator, at=at)

        self.attempt(act)

    # What deciders do ---------------------------------------------------------------------------------------------------

    @rule(number=numbers, outcome=outcomes, has_conditions=st.booleans())
    def decide(self, number: int, outcome: str, *, has_conditions: bool) -> None:
        """Decide as one who has read what was decided before."""
        self.record(number, outcome, has_conditions=has_conditions)

    @rule(number=numbers, outcome=outcomes)
    def correct(self, number: int, outcome: str) -> None:
        if self.current() is not None:
            self.record(number, outcome)

    @rule(number=numbers, outcome=outcomes)
    def decide_without_having_read(self, number: int, outcome: str) -> None:
        was_decided = self.current() is not None
        assert not (self.record(number, outcome, knows=False) and was_decided)

    @rule(number=numbers, outcome=outcomes, days=st.sampled_from([1, -90]))
    def decide_of_a_day_that_cannot_be(self, number: int, outcome: str, days: int) -> None:
        assert not self.record(number, outcome, days=days)

    def record(self, number: int, outcome: str, *, has_conditions: bool = False, knows: bool = True, days: int = 0) -> bool:
        at, current = self.now(), self.current()
        day = self.at.date() + days * DAY
        said = ruling(outcome=outcome, decided_date=day, reasons="Perusteltu.")
        if has_conditions and outcome == "granted":
            said |= {"conditions": "Suunnitelma.", "conditions_due_date": day + DAY}
        if current is not None and knows:
            said |= {"supersedes": current, "correction_reason": "Virhe."}
        had_conflict = bool(decision_conflicts_of(self.deciders[number], self.fresh()))
        done = self.attempt(lambda: record_decision(application=self.fresh(), **said, by=self.deciders[number], at=at))
        assert not (done and had_conflict)
        return done

    @rule(number=numbers)
    def tell_of_conflict(self, number: int) -> None:
        self.attempt(lambda: recuse(application=self.fresh(), by=self.deciders[number], at=self.now()))

    @rule(number=numbers)
    def revoke(self, number: int) -> None:
        if mark := QualityMark.objects.filter(revoked_at=None).first():
            self.attempt(lambda: revoke_mark(mark=mark, reason="Ehdot.", by=self.deciders[number], at=self.now()))

    @rule(number=st.integers(0, DECIDERS), of_latest=st.booleans())
    def meet_conditions(self, number: int, *, of_latest: bool) -> None:
        by = [*self.deciders, self.coordinator][number]
        if decision := Decision.objects.order_by("-pk" if of_latest else "pk").first():
            self.attempt(lambda: follow_up_conditions(decision=decision, met_date=self.at.date(), note="Nähty.", by=by, at=self.now()))

    @rule()
    def say_by_mistake_that_it_is_audited(self) -> None:
        """Whatever should ever write so: the guard asks the report itself, not what the application says."""
        Application.objects.filter(pk=self.audit.application_id, status=ApplicationStatus.IN_AUDIT).update(status=ApplicationStatus.AUDITED)

    # What life does -----------------------------------------------------------------------------------------------------

    @rule(number=numbers)
    def begin_work_at_the_applicant(self, number: int) -> None:
        if not RoleGrant.objects.filter(user=self.deciders[number], workshop=self.cast.workshop).exists():
            grant(self.deciders[number], Role.WORKER, workshop=self.cast.workshop)

    @rule(really=st.sampled_from([False, False, True]))
    def withdraw(self, really: bool) -> None:
        if really:
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
def test_nothing_is_granted_without_a_final_report_whatever_happens() -> None:
    bounds = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    LifeToAMark.cast, LifeToAMark.coordinator = Cast(workers=0), make_coordinator()
    LifeToAMark.audit = make_reading(make_auditable(cast=LifeToAMark.cast), LifeToAMark.coordinator)
    make_confirmed(LifeToAMark.audit)
    make_visit(LifeToAMark.audit, visited=True)
    make_results(LifeToAMark.audit)
    LifeToAMark.deciders = [make_decider() for _ in range(DECIDERS)]
    run_state_machine_as_test(LifeToAMark, settings=bounds)
