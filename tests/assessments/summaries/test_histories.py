"""Whatever workshops do over a new year, in whatever order: a closed year holds what stood in it, and nothing changes it any more.

Everything is done by the services that do it in life, at moments that follow each other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from assessments.choices import Answer
from assessments.models import Assessment, Summary
from assessments.selectors.results import criteria_of
from assessments.services.drafts import create_self_assessments
from assessments.services.phases import (
    abandon_assessment,
    archive_assessment,
    complete_assessment,
    reopen_assessment,
    start_jointly,
)
from assessments.services.results import save_result
from assessments.services.summaries.closing import close_years
from assessments.years import begins_at, closes_at
from config.toolkit.errors import DomainError, WrongStateError
from criteria.models import FrameworkVersion
from tests.assessments.summaries.recount import Rows, answers, expected_rows, stored_rows, totals, year_of
from tests.factories.criteria import make_version
from tests.factories.summaries import make_finished
from tests.factories.workshops import MunicipalityFactory, RegionFactory, UserFactory, WorkshopFactory, grant
from tests.histories import bounds
from workshops.models import Municipality, User, Workshop
from workshops.roles import Role

EXAMPLES, STEPS = 8, 20
LEVELS = st.one_of(st.none(), st.integers(1, 4))
workshops = st.integers(0, 6)
MOVES = ["complete", "reopen", "archive", "abandon"]


class LifeOverTheNewYear(RuleBasedStateMachine):
    """Seven workshops of seven organisations; one person leads them all."""

    nation: list[Workshop]  # the same for every example; what they do is undone after each
    version: FrameworkVersion
    leader: User
    elsewhere: Municipality

    @initialize()
    def begin(self) -> None:
        self.block = transaction.atomic()
        self.block.__enter__()
        self.at = begins_at(2027) - dt.timedelta(days=20)
        self.areas = list(self.version.areas.all())
        self.closed: dict[int, Rows] = {}  # what was stored of each summary when it was first seen
        self.stood: dict[int, object] = {}  # and what it was counted from

    def teardown(self) -> None:
        if hasattr(self, "block"):
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    def attempt(self, act: Callable[[], object]) -> bool:
        """Do it an hour later unless it is refused; tell which."""
        self.at += dt.timedelta(hours=1)
        with suppress(DomainError), transaction.atomic():
            act()
            return True
        return False

    def answer(self, assessment: Assessment, level: int | None) -> None:
        """Give every criterion of the assessment the same answer."""
        step = self.version.scale.levels.filter(value=level).first()
        for criterion in criteria_of(assessment):
            result = assessment.results.filter(criterion=criterion).first()
            given = {"answer": Answer.LEVEL if step else Answer.NOT_APPLICABLE, "level": step, "reason": "" if step else "Ei ole."}
            revision = result.revision if result else 0
            save_result(assessment=assessment, criterion=criterion, revision=revision, **given, by=self.leader, at=self.at)

    @rule(workshop=workshops, area=st.integers(0, 1), level=LEVELS, is_completed=st.booleans())
    def assess(self, workshop: int, area: int, level: int | None, is_completed: bool) -> None:
        named = {"version": self.version, "areas": [self.areas[area]], "title": "Itsearviointi"}
        by = {"by": self.leader, "at": self.at}

        def act() -> None:
            [draft] = create_self_assessments(workshops=[self.nation[workshop]], **named, **by)
            started = start_jointly(assessment=draft, **by)
            self.answer(started, level)
            if is_completed:
                complete_assessment(assessment=started, **by)

        self.attempt(act)

    @rule(workshop=workshops, move=st.sampled_from(MOVES), level=LEVELS, turn=st.integers(0, 3))
    def move(self, workshop: int, move: str, level: int | None, turn: int) -> None:
        own = Assessment.objects.filter(workshop=self.nation[workshop]).order_by("-pk")
        assessment = own[turn % len(own)] if own else None
        if assessment is None:
            return
        moved = {"assessment": assessment, "by": self.leader}
        was_closed = assessment.completed_at is not None and self.at >= closes_at(year_of(assessment.completed_at))
        if move == "complete":
            self.attempt(lambda: self.answer(assessment, level))
            self.attempt(lambda: complete_assessment(**moved, at=self.at))
        elif move == "reopen":
            assert not (self.attempt(lambda: reopen_assessment(**moved, reason="Korjataan.", at=self.at)) and was_closed)
        elif move == "archive":
            self.attempt(lambda: archive_assessment(**moved, at=self.at))
        else:
            self.attempt(lambda: abandon_assessment(**moved, reason="Aloitetaan alusta.", at=self.at))

    @rule(workshop=workshops)
    def moves_elsewhere(self, workshop: int) -> None:
        Workshop.objects.filter(pk=self.nation[workshop].pk).update(municipality=self.elsewhere, size="16-")

    @rule(days=st.sampled_from([0, 1, 10, 13, 20]))
    def time_passes(self, days: int) -> None:
        self.at += dt.timedelta(days=days)

    @rule()
    def worker_comes(self) -> None:
        close_years(at=self.at)

    @rule()
    def year_ends(self) -> None:
        self.at = max(self.at, closes_at(2026))
        close_years(at=self.at)
        assert Summary.objects.filter(year=2026).exists()

    @invariant()
    def closed_years_hold_what_stood_in_them(self) -> None:
        if not hasattr(self, "block"):
            return
        for summary in Summary.objects.select_related("framework"):
            year = (summary.framework, summary.series, summary.year)
            rows, stood = stored_rows(summary), answers(*year)
            assert summary.pk in self.closed or rows == expected_rows(*year)
            assert self.closed.setdefault(summary.pk, rows) == rows
            assert self.stood.setdefault(summary.pk, stood) == stood
            counting = {given.assessment for population in stood.values() for given in population.values()}
            assert totals(*year, counting, set()).items() <= rows.items()


@pytest.mark.django_db
def test_closed_year_equals_the_recount_and_never_changes_whatever_workshops_do() -> None:
    life = LifeOverTheNewYear
    life.version, life.leader = make_version(criteria=1), UserFactory()
    life.nation = [WorkshopFactory() for _ in range(7)]
    life.elsewhere = MunicipalityFactory(region=RegionFactory(code="99"))
    for number, workshop in enumerate(life.nation):
        grant(life.leader, Role.LEADER, workshop=workshop)
        for year in (2025, 2026):
            levels = {"K1.1": number % 4 + 1, "K2.1": None if number == 6 else year - 2024}
            make_finished(workshop, levels, version=life.version, at=begins_at(year) + dt.timedelta(days=number))
    run_state_machine_as_test(life, settings=bounds(examples=EXAMPLES, steps=STEPS))


@pytest.mark.django_db
def test_what_was_completed_on_the_last_moment_cannot_be_opened_again_in_the_last_hour_before_the_closing() -> None:
    workshop, leader, version = WorkshopFactory(), UserFactory(), make_version()
    grant(leader, Role.LEADER, workshop=workshop)
    last = begins_at(2027) - dt.timedelta(microseconds=1)
    assessment = make_finished(workshop, {"K1.1": 1, "K1.2": 1}, version=version, at=last)
    reopen = {"assessment": assessment, "reason": "Korjataan.", "by": leader}
    with pytest.raises(WrongStateError, match="14 päivän ajan"):
        reopen_assessment(**reopen, at=closes_at(2026) - dt.timedelta(hours=1))
    assert reopen_assessment(**reopen, at=last + dt.timedelta(days=14)).completed_at is None
