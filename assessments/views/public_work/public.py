"""Pages for anyone: "Laatutyö Suomessa", the published yearly reports, and their PDFs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.utils.decorators import method_decorator
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from assessments.file_store import open_stored
from assessments.models import StoredFile
from assessments.selectors.examples import shown_examples
from assessments.selectors.public_work import latest_sheet, public_work, ready_sheet
from assessments.selectors.yearly_reports.content import yearly_text
from assessments.selectors.yearly_reports.writing import latest_pdf, published_reports
from config.toolkit.views import PagedList

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from assessments.models.public_example import PublicExampleQuerySet
    from assessments.models.report import Rendering
    from assessments.models.yearly_report import YearlyReportQuerySet


@method_decorator(login_not_required, name="dispatch")
class PublicWorkPage(PagedList):
    """ "Laatutyö Suomessa": whom quality work reaches, marks, finished actions, and in pages the examples shown by consent."""

    template_name = "assessments/public_work.html"
    http_method_names = ["get", "head", "options"]

    def get_queryset(self) -> PublicExampleQuerySet:
        return shown_examples()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(work=public_work(self.request.access.on), **kwargs)


@method_decorator(login_not_required, name="dispatch")
class PublishedReportList(PagedList):
    """The published yearly reports, the newest first."""

    template_name = "assessments/published_report_list.html"
    http_method_names = ["get", "head", "options"]

    def get_queryset(self) -> YearlyReportQuerySet:
        return published_reports()


@method_decorator(login_not_required, name="dispatch")
class PublishedReport(TemplateView):
    """The report of a year at its permanent address."""

    template_name = "assessments/published_report.html"
    http_method_names = ["get", "head", "options"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report = get_object_or_404(published_reports(), year=kwargs["year"])
        text = yearly_text(report, self.request.access.on)
        return super().get_context_data(report=report, text=text, steps=text.steps, pdf=latest_pdf(report), **kwargs)


@login_not_required
@require_safe
def published_report_pdf(request: HttpRequest, year: int) -> HttpResponseBase:
    """The report as one file, always the same; a page that tells of it while it is being made."""
    report = get_object_or_404(published_reports(), year=year)
    pdf = latest_pdf(report)
    if pdf is None or pdf.file is None:
        return _pending(request, report.title, pdf)
    return _shown(request, pdf.file, f"laatutyo-{report.year}.pdf")


@login_not_required
@require_safe
def public_work_pdf(request: HttpRequest) -> HttpResponseBase:
    """ "Laatutyö Suomessa" as one page of paper; the newest that is ready, also while a newer one is being made."""
    sheet = ready_sheet()
    if sheet is None or sheet.file is None:
        return _pending(request, _("Laatutyö Suomessa"), latest_sheet())
    return _shown(request, sheet.file, "laatutyo-suomessa.pdf")


def _shown(request: HttpRequest, file: StoredFile, name: str) -> HttpResponseBase:
    """Give the stored file to read; a browser that has it asks each time whether it is still the same."""
    etag = quote_etag(file.sha256)
    unchanged = get_conditional_response(request, etag=etag)
    response = unchanged or FileResponse(open_stored(file), content_type=file.content_type, filename=name)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "no-cache"
    return response


def _pending(request: HttpRequest, title: str, rendering: Rendering | None) -> HttpResponseBase:
    failed = rendering is not None and rendering.has_failed(request.arrived_at)
    response = render(request, "assessments/public_pdf_pending.html", {"title": title, "has_failed": failed}, status=202)
    response.headers["Cache-Control"] = "no-store"
    return response
