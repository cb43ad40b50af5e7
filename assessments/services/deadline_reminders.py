"""Reminding of deadlines those who have not finished: rounds, own ratings, invitations to audit, audits, comments."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import DatabaseError, models, transaction
from django.utils import timezone

from assessments.mail.reminders import mail_reminder, reminder_key
from assessments.models import Application, Assessment, AuditSeat
from assessments.reminder_days import Occasion
from assessments.selectors.deadline_reminders import WAITING, Waiting
from config.toolkit.working_days import is_working_day
from workshops.mail import queued_keys

logger = logging.getLogger(__name__)

# What is locked while its people are reminded, so that two workers never remind of the same thing at one time.
LOCKED: dict[Occasion, type[models.Model]] = {
    Occasion.ROUND: Application,
    Occasion.RATINGS: Assessment,
    Occasion.INVITATION: AuditSeat,
    Occasion.AUDIT: AuditSeat,
    Occasion.COMMENTS: Assessment,
    Occasion.COMMENTS_ENDED: AuditSeat,
}


def remind_of_deadlines(*, at: dt.datetime) -> int:
    """Send the reminders whose day has come (`assessments.reminder_days.REMINDERS`), each once; return how many were sent.

    Run over and over by the worker, or by cron (`manage.py remind`): again sends nothing, after a pause of some days only the most
    urgent one. Never on a day off. Each thing in a transaction of its own; one that fails is told in the log and holds up no other.
    """
    if not is_working_day(timezone.localdate(at)):
        return 0
    return sum(_remind_of(occasion, holder, at) for occasion in Occasion for holder in _unreminded(occasion, at))


def _unreminded(occasion: Occasion, at: dt.datetime) -> list[int]:
    """Return the keys of the rows some of whose people are to be reminded and have not been."""
    due = {_key(waiting, step): waiting.holder for waiting, step in _due(WAITING[occasion](at, None), at)}
    sent = queued_keys(due)
    return list(dict.fromkeys(holder for key, holder in due.items() if key not in sent))


def _remind_of(occasion: Occasion, holder: int, at: dt.datetime) -> int:
    try:
        return _remind(occasion, holder, at)
    except DatabaseError:
        raise
    except Exception:
        logger.exception("The people of %s %s could not be reminded.", occasion, holder)
        return 0


@transaction.atomic
def _remind(occasion: Occasion, holder: int, at: dt.datetime) -> int:
    """Remind the people of one row under its lock; they may have finished, or another worker reminded them, since it was found."""
    LOCKED[occasion]._default_manager.select_for_update(of=("self",)).filter(pk=holder).first()
    return sum(len(mail_reminder(waiting, step, at)) for waiting, step in _due(WAITING[occasion](at, holder), at))


def _due(waiting: list[Waiting], at: dt.datetime) -> list[tuple[Waiting, int]]:
    today = timezone.localdate(at)
    return [(one, step) for one in waiting if (step := one.step(today)) is not None]


def _key(waiting: Waiting, step: int) -> str:
    return f"{reminder_key(waiting, step)}:{waiting.user.ref}"
