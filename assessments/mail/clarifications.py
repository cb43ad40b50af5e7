"""The e-mails of clarifying questions: that there is one, and where; never what it says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse

from assessments.lifecycle import SeatStatus
from assessments.models import Application, Clarification
from assessments.selectors.applications.listing import unit_names
from workshops.mail import absolute_url, queue_mails
from workshops.models import User


def mail_asked(message: Clarification, application: Application, at: dt.datetime) -> None:
    """Tell the applicant's contact that the auditors ask something."""
    _queue("clarification_asked", message, application, [application.contact], at)


def mail_answered(message: Clarification, application: Application, at: dt.datetime) -> None:
    """Tell the auditors that the workshop has answered."""
    seats = message.assessment.seats.filter(status=SeatStatus.ACCEPTED).select_related("auditor__user").order_by("pk")
    _queue("clarification_answered", message, application, [seat.auditor.user for seat in seats], at)


def _queue(kind: str, message: Clarification, application: Application, people: Iterable[User], at: dt.datetime) -> None:
    context = {
        "application": application,
        "unit_names": unit_names(application),
        "code": message.criterion.code,
        "url": absolute_url(reverse("assessments:clarification-detail", args=[message.assessment.ref, message.criterion.code])),
    }
    queue_mails(kind=kind, key=f"{kind}:{message.ref}", context=context, at=at, users=[person for person in people if person.is_active])
