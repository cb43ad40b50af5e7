"""Whatever applicants, the clock and the coordinator do: no submission ever changes, and no content after the deadline in force."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from assessments.choices import Answer, AuditWish
from assessments.lifecycle import FILLABLE_STATUSES, LIVE_STATUSES
from assessments.models import Application, Evidence, Round, Submission
from assessments.selectors.applications.form import criteria_of_application
from assessments.selectors.applications.submissions import content_of
from assessments.services.applications.answers import save_answer
from assessments.services.applications.ending import LAPSE_MARGIN, lapse_unsubmitted, renew_application, withdraw_application
from assessments.services.applications.registering import change_wish, open_application, register_application
from assessments.services.applications.submitting import submit_application
from assessments.services.evidence import add_link_evidence, remove_evidence
from assessments.services.rounds import move_deadline
from config.toolkit.errors import RefusedInputError, WrongStateError
from criteria.models import FrameworkVersion
from tests.factories.applications import make_coordinator, make_round
from tests.factories.assessments import AT, Cast
from tests.factories.criteria import make_version
from tests.histories import bounds
from workshops.models import User

CRITERIA = 2
STEPS, EXAMPLES = 14, 8
criterion_numbers = st.integers(0, CRITERIA - 1)
FIRST_DEADLINE = AT + dt.timedelta(days=20)


class LifeOfAnApplication(RuleBasedStateMachine):
    """Two who apply write and submit one application after another while the clock goes on and the coordinator moves the deadline."""

    cast: Cast  # the same people and versions for every example; what they do is undone after each
    coordinator: User
    versions: list[FrameworkVersion]

    @initialize()
    def begin(self) -> None:
        self.block = transaction.atomic()
        self.block.__enter__()
        self.at, self.count = AT, 0
        self.stored: dict[int, tuple[Any, ...]] = {}  # every submission that has been seen
        self.frozen: dict[int, Any] = {}  # the content of each application whose deadline has passed
        self.round = make_round(version=self.versions[0], deadline_at=FIRST_DEADLINE, by=self.coordinator, at=AT)
        self.register()

    def teardown(self) -> None:
        if hasattr(self, "block"):
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    # What is known of the present ---------------------------------------------------------------------------------------

    def now(self) -> dt.datetime:
        self.at += dt.timedelta(minutes=1)
        return self.at

    def fresh(self) -> Application:
        return Application.objects.select_related("round__version", "organisation").get(pk=self.application.pk)

    def is_late(self) -> bool:
        self.round.refresh_from_db()
        return self.round.has_passed(self.at)

    def refused(self, act: Any) -> None:
        with pytest.raises(WrongStateError), transaction.atomic():
            act()

    def try_change(self, act: Any) -> bool:
        """Do it, or see it refused when the content may not change; tell which. Time goes on first."""
        self.now()
        if self.fresh().status in FILLABLE_STATUSES and not self.is_late():
            act()
            return True
        self.refused(act)
        return False

    # What people do -----------------------------------------------------------------------------------------------------

    def register(self) -> None:
        contact = self.cast.contact
        self.application = register_application(
            workshops=[self.cast.workshop], wish=AuditWish.PEER, contact=contact, into=self.round, by=contact, at=self.at
        )
        self.open()

    def open(self) -> None:
        open_application(application=self.application, by=self.cast.contact, at=self.at)

    @rule(number=criterion_numbers, told=st.booleans(), by_leader=st.booleans())
    def save(self, number: int, told: bool, by_leader: bool) -> None:
        self.count += 1
        application = self.fresh()
        criterion = criteria_of_application(application)[number]
        row = application.answers.filter(criterion=criterion).first()
        assert application.round is not None
        level = application.round.version.scale.levels.get(value=1 + self.count % 4) if told else None
        given = {"answer": Answer.LEVEL if told else "", "level": level, "revision": row.revision if row else 0}
        by = self.cast.leader if by_leader else self.cast.contact
        text = f"Teksti {self.count}."
        self.try_change(lambda: save_answer(application=application, criterion=criterion, text=text, by=by, at=self.at, **given))  # type: ignore[arg-type]

    @rule(number=criterion_numbers)
    def give_evidence(self, number: int) -> None:
        self.count += 1
        application = self.fresh()
        given = {"link": f"https://kivipaja.example/{self.count}", "title": "Sivumme", "by": self.cast.contact}
        criteria = [criteria_of_application(application)[number]]
        self.try_change(lambda: add_link_evidence(holder=application, criteria=criteria, at=self.at, **given))  # type: ignore[arg-type]

    @rule()
    def take_evidence_back(self) -> None:
        evidence = Evidence.objects.filter(application=self.application).first()
        assume(evidence is not None)
        assert evidence is not None
        criterion = evidence.criteria.first()
        assert criterion is not None
        self.try_change(lambda: remove_evidence(evidence=evidence, criterion=criterion, by=self.cast.leader, at=self.at))

    @rule(wish=st.sampled_from(list(AuditWish)))
    def wish_for(self, wish: AuditWish) -> None:
        self.try_change(lambda: change_wish(application=self.fresh(), wish=wish, by=self.cast.contact, at=self.at))

    @rule(is_whole=st.booleans())
    def submit(self, is_whole: bool) -> None:
        """Submit as it is, or after writing what is missing."""
        application = self.fresh()
        written = set(application.answers.exclude(text="").values_list("criterion", flat=True))
        missing = [number for number, one in enumerate(criteria_of_application(application)) if one.pk not in written]
        for number in missing if is_whole else []:
            self.save(number, told=False, by_leader=False)
        if missing and not is_whole:
            self.now()
            self.refused(lambda: submit_application(application=application, by=self.cast.contact, at=self.at))
            return
        if self.try_change(lambda: submit_application(application=application, by=self.cast.contact, at=self.at)):
            last = application.submissions.last()
            assert last is not None
            assert last.data == content_of(self.fresh())
            told = {row["criterion"]: row["text"] for row in last.data["answers"]}
            answers = application.answers.filter(criterion__area__version=last.round.version)
            assert told == dict(answers.values_list("criterion__code", "text"))

    @precondition(lambda self: self.fresh().status in LIVE_STATUSES)
    @rule()
    def withdraw(self) -> None:
        withdraw_application(application=self.application, reason="", by=self.cast.contact, at=self.now())

    @precondition(lambda self: self.fresh().status not in LIVE_STATUSES)
    @rule()
    def go_on(self) -> None:
        """A lapsed one moves on to a round of the other version; after a withdrawn one a new one is registered, if there is time."""
        application = self.fresh()
        if application.status == "lapsed":
            self.round = self.next_round()
            self.frozen.pop(application.pk, None)
            renew_application(application=application, into=self.round, by=self.cast.contact, at=self.now())
        else:
            self.round = self.next_round() if self.is_late() else self.round
            self.register()

    def next_round(self) -> Round:
        version = self.versions[1] if self.round.version_id == self.versions[0].pk else self.versions[0]
        return make_round(version=version, deadline_at=self.at + dt.timedelta(days=20), by=self.coordinator, at=self.at)

    # The clock and the coordinator --------------------------------------------------------------------------------------

    @rule(over=st.sampled_from([dt.timedelta(0), dt.timedelta(microseconds=1), LAPSE_MARGIN + dt.timedelta(minutes=1)]))
    def let_time_pass(self, over: dt.timedelta) -> None:
        """Go to the deadline in force, or past it by a hair, or past the margin of lapsing."""
        self.round.refresh_from_db()
        self.at = max(self.at, self.round.deadline_at + over - dt.timedelta(minutes=1))
        lapse_unsubmitted(at=self.at)

    @rule(days=st.sampled_from([8, 15, 30]))
    def move(self, days: int) -> None:
        moment = self.now() + dt.timedelta(days=days)
        given = {"round_": self.round, "deadline_at": moment, "reason": "Palvelussa oli katko.", "by": self.coordinator, "at": self.at}
        try:
            with transaction.atomic():
                move_deadline(**given)  # type: ignore[arg-type]
        except RefusedInputError:
            return
        self.frozen = {key: content for key, content in self.frozen.items() if key != self.application.pk}

    # What always holds --------------------------------------------------------------------------------------------------

    @invariant()
    def no_submission_changes(self) -> None:
        if not hasattr(self, "stored"):
            return
        rows = {row[0]: row for row in Submission.objects.values_list("pk", *SHOWN)}
        assert {key: rows.get(key) for key in self.stored} == self.stored
        assert all(submission.is_intact for submission in Submission.objects.all())
        self.stored = rows

    @invariant()
    def submissions_are_numbered_as_they_arrived(self) -> None:
        if not hasattr(self, "application"):
            return
        numbers = list(
            Submission.objects.filter(application=self.application).order_by("arrived_at", "pk").values_list("number", flat=True)
        )
        assert numbers == list(range(1, len(numbers) + 1))

    @invariant()
    def no_content_changes_after_the_deadline(self) -> None:
        if not hasattr(self, "application"):
            return
        for application in Application.objects.select_related("round__version__framework", "organisation"):
            assert application.round is not None
            if application.round.has_passed(self.at):
                content = content_of(application)
                assert self.frozen.setdefault(application.pk, content) == content
            else:
                self.frozen.pop(application.pk, None)


SHOWN = ("application", "round", "number", "code", "content", "sha256", "arrived_at", "submitted_by")


@pytest.mark.django_db
def test_no_submission_and_no_frozen_content_ever_changes() -> None:
    LifeOfAnApplication.cast, LifeOfAnApplication.coordinator = Cast(workers=0), make_coordinator()
    LifeOfAnApplication.versions = [make_version(areas=1, criteria=CRITERIA) for _ in range(2)]
    run_state_machine_as_test(LifeOfAnApplication, settings=bounds(examples=EXAMPLES, steps=STEPS))
