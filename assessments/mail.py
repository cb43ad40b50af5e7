"""The e-mails of assessments: queued in the transaction they tell of, sent once by the worker."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse

from assessments.models import Assessment
from workshops.mail import absolute_url, queue_mails
from workshops.models import User


def participant_users(assessment: Assessment) -> list[User]:
    """Return the people who take part and can sign in: those invited who have not accepted yet are left out."""
    participants = assessment.participants.active().select_related("user", "invitation__accepted_by")
    people = (participant.user or (participant.invitation and participant.invitation.accepted_by) for participant in participants)
    return list(dict.fromkeys(person for person in people if person and person.is_active))


def mail_started(assessment: Assessment, users: Sequence[User], at: dt.datetime) -> None:
    """Tell that own ratings have begun: until when, and how the ratings will be shown."""
    _queue(assessment, "assessment_started", users, at)


def mail_discussion_opened(assessment: Assessment, at: dt.datetime) -> None:
    """Tell that rating is closed and the joint discussion is open."""
    _queue(assessment, "discussion_opened", participant_users(assessment), at)


def mail_completed(assessment: Assessment, at: dt.datetime) -> None:
    """Tell that the self-assessment is complete and its report can be read."""
    _queue(assessment, "assessment_completed", participant_users(assessment), at)


def _queue(assessment: Assessment, kind: str, users: Iterable[User], at: dt.datetime) -> None:
    context: dict[str, Any] = {
        "assessment": assessment,
        "workshop": assessment.workshop,
        "url": absolute_url(reverse("assessments:assessment-detail", args=[assessment.ref])),
    }
    # The moment is part of the key: a reopened and completed again assessment is told of again, a repeated request is not.
    queue_mails(kind=kind, key=f"{kind}:{assessment.ref}:{at:%Y%m%d%H%M%S}", context=context, at=at, users=list(users))
