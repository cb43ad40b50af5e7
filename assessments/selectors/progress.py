"""How far an assessment is: counts and names only, never what anybody answered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from assessments.models import Assessment, Participant, Rating, Result
from config.toolkit.search import sort_key
from criteria.models import Area, Criterion

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from assessments.models.assessment import ParticipantQuerySet
    from workshops.models import Invitation, User

ANSWERED = ~Q(answer="")
AGREED = ANSWERED & Q(is_unchecked=False)  # a result brought from elsewhere is agreed once somebody has checked it


@dataclass(frozen=True)
class Step:
    """One criterion of the assessment and whether it has an answer."""

    criterion: Criterion
    is_done: bool


@dataclass(frozen=True)
class AreaProgress:
    area: Area
    steps: tuple[Step, ...]

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)

    @property
    def total(self) -> int:
        return len(self.steps)

    @property
    def is_done(self) -> bool:
        return self.done == self.total

    @property
    def entry(self) -> Criterion:
        """The criterion to go to: the first without an answer, or the first of the area."""
        return next((step.criterion for step in self.steps if not step.is_done), self.steps[0].criterion)


@dataclass(frozen=True)
class Progress:
    """How far one person's ratings, or the shared views, are."""

    areas: tuple[AreaProgress, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(step for area in self.areas for step in area.steps)

    @property
    def done(self) -> int:
        return sum(area.done for area in self.areas)

    @property
    def total(self) -> int:
        return sum(area.total for area in self.areas)

    @property
    def is_done(self) -> bool:
        return self.done == self.total

    @property
    def next(self) -> Criterion | None:
        """The first criterion without an answer."""
        return next((step.criterion for step in self.steps if not step.is_done), None)


@dataclass(frozen=True)
class PersonProgress:
    """How far one participant is, or that her invitation has not been accepted yet."""

    participant: Participant
    done: int

    @property
    def user(self) -> User | None:
        return self.participant.user or (self.invitation.accepted_by if self.invitation else None)

    @property
    def invitation(self) -> Invitation | None:
        return self.participant.invitation

    @property
    def name(self) -> str:
        """The person's name, or the invited address until the invitation is accepted."""
        if self.user:
            return self.user.name
        return self.invitation.email if self.invitation else self.participant.name

    @property
    def is_by_name(self) -> bool:
        """Tell whether she has no account: she rates with a code or on paper."""
        return bool(self.participant.name)

    @property
    def is_in(self) -> bool:
        """Tell whether she takes part already: anybody but the invited who has not answered."""
        return self.is_by_name or self.user is not None

    def is_waiting(self, at: dt.datetime) -> bool:
        """Tell whether her invitation can still be accepted."""
        return self.user is None and self.invitation is not None and self.invitation.is_waiting(at)


def own_ratings(assessment: Any, user: User | AnonymousUser) -> QuerySet[Rating]:
    """Return the user's own ratings: those of her earliest place, if an accepted invitation has given her a second one.

    `assessment` may be an `OuterRef`, for a subquery.
    """
    places = Participant.objects.active().of(user).filter(assessment=assessment).order_by("pk")
    return Rating.objects.filter(participant_id=Subquery(places.values("pk")[:1]))


def own_progress(assessment: Assessment, user: User | AnonymousUser) -> Progress:
    """Return how far the user is with her own ratings; one query."""
    return rated_progress(assessment, own_ratings(assessment, user))


def rated_progress(assessment: Assessment, ratings: QuerySet[Rating], **marks: Exists) -> Progress:
    """Return how far one person's ratings are, each criterion annotated with the marks too; one query."""
    return _progress(assessment, ratings.filter(ANSWERED, criterion=OuterRef("pk")), **marks)


def agreed_progress(assessment: Assessment) -> Progress:
    """Return how far the shared views are; one query."""
    return _progress(assessment, Result.objects.filter(AGREED, assessment=assessment, criterion=OuterRef("pk")))


def people_progress(assessment: Assessment) -> list[PersonProgress]:
    """Return every participant with how many criteria she has answered, by name; one query."""
    return _people(Participant.objects.filter(assessment=assessment))


def people_progress_of(assessments: list[Assessment]) -> dict[int, list[PersonProgress]]:
    """Return the same for the assessments of one page, by the assessment's key; one query."""
    people: dict[int, list[PersonProgress]] = {}
    for person in _people(Participant.objects.filter(assessment__in=assessments)):
        people.setdefault(person.participant.assessment_id, []).append(person)
    return people


def _progress(assessment: Assessment, answers: QuerySet[Rating] | QuerySet[Result], **marks: Exists) -> Progress:
    criteria = Criterion.objects.filter(area__assessments=assessment).select_related("area").annotate(is_done=Exists(answers), **marks)
    by_area: dict[Area, list[Step]] = {}
    for criterion in criteria.order_by("order"):
        by_area.setdefault(criterion.area, []).append(Step(criterion, criterion.is_done))  # type: ignore[attr-defined]  # annotated above
    return Progress(tuple(AreaProgress(area, tuple(steps)) for area, steps in by_area.items()))


def _people(participants: ParticipantQuerySet) -> list[PersonProgress]:
    rows = participants.active().select_related("user", "invitation__accepted_by")
    counted = rows.annotate(done=Count("ratings", filter=~Q(ratings__answer="")))
    people = [PersonProgress(row, row.done) for row in counted.order_by("pk")]  # type: ignore[attr-defined]  # annotated above
    return sorted(people, key=lambda person: (not person.is_in, person.user.sort_key if person.user else sort_key(person.name)))
