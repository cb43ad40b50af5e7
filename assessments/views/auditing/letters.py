"""The letter for an auditor's employer: the page, and the same as a PDF."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import TemplateView

from assessments.choices import ReportStatus
from assessments.file_store import open_stored
from assessments.models import AuditSeat
from assessments.reports import letter_html
from assessments.selectors.auditing.letters import latest_letter, letter_of
from assessments.selectors.auditing.seats import waited_seats
from assessments.services.auditing.letters import order_letter
from config.toolkit.pdf.rendering import content_sha256
from config.toolkit.uploads.downloads import attachment_response


def _seat_or_404(request: HttpRequest, ref: str) -> AuditSeat:
    """Return the asker's own place in an audit that goes on; no letter is written of others."""
    return get_object_or_404(waited_seats(request.access), ref=ref)


class SeatLetter(TemplateView):
    """Who asks her, for how many hours, when and where; one page when printed."""

    http_method_names = ["get", "head", "options"]
    template_name = "assessments/seat_letter.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        seat = _seat_or_404(self.request, self.kwargs["ref"])
        pdf = latest_letter(seat)
        has_failed = pdf is not None and pdf.has_failed(self.request.arrived_at)
        return super().get_context_data(seat=seat, letter=letter_of(seat), pdf=pdf, pdf_has_failed=has_failed, **kwargs)


@require_POST
def seat_letter_order(request: HttpRequest, ref: str) -> HttpResponse:
    """Order the letter as a PDF as it says now."""
    order_letter(seat=_seat_or_404(request, ref), by=request.user, at=request.arrived_at)
    messages.success(request, _("Kirjeestä tehdään PDF. Se valmistuu hetken päästä."))
    return redirect("assessments:seat-letter", ref=ref)


@require_safe
def seat_letter_download(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Give the stored PDF while it says what the page says; else lead back to order a new one."""
    seat = _seat_or_404(request, ref)
    pdf = latest_letter(seat)
    if pdf is None or pdf.status != ReportStatus.READY or pdf.file is None:
        messages.info(request, _("Kirjeen PDF ei ole vielä valmis."))
    elif pdf.content_sha256 != content_sha256(letter_html(letter_of(seat))):
        messages.info(request, _("Kirje on muuttunut PDF:n teon jälkeen. Tee PDF uudelleen."))
    else:
        return attachment_response(open_stored(pdf.file), "kirje-työnantajalle.pdf", pdf.file.content_type)
    return redirect("assessments:seat-letter", ref=ref)
