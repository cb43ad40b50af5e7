"""A mark's own page for its holder and the association: certificate, consent, revoking."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import TemplateView

from assessments.choices import ReportStatus
from assessments.file_store import open_stored
from assessments.forms.marks import RevokeForm
from assessments.mark_codes import spaced
from assessments.models import QualityMark
from assessments.permissions import can_keep_mark, can_revoke_mark
from assessments.reports import certificate_html, verification_address
from assessments.selectors.marks import granted_url, kept_marks, latest_certificate, standing, who_sees_mark
from assessments.services.marks import consent_to_register, order_certificate, revoke_mark
from config.toolkit.pdf.rendering import content_sha256
from config.toolkit.uploads.downloads import attachment_response
from config.toolkit.views import FormPage
from workshops.roles import Permission
from workshops.views.gates import refuse_unless, require_nationally


def _mark_or_404(request: HttpRequest, ref: str) -> QualityMark:
    return get_object_or_404(kept_marks(request.access), ref=ref)


class MarkDetail(TemplateView):
    """The mark as it is now, its certificate, and whether it stands in the register."""

    template_name = "assessments/mark_detail.html"
    http_method_names = ["get", "head", "options"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        access = self.request.access
        mark = _mark_or_404(self.request, self.kwargs["ref"])
        pdf = latest_certificate(mark)
        return super().get_context_data(
            mark=mark,
            standing=standing(mark, access.on),
            code=spaced(mark.code),
            address=verification_address(mark),
            pdf=pdf,
            pdf_has_failed=pdf is not None and pdf.has_failed(self.request.arrived_at),
            granted_url=granted_url(mark, access),
            may_consent=can_keep_mark(access, mark),
            may_revoke=mark.revoked_at is None and can_revoke_mark(access, mark),
            who_sees=who_sees_mark(),
            **kwargs,
        )


@require_POST
def mark_consent(request: HttpRequest, ref: str) -> HttpResponse:
    """Put the mark into the public register, or take it away from there."""
    mark, agrees = _mark_or_404(request, ref), request.POST.get("lupa") == "1"
    refuse_unless(can_keep_mark(request.access, mark))
    consent_to_register(mark=mark, agrees=agrees, by=request.user, at=request.arrived_at)
    sentence = _("Laatumerkki näkyy nyt julkisessa luettelossa.") if agrees else _("Laatumerkki on poistettu julkisesta luettelosta.")
    messages.success(request, sentence)
    return redirect("assessments:mark-detail", ref=ref)


@require_POST
def certificate_order(request: HttpRequest, ref: str) -> HttpResponse:
    """Order the certificate as a PDF as it says now."""
    order_certificate(mark=_mark_or_404(request, ref), by=request.user, at=request.arrived_at)
    messages.success(request, _("Todistuksesta tehdään PDF. Se valmistuu hetken päästä."))
    return redirect("assessments:mark-detail", ref=ref)


@require_safe
def certificate_download(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Give the stored certificate while it says what is true now; else lead back to order a new one."""
    mark = _mark_or_404(request, ref)
    now, pdf = standing(mark, request.access.on), latest_certificate(mark)
    if not now.is_valid:
        messages.info(request, _("Laatumerkki ei ole voimassa, joten siitä ei ole todistusta."))
    elif pdf is None or pdf.status != ReportStatus.READY or pdf.file is None:
        messages.info(request, _("Todistuksen PDF ei ole vielä valmis."))
    elif pdf.content_sha256 != content_sha256(certificate_html(now)):
        messages.info(request, _("Merkin tiedot ovat muuttuneet PDF:n teon jälkeen. Tee todistus uudelleen."))
    else:
        return attachment_response(open_stored(pdf.file), "laatumerkki-todistus.pdf", pdf.file.content_type)
    return redirect("assessments:mark-detail", ref=ref)


class MarkRevoke(FormPage):
    """A decider revokes a mark with a reason."""

    template_name = "assessments/mark_revoke.html"
    form_class = RevokeForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require_nationally(request, Permission.DECIDE)
        refuse_unless(can_revoke_mark(request.access, self.mark))
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def mark(self) -> QualityMark:
        return _mark_or_404(self.request, self.kwargs["ref"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = standing(self.mark, self.request.access.on)
        return super().get_context_data(mark=self.mark, standing=now, who_sees=who_sees_mark(), **kwargs)

    def form_valid(self, form: RevokeForm) -> HttpResponse:
        def save() -> None:
            revoke_mark(mark=self.mark, reason=form.cleaned_data["reason"], by=self.request.user, at=self.request.arrived_at)
            messages.success(self.request, _("Laatumerkki on peruttu ja poistettu julkisesta luettelosta."))

        return self.save_or_refuse(form, save, lambda: reverse("assessments:mark-detail", args=[self.mark.ref]))
