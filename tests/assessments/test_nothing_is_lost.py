"""Whatever people do, in whatever order: a text once acknowledged is in the present row or in its history, and no history changes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from assessments.choices import Answer
from assessments.lifecycle import AssessmentStatus
from assessments.models import Assessment, Result
from assessments.selectors.results import criteria_of
from assessments.services.assignments import assign_criteria, take_back_criteria
from assessments.services.carry_over import confirm_unchecked
from assessments.services.drafts import create_self_assessments
from assessments.services.handover import hand_over_tasks
from assessments.services.participants import add_participants
from assessments.services.phases import abandon_assessment, complete_assessment, reopen_assessment, start_jointly
from assessments.services.restoring import restore_result
from assessments.services.results import save_result
from config.toolkit.errors import StaleRevisionError, WrongStateError
from criteria.models import FrameworkVersion
from tests.factories.assessments import AT, Cast
from tests.factories.criteria import make_version
from tests.histories import bounds
from workshops.models import User

CRITERIA = 2
STEPS, EXAMPLES = 15, 15
criterion_numbers = st.integers(0, CRITERIA - 1)
writers = st.sampled_from(["contact", "leader", "worker"])
IN_DISCUSSION = AssessmentStatus.JOINT


class WorkOnOneAssessment(RuleBasedStateMachine):
    """Two who manage and one who has been given criteria write two shared views; the assessment is closed, opened and given up."""

    cast: Cast  # the same people and criteria for every example; what they do is undone after each
    version: FrameworkVersion

    @initialize()
    def begin(self) -> None:
        self.block = transaction.atomic()
        self.block.__enter__()
        self.levels = list(self.version.scale.levels.all())
        self.at = AT
        self.texts: list[tuple[int, int, str]] = []  # acknowledged: (assessment, criterion, text)
        self.rows: dict[int, tuple[Any, ...]] = {}  # every row of the history that has been seen
        self.count = 0
        self.start(previous=None)

    def teardown(self) -> None:
        if hasattr(self, "block"):
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    def start(self, previous: Assessment | None) -> None:
        [draft] = create_self_assessments(
            workshops=[self.cast.workshop],
            version=self.version,
            areas=list(self.version.areas.all()),
            title="Itsearviointi",
            by=self.cast.contact,
            at=self.now(),
        )
        if previous is not None:
            Assessment.objects.filter(pk=draft.pk).update(previous=previous)
        add_participants(assessment=draft, users=self.cast.raters, by=self.cast.contact, at=self.at)
        self.assessment = start_jointly(assessment=draft, by=self.cast.contact, at=self.at)
        self.criteria = criteria_of(self.assessment)

    def now(self, jump: int = 1) -> dt.datetime:
        """Return the next moment; the clock may also go back."""
        self.at += dt.timedelta(minutes=jump)
        return self.at

    def user(self, who: str) -> User:
        return {"contact": self.cast.contact, "leader": self.cast.leader, "worker": self.cast.workers[0]}[who]

    def present(self, number: int) -> Result | None:
        return self.assessment.results.filter(criterion=self.criteria[number]).first()

    def is_open(self) -> bool:
        return self.assessment.status == IN_DISCUSSION

    def write(self, who: str, number: int, revision: int, jump: int) -> None:
        self.count += 1
        text = f"Teksti {self.count}."
        criterion = self.criteria[number]
        held = self.assessment.assignments.filter(criterion=criterion, assignee=self.user(who)).exists()
        assume(who != "worker" or held)
        save_result(
            assessment=self.assessment,
            criterion=criterion,
            answer=Answer.LEVEL,
            level=self.levels[self.count % len(self.levels)],
            current_practice=text,
            revision=revision,
            by=self.user(who),
            at=self.now(jump),
        )
        self.texts.append((self.assessment.pk, criterion.pk, text))

    @precondition(is_open)
    @rule(who=writers, number=criterion_numbers, jump=st.integers(-90, 90))
    def save(self, who: str, number: int, jump: int) -> None:
        row = self.present(number)
        self.write(who, number, row.revision if row else 0, jump)

    @precondition(is_open)
    @rule(who=writers, number=criterion_numbers, behind=st.integers(1, 3))
    def save_stale(self, who: str, number: int, behind: int) -> None:
        row = self.present(number)
        assume(row is not None and row.revision >= behind)
        assert row is not None
        with pytest.raises(StaleRevisionError), transaction.atomic():
            self.write(who, number, row.revision - behind, 1)

    @precondition(is_open)
    @rule(number=criterion_numbers, back=st.integers(1, 4), is_stale=st.booleans())
    def restore(self, number: int, back: int, is_stale: bool) -> None:
        row = self.present(number)
        assume(row is not None and row.revision > back)
        assert row is not None
        seen = row.revision - is_stale
        restoring = {"assessment": self.assessment, "criterion": self.criteria[number], "version": row.revision - back}
        if is_stale:
            with pytest.raises(StaleRevisionError), transaction.atomic():
                restore_result(**restoring, revision=seen, by=self.cast.contact, at=self.now())
        else:
            restore_result(**restoring, revision=seen, by=self.cast.contact, at=self.now(-30))

    @precondition(is_open)
    @rule(number=criterion_numbers, is_taken=st.booleans())
    def give(self, number: int, is_taken: bool) -> None:
        chosen = {"assessment": self.assessment, "criterion_codes": [self.criteria[number].code], "by": self.cast.contact, "at": self.now()}
        if is_taken:
            take_back_criteria(**chosen)
        else:
            assign_criteria(assignee=self.cast.workers[0], **chosen)

    @precondition(is_open)
    @rule(to=st.sampled_from(["contact", None]))
    def hand_over(self, to: str | None) -> None:
        colleague = self.user(to) if to else None
        hand_over_tasks(workshop=self.cast.workshop, leaver=self.cast.workers[0], to=colleague, by=self.cast.contact, at=self.now())

    @precondition(is_open)
    @rule()
    def confirm_carried(self) -> None:
        codes = [criterion.code for criterion in self.criteria]
        confirm_unchecked(assessment=self.assessment, criterion_codes=codes, by=self.cast.contact, at=self.now())

    @precondition(is_open)
    @rule(reopens=st.booleans())
    def complete(self, reopens: bool) -> None:
        for number in range(CRITERIA):
            row = self.present(number)
            if row is None or not row.answer or row.is_unchecked:
                self.write("contact", number, row.revision if row else 0, 1)
        self.assessment = complete_assessment(assessment=self.assessment, by=self.cast.leader, at=self.now())
        if reopens:
            self.assessment = reopen_assessment(assessment=self.assessment, reason="Yksi kohta jäi.", by=self.cast.leader, at=self.now())

    @precondition(is_open)
    @rule()
    def abandon(self) -> None:
        self.assessment = abandon_assessment(assessment=self.assessment, reason="Aloitetaan alusta.", by=self.cast.leader, at=self.now())

    @precondition(lambda self: not self.is_open())
    @rule()
    def begin_again(self) -> None:
        """The next one starts from this; of a completed one the results come along unchecked."""
        self.start(previous=self.assessment if self.assessment.completed_at else None)

    @precondition(lambda self: not self.is_open())
    @rule(number=criterion_numbers)
    def save_afterwards(self, number: int) -> None:
        with pytest.raises(WrongStateError), transaction.atomic():
            self.write("contact", number, 0, 1)

    @invariant()
    def every_acknowledged_text_is_there(self) -> None:
        if not hasattr(self, "texts"):
            return
        kept = set(Result.objects.values_list("assessment", "criterion", "current_practice"))
        kept |= set(Result.history.values_list("assessment", "criterion", "current_practice"))
        assert [text for text in self.texts if text not in kept] == []

    @invariant()
    def no_history_row_changes(self) -> None:
        if not hasattr(self, "rows"):
            return
        rows = {
            row[0]: row for row in Result.history.order_by("history_id").values_list("history_id", "revision", "current_practice", "level")
        }
        assert {key: rows.get(key) for key in self.rows} == self.rows
        self.rows = rows

    @invariant()
    def the_last_row_of_the_history_is_the_present_one(self) -> None:
        if not hasattr(self, "assessment"):
            return
        for row in self.assessment.results.all():
            last = Result.history.filter(id=row.pk).order_by("history_id").last()
            assert last is not None
            assert (last.current_practice, last.level_id, last.revision) == (row.current_practice, row.level_id, row.revision)


@pytest.mark.django_db
def test_nothing_acknowledged_is_ever_lost() -> None:
    WorkOnOneAssessment.cast, WorkOnOneAssessment.version = Cast(workers=2), make_version(areas=1, criteria=CRITERIA)
    run_state_machine_as_test(WorkOnOneAssessment, settings=bounds(examples=EXAMPLES, steps=STEPS))
