"""Whose eyes an audit's report is open to, by the state of the audit: the joinable side of `can_read_audit_report`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from assessments.lifecycle import REPORTED_AUDIT_STATUSES, AuditStatus
from assessments.models import ApplicationUnit, Assessment, AuditSeat, ReportReturn
from workshops.models import Workshop
from workshops.roles import Permission

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet

    from assessments.models import CommentPeriod
    from workshops.permissions import Access

WRITTEN = (AuditStatus.DRAFTING, AuditStatus.COMMENTING, AuditStatus.CHECKING, *sorted(REPORTED_AUDIT_STATUSES))
FOR_COORDINATOR = (AuditStatus.COMMENTING, AuditStatus.CHECKING, *sorted(REPORTED_AUDIT_STATUSES))
FOR_APPLICANT = (AuditStatus.COMMENTING, *sorted(REPORTED_AUDIT_STATUSES))


def readable_reports(access: Access) -> QuerySet[Assessment]:
    """Return the audits whose report the asker reads now.

    Its auditors as long as their access lasts, coordinators once it has left them, the applicant's contacts while it is theirs to comment
    and when it is final, the other workers and deciders when it is final. Nobody else, ever (docs/domain.md 4.3 and 9).
    """
    return Assessment.objects.filter(_of_auditor(access) | _of_association(access) | _of_applicant(access))


def commented_audits(access: Access) -> QuerySet[Assessment]:
    """Return the audits whose draft the asker's workshop comments now: the twin of `can_comment_on_draft`."""
    return Assessment.objects.filter(_in_unit(access, Permission.APPLY), status=AuditStatus.COMMENTING)


def answerable_audits(access: Access) -> QuerySet[Assessment]:
    """Return the final audits on which the asker gives feedback for her workshop: the twin of `can_give_feedback`."""
    return Assessment.objects.filter(_in_unit(access, Permission.APPLY), status__in=REPORTED_AUDIT_STATUSES)


def developing_audits(access: Access) -> QuerySet[Assessment]:
    """Return the final audits whose suggestions the asker makes actions of, in a workshop that was audited."""
    return Assessment.objects.filter(_in_unit(access, Permission.MANAGE_ACTIONS), status__in=REPORTED_AUDIT_STATUSES)


def own_reports(access: Access) -> QuerySet[Assessment]:
    """Return the audits of the asker's own applications whose report she reads now, as one who applies."""
    return Assessment.objects.filter(_in_unit(access, Permission.APPLY), status__in=FOR_APPLICANT)


def asked_audits(access: Access) -> QuerySet[Assessment]:
    """Return the audits whose draft the asker's workshop has been asked to comment, in whatever state they are now."""
    return Assessment.objects.filter(_in_unit(access, Permission.APPLY), comment_periods__isnull=False).distinct()


def checked_audits(access: Access) -> QuerySet[Assessment]:
    """Return the audits whose report has been a coordinator's to check or will be, for her; for others none."""
    if not access.may_nationally(Permission.MANAGE_ROUNDS):
        return Assessment.objects.none()
    was_returned = Exists(ReportReturn.objects.filter(assessment=OuterRef("pk")))
    return Assessment.objects.filter(Q(status__in=FOR_COORDINATOR) | was_returned, application__isnull=False)


def open_comments(audit: Assessment, on: dt.date) -> CommentPeriod | None:
    """Return the period in which the audited workshop comments the draft on the day (of Helsinki); None when it does not.

    One query while the audit is in that state, otherwise none.
    """
    if audit.status != AuditStatus.COMMENTING:
        return None
    newest = audit.comment_periods.first()
    return newest if newest is not None and newest.is_open(on) else None


def _of_auditor(access: Access) -> Q:
    if not access.may_nationally(Permission.AUDIT):
        return Q(pk__in=())
    return Q(pk__in=AuditSeat.objects.reading(access).order_by().values("assessment"), status__in=WRITTEN)


def _of_association(access: Access) -> Q:
    told = Q(pk__in=())
    if access.may_nationally(Permission.MANAGE_ROUNDS):
        told |= Q(status__in=FOR_COORDINATOR, application__isnull=False)
    if access.may_nationally(Permission.DECIDE):
        told |= Q(status__in=REPORTED_AUDIT_STATUSES, application__isnull=False)
    return told


def _of_applicant(access: Access) -> Q:
    applying = _in_unit(access, Permission.APPLY) & Q(status__in=FOR_APPLICANT)
    return applying | (_in_unit(access, Permission.READ_COMPLETED) & Q(status__in=REPORTED_AUDIT_STATUSES))


def _in_unit(access: Access, permission: Permission) -> Q:
    """Return the condition that the asker holds the permission in a workshop that the audited application covers."""
    if not access.may_anywhere(permission):
        return Q(pk__in=())
    hers = Workshop.objects.where_may(access, permission).order_by().values("pk")
    return Q(Exists(ApplicationUnit.objects.filter(application=OuterRef("application"), workshop__in=hers)))
