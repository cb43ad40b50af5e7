"""The PDF of a summary of the nation or of a network: ordering it, how far it is, and the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.choices import ReportStatus
from assessments.file_store import open_stored
from assessments.services.summaries.reports import order_summary_report
from assessments.views.summaries.choosing import page_or_404, urls_of
from assessments.views.summaries.files import file_name
from assessments.views.summaries.national import latest_report, report_state
from config.toolkit.uploads.downloads import attachment_response

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from assessments.selectors.summaries.page import SummaryPage


def _page_url(page: SummaryPage, slug: str) -> str:
    return f"{urls_of(page.choice, slug)['page']}#tiedostot"


@require_POST
def summary_report_order(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Order the PDF of what the address asks for."""
    page = page_or_404(request, slug)
    order_summary_report(summary=page.summary, narrowing=page.choice.narrowing, by=request.user, at=request.arrived_at)
    messages.success(request, _("PDF-kooste tehdään. Se valmistuu hetken päästä."))
    return redirect(_page_url(page, slug))


@require_safe
def summary_report_state(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Answer the part of the page that tells how far the PDF is; the page's script asks for it while the worker renders."""
    context: dict[str, Any] = report_state(request, page_or_404(request, slug), slug)
    return render(request, "assessments/_summary_report_state.html", context)


@require_safe
def summary_report_download(request: HttpRequest, slug: str = "") -> HttpResponseBase:
    """Give the stored PDF; its figures never change. Else lead back to order one."""
    page = page_or_404(request, slug)
    pdf = latest_report(page)
    if pdf is None or pdf.status != ReportStatus.READY or pdf.file is None:
        messages.info(request, _("PDF-kooste ei ole vielä valmis."))
        return redirect(_page_url(page, slug))
    return attachment_response(open_stored(pdf.file), f"{file_name(page)}.pdf", pdf.file.content_type)
