"""Ratings given on paper, typed in by the contact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.lifecycle import AssessmentStatus
from assessments.models import Participant, Rating
from assessments.permissions import can_change_participants
from assessments.services.codes import place_by_name
from assessments.services.guards import access_of, lock_assessment, require, require_state
from assessments.services.ratings import GivenRating, write_rating
from config.toolkit.errors import WrongStateError
from criteria.models import Criterion
from workshops.models import User


@transaction.atomic
def type_in_ratings(
    *, participant: Participant, ratings: Mapping[Criterion, tuple[GivenRating, int]], by: User, at: dt.datetime
) -> list[Rating]:
    """Write what a participant by name has answered on paper, each with the revision seen; each rating tells who typed it in.

    What she has given with her code, or what another has typed in, stays hidden and untouched: `WrongStateError`. Raises
    `RefusedInputError` for a participant with an account or an invitation, who rates herself, and otherwise as `write_rating`.
    """
    assessment = lock_assessment(participant.assessment)
    require_state(assessment, AssessmentStatus.INDIVIDUAL)
    require(can_change_participants(access_of(by, at), assessment))
    place = place_by_name(assessment, participant)
    given_otherwise = Rating.objects.filter(participant=place, criterion__in=ratings).exclude(typed_in_by=by)
    if given_otherwise.exists():
        raise WrongStateError(
            _("Osallistuja on sillä välin arvioinut itse koodillaan, tai joku muu on kirjannut vastauksia. Mitään ei korvattu.")
        )
    return [
        write_rating(assessment=assessment, participant=place, criterion=criterion, given=given, revision=revision, typed_in_by=by, at=at)
        for criterion, (given, revision) in ratings.items()
    ]
