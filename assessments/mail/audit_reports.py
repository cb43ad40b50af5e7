"""The e-mails of an audit's report: that comments have ended, that it waits to be checked, was returned, or is final."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from assessments.lifecycle import SeatStatus
from assessments.mail.audits import coordinators, national_holders
from assessments.models import Application, Assessment, AuditSeat, CommentPeriod, ReportReturn
from assessments.selectors.applications.listing import unit_names
from workshops.mail import absolute_url, queue_mails
from workshops.models import User
from workshops.roles import Permission


def auditors_of(audit: Assessment) -> list[User]:
    """Return those who audit now: their places are taken, and no conflict without override has closed the material from them."""
    blocked = AuditSeat.objects.filter(assessment=audit).blocked().order_by().values("pk")
    seats = audit.seats.filter(status=SeatStatus.ACCEPTED).exclude(pk__in=blocked)
    return [seat.auditor.user for seat in seats.select_related("auditor__user")]


def mail_comments_finished(audit: Assessment, application: Application, period: CommentPeriod, at: dt.datetime) -> None:
    """Tell the auditors that the workshop has no more to say, before its last day."""
    _queue(audit, application, "comments_finished", auditors_of(audit), at, key=f"{audit.ref}:{period.pk}", page="audit-answers")


def mail_report_to_check(audit: Assessment, application: Application, at: dt.datetime) -> None:
    """Tell the coordinators that a report waits for them; again when it comes back put right."""
    _queue(audit, application, "report_to_check", coordinators(at), at, key=f"{audit.ref}:{at:%Y%m%d%H%M%S}", page="audit-check")


def mail_report_returned(audit: Assessment, application: Application, returned: ReportReturn, at: dt.datetime) -> None:
    """Tell the auditors what is to be put right."""
    key = f"{audit.ref}:{returned.pk}"
    _queue(audit, application, "report_returned", auditors_of(audit), at, key=key, page="audit-detail", reason=returned.reason)


def mail_report_final(audit: Assessment, application: Application, at: dt.datetime) -> None:
    """Tell the applicant's contact, the auditors and the deciders that the report is final: each what follows from it for her."""
    _queue(audit, application, "report_final", [application.contact], at, key=audit.ref)
    _queue(audit, application, "report_final_auditors", auditors_of(audit), at, key=audit.ref)
    _queue(audit, application, "report_final_deciders", national_holders(Permission.DECIDE, at), at, key=audit.ref)


def _queue(  # noqa: PLR0913 a mail has these parts
    audit: Assessment,
    application: Application,
    kind: str,
    people: Iterable[User],
    at: dt.datetime,
    *,
    key: str,
    page: str = "audit-report",
    **more: Any,
) -> None:
    url = absolute_url(reverse(f"assessments:{page}", args=[audit.ref]))
    context = {
        "audit": audit,
        "application": application,
        "round": application.round,
        "unit_names": unit_names(application),
        "url": url,
        **more,
    }
    users = [person for person in dict.fromkeys(people) if person.is_active]
    queue_mails(kind=kind, key=f"{kind}:{key}", context=context, at=at, users=users)
