"""Rendering and storing reports; runs in the worker, never in a web process."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from assessments.choices import ReportStatus
from assessments.file_store import store_bytes
from assessments.models import Assessment, Report, StoredFile
from assessments.selectors.charts import area_profile
from assessments.selectors.report import report_of
from config.toolkit.errors import DomainError
from config.toolkit.pdf import content_sha256, render_pdf

logger = logging.getLogger(__name__)

ATTEMPTS = 2  # a worker that dies in the middle is tried once more, then the report is shown as failed
REPORT_LANGUAGE = "fi"


def render_self_assessment_report(*, report_id: int, at: dt.datetime) -> None:
    """Render the ordered report and store it; the same content as before is served from the file that exists.

    Safe to run twice: a finished report is left as it is. A refusal of the renderer leaves the report failed, to be ordered again.
    """
    report = _claim(report_id, at)
    if report is None:
        return
    try:
        html = report_html(report.assessment)
        digest = content_sha256(html)
        file = _same_content(report, digest) or store_bytes(render_pdf(html), content_type="application/pdf", extension="pdf", at=at)
    except DomainError:
        logger.exception("Report %s could not be rendered.", report_id)
        _finish(report, at, status=ReportStatus.FAILED)
        return
    _finish(report, at, status=ReportStatus.READY, file=file, content_sha256=digest)


def report_html(assessment: Assessment) -> str:
    """Return the HTML the PDF is made of, in Finnish; the same for the same content, whenever it is built."""
    report = report_of(assessment)
    with translation.override(REPORT_LANGUAGE):
        return render_to_string("reports/self_assessment.html", {"report": report, "steps": report.steps, "chart": area_profile(report)})


def _claim(report_id: int, at: dt.datetime) -> Report | None:
    with transaction.atomic():
        report = Report.objects.select_for_update().get(pk=report_id)
        if report.status not in {ReportStatus.QUEUED, ReportStatus.RENDERING}:
            return None
        if report.attempts >= ATTEMPTS:
            _finish(report, at, status=ReportStatus.FAILED)
            return None
        report.status, report.attempts, report.started_at = ReportStatus.RENDERING, report.attempts + 1, at
        report.save(update_fields=["status", "attempts", "started_at"])
    return Report.objects.select_related("assessment__workshop__organisation", "assessment__version__framework").get(pk=report_id)


def _same_content(report: Report, digest: str) -> StoredFile | None:
    same = report.assessment.reports.filter(status=ReportStatus.READY, content_sha256=digest).select_related("file").first()
    return same.file if same else None


def _finish(report: Report, at: dt.datetime, *, status: ReportStatus, file: StoredFile | None = None, content_sha256: str = "") -> None:
    Report.objects.filter(pk=report.pk).update(status=status, file=file, content_sha256=content_sha256, finished_at=at)
