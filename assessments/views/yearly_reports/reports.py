"""The coordinators' yearly reports: the list, one with what is still unwritten, its preview, and publishing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django.views.generic import TemplateView

from assessments.models import YearlyReport
from assessments.selectors.yearly_reports.content import yearly_text
from assessments.selectors.yearly_reports.writing import latest_pdf, steps_of, unreported_years, who_sees_yearly_report, written_reports
from assessments.services.yearly_reports import order_yearly_pdf, publish_yearly_report
from config.toolkit.errors import WrongStateError
from config.toolkit.views import PagedList
from workshops.roles import Permission
from workshops.views.gates import NationalPage, require_nationally

if TYPE_CHECKING:
    from assessments.models.yearly_report import YearlyReportQuerySet


class OfReports(NationalPage):
    """A page of those who write yearly reports; for everybody else there is nothing here."""

    permission = Permission.READ_SUMMARIES


class YearlyReportList(OfReports, PagedList):
    """All yearly reports, the newest first, and the years that wait for one."""

    template_name = "assessments/yearly_report_list.html"

    def get_queryset(self) -> YearlyReportQuerySet:
        return written_reports()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(waiting=list(unreported_years()), **kwargs)


class OfReport(OfReports):
    """A page of one yearly report."""

    @cached_property
    def report(self) -> YearlyReport:
        return report_or_404(self.request, self.kwargs["ref"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # from the view beside this mixin
        return {"report": self.report, "who_sees": who_sees_yearly_report(), **context}


class YearlyReportDetail(OfReport, TemplateView):
    """How far a draft is, and what can be done with it; of a published one, where it stands."""

    template_name = "assessments/yearly_report_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pdf = latest_pdf(self.report)
        failed = pdf is not None and pdf.has_failed(self.request.arrived_at)
        return super().get_context_data(steps=steps_of(self.report), pdf=pdf, pdf_has_failed=failed, **kwargs)


class YearlyReportPreview(OfReport, TemplateView):
    """Exactly what would be published now."""

    template_name = "assessments/yearly_report_preview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text = yearly_text(self.report, self.request.access.on)
        return super().get_context_data(text=text, steps=text.steps, **kwargs)


def report_or_404(request: HttpRequest, ref: str) -> YearlyReport:
    """Return the report for one who writes them."""
    require_nationally(request, Permission.READ_SUMMARIES)
    return get_object_or_404(written_reports(), ref=ref)


@require_http_methods(["GET", "HEAD", "POST"])
def yearly_report_publish(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask whether to publish and say that it cannot be changed afterwards; the post publishes."""
    report = report_or_404(request, ref)
    refusal = ""
    if request.method == "POST":
        try:
            publish_yearly_report(report=report, by=request.user, at=request.arrived_at)
        except WrongStateError as refused:
            refusal = str(refused.message)
        else:
            messages.success(request, _("Vuosiraportti on julkaistu. PDF valmistuu hetken päästä."))
            return redirect("assessments:yearly-report-detail", ref=ref)
    context = {"report": report, "refusal": refusal, "who_sees": who_sees_yearly_report()}
    return render(request, "assessments/yearly_report_publish.html", context, status=WrongStateError.status if refusal else 200)


@require_POST
def yearly_report_pdf_order(request: HttpRequest, ref: str) -> HttpResponse:
    """Order the PDF of a published report again after a failure."""
    order_yearly_pdf(report=report_or_404(request, ref), by=request.user, at=request.arrived_at)
    messages.success(request, _("PDF tehdään. Se valmistuu hetken päästä."))
    return redirect("assessments:yearly-report-detail", ref=ref)
