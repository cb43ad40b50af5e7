"""The decision pack of a round: ordering it, how far it is, and the PDF."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.choices import ReportStatus
from assessments.file_store import open_stored
from assessments.models import Round
from assessments.reports import pack_html
from assessments.selectors.decisions.pack import pack_of
from assessments.selectors.decisions.packs import latest_pack, packed_rounds
from assessments.services.decision_packs import order_decision_pack
from config.toolkit.pdf.rendering import content_sha256
from config.toolkit.uploads.downloads import attachment_response


def _round_or_404(request: HttpRequest, ref: str) -> Round:
    """Return the round if the asker sees something of it on the pages of decisions."""
    return get_object_or_404(packed_rounds(request.access), ref=ref)


@require_POST
def decision_pack_order(request: HttpRequest, ref: str) -> HttpResponse:
    """Order the pack as the round is now."""
    order_decision_pack(round_=_round_or_404(request, ref), by=request.user, at=request.arrived_at)
    messages.success(request, _("Päätösaineisto tehdään. Se valmistuu hetken päästä."))
    return redirect("assessments:decision-list")


@require_safe
def decision_pack_state(request: HttpRequest, ref: str) -> HttpResponse:
    """Answer the part of the list that tells how far the pack is; the page's script asks for it while the worker renders."""
    round_ = _round_or_404(request, ref)
    pdf = latest_pack(round_, request.access)
    failed = pdf is not None and pdf.has_failed(request.arrived_at)
    return render(request, "assessments/_decision_pack_state.html", {"round": round_, "pdf": pdf, "pdf_has_failed": failed})


@require_safe
def decision_pack_download(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Give the asker's stored pack while it says what she may see of the round now; else lead back to order a new one."""
    round_ = _round_or_404(request, ref)
    pdf = latest_pack(round_, request.access)
    if pdf is None or pdf.status != ReportStatus.READY or pdf.file is None:
        messages.info(request, _("Päätösaineisto ei ole vielä valmis."))
    elif pdf.content_sha256 != content_sha256(pack_html(pack_of(round_, request.access))):
        messages.info(request, _("Kierroksen tiedot ovat muuttuneet päätösaineiston teon jälkeen. Tee aineisto uudelleen."))
    else:
        return attachment_response(open_stored(pdf.file), f"päätösaineisto-{round_.name}.pdf", pdf.file.content_type)
    return redirect("assessments:decision-list")
