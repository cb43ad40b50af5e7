"""The e-mails of audits: to auditors, and to coordinators who name them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone

from assessments.models import Application, Assessment, AuditSeat, CommentPeriod
from assessments.selectors.applications.listing import unit_names
from assessments.selectors.auditing.teams import seats_of
from workshops.mail import absolute_url, queue_mails
from workshops.models import RoleGrant, User
from workshops.roles import Permission


def coordinators(at: dt.datetime) -> list[User]:
    """Return the people who run the rounds on the day of the moment."""
    return national_holders(Permission.MANAGE_ROUNDS, at)


def national_holders(permission: Permission, at: dt.datetime) -> list[User]:
    """Return the people who use the service and hold the permission nationally on the day of the moment."""
    grants = RoleGrant.objects.current(timezone.localdate(at)).giving(permission).filter(user__is_active=True)
    return list(User.objects.filter(pk__in=grants.values("user")).order_by("pk"))


def mail_seat_invited(seat: AuditSeat, at: dt.datetime) -> None:
    """Ask the auditor: the work, the weeks, the place, the pair, and the letter for the employer."""
    pair = [other.auditor.user.name for other in seats_of(seat.assessment) if other.pk != seat.pk]
    _queue_of(seat, "seat_invited", [seat.auditor.user], at, plan=seat.assessment.plan, pair=pair)


def mail_seat_declined(seat: AuditSeat, at: dt.datetime) -> None:
    """Tell the coordinators that a place needs another auditor; why, she need not say."""
    _queue_of(seat, "seat_declined", coordinators(at), at, to="assignment")


def mail_seat_replaced(seat: AuditSeat, at: dt.datetime) -> None:
    """Thank the auditor whose place was given to another, and tell that the material is closed from her."""
    _queue_of(seat, "seat_replaced", [seat.auditor.user], at)


def mail_seat_stopped(seat: AuditSeat, at: dt.datetime) -> None:
    """Tell the coordinators that a conflict has come up, and the auditor, if she was invited, that she reads the material no more."""
    _queue_of(seat, "seat_stopped", [person for person in coordinators(at) if person != seat.auditor.user], at, to="assignment")
    if seat.invited_at:
        _queue_of(seat, "seat_stopped", [seat.auditor.user], at)


def mail_audit_started(audit: Assessment, application: Application, at: dt.datetime) -> None:
    """Tell the auditors that the material is open to them, and the applicant's contact who audits; again when somebody has changed."""
    seats = [seat for seat in audit.seats.all() if seat.accepted_at and not seat.ended_at]
    people = [seat.auditor.user for seat in seats]
    told: dict[str, Any] = {"auditors": [person.name for person in people], "is_again": audit.started_at != at}
    told["key"] = f"{audit.ref}:{at:%Y%m%d%H%M%S}"
    _queue(application, "audit_started", people, at, url=_audit_url(audit), **told)
    url = absolute_url(reverse("assessments:application-detail", args=[application.ref]))
    _queue(application, "audit_started_applicant", [application.contact], at, url=url, **told)


def mail_audit_cancelled(audit: Assessment, application: Application, people: Iterable[User], at: dt.datetime) -> None:
    """Tell the auditors that the audit will not be made."""
    _queue(application, "audit_cancelled", people, at, key=audit.ref, url=absolute_url("/"))


def mail_draft_ready(audit: Assessment, application: Application, period: CommentPeriod, at: dt.datetime) -> None:
    """Ask the applicant's contact to comment the draft by the last day; what it says is read on its page alone."""
    url = absolute_url(reverse("assessments:application-detail", args=[application.ref]))
    key = f"{audit.ref}:{at:%Y%m%d%H%M%S}"
    _queue(application, "draft_ready", [application.contact], at, key=key, url=url, deadline_date=period.last_date)


def _queue_of(seat: AuditSeat, kind: str, people: Iterable[User], at: dt.datetime, *, to: str = "seat-detail", **more: Any) -> None:
    application = seat.assessment.application
    assert application is not None  # an audit has one
    ref = application.ref if to == "assignment" else seat.ref
    url = absolute_url(reverse(f"assessments:{to}", args=[ref]))
    _queue(application, kind, people, at, key=f"{seat.ref}:{at:%Y%m%d%H%M%S}", url=url, seat=seat, **more)


def _queue(application: Application, kind: str, people: Iterable[User], at: dt.datetime, *, key: str, **more: Any) -> None:
    context = {"application": application, "round": application.round, "unit_names": unit_names(application), **more}
    users = [person for person in dict.fromkeys(people) if person.is_active]
    queue_mails(kind=kind, key=f"{kind}:{key}", context=context, at=at, users=users)


def _audit_url(audit: Assessment) -> str:
    return absolute_url(reverse("assessments:audit-detail", args=[audit.ref]))
