"""Checking and submitting an application, and the receipts of what was submitted."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from assessments.selectors.applications.checking import check_of_application
from assessments.selectors.applications.form import forms_managed_by
from assessments.selectors.applications.receipts import compare_checksum, receipt_by_code, submission_sheet
from assessments.selectors.applications.submissions import readable_submission
from assessments.services.applications.submitting import submit_application
from assessments.views.applications.answers import InForm

CHECKSUM_PARAMETER = "summa"


class ApplicationCheck(InForm, TemplateView):
    """The page "Tarkista": every criterion as it would be submitted, what is missing, and the one button."""

    http_method_names = ["get", "head", "options"]
    template_name = "assessments/application_check.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        check = check_of_application(self.application)
        scale = self.application.round.version.scale  # type: ignore[union-attr]  # fillable, so it has a round
        return super().get_context_data(
            check=check,
            unit_names=", ".join(unit.workshop.name for unit in self.application.units.select_related("workshop")),
            steps=[(level.value, level.name) for level in scale.levels.all()],
            not_applicable=scale.not_applicable,
            **kwargs,
        )


@require_POST
def application_submit(request: HttpRequest, ref: str) -> HttpResponse:
    """Submit what is written now and show its receipt; pressed twice, the receipt of the one submission."""
    application = get_object_or_404(forms_managed_by(request.access), ref=ref)
    submission = submit_application(application=application, by=request.user, at=request.arrived_at)
    if submission.arrived_at == request.arrived_at:
        messages.success(request, _("Hakemus on lähetetty."))
    else:
        messages.info(request, _("Tämä sisältö on jo lähetetty. Uutta lähetystä ei tehty."))
    return redirect("assessments:submission-detail", ref=ref, number=submission.number)


class SubmissionDetail(TemplateView):
    """One submission as it was stored: for the applicant each of them, for the coordinator the one in force after the deadline."""

    http_method_names = ["get", "head", "options"]
    template_name = "assessments/submission_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        request = self.request
        submission = readable_submission(request.access, self.kwargs["ref"], self.kwargs["number"], request.arrived_at)
        if submission is None:
            raise Http404
        return super().get_context_data(application=submission.application, sheet=submission_sheet(submission), **kwargs)


@method_decorator(login_not_required, name="dispatch")
class ReceiptDetail(TemplateView):
    """The public receipt of a submission: whoever has its address sees that it arrived and whether it counts, and nothing it says."""

    http_method_names = ["get", "head", "options"]
    template_name = "assessments/receipt_detail.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        receipt = receipt_by_code(self.kwargs["code"])
        if receipt is None:
            raise Http404
        typed = self.request.GET.get(CHECKSUM_PARAMETER, "")
        compared = compare_checksum(receipt.submission, typed) if typed.strip() else None
        return super().get_context_data(receipt=receipt, typed=typed, compared=compared, **kwargs)
