"""What the auditors of one audit think of its criteria once they write the report: for them alone, at any time.

A rating is told to the other when its author has confirmed it, or has given it after the visit with a reason; and only to one who has
done the same in that criterion (docs/domain.md 4.3). Those of a replaced auditor are out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, FilteredRelation, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from assessments.choices import Answer
from assessments.models import ConfirmedRating, Participant, Rating
from assessments.selectors.auditing.rating import Side, applicant_side, differences_between, side_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from assessments.models import Assessment, Submission
    from criteria.models import Criterion, Level
    from workshops.models import User


@dataclass(frozen=True)
class Opinion:
    """What one auditor thinks of a criterion: now, and before the visit when that was something else."""

    now: Side
    before: Side | None = None
    change_reason: str = ""


@dataclass(frozen=True)
class Opinions:
    """The sides of a criterion as one of its auditors sees them; `own` is her stored rating."""

    own: Rating | None
    applicant: Side | None = None
    auditors: tuple[Opinion, ...] = ()
    differences: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether she has said what she thinks, so that the others are shown."""
        return bool(self.auditors)


@dataclass(frozen=True)
class Place:
    """One auditor's place, her rating of a criterion now, and what she confirmed before the visit."""

    participant: Participant
    rating: Rating | None
    kept: ConfirmedRating | None

    @property
    def is_told(self) -> bool:
        """Whether she has confirmed her rating, or given it after the visit."""
        return self.kept is not None or (self.rating is not None and bool(self.rating.change_reason))

    @property
    def user(self) -> User:
        assert self.participant.user is not None  # an auditor has an account
        return self.participant.user


def opinions_of(audit: Assessment, criterion: Criterion, viewer: User, submission: Submission, levels: Iterable[Level]) -> Opinions:
    """Return what the auditors think of the criterion, the viewer first; one query."""
    names = {level.value: str(level.name) for level in levels}
    places = _places(audit, criterion)
    mine = _of(viewer, places)
    if mine is None or not mine.is_told:
        return Opinions(mine.rating if mine else None)
    own = _opinion(mine, _("Sinä"), names)
    others = [_opinion(place, place.user.name, names) for place in places if place is not mine]
    applicant = applicant_side(submission, criterion.code, names)
    differences = differences_between(applicant, own.now, [other.now for other in others])
    return Opinions(mine.rating, applicant, (own, *others), tuple(differences))


def own_place(audit: Assessment, criterion: Criterion, user: User) -> Place | None:
    """Return the auditor's place with what she says of the criterion; None for one who takes no part (any more). One query."""
    return _of(user, _places(audit, criterion))


def agreed_ratings(audit: Assessment) -> list[Rating]:
    """Return one rating of each criterion in which every auditor now gives the same level and verdict, in order; one query."""
    team = Participant.objects.filter(assessment=audit, removed_at=None).order_by().values("assessment").annotate(count=Count("pk"))
    confirmed = ConfirmedRating.objects.filter(participant=OuterRef("participant"), criterion=OuterRef("criterion"))
    told = Rating.objects.filter(Exists(confirmed) | ~Q(change_reason=""), participant__assessment=audit, participant__removed_at=None)
    given = told.filter(answer=Answer.LEVEL, verdict__isnull=False).annotate(team=Subquery(team.values("count")))
    by_criterion: dict[int, list[Any]] = {}
    for rating in given.select_related("criterion", "level", "verdict").order_by("criterion__order", "participant"):
        by_criterion.setdefault(rating.criterion_id, []).append(rating)
    return [rows[0] for rows in by_criterion.values() if len(rows) == rows[0].team and len({_said(row) for row in rows}) == 1]


def _said(rating: Rating) -> tuple[int | None, int | None]:
    return rating.level_id, rating.verdict_id


def _of(user: User, places: Iterable[Place]) -> Place | None:
    return next((place for place in places if place.user.pk == user.pk), None)


def _places(audit: Assessment, criterion: Criterion) -> list[Place]:
    """Return the auditors' places with what each has said of the criterion, in one query: no list of keys, no row too many."""
    of_criterion = {
        "rating": FilteredRelation("ratings", condition=Q(ratings__criterion=criterion)),
        "kept": FilteredRelation("confirmed_ratings", condition=Q(confirmed_ratings__criterion=criterion)),
    }
    related = ("user", "rating__level", "rating__verdict", "kept__level", "kept__verdict")
    rows = Participant.objects.filter(assessment=audit, removed_at=None).annotate(**of_criterion).select_related(*related)
    return [Place(row, getattr(row, "rating", None), getattr(row, "kept", None)) for row in rows.order_by("pk")]


def _opinion(place: Place, who: str, names: dict[int, str]) -> Opinion:
    if place.rating is None or not place.is_told:
        return Opinion(Side(who, _("Ei vahvistanut ennakkoarviotaan."), is_missing=True))
    if not place.rating.change_reason:
        return Opinion(side_of(who, place.rating, names))
    before = side_of(who, place.kept, names) if place.kept else None
    return Opinion(side_of(who, place.rating, names), before, place.rating.change_reason)
