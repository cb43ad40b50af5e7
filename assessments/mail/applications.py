"""The e-mails of applications, to their contacts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from django.urls import reverse

from assessments.models import Application, Round, Submission
from assessments.selectors.applications.listing import unit_names
from workshops.mail import absolute_url, queue_mails
from workshops.models import User


def mail_submitted(submission: Submission, at: dt.datetime) -> None:
    """Send the receipt to the contact and to whoever submitted: when it arrived, its checksum, and where anyone can verify it."""
    receipt = absolute_url(reverse("assessments:receipt-detail", args=[submission.code]))
    context = {"submission": submission, "receipt_url": receipt}
    _queue_of(submission.application, "application_submitted", [submission.submitted_by], at, moment=str(submission.number), **context)


def mail_withdrawn(application: Application, at: dt.datetime) -> None:
    """Tell the contact that the application has been withdrawn, and who still reads it."""
    _queue_of(application, "application_withdrawn", [], at)


def mail_lapsed(application: Application, at: dt.datetime) -> None:
    """Tell the contact that the application was not submitted in time, and how it goes on to the next round."""
    _queue_of(application, "application_lapsed", [], at)


def mail_deadline_moved(  # noqa: PLR0913 a move has these parts
    round_: Round,
    applications: Sequence[Application],
    *,
    before: dt.datetime,
    revived: Collection[Application],
    reason: str,
    at: dt.datetime,
) -> None:
    """Tell the contacts of the round's live applications of the new deadline, why it moved, and what that means for each of them."""
    shared: dict[str, Any] = {"round": round_, "reason": reason, "before": before, "is_earlier": round_.deadline_at < before}
    for application in applications:
        _queue_of(application, "deadline_moved", [], at, is_revived=application in revived, **shared)


def _queue_of(application: Application, kind: str, more_people: Sequence[User], at: dt.datetime, *, moment: str = "", **more: Any) -> None:
    """Queue the mail to the application's contact, and to others who are to know."""
    context: dict[str, Any] = {
        "application": application,
        "round": application.round,
        "unit_names": unit_names(application),
        "url": absolute_url(reverse("assessments:application-detail", args=[application.ref])),
        **more,
    }
    people = [person for person in dict.fromkeys([application.contact, *more_people]) if person.is_active]
    queue_mails(kind=kind, key=f"{kind}:{application.ref}:{moment or at.strftime('%Y%m%d%H%M%S')}", context=context, at=at, users=people)
