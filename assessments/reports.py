"""Rendering and storing reports; runs in the worker, never in a web process."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from assessments.choices import AssessmentKind, ReportStatus
from assessments.file_store import store_bytes
from assessments.mark_codes import spaced
from assessments.models import (
    ActionPlan,
    Assessment,
    AuditCertificate,
    Certificate,
    DecisionPack,
    EmployerLetter,
    PublicSheet,
    QualityMark,
    Report,
    StoredFile,
    SubmissionPrint,
    SummaryReport,
    UnitsReport,
    YearlyReport,
    YearlyReportPdf,
)
from assessments.models.report import Rendering
from assessments.selectors.action_plan import ActionPlanText, plan_of
from assessments.selectors.auditing.audit_report import audit_report_of, for_reports
from assessments.selectors.auditing.letters import CertificateText, LetterText, certificate_of, letter_of
from assessments.selectors.auditing.prints import PrintedSubmission, printed_submission
from assessments.selectors.charts import area_profile, audit_profile
from assessments.selectors.decisions.pack import Pack, pack_of
from assessments.selectors.marks import MarkStanding, named_marks, standing
from assessments.selectors.public_work import public_work, sheet_examples
from assessments.selectors.report import report_of
from assessments.selectors.summaries.beside import beside_context
from assessments.selectors.summaries.page import SummaryPage, page_of_report
from assessments.selectors.summaries.pictures import summary_pictures
from assessments.selectors.units import Units, units_of
from assessments.selectors.yearly_reports.content import yearly_text
from config.toolkit.errors import DomainError, NotAllowedError
from config.toolkit.pdf.rendering import content_sha256, render_pdf
from config.toolkit.qr import qr_svg
from workshops.permissions import Access

logger = logging.getLogger(__name__)

ATTEMPTS = 2  # a worker that dies in the middle is tried once more, then the report is shown as failed
REPORT_LANGUAGE = "fi"
PACK_PATIENCE = 5  # a round's reports are hundreds of pages: 136 took 23 s of processor time; still within `SILENCE_MAX`
UNITS_ON_PAGE = 9  # rows of one table: a table that crosses a page becomes several in the structure of the PDF

Kind = TypeVar(
    "Kind",
    Report,
    UnitsReport,
    ActionPlan,
    AuditCertificate,
    EmployerLetter,
    Certificate,
    SubmissionPrint,
    DecisionPack,
    YearlyReportPdf,
    PublicSheet,
    SummaryReport,
)


def render_assessment_report(*, report_id: int, at: dt.datetime) -> None:
    """Render the ordered report of a self-assessment or an audit and store it; the same content as before is the file that exists.

    Safe to run twice: a finished report is left as it is. A refusal of the renderer leaves the report failed, to be ordered again.
    """
    report = _claim(Report.objects.all(), report_id, at)
    if report is not None:
        assessment = for_reports(Assessment.objects.all()).get(pk=report.assessment_id)
        _render(report, lambda: HTML_OF[AssessmentKind(assessment.kind)](assessment), assessment.reports.all(), at)


def render_units_report(*, report_id: int, at: dt.datetime) -> None:
    """Render the ordered PDF of an organisation's units as its orderer may see them at this moment; as above."""
    report = _claim(UnitsReport.objects.all(), report_id, at)
    if report is not None:
        same = UnitsReport.objects.filter(organisation=report.organisation_id, framework=report.framework_id)
        access = Access.of(report.requested_by, timezone.localdate(at))
        _render(report, lambda: units_html(units_of(report.organisation, access, report.framework.slug)), same, at)


def render_action_plan(*, plan_id: int, at: dt.datetime) -> None:
    """Render the ordered plan of a workshop's actions as they are at this moment; as above."""
    plan = _claim(ActionPlan.objects.all(), plan_id, at)
    if plan is not None:
        _render(plan, lambda: plan_html(plan_of(plan.workshop)), plan.workshop.action_plans.all(), at)


def render_employer_letter(*, letter_id: int, at: dt.datetime) -> None:
    """Render the ordered letter for an auditor's employer as it says at this moment; as above."""
    letter = _claim(EmployerLetter.objects.all(), letter_id, at)
    if letter is not None:
        _render(letter, lambda: letter_html(letter_of(letter.seat)), EmployerLetter.objects.filter(seat=letter.seat_id), at)


def render_mark_certificate(*, certificate_id: int, at: dt.datetime) -> None:
    """Render the ordered certificate of a mark as it says at this moment; as above."""
    certificate = _claim(Certificate.objects.all(), certificate_id, at)
    if certificate is not None:
        mark, on = named_marks().get(pk=certificate.mark_id), timezone.localdate(at)
        _render(certificate, lambda: certificate_html(standing(mark, on)), mark.certificates.all(), at)


def render_submission_print(*, print_id: int, at: dt.datetime) -> None:
    """Render the ordered PDF of a submission for its auditors; as above."""
    ordered = _claim(SubmissionPrint.objects.all(), print_id, at)
    if ordered is not None:
        submission = ordered.submission
        _render(ordered, lambda: submission_html(printed_submission(submission)), submission.prints.all(), at)


def render_decision_pack(*, pack_id: int, at: dt.datetime) -> None:
    """Render the ordered decision pack of a round as its orderer may see it at this moment; as above."""
    pack = _claim(DecisionPack.objects.all(), pack_id, at)
    if pack is not None:
        access = Access.of(pack.requested_by, timezone.localdate(at))
        same = DecisionPack.objects.filter(round=pack.round_id)
        _render(pack, lambda: pack_html(pack_of(pack.round, access)), same, at, patience=PACK_PATIENCE)


def render_audit_certificate(*, certificate_id: int, at: dt.datetime) -> None:
    """Render the ordered certificate of an audit as it says at this moment; as above."""
    ordered = _claim(AuditCertificate.objects.all(), certificate_id, at)
    if ordered is not None:
        _render(
            ordered, lambda: audit_certificate_html(certificate_of(ordered.seat)), AuditCertificate.objects.filter(seat=ordered.seat_id), at
        )


def render_summary_report(*, report_id: int, at: dt.datetime) -> None:
    """Render the ordered PDF of a national summary; as above."""
    report = _claim(SummaryReport.objects.all(), report_id, at)
    if report is not None:
        _render(report, lambda: summary_html(page_of_report(report)), SummaryReport.objects.filter(summary=report.summary_id), at)


def render_yearly_report(*, pdf_id: int, at: dt.datetime) -> None:
    """Render the PDF of a published yearly report; as above."""
    pdf = _claim(YearlyReportPdf.objects.select_related("report__framework"), pdf_id, at)
    if pdf is not None:
        _render(pdf, lambda: yearly_html(pdf.report), pdf.report.pdfs.all(), at)


def render_public_sheet(*, sheet_id: int, at: dt.datetime) -> None:
    """Render "Laatutyö Suomessa" as it is at this moment; as above. Nothing for one that has been thrown away meanwhile."""
    if not PublicSheet.objects.filter(pk=sheet_id).exists():
        return
    sheet = _claim(PublicSheet.objects.all(), sheet_id, at)
    if sheet is not None:
        on = timezone.localdate(at)
        _render(sheet, lambda: public_sheet_html(on=on, as_of=sheet.as_of_date), PublicSheet.objects.all(), at)


def report_html(assessment: Assessment) -> str:
    """Return the HTML the PDF is made of, in Finnish; the same for the same content, whenever it is built."""
    report = report_of(assessment)
    with translation.override(REPORT_LANGUAGE):
        context = {"report": report, "steps": report.steps, "chart": area_profile(report), **beside_context(report)}
        return render_to_string("reports/self_assessment.html", context)


def audit_html(audit: Assessment) -> str:
    """Return the HTML of the PDF of an audit's report, in Finnish; the same for the same content."""
    with translation.override(REPORT_LANGUAGE):
        report = audit_report_of(audit)
        return render_to_string("reports/audit.html", {"report": report, "steps": report.steps, "chart": audit_profile(report)})


HTML_OF: dict[AssessmentKind, Callable[[Assessment], str]] = {
    AssessmentKind.SELF: report_html,
    AssessmentKind.PEER: audit_html,
    AssessmentKind.EXTERNAL: audit_html,
}


def units_html(units: Units | None) -> str:
    """Return the HTML of the PDF of an organisation's units, in Finnish; the same for the same content. Refused when nothing is seen."""
    if units is None:
        raise NotAllowedError(_("Tässä ei ole enää mitään, mitä saisit nähdä."))
    tables = [units.rows[first : first + UNITS_ON_PAGE] for first in range(0, len(units.rows), UNITS_ON_PAGE)]
    with translation.override(REPORT_LANGUAGE):
        return render_to_string("reports/units.html", {"units": units, "tables": tables})


def plan_html(plan: ActionPlanText) -> str:
    """Return the HTML of the PDF of a workshop's actions, in Finnish; the same for the same content."""
    with translation.override(REPORT_LANGUAGE):
        return render_to_string("reports/action_plan.html", {"plan": plan})


def letter_html(letter: LetterText) -> str:
    """Return the HTML of the PDF of the letter, in Finnish; the same for the same content."""
    with translation.override(REPORT_LANGUAGE):
        return render_to_string("reports/employer_letter.html", {"letter": letter})


def certificate_html(standing: MarkStanding) -> str:
    """Return the HTML of the certificate, in Finnish; the same for the same content. Refused for a mark that is not valid."""
    if not standing.is_valid:
        raise NotAllowedError(_("Laatumerkki ei ole voimassa, joten siitä ei tehdä todistusta."))
    with translation.override(REPORT_LANGUAGE):
        address = verification_address(standing.mark)
        context = {"standing": standing, "mark": standing.mark, "code": spaced(standing.mark.code), "address": address}
        return render_to_string("reports/certificate.html", {**context, "qr": qr_svg(address, _("Tarkistussivun osoite QR-koodina"))})


def verification_address(mark: QualityMark) -> str:
    """Return the address behind the QR code: the page that tells whether the mark holds now."""
    return f"{settings.SITE_URL}{reverse('assessments:mark-check', args=[mark.code])}"


def submission_html(printed: PrintedSubmission) -> str:
    """Return the HTML of the PDF of a submission, in Finnish; the same for the same content. No level of the applicant's is in it."""
    with translation.override(REPORT_LANGUAGE):
        return render_to_string("reports/submission.html", {"printed": printed})


def pack_html(pack: Pack | None) -> str:
    """Return the HTML of the PDF of a decision pack, in Finnish; the same for the same content. Refused when nothing is seen."""
    if pack is None:
        raise NotAllowedError(_("Tässä ei ole enää mitään, mitä saisit nähdä."))
    with translation.override(REPORT_LANGUAGE):
        return render_to_string("reports/decision_pack.html", {"pack": pack})


def summary_html(page: SummaryPage) -> str:
    """Return the HTML of the PDF of a national summary, in Finnish; the same for the same content."""
    with translation.override(REPORT_LANGUAGE):
        return render_to_string("reports/national_summary.html", {"page": page, **summary_pictures(page)})


def audit_certificate_html(certificate: CertificateText) -> str:
    """Return the HTML of the PDF of the certificate of an audit, in Finnish; the same for the same content."""
    with translation.override(REPORT_LANGUAGE):
        return render_to_string("reports/audit_certificate.html", {"certificate": certificate})


def yearly_html(report: YearlyReport) -> str:
    """Return the HTML of the PDF of a published yearly report, in Finnish; the same whenever it is built. Refused for a draft."""
    if report.published_at is None:
        raise NotAllowedError(_("Luonnoksesta ei tehdä PDF-tiedostoa."))
    with translation.override(REPORT_LANGUAGE):
        text = yearly_text(report, timezone.localdate(report.published_at))
        address = f"{settings.SITE_URL}{reverse('assessments:yearly-report', args=[report.year])}"
        return render_to_string("reports/yearly_report.html", {"text": text, "report": report, "steps": text.steps, "address": address})


def public_sheet_html(*, on: dt.date, as_of: dt.date) -> str:
    """Return the HTML of "Laatutyö Suomessa" on one page as it is on the day, dated `as_of`; in Finnish, the same for the same content."""
    with translation.override(REPORT_LANGUAGE):
        address = f"{settings.SITE_URL}{reverse('assessments:public-work')}"
        told = {"work": public_work(on), "examples": sheet_examples(), "as_of": as_of, "address": address}
        return render_to_string("reports/public_work.html", told)


def _render(report: Kind, html_of: Callable[[], str], same: QuerySet[Kind], at: dt.datetime, *, patience: int = 1) -> None:
    try:
        html = html_of()
        digest = content_sha256(html)
        file = _same_content(same, digest) or store_bytes(
            render_pdf(html, patience=patience), content_type="application/pdf", extension="pdf", at=at
        )
    except DomainError:
        logger.exception("%s %s could not be rendered.", type(report).__name__, report.pk)
        _finish(report, at, status=ReportStatus.FAILED)
        return
    _finish(report, at, status=ReportStatus.READY, file=file, content_sha256=digest)


def _claim(reports: QuerySet[Kind], report_id: int, at: dt.datetime) -> Kind | None:
    with transaction.atomic():
        report = reports.select_for_update().get(pk=report_id)
        if report.status not in {ReportStatus.QUEUED, ReportStatus.RENDERING}:
            return None
        if report.attempts >= ATTEMPTS:
            _finish(report, at, status=ReportStatus.FAILED)
            return None
        report.status, report.attempts, report.started_at = ReportStatus.RENDERING, report.attempts + 1, at
        report.save(update_fields=["status", "attempts", "started_at"])
    return report


def _same_content(reports: QuerySet[Kind], digest: str) -> StoredFile | None:
    same = reports.filter(status=ReportStatus.READY, content_sha256=digest).select_related("file").first()
    return same.file if same else None


def _finish(report: Rendering, at: dt.datetime, *, status: ReportStatus, file: StoredFile | None = None, content_sha256: str = "") -> None:
    rows = type(report)._default_manager.filter(pk=report.pk)
    rows.update(status=status, file=file, content_sha256=content_sha256, finished_at=at)
