"""Personal codes of participants without an account: making one, coming in with it, rating with it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.lifecycle import AssessmentStatus
from assessments.models import Assessment, Participant, Rating
from assessments.permissions import can_change_participants
from assessments.personal_codes import digest_of, new_code
from assessments.services.guards import access_of, lock_assessment, require, require_state
from assessments.services.ratings import GivenRating, write_rating
from config.toolkit.errors import RefusedInputError, WrongStateError
from criteria.models import Criterion
from workshops.models import User
from workshops.services.audit_events import record_event

CODE_FIELD = "secret_code"  # a name that the error pages never show the content of


@transaction.atomic
def make_code(*, participant: Participant, by: User, at: dt.datetime) -> str:
    """Make a new code for a participant by name and return it; it is stored nowhere, and the one before is dead at once.

    Raises `RefusedInputError` for somebody with an account or an invitation.
    """
    assessment = lock_assessment(participant.assessment)
    require_state(assessment, AssessmentStatus.DRAFT, AssessmentStatus.INDIVIDUAL)
    require(can_change_participants(access_of(by, at), assessment))
    place = place_by_name(assessment, participant)
    code = new_code()
    place.code_digest, place.code_made_at = digest_of(code), at
    place.full_clean()
    place.save(update_fields=["code_digest", "code_made_at"])
    record_event(action="code_made", obj=place, by=by, at=at, workshop=assessment.workshop)
    return code


@transaction.atomic
def come_in_with_code(*, code: str, at: dt.datetime) -> Participant:
    """Return the place that the code opens. A wrong, a replaced and a removed participant's code get the same answer.

    Raises `RefusedInputError` for those, `WrongStateError` while the assessment is not in its individual phase.
    """
    place = Participant.objects.with_code(digest_of(code)).first()
    if place is None:
        sentence = _("Koodi ei kelpaa. Tarkista se kortista. Jos sinulle on tehty uusi kortti, vanha koodi ei enää toimi.")
        raise RefusedInputError(sentence, field=CODE_FIELD)
    if place.assessment.status == AssessmentStatus.DRAFT:
        raise WrongStateError(_("Arviointi ei ole vielä alkanut. Kokeile koodia uudelleen, kun yhteyshenkilö kertoo, että voit aloittaa."))
    if not place.is_rating:
        raise WrongStateError(_("Omien arvioiden aika on päättynyt, joten koodia ei enää tarvita. Kiitos, jos ehdit arvioida!"))
    record_event(action="code_used", obj=place, by=None, at=at, workshop=place.assessment.workshop)
    return place


@transaction.atomic
def save_rating_by_code(*, participant: Participant, criterion: Criterion, given: GivenRating, revision: int, at: dt.datetime) -> Rating:
    """Save the rating of the guest who holds this code; `revision` as in `write_rating`.

    Raises `WrongStateError` when rating has closed, the place has been taken away or the code replaced since she came in.
    """
    assessment = lock_assessment(participant.assessment)
    require_state(assessment, AssessmentStatus.INDIVIDUAL)
    if not Participant.objects.with_code(participant.code_digest).filter(pk=participant.pk).exists():
        raise WrongStateError(_("Koodisi ei ole enää voimassa. Pyydä yhteyshenkilöltä uusi kortti."))
    return write_rating(assessment=assessment, participant=participant, criterion=criterion, given=given, revision=revision, at=at)


def place_by_name(assessment: Assessment, participant: Participant) -> Participant:
    """Return the place fresh. Raises `RefusedInputError` unless it is in force and by name alone."""
    place = assessment.participants.active().filter(pk=participant.pk).exclude(name="").first()
    if place is None:
        raise RefusedInputError(_("Tämä on mahdollista vain osallistujalle, joka on lisätty pelkällä nimellä."))
    return place
