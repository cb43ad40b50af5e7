"""The report of an audit: the page, and the same as a PDF once it is final."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import TemplateView, View

from assessments.file_store import open_stored
from assessments.lifecycle import AUDIT_STATUS_LABELS, REPORTED_AUDIT_STATUSES, AuditStatus
from assessments.models import Application, Assessment
from assessments.permissions import can_manage_application, can_manage_rounds, can_read_as_auditor
from assessments.selectors.applications.listing import unit_names
from assessments.selectors.auditing.audit_report import audit_report_of
from assessments.selectors.auditing.report_access import developing_audits
from assessments.selectors.auditing.report_course import is_commented, report_pages
from assessments.selectors.charts import audit_profile
from assessments.services.reports import retry_report
from assessments.views.report import latest_report, pdf_context
from config.toolkit.uploads.downloads import attachment_response
from workshops.roles import Permission

PDF_PAGES = {
    "page": "assessments:audit-report",
    "download": "assessments:audit-report-download",
    "retry": "assessments:audit-report-retry",
}


class OfReport(View):
    """A page about the report of the audit of the address, for those who read it now; to everybody else it does not exist."""

    @cached_property
    def audit(self) -> Assessment:
        return get_object_or_404(report_pages(self.request.access), ref=self.kwargs["ref"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # from the view beside this mixin
        application = self.audit.application
        assert application is not None  # an audit has one
        own = {
            "audit": self.audit,
            "assessment": self.audit,
            "application": application,
            "unit_names": unit_names(application),
            "status_label": AUDIT_STATUS_LABELS[AuditStatus(self.audit.status)],
            "back_url": self._back_url(application),
        }
        return {**own, **context}

    def _back_url(self, application: Application) -> str:
        """Return the page of the application or the audit that leads here; none for those who read the report alone."""
        access = self.request.access
        if can_manage_rounds(access) or can_manage_application(access, application):
            return reverse("assessments:application-detail", args=[application.ref])
        if access.may_nationally(Permission.AUDIT) and can_read_as_auditor(access, application):
            return reverse("assessments:audit-detail", args=[self.audit.ref])
        return ""


class AuditReportPage(OfReport, TemplateView):
    """Recommendation first, then the picture of the areas and every criterion; a draft says that it is one."""

    http_method_names = ["get", "head", "options"]
    template_name = "assessments/audit_report.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report = audit_report_of(self.audit)
        own = {"report": report, "steps": report.steps, "chart": audit_profile(report)}
        final = {} if report.is_draft else pdf_context(self.request, self.audit, PDF_PAGES)
        return super().get_context_data(
            **{**own, **final, "may_comment": self._may_comment(), "may_develop": self._may_develop(), **kwargs}
        )

    def _may_develop(self) -> bool:
        """Tell whether she makes actions of the suggestions: in an audited workshop, once the report is final."""
        return developing_audits(self.request.access).filter(pk=self.audit.pk).exists()

    def _may_comment(self) -> bool:
        access, application = self.request.access, self.audit.application
        return is_commented(self.audit, access.on) and application is not None and can_manage_application(access, application)


def _final_or_404(request: HttpRequest, ref: str) -> Assessment:
    """Return the audit whose final report the asker reads; a draft has no PDF."""
    return get_object_or_404(report_pages(request.access).filter(status__in=REPORTED_AUDIT_STATUSES), ref=ref)


@require_safe
def audit_report_state(request: HttpRequest, ref: str) -> HttpResponse:
    """Answer the part of the page that tells how far the PDF is."""
    audit = _final_or_404(request, ref)
    return render(request, "assessments/_audit_report_pdf.html", {"assessment": audit, **pdf_context(request, audit, PDF_PAGES)})


@require_safe
def audit_report_download(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Give the stored PDF; until it is ready, lead back to the page that tells how far it is."""
    audit = _final_or_404(request, ref)
    report = latest_report(audit)
    if report is None or report.file is None:
        messages.info(request, _("PDF-raportti ei ole vielä valmis."))
        return redirect("assessments:audit-report", ref=ref)
    name = f"auditointiraportti-{audit.workshop.name}-{timezone.localdate(audit.completed_at):%Y-%m-%d}.pdf"
    return attachment_response(open_stored(report.file), name, report.file.content_type)


@require_POST
def audit_report_retry(request: HttpRequest, ref: str) -> HttpResponse:
    """Order the PDF again after a failed rendering."""
    retry_report(assessment=_final_or_404(request, ref), by=request.user, at=request.arrived_at)
    messages.success(request, _("Raportti tehdään uudelleen."))
    return redirect("assessments:audit-report", ref=ref)
