"""Saving ratings: one's own, and what every way of giving them shares."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.choices import Answer
from assessments.lifecycle import AssessmentStatus
from assessments.models import Assessment, Participant, PracticeCase, Rating
from assessments.permissions import can_rate_criterion
from assessments.services.guards import access_of, lock_assessment, require, require_state
from assessments.services.revisions import require_revision, save_if_changed
from config.toolkit.errors import RefusedInputError
from criteria.models import Criterion, Level, Verdict
from workshops.models import User

if TYPE_CHECKING:
    from assessments.models.assessment import ParticipantQuerySet


@dataclass(frozen=True)
class GivenRating:
    """What a participant says of one criterion."""

    answer: str
    level: Level | None = None
    reason: str = ""
    note: str = ""
    note_may_be_shown: bool = False
    verdict: Verdict | None = None  # an auditor's
    change_reason: str = ""  # an auditor's: why she thinks otherwise than what she confirmed before the visit


@transaction.atomic
def save_rating(
    *,
    assessment: Assessment,
    criterion: Criterion,
    answer: str,
    level: Level | None = None,
    reason: str = "",
    note: str = "",
    note_may_be_shown: bool = False,
    revision: int,
    by: User,
    at: dt.datetime,
) -> Rating:
    """Save the author's own rating of one criterion and return it; a note may be saved before an answer is chosen (answer "").

    The assessment's row is locked, so that nothing is saved after the discussion has opened. Raises `WrongStateError` then,
    `NotAllowedError` for somebody who does not take part, and otherwise as `write_rating`.
    """
    assessment = lock_assessment(assessment)
    require_state(assessment, AssessmentStatus.INDIVIDUAL)
    require(can_rate_criterion(access_of(by, at), assessment))
    given = GivenRating(answer, level, reason, note, note_may_be_shown)
    place = own_participant(assessment, by)
    return write_rating(assessment=assessment, participant=place, criterion=criterion, given=given, revision=revision, by=by, at=at)


def write_rating(
    *,
    assessment: Assessment,
    participant: Participant,
    criterion: Criterion,
    given: GivenRating,
    revision: int | None = None,
    typed_in_by: User | None = None,
    by: User | None = None,
    at: dt.datetime,
) -> Rating:
    """Write the participant's rating of one criterion and return it, however it was given; the same once more writes nothing.

    The caller has locked the assessment and made sure that the participant rates it now. `revision` is the one the writer has seen, 0
    when there was none, None where she has seen none (paper). Raises `StaleRevisionError` if it has been saved in between,
    `RefusedInputError` for a criterion or level of another version.
    """
    require_criterion(assessment, criterion)
    rating = Rating.objects.filter(participant=participant, criterion=criterion).first() or Rating(
        participant=participant, criterion=criterion, revision=0
    )
    if revision is not None:
        require_revision(rating, revision)
    is_not_applicable = given.answer == Answer.NOT_APPLICABLE
    return save_if_changed(
        rating,
        answer=given.answer,
        level=usable_level(assessment, given.answer, given.level),
        reason=given.reason.strip() if is_not_applicable else "",
        verdict=usable_verdict(assessment, given.answer, given.verdict),
        note=given.note.strip(),
        change_reason=given.change_reason.strip(),
        note_may_be_shown=given.note_may_be_shown,
        typed_in_by=typed_in_by,
        by=by or typed_in_by,
        at=at,
    )


def own_participant(assessment: Assessment, user: User) -> Participant:
    """Return the user's place; the earliest one if an accepted invitation has given her a second."""
    return own_places(assessment, user)[0]


def own_places(assessment: Assessment, user: User) -> ParticipantQuerySet:
    """Return the user's places that go on, the one she rates from first."""
    return assessment.participants.active().of(user).order_by("pk")


def require_criterion(assessment: Assessment, criterion: Criterion) -> None:
    """Raise `RefusedInputError` unless the criterion belongs to the areas of the assessment."""
    if not assessment.areas.filter(pk=criterion.area_id).exists():
        raise RefusedInputError(_("Tämä kriteeri ei kuulu arviointiin."))


def usable_level(judged: Assessment | PracticeCase, answer: str, level: Level | None) -> Level | None:
    """Return the level that goes with the answer, none unless it is a level. Raises `RefusedInputError` for one of another scale."""
    if answer != Answer.LEVEL:
        return None
    if level is None or level.scale_id != judged.version.scale_id:
        raise RefusedInputError(_("Valitse jokin tasoista."), field="answer")
    return level


def usable_verdict(judged: Assessment | PracticeCase, answer: str, verdict: Verdict | None) -> Verdict | None:
    """Return the verdict that goes with a level, none with other answers. Raises `RefusedInputError` for one of another version."""
    if answer != Answer.LEVEL or verdict is None:
        return None
    if verdict.version_id != judged.version_id:
        raise RefusedInputError(_("Valitse jokin kannoista."), field="verdict")
    return verdict
