"""Ordering a report; the worker renders it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.choices import AssessmentKind, ReportStatus
from assessments.lifecycle import REPORTED_AUDIT_STATUSES
from assessments.models import Assessment, Report
from assessments.permissions import can_read_audit_report, can_read_results
from assessments.services.guards import access_of, require
from assessments.tasks import render_report
from config.toolkit.errors import WrongStateError
from workshops.models import User
from workshops.permissions import Access
from workshops.services.audit_events import record_event

UNDER_WAY = [ReportStatus.QUEUED, ReportStatus.RENDERING]


def request_report(*, assessment: Assessment, at: dt.datetime) -> Report:
    """Order the report's rendering and return the row to follow; one under way is returned as it is. Runs in the caller's transaction."""
    under_way = assessment.reports.filter(status__in=UNDER_WAY).first()
    if under_way:
        return under_way
    report = Report.objects.create(assessment=assessment, requested_at=at)
    transaction.on_commit(lambda: render_report.enqueue(report.pk))
    return report


@transaction.atomic
def retry_report(*, assessment: Assessment, by: User, at: dt.datetime) -> Report:
    """Order the report again after a failed rendering or a worker's death. Raises `WrongStateError` unless the latest one has failed."""
    require(_reads_final(access_of(by, at), assessment))
    latest = assessment.reports.select_for_update().order_by("-pk").first()
    if latest is not None and not latest.has_failed(at):
        raise WrongStateError(_("Raportti on jo valmis tai valmisteilla."))
    assessment.reports.filter(status__in=UNDER_WAY).update(status=ReportStatus.FAILED, finished_at=at)
    report = request_report(assessment=assessment, at=at)
    record_event(action="report_retried", obj=report, by=by, at=at, workshop=assessment.workshop)
    return report


def _reads_final(access: Access, assessment: Assessment) -> bool:
    """Tell whether the asker reads what never changes any more, and so its PDF: of a self-assessment or of an audit."""
    if assessment.kind == AssessmentKind.SELF:
        return can_read_results(access, assessment)
    return assessment.status in REPORTED_AUDIT_STATUSES and can_read_audit_report(access, assessment)
