"""The e-mails of self-assessments and of what is agreed in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone

from assessments.models import Action, Assessment, Support
from criteria.models import Criterion
from workshops.mail import absolute_url, queue_mails
from workshops.models import User, Workshop


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


def mail_assigned(assessment: Assessment, assignee: User, criteria: Sequence[Criterion], due_date: dt.date | None, at: dt.datetime) -> None:
    """Tell one person which criteria have been given to her, by when."""
    context = {"criteria": list(criteria), "due_date": due_date}
    _queue(assessment, "criteria_assigned", [assignee], at, moment=f"{at:%Y%m%d%H%M%S%f}", **context)


def mail_rating_reminder(assessment: Assessment, users: Sequence[User], at: dt.datetime) -> None:
    """Remind of the own ratings that are still missing; the same person once a day."""
    _queue(assessment, "rating_reminder", users, at, moment=f"{timezone.localdate(at):%Y%m%d}")


def mail_handed_over(workshop: Workshop, to: User, count: int, at: dt.datetime) -> None:
    """Tell that a leaver's tasks are hers now."""
    context = {"workshop": workshop, "count": count, "url": absolute_url("/")}
    key = f"tasks_handed_over:{workshop.ref}:{at:%Y%m%d%H%M%S%f}"
    queue_mails(kind="tasks_handed_over", key=key, context=context, at=at, users=[to])


def mail_support_asked(support: Support, at: dt.datetime) -> None:
    """Ask the supporter by e-mail; nothing is sent for an address that nobody has."""
    context = {"message": support.message, "last_date": support.last_date, "asker": support.given_by}
    url = absolute_url(reverse("assessments:support-detail", args=[support.ref]))
    if support.user is not None:
        _queue(support.assessment, "support_asked", [support.user], at, moment=support.ref, url=url, **context)


def _queue(assessment: Assessment, kind: str, users: Iterable[User], at: dt.datetime, *, moment: str = "", **more: Any) -> None:
    context: dict[str, Any] = {
        "assessment": assessment,
        "workshop": assessment.workshop,
        "url": absolute_url(reverse("assessments:assessment-detail", args=[assessment.ref])),
        **more,
    }
    # The moment is part of the key: a reopened and completed again assessment is told of again, a repeated request is not.
    key = f"{kind}:{assessment.ref}:{moment or at.strftime('%Y%m%d%H%M%S')}"
    queue_mails(kind=kind, key=key, context=context, at=at, users=list(users))


def mail_action_reminder(action: Action, at: dt.datetime) -> None:
    """Remind the owner of an action of the day that was agreed; once per day agreed, whoever asks."""
    assert action.owner is not None
    assert action.due_date is not None
    context = {
        "action": action,
        "workshop": action.workshop,
        "url": absolute_url(reverse("assessments:action-detail", args=[action.ref])),
    }
    key = f"action_reminder:{action.ref}:{action.due_date:%Y%m%d}"
    queue_mails(kind="action_reminder", key=key, context=context, at=at, users=[action.owner])
