"""An organisation's units side by side: the page, its spreadsheet and its stored PDF."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.choices import ReportStatus
from assessments.file_store import open_stored
from assessments.reports import units_html
from assessments.selectors.audience import who_sees_units
from assessments.selectors.units import Units, latest_units_report, units_of
from assessments.selectors.units_sheets import units_sheets
from assessments.services.units_reports import order_units_report
from config.toolkit.pdf.rendering import content_sha256
from config.toolkit.sheets import xlsx_response
from config.toolkit.uploads.downloads import attachment_response
from workshops.models import Organisation
from workshops.roles import Permission

FRAMEWORK = "kriteeristo"


def _units_or_404(request: HttpRequest, ref: str, slug: str | None) -> Units:
    """Return the units as the asker sees them; who reads no assessments in the organisation finds nothing here."""
    organisation = get_object_or_404(Organisation.objects.where_may(request.access, Permission.READ_COMPLETED), ref=ref)
    units = units_of(organisation, request.access, slug)
    if units is None:
        raise Http404
    return units


def _assessed_or_404(request: HttpRequest, ref: str, slug: str | None) -> Units:
    units = _units_or_404(request, ref, slug)
    if units.framework is None:
        raise Http404
    return units


def _page_url(units: Units) -> str:
    page = reverse("assessments:organisation-units", args=[units.organisation.ref])
    return f"{page}?{urlencode({FRAMEWORK: units.framework.slug})}#kooste" if units.framework else page


@require_safe
def organisation_units(request: HttpRequest, ref: str) -> HttpResponse:
    """Show the units side by side."""
    units = _units_or_404(request, ref, request.GET.get(FRAMEWORK))
    pdf = latest_units_report(units, request.access) if units.framework else None
    context: dict[str, Any] = {
        "units": units,
        "pdf": pdf,
        "pdf_has_failed": pdf is not None and pdf.has_failed(request.arrived_at),
        "who_sees": who_sees_units(),
    }
    return render(request, "assessments/organisation_units.html", context)


@require_POST
def organisation_units_order(request: HttpRequest, ref: str) -> HttpResponse:
    """Order the PDF of what the asker sees now."""
    units = _assessed_or_404(request, ref, request.POST.get(FRAMEWORK))
    assert units.framework is not None  # else it was not found
    order_units_report(organisation=units.organisation, framework=units.framework, by=request.user, at=request.arrived_at)
    messages.success(request, _("PDF-kooste tehdään. Se valmistuu hetken päästä."))
    return redirect(_page_url(units))


@require_safe
def organisation_units_pdf(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Give the asker's stored PDF while it says what the page says to her; else lead back to order a new one."""
    units = _assessed_or_404(request, ref, request.GET.get(FRAMEWORK))
    report = latest_units_report(units, request.access)
    if report is None or report.status != ReportStatus.READY or report.file is None:
        messages.info(request, _("PDF-kooste ei ole vielä valmis."))
    elif report.content_sha256 != content_sha256(units_html(units)):
        messages.info(request, _("Tiedot ovat muuttuneet PDF-koosteen jälkeen. Tee kooste uudelleen."))
    else:
        return attachment_response(open_stored(report.file), f"yksikot-{units.organisation.name}.pdf", report.file.content_type)
    return redirect(_page_url(units))


@require_safe
def organisation_units_sheet(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Give the same as a spreadsheet."""
    units = _assessed_or_404(request, ref, request.GET.get(FRAMEWORK))
    at = units.newest or request.arrived_at
    return xlsx_response(f"yksikot-{units.organisation.name}", units_sheets(units), at=at)
