"""Ordering the submission as a PDF for its auditors; the worker renders it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from assessments.choices import ReportStatus
from assessments.models import Submission, SubmissionPrint
from assessments.models.report import UNDER_WAY
from assessments.permissions import can_read_as_auditor
from assessments.services.guards import access_of, lock_application, require
from assessments.tasks import render_print
from workshops.models import User
from workshops.services.audit_events import record_event


@transaction.atomic
def order_submission_print(*, submission: Submission, by: User, at: dt.datetime) -> SubmissionPrint:
    """Order the PDF and return the row to follow; one under way or ready is returned as it is, for what was submitted never changes.

    One that has failed, or been silent for too long, is given up and ordered anew. Raises `NotAllowedError` for others than its auditors.
    """
    application = lock_application(submission.application)
    require(can_read_as_auditor(access_of(by, at), application))
    latest = SubmissionPrint.objects.filter(submission=submission).order_by("-pk").first()
    if latest and not latest.has_failed(at):
        return latest
    SubmissionPrint.objects.filter(submission=submission, status__in=UNDER_WAY).update(status=ReportStatus.FAILED, finished_at=at)
    made = SubmissionPrint.objects.create(submission=submission, requested_at=at)
    details = {"number": submission.number}
    record_event(action="submission_print_ordered", obj=application, by=by, at=at, organisation=application.organisation, details=details)
    transaction.on_commit(lambda: render_print.enqueue(made.pk))
    return made
