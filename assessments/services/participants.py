"""Who takes part in an assessment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.lifecycle import AssessmentStatus
from assessments.mail.assessments import mail_started
from assessments.models import Assessment, Participant, Rating
from assessments.permissions import can_change_participants
from assessments.selectors.progress import people_progress
from assessments.services.guards import access_of, lock_assessment, require, require_state
from config.toolkit.errors import RefusedInputError
from config.toolkit.search import search_key
from workshops.models import Invitation, User
from workshops.roles import Permission, Role
from workshops.services.audit_events import record_event
from workshops.services.invitations import invite_person


@transaction.atomic
def add_participants(
    *, assessment: Assessment, users: Sequence[User] = (), emails: Sequence[str] = (), by: User, at: dt.datetime
) -> list[Participant]:
    """Add people of the workshop, and invite by e-mail those who have no role in it yet; return the new participants.

    Those already taking part are passed over. After the start the newcomers are told like the others were. Raises
    `RefusedInputError` for a user without a role in the workshop.
    """
    assessment = lock_assessment(assessment)
    require_state(assessment, AssessmentStatus.DRAFT, AssessmentStatus.INDIVIDUAL)
    require(can_change_participants(access_of(by, at), assessment))
    people = list(users)
    invitations: list[Invitation] = []
    for email in dict.fromkeys(User.objects.normalize_email(email) for email in emails):
        colleague = _colleague(assessment, email, at)
        if colleague:
            people.append(colleague)
        else:
            invitations.append(_open_invitation(assessment, email, by, at))
    added = [_add(assessment, by, at, user=user) for user in _newcomers(assessment, people, at)]
    taking_part = set(assessment.participants.active().values_list("invitation_id", flat=True))
    added += [_add(assessment, by, at, invitation=invitation) for invitation in invitations if invitation.pk not in taking_part]
    if assessment.status == AssessmentStatus.INDIVIDUAL:
        mail_started(assessment, [participant.user for participant in added if participant.user], at)
    return added


@transaction.atomic
def add_by_name(*, assessment: Assessment, name: str, by: User, at: dt.datetime) -> Participant:
    """Add a person who has no e-mail address of her own; she rates with a personal code or on paper.

    Raises `RefusedInputError` for a name that another participant has already: the lists would not tell them apart.
    """
    assessment = lock_assessment(assessment)
    require_state(assessment, AssessmentStatus.DRAFT, AssessmentStatus.INDIVIDUAL)
    require(can_change_participants(access_of(by, at), assessment))
    name = " ".join(name.split())
    if search_key(name) in {search_key(person.name) for person in people_progress(assessment)}:
        sentence = _("%(name)s osallistuu jo. Jos henkilöt ovat eri ihmisiä, lisää nimeen jokin erottava tieto.")
        raise RefusedInputError(sentence % {"name": name}, field="name")
    return _add(assessment, by, at, name=name)


@transaction.atomic
def remove_participant(*, participant: Participant, by: User, at: dt.datetime) -> None:
    """Take a participant out before the discussion; her ratings are deleted with her place, which the page warns of.

    Raises `WrongStateError` once the discussion is open: one who leaves later keeps hers counted.
    """
    assessment = lock_assessment(participant.assessment)
    require_state(assessment, AssessmentStatus.DRAFT, AssessmentStatus.INDIVIDUAL)
    require(can_change_participants(access_of(by, at), assessment))
    removed = Participant.objects.active().filter(pk=participant.pk).update(removed_at=at, removed_by=by)
    if removed:
        Rating.objects.filter(participant=participant).delete()
        Rating.history.filter(participant=participant).erase()  # nothing of her own ratings is left anywhere
        Participant.objects.filter(pk=participant.pk).exclude(name="").update(name="–", code_digest="", code_made_at=None)
        record_event(action="participant_removed", obj=participant, by=by, at=at, workshop=assessment.workshop)


def _colleague(assessment: Assessment, email: str, at: dt.datetime) -> User | None:
    user = User.objects.filter(email=email, is_active=True).first()
    return user if user and access_of(user, at).may_in(assessment.workshop, Permission.TAKE_PART) else None


def _open_invitation(assessment: Assessment, email: str, by: User, at: dt.datetime) -> Invitation:
    waiting = Invitation.objects.waiting(at).filter(email=email, workshop=assessment.workshop).first()
    return waiting or invite_person(email=email, role=Role.WORKER, workshop=assessment.workshop, by=by, at=at)


def _newcomers(assessment: Assessment, people: Sequence[User], at: dt.datetime) -> list[User]:
    newcomers = []
    for user in dict.fromkeys(people):
        if not access_of(user, at).may_in(assessment.workshop, Permission.TAKE_PART):
            sentence = _("%(name)s ei voi osallistua, koska hänellä ei ole roolia tässä työpajassa.")
            raise RefusedInputError(sentence % {"name": user.name}, field="users")
        if not assessment.participants.active().of(user).exists():
            newcomers.append(user)
    return newcomers


def _add(
    assessment: Assessment,
    by: User,
    at: dt.datetime,
    *,
    user: User | None = None,
    invitation: Invitation | None = None,
    name: str = "",
) -> Participant:
    participant = Participant(assessment=assessment, user=user, invitation=invitation, name=name, added_at=at, added_by=by)
    participant.full_clean()
    participant.save()
    record_event(action="participant_added", obj=participant, by=by, at=at, workshop=assessment.workshop)
    return participant
