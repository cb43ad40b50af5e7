"""Participants of the demo without an account: one rates with a personal code, another's answers come from paper."""

from __future__ import annotations

import datetime as dt
from random import Random

from assessments.choices import Answer
from assessments.demo.content import ByName
from assessments.models import Assessment, Participant
from assessments.services.codes import make_code, save_rating_by_code
from assessments.services.paper import type_in_ratings
from assessments.services.participants import add_by_name
from assessments.services.ratings import GivenRating
from criteria.models import Criterion, Level
from workshops.models import User

AROUND = [2, 2, 3, 3, 3, 4]


def seat_guest(*, person: ByName, assessment: Assessment, criteria: list[Criterion], by: User, at: dt.datetime) -> None:
    """Add the person by name and give her answers, as many as her share says. Her dice are her own: other people's draws stay."""
    rng = Random(person.name)  # noqa: S311 repeatable on purpose
    place = add_by_name(assessment=assessment, name=person.name, by=by, at=at)
    levels = {level.value: level for level in Level.objects.filter(scale=assessment.version.scale_id)}
    answered = criteria[: round(person.share * len(criteria))]
    given = {criterion: GivenRating(Answer.LEVEL, levels[min(rng.choice(AROUND), max(levels))]) for criterion in answered}
    if person.way == "code":
        _rate_with_code(place, given, by, at)
    else:
        ratings = {criterion: (rating, 0) for criterion, rating in given.items()}
        type_in_ratings(participant=place, ratings=ratings, by=by, at=at + dt.timedelta(hours=5))


def _rate_with_code(place: Participant, given: dict[Criterion, GivenRating], by: User, at: dt.datetime) -> None:
    make_code(participant=place, by=by, at=at)
    place.refresh_from_db()
    for criterion, rating in given.items():
        at += dt.timedelta(minutes=3)
        save_rating_by_code(participant=place, criterion=criterion, given=rating, revision=0, at=at)
