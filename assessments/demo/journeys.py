"""Each self-assessment walked through its phases, as far as its plan says."""

from __future__ import annotations

import datetime as dt
from typing import Any

from assessments.choices import Answer
from assessments.demo.content import Plan, plans, voice
from assessments.demo.evidence import add_pieces
from assessments.demo.guests import seat_guest
from assessments.demo.next_round import check_brought, copy_between_units
from assessments.demo.ratings import PlannedRating, plan_ratings
from assessments.demo.stage import Stage
from assessments.models import Assessment
from assessments.services.drafts import create_self_assessments
from assessments.services.participants import add_participants
from assessments.services.phases import (
    abandon_assessment,
    archive_assessment,
    complete_assessment,
    open_discussion,
    reopen_assessment,
    start_assessment,
    start_jointly,
)
from assessments.services.ratings import save_rating
from assessments.services.results import save_area_summary, save_result
from criteria.models import Criterion, FrameworkVersion, Level
from workshops.models import User

SAVED_TWICE = 4  # every fourth shared view has an earlier version
REOPEN_WITHIN = dt.timedelta(days=12)


def walk_journeys(stage: Stage, version: FrameworkVersion) -> None:
    """Make every planned self-assessment in the version, in the order of the data file."""
    for plan in plans():
        stage.tell(f"{stage.workshops[plan.workshop].name}: {plan.title}")
        Journey(stage, plan, version).walk()
    copy_between_units(stage)


class Journey:
    """One self-assessment: who acts, when, and what is written."""

    def __init__(self, stage: Stage, plan: Plan, version: FrameworkVersion) -> None:
        self.stage, self.plan, self.version = stage, plan, version
        self.calendar, self.voice = stage.calendar, voice(plan.voice)
        self.leader, self.contact = stage.leaders[plan.workshop], stage.contacts[plan.workshop]
        self.raters = stage.staff[plan.workshop][: plan.raters]
        self.levels = {level.value: level for level in Level.objects.filter(scale=version.scale_id)}
        areas = version.areas.filter(code__in=plan.areas) if plan.areas else version.areas.all()
        self.areas = list(areas)
        self.criteria = list(Criterion.objects.filter(area__in=self.areas).order_by("order"))
        self.assessment: Assessment

    def walk(self) -> None:
        """Take the steps of the plan in order."""
        plan = self.plan
        self.draft()
        if plan.skip_individual:
            self._move(start_jointly, plan.started, 9)
        elif plan.started:
            self._move(start_assessment, plan.started, 9)
            self.rate()
            self._move(open_discussion, plan.opened, 9)
        if plan.from_previous:
            self.check_brought()
        elif plan.skip_individual or plan.opened:
            self.agree()
        if plan.started:
            self.add_evidence()
        self.finish()
        self.stage.assessments[plan.key] = self.assessment

    def draft(self) -> None:
        """Create the draft and its participants; one may still be waiting for her invitation to be accepted."""
        plan, at = self.plan, self.calendar.ago(self.plan.created, 9, 12)
        [self.assessment] = create_self_assessments(
            workshops=[self.stage.workshops[plan.workshop]],
            version=self.version,
            areas=self.areas,
            title=plan.title,
            ratings_shown=plan.shown,
            ratings_due_date=self._date(plan.due_ahead, plan.opened and plan.opened + 1),
            discussion_date=self._date(plan.discussion_ahead, plan.opened),
            from_previous=plan.from_previous,
            by=self.contact,
            at=at,
        )
        domain = self.contact.email.split("@")[1]
        emails = [f"uusi.valmentaja{number + 1}@{domain}" for number in range(plan.invited)]
        add_participants(assessment=self.assessment, users=self.raters, emails=emails, by=self.contact, at=at + dt.timedelta(minutes=20))

    def rate(self) -> None:
        """Let each rater answer in one sitting between the start and the discussion, as far as her progress goes."""
        codes = [criterion.code for criterion in self.criteria]
        planned = plan_ratings(rng=self.stage.rng, voice=self.voice, codes=codes, raters=len(self.raters), top=max(self.levels))
        for number, rater in enumerate(self.raters):
            share = self.plan.progress[number] if self.plan.progress else 1.0
            self._sit(rater, planned[number], self.criteria[: round(share * len(self.criteria))])
        for person in self.plan.by_name:
            at = self.calendar.ago((self.plan.started or 2) - 1, 9)
            seat_guest(person=person, assessment=self.assessment, criteria=self.criteria, by=self.contact, at=at)

    def _sit(self, rater: User, planned: dict[str, PlannedRating], criteria: list[Criterion]) -> None:
        rng, end = self.stage.rng, self.plan.opened or self.plan.abandoned or 0
        at = self.calendar.ago(rng.randint(end + 1, max((self.plan.started or 1) - 1, end + 1)), rng.randint(8, 12), rng.randrange(60))
        for criterion in criteria:
            at += dt.timedelta(seconds=rng.randint(60, 300))
            rating = planned.get(criterion.code)
            if rating is None:
                continue
            save_rating(
                assessment=self.assessment,
                criterion=criterion,
                answer=rating.answer,
                level=self.levels.get(rating.level or 0),
                reason=rating.reason,
                note=rating.note,
                note_may_be_shown=rating.note_may_be_shown,
                revision=0,
                by=rater,
                at=at,
            )

    def agree(self) -> None:
        """Write in one meeting what is agreed, area by area, as far as it is filled."""
        at = self.calendar.ago(self._meeting, 12, 30)
        done = self.criteria[: round(self.plan.filled * len(self.criteria))]
        for number, criterion in enumerate(done):
            at += dt.timedelta(minutes=5)
            self._agree(criterion, at, revision=0 if number % SAVED_TWICE else self._sketch(criterion, at))
        full = {criterion.area_id for criterion in self.criteria} - {criterion.area_id for criterion in self.criteria[len(done) :]}
        for area in self.areas:
            if area.pk in full and area.code in self.voice.strengths:
                at += dt.timedelta(minutes=2)
                strengths = self.voice.strengths[area.code]
                save_area_summary(assessment=self.assessment, area=area, strengths=strengths, revision=0, by=self.contact, at=at)

    def check_brought(self) -> None:
        """Go through some of what was brought from last time."""
        at = self.calendar.ago(self._meeting, 12, 30)
        check_brought(key=self.plan.key, assessment=self.assessment, levels=self.levels, by=self.contact, at=at)

    def _sketch(self, criterion: Criterion, at: dt.datetime) -> int:
        """Let the leader write the first sentence before the meeting gets there; return the revision it leaves for the next writer."""
        first, *_more = self.voice.results[criterion.code].now.split(". ")
        earlier = at - dt.timedelta(minutes=4)
        sketch = f"{first.rstrip('.')}."
        text: dict[str, Any] = {"assessment": self.assessment, "criterion": criterion, "answer": "", "current_practice": sketch}
        return save_result(**text, revision=0, by=self.leader, at=earlier).revision

    def _agree(self, criterion: Criterion, at: dt.datetime, revision: int) -> None:
        agreed = self.voice.results[criterion.code]
        save_result(
            assessment=self.assessment,
            criterion=criterion,
            answer=Answer.LEVEL if agreed.level else Answer.NOT_APPLICABLE,
            level=self.levels.get(agreed.level or 0),
            reason=agreed.not_applicable,
            current_practice=agreed.now,
            development=agreed.develop,
            revision=revision,
            by=self.contact,
            at=at,
        )

    def add_evidence(self) -> None:
        """Add the pieces of evidence on the day of the meeting, or while the own ratings go on."""
        pieces_at = self.calendar.ago(self._meeting, 16)
        by_code = {criterion.code: criterion for criterion in self.criteria}
        add_pieces(key=self.plan.key, holder=self.assessment, by_code=by_code, by=self.contact, at=pieces_at)

    def finish(self) -> None:
        """Complete, open again, archive or abandon, when the plan says so."""
        plan = self.plan
        self._move(complete_assessment, plan.completed, 15, by=self.leader)
        if plan.reopened and self.assessment.completed_at:
            at = min(self.calendar.ago(plan.reopened, 9), self.assessment.completed_at + REOPEN_WITHIN)
            self.assessment = reopen_assessment(assessment=self.assessment, reason=plan.reason, by=self.leader, at=at)
        self._move(archive_assessment, plan.archived, 14, by=self.leader)
        if plan.abandoned:
            at = self.calendar.ago(plan.abandoned, 14)
            self.assessment = abandon_assessment(assessment=self.assessment, reason=plan.reason, by=self.leader, at=at)

    @property
    def _meeting(self) -> int:
        """The working day of the discussion: the one before completing, else the one after opening."""
        plan = self.plan
        return plan.completed + 1 if plan.completed else max((plan.opened or plan.started or 2) - 1, 1)

    def _move(self, service, days: int | None, hour: int, by: User | None = None) -> None:  # type: ignore[no-untyped-def]
        if days:
            self.assessment = service(assessment=self.assessment, by=by or self.contact, at=self.calendar.ago(days, hour))

    def _date(self, ahead: int | None, ago: int | None) -> dt.date | None:
        if ahead:
            return self.calendar.ahead(ahead)
        return self.calendar.ago(ago).date() if ago else None
