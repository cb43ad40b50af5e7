"""The block that the pages of an audit and of an application have of its report: where it is, and what the asker may do with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessments.lifecycle import REPORTED_AUDIT_STATUSES, UNSUBMITTED_STATUSES, ApplicationStatus, AuditStatus
from assessments.selectors.auditing.report_access import WRITTEN, readable_reports
from assessments.selectors.auditing.report_course import can_be_closed, comment_period_of, return_in_force, returns_of
from workshops.roles import Permission

if TYPE_CHECKING:
    import datetime as dt

    from assessments.models import Application, Assessment, CommentPeriod, ReportReturn
    from workshops.permissions import Access


BEFORE_AUDIT = UNSUBMITTED_STATUSES | {ApplicationStatus.SUBMITTED, ApplicationStatus.LAPSED}


@dataclass(frozen=True)
class AuditorsBlock:
    """What the auditors' page tells of their report."""

    audit: Assessment
    period: CommentPeriod
    returned: ReportReturn | None
    is_commenting: bool
    is_open: bool  # the workshop may still comment
    is_final: bool

    @property
    def is_checked(self) -> bool:
        return self.audit.status == AuditStatus.CHECKING


def auditors_block(audit: Assessment, on: dt.date) -> AuditorsBlock | None:
    """Return the block of the auditors' page; None before the draft has left them. Two queries at most."""
    if audit.status not in WRITTEN:
        return None
    period, returned = comment_period_of(audit), return_in_force(audit)
    if period is None or (audit.status == AuditStatus.DRAFTING and returned is None):
        return None
    is_commenting = audit.status == AuditStatus.COMMENTING
    is_final = audit.status in REPORTED_AUDIT_STATUSES
    return AuditorsBlock(audit, period, returned, is_commenting, is_commenting and period.is_open(on), is_final)


@dataclass(frozen=True)
class ApplicationBlock:
    """What the page of an application tells of the report: of whom, and what the asker does next with it."""

    audit: Assessment
    is_draft: bool
    may_check: bool
    may_close: bool
    returns: tuple[ReportReturn, ...] = ()
    period: CommentPeriod | None = None


def application_block(application: Application, access: Access) -> ApplicationBlock | None:
    """Return the block of the application's page; None while the asker reads no report of it. At most three queries."""
    if application.status in BEFORE_AUDIT:
        return None
    audit = readable_reports(access).filter(application=application).exclude(status=AuditStatus.CANCELLED).first()
    if audit is None:
        return None
    runs = access.may_nationally(Permission.MANAGE_ROUNDS)
    return ApplicationBlock(
        audit=audit,
        is_draft=audit.status not in REPORTED_AUDIT_STATUSES,
        may_check=runs and audit.status == AuditStatus.CHECKING,
        may_close=runs and can_be_closed(audit, application),
        returns=tuple(returns_of(audit)) if runs else (),
        period=comment_period_of(audit) if audit.status == AuditStatus.COMMENTING else None,
    )
