"""What an auditor takes along, as a page and as a PDF: the letter for her employer, the certificate of an audit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import TemplateView

from assessments.choices import ReportStatus
from assessments.file_store import open_stored
from assessments.models import AuditCertificate, AuditSeat, EmployerLetter
from assessments.reports import audit_certificate_html, letter_html
from assessments.selectors.auditing.letters import certificate_of, latest_certificate, latest_letter, letter_of
from assessments.selectors.auditing.seats import certified_seats, waited_seats
from assessments.services.auditing.letters import order_certificate, order_letter
from config.toolkit.pdf.rendering import content_sha256
from config.toolkit.uploads.downloads import attachment_response
from workshops.permissions import Access


@dataclass(frozen=True)
class Paper:
    """One kind of paper about the asker's own place: of which places it is written, what it says, and how its PDF is made."""

    name: str  # of its page; the order and the download are called after it
    template_name: str
    file_name: str
    seats: Callable[[Access], Any]
    text_of: Callable[[AuditSeat], Any]
    html_of: Callable[[Any], str]
    latest: Callable[[AuditSeat], EmployerLetter | AuditCertificate | None]
    order: Callable[..., object]
    ordered_words: Promise
    unready_words: Promise
    changed_words: Promise

    def seat_or_404(self, request: HttpRequest, ref: str) -> AuditSeat:
        """Return the asker's own place; of others no paper is written."""
        seat: AuditSeat = get_object_or_404(self.seats(request.access), ref=ref)
        return seat

    def url(self, ref: str, part: str = "") -> str:
        return reverse(f"assessments:{self.name}{part}", args=[ref])


LETTER = Paper(
    name="seat-letter",
    template_name="assessments/seat_letter.html",
    file_name="kirje-työnantajalle.pdf",
    seats=waited_seats,
    text_of=letter_of,
    html_of=letter_html,
    latest=latest_letter,
    order=order_letter,
    ordered_words=_("Kirjeestä tehdään PDF. Se valmistuu hetken päästä."),
    unready_words=_("Kirjeen PDF ei ole vielä valmis."),
    changed_words=_("Kirje on muuttunut PDF:n teon jälkeen. Tee PDF uudelleen."),
)
CERTIFICATE = Paper(
    name="seat-certificate",
    template_name="assessments/seat_certificate.html",
    file_name="todistus-auditoinnista.pdf",
    seats=certified_seats,
    text_of=certificate_of,
    html_of=audit_certificate_html,
    latest=latest_certificate,
    order=order_certificate,
    ordered_words=_("Todistuksesta tehdään PDF. Se valmistuu hetken päästä."),
    unready_words=_("Todistuksen PDF ei ole vielä valmis."),
    changed_words=_("Todistus on muuttunut PDF:n teon jälkeen. Tee PDF uudelleen."),
)


class SeatPaper(TemplateView):
    """The paper as a page, one page when printed, and how far its PDF is."""

    http_method_names = ["get", "head", "options"]
    paper: Paper = LETTER

    def get_template_names(self) -> list[str]:
        return [self.paper.template_name]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        paper, ref = self.paper, self.kwargs["ref"]
        seat = paper.seat_or_404(self.request, ref)
        pdf = paper.latest(seat)
        return super().get_context_data(
            seat=seat,
            text=paper.text_of(seat),
            pdf=pdf,
            pdf_has_failed=pdf is not None and pdf.has_failed(self.request.arrived_at),
            page_url=paper.url(ref),
            order_url=paper.url(ref, "-order"),
            download_url=paper.url(ref, "-download"),
            **kwargs,
        )


@require_POST
def seat_paper_order(request: HttpRequest, ref: str, paper: Paper) -> HttpResponse:
    """Order the paper as a PDF as it says now."""
    paper.order(seat=paper.seat_or_404(request, ref), by=request.user, at=request.arrived_at)
    messages.success(request, str(paper.ordered_words))
    return redirect(paper.url(ref))


@require_safe
def seat_paper_download(request: HttpRequest, ref: str, paper: Paper) -> HttpResponseBase:
    """Give the stored PDF while it says what the page says; else lead back to order a new one."""
    seat = paper.seat_or_404(request, ref)
    pdf = paper.latest(seat)
    if pdf is None or pdf.status != ReportStatus.READY or pdf.file is None:
        messages.info(request, str(paper.unready_words))
    elif pdf.content_sha256 != content_sha256(paper.html_of(paper.text_of(seat))):
        messages.info(request, str(paper.changed_words))
    else:
        return attachment_response(open_stored(pdf.file), paper.file_name, pdf.file.content_type)
    return redirect(paper.url(ref))
