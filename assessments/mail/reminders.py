"""The e-mails that remind of deadlines: to those who have not finished, once for each reminder of each deadline."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone

from assessments.models import Application, Assessment
from assessments.reminder_days import OVERDUE, Occasion
from assessments.selectors.applications.listing import unit_names
from assessments.selectors.deadline_reminders import Waiting
from workshops.mail import absolute_url, queue_mails
from workshops.models import OutgoingMail


def reminder_key(waiting: Waiting, step: int) -> str:
    """Return the key of the occasion without its receiver. It names the day: a deadline that is moved begins anew."""
    return f"{waiting.occasion}:{waiting.ref}:{waiting.deadline_date:%Y%m%d}:{step}"


def mail_reminder(waiting: Waiting, step: int, at: dt.datetime) -> list[OutgoingMail]:
    """Queue the reminder unless she has had it; the caller holds the lock of what it is about. Returns what was queued."""
    days_left = (waiting.deadline_date - timezone.localdate(at)).days
    context = {"days_left": days_left, "is_overdue": step == OVERDUE, "deadline_date": waiting.deadline_date, **_context_of(waiting)}
    return queue_mails(kind=waiting.occasion, key=reminder_key(waiting, step), context=context, at=at, users=[waiting.user])


def _context_of(waiting: Waiting) -> dict[str, Any]:
    what = waiting.what
    if isinstance(what, Application):
        return {**_of_application(what), "url": _url("application-detail", what.ref)}
    if waiting.occasion == Occasion.COMMENTS:
        return {**_of_application(what.application), "url": _url("audit-report", what.ref)}
    if isinstance(what, Assessment):
        return {"assessment": what, "workshop": what.workshop, "url": _url("assessment-detail", what.ref)}
    url = _url("seat-detail", what.ref) if waiting.occasion == Occasion.INVITATION else _url(_PAGES[waiting.occasion], what.assessment.ref)
    return {**_of_application(what.assessment.application), "seat": what, "plan": what.assessment.plan, "url": url}


_PAGES = {Occasion.AUDIT: "audit-detail", Occasion.COMMENTS_ENDED: "audit-answers"}  # of the audit of a place


def _of_application(application: Application) -> dict[str, Any]:
    return {"application": application, "round": application.round, "unit_names": unit_names(application)}


def _url(name: str, ref: str) -> str:
    return absolute_url(reverse(f"assessments:{name}", args=[ref]))
