"""Reminding those who have not finished their own ratings: the chosen ones, at most once a day each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.lifecycle import AssessmentStatus
from assessments.mail.assessments import mail_rating_reminder
from assessments.models import Assessment, Reminder
from assessments.permissions import can_remind_participant
from assessments.selectors.reminders import people_to_remind
from assessments.services.guards import access_of, lock_assessment, require, require_state
from config.toolkit.errors import RefusedInputError
from workshops.models import User
from workshops.services.audit_events import record_event


@transaction.atomic
def remind_participants(*, assessment: Assessment, participant_refs: Collection[str], by: User, at: dt.datetime) -> list[Reminder]:
    """Send a reminder to the chosen participants who still have criteria to rate; return the reminders written.

    Those who are ready by now, cannot be mailed, or have been reminded that day are passed over. Raises `RefusedInputError` when
    nobody was chosen.
    """
    assessment = lock_assessment(assessment)
    require_state(assessment, AssessmentStatus.INDIVIDUAL)
    require(can_remind_participant(access_of(by, at), assessment))
    if not participant_refs:
        raise RefusedInputError(_("Valitse ainakin yksi henkilö."), field="people")
    day = timezone.localdate(at)
    chosen = [
        person
        for person in people_to_remind(assessment)
        if person.ref in participant_refs and not (person.reminded_at and timezone.localdate(person.reminded_at) == day)
    ]
    reminders = Reminder.objects.bulk_create(Reminder(participant=person.participant, sent_at=at, sent_by=by) for person in chosen)
    if reminders:
        mail_rating_reminder(assessment, [person.user for person in chosen], at)
        details = {"users": [person.user.pk for person in chosen]}
        record_event(action="participants_reminded", obj=assessment, by=by, at=at, workshop=assessment.workshop, details=details)
    return reminders
