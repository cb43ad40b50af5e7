"""The e-mails of a visit: to its auditors and to the applicant's contact, each with the way to the calendar file."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse

from assessments.lifecycle import SeatStatus
from assessments.models import Application, AuditSeat, Visit
from assessments.selectors.applications.listing import unit_names
from workshops.mail import absolute_url, queue_mails


def mail_visit_agreed(visit: Visit, application: Application, at: dt.datetime) -> None:
    """Tell when, where and with whom; again when something of it has changed."""
    _queue("visit_agreed", visit, application, at)


def mail_visit_cancelled(visit: Visit, application: Application, at: dt.datetime) -> None:
    """Tell that the agreed visit will not be made at that time."""
    _queue("visit_cancelled", visit, application, at)


def _queue(kind: str, visit: Visit, application: Application, at: dt.datetime) -> None:
    """Queue the mail to each side with the pages that are open to it."""
    seats = AuditSeat.objects.filter(assessment=visit.assessment, status=SeatStatus.ACCEPTED).select_related("auditor__user")
    told = {
        "application": application,
        "round": application.round,
        "unit_names": unit_names(application),
        "visit": visit,
        "is_again": visit.sequence > 0,
    }
    for people, ref, page in (
        ([seat.auditor.user for seat in seats], visit.assessment.ref, "audit-visit"),
        ([application.contact], application.ref, "application-detail"),
    ):
        calendar = "audit-visit-calendar" if page == "audit-visit" else "application-visit-calendar"
        urls = {"url": _address(page, ref), "calendar_url": _address(calendar, ref)}
        users = [person for person in people if person.is_active]
        queue_mails(kind=kind, key=f"{kind}:{visit.ref}:{visit.sequence}", context={**told, **urls}, at=at, users=users)


def _address(page: str, ref: str) -> str:
    return absolute_url(reverse(f"assessments:{page}", args=[ref]))
