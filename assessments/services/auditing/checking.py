"""From the draft to the final report: sent to the coordinator, returned with a reason or approved, and closed after the decision."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.lifecycle import REPORTED_AUDIT_STATUSES, AuditStatus
from assessments.mail.audit_reports import mail_report_final, mail_report_returned, mail_report_to_check
from assessments.models import Application, Assessment, ReportReturn
from assessments.permissions import can_manage_rounds, can_write_audit_report
from assessments.selectors.auditing.gaps import report_gaps
from assessments.selectors.auditing.report_course import can_be_closed, hindrance, return_in_force
from assessments.services.applications.moves import move_application
from assessments.services.auditing.audits import move_audit
from assessments.services.classification import store_classification
from assessments.services.guards import access_of, lock_application, lock_assessment, require
from assessments.services.reports import request_report
from config.toolkit.errors import RefusedInputError, WrongStateError
from config.toolkit.models import require_lengths
from workshops.models import User


@transaction.atomic
def send_to_check(*, audit: Assessment, by: User, at: dt.datetime) -> Assessment:
    """Send the report to the coordinators; again changes nothing. Returns the audit.

    A report goes there once the workshop has had its say and each comment is answered; one that was returned goes there at once.
    Raises `WrongStateError` before that and while a blocking gap is open, `NotAllowedError` for others than its auditors.
    """
    application, audit = _lock(audit)
    if audit.status == AuditStatus.CHECKING:
        return audit
    _require_written(audit, at)
    require(can_write_audit_report(access_of(by, at), audit))
    _require_no_gaps(audit)
    move_audit(audit, application, "send_to_check", by=by, at=at)
    mail_report_to_check(audit, application, at)
    return audit


@transaction.atomic
def return_report(*, audit: Assessment, reason: str, by: User, at: dt.datetime) -> ReportReturn:
    """Send the report back to its auditors with the reason, which stays stored. Again with the same words changes nothing.

    Raises `RefusedInputError` without a reason, `WrongStateError` for a report that is not being checked.
    """
    application, audit = _lock(audit)
    require(can_manage_rounds(access_of(by, at)))
    reason = reason.strip()
    if not reason:
        raise RefusedInputError(_("Kerro auditoitsijoille, mitä on korjattava."), field="reason")
    last = return_in_force(audit)
    if last is not None and last.reason == reason:
        return last
    move_audit(audit, application, "return_report", by=by, at=at)
    returned = ReportReturn(assessment=audit, reason=reason, returned_at=at, returned_by=by)
    returned.full_clean()
    require_lengths(returned)
    returned.save()
    mail_report_returned(audit, application, returned, at)
    return returned


@transaction.atomic
def approve_report(*, audit: Assessment, by: User, at: dt.datetime) -> Assessment:
    """Make the report final: it never changes again, its PDF is ordered, and the application is audited. Again changes nothing.

    Raises `WrongStateError` for a report that is not being checked or has a blocking gap.
    """
    application, audit = _lock(audit)
    require(can_manage_rounds(access_of(by, at)))
    if audit.status in REPORTED_AUDIT_STATUSES:
        return audit
    if audit.status == AuditStatus.CHECKING:
        _require_no_gaps(audit)
    store_classification(audit)
    move_audit(audit, application, "approve_report", by=by, at=at, completed_at=at, completed_by=by, first_completed_at=at)
    move_application(application, "finish_audit", by=by, at=at, details={"audit": audit.ref})
    request_report(assessment=audit, at=at)
    mail_report_final(audit, application, at)
    return audit


@transaction.atomic
def close_audit(*, audit: Assessment, by: User, at: dt.datetime) -> Assessment:
    """Close the audit after the decision: its auditors read the material no more. Again changes nothing.

    Raises `WrongStateError` before the report is final and the application decided or withdrawn.
    """
    application, audit = _lock(audit)
    require(can_manage_rounds(access_of(by, at)))
    if audit.status == AuditStatus.CLOSED:
        return audit
    if audit.status == AuditStatus.FINAL and not can_be_closed(audit, application):
        raise WrongStateError(_("Auditoinnin voi sulkea, kun hakemuksesta on päätetty tai se on peruttu."))
    move_audit(audit, application, "close", by=by, at=at)
    return audit


def _lock(audit: Assessment) -> tuple[Application, Assessment]:
    """Lock the application and its audit, in the order in which every move locks them, and return both fresh."""
    assert audit.application is not None  # an audit has one
    return lock_application(audit.application), lock_assessment(audit)


def _require_written(audit: Assessment, at: dt.datetime) -> None:
    """Raise `WrongStateError` unless the report can leave its auditors now."""
    reason = hindrance(audit, timezone.localdate(at))
    if reason:
        raise WrongStateError(reason)


def _require_no_gaps(audit: Assessment) -> None:
    """Raise `WrongStateError`, telling how many, while something that blocks is missing."""
    count = sum(gap.is_blocking for gap in report_gaps(audit))
    if count:
        told = ngettext("Raportissa on yksi korjattava kohta.", "Raportissa on %(count)s korjattavaa kohtaa.", count)
        raise WrongStateError(told % {"count": count})
