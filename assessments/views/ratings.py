"""One's own ratings, one criterion per page. The address names no person: each reaches her own alone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.forms.ratings import RatingForm, rating_initial
from assessments.lifecycle import AssessmentStatus
from assessments.models import Assessment, Rating
from assessments.selectors.overview import visible_assessments
from assessments.selectors.progress import own_ratings
from assessments.selectors.rating_page import RatingSheet, rating_sheet
from assessments.selectors.visibility import who_sees_rating
from assessments.services.guards import require_state
from assessments.services.ratings import save_rating
from config.toolkit.errors import NotAllowedError
from config.toolkit.forms import BaseForm
from config.toolkit.views import FormPage
from criteria.models import Criterion


class RatingUpdate(FormPage):
    """Rate one criterion alone. A refusal for the state (the discussion has opened) is a page of its own that gives the typed text back."""

    template_name = "assessments/rating_update.html"
    form_class = RatingForm
    assessment: Assessment
    sheet: RatingSheet

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        rows = Assessment.objects.ratable_by(request.access).select_related("workshop", "version__framework", "version__scale")
        assessment = rows.filter(ref=kwargs["ref"]).first()
        if assessment is None:
            return _refuse(request, kwargs["ref"])
        self.assessment = assessment
        try:
            self.sheet = rating_sheet(assessment, kwargs["code"], own_ratings(assessment, request.user))
        except Criterion.DoesNotExist as missing:
            raise Http404 from missing
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return rating_initial(self.sheet.rating)

    def get_form_kwargs(self) -> dict[str, Any]:
        sheet, scale = self.sheet, self.assessment.version.scale
        return {**super().get_form_kwargs(), "descriptions": sheet.descriptions, "scale": scale, "is_saved": sheet.rating is not None}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        who_sees = who_sees_rating(self.assessment)
        return super().get_context_data(assessment=self.assessment, sheet=self.sheet, who_sees=who_sees, **kwargs)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        assert isinstance(form, RatingForm)
        rating = _save(self.assessment, self.sheet, form, self.request)
        return redirect(_next_url(self.assessment, self.sheet, rating, self.request))


def _refuse(request: HttpRequest, ref: str) -> HttpResponse:
    """Answer who may not rate now: 404 for what is hidden, 403 for who does not take part, the typed text back when the time is over."""
    assessment = get_object_or_404(visible_assessments(request.access), ref=ref)
    if assessment.status == AssessmentStatus.INDIVIDUAL:
        raise NotAllowedError(_("Et osallistu tähän arviointiin, joten et voi antaa siinä omaa arviota."))
    if request.method == "POST":
        require_state(assessment, AssessmentStatus.INDIVIDUAL)
    messages.info(request, _("Omia arvioita ei voi antaa nyt."))
    return redirect("assessments:assessment-detail", ref=ref)


def _save(assessment: Assessment, sheet: RatingSheet, form: RatingForm, request: HttpRequest) -> Rating:
    return save_rating(
        assessment=assessment,
        criterion=sheet.criterion,
        answer=form.answer_kind,
        level=form.level,
        reason=form.cleaned_data["reason"],
        note=form.cleaned_data["note"],
        note_may_be_shown=form.cleaned_data["note_may_be_shown"],
        by=request.user,
        at=request.arrived_at,
    )


def _next_url(assessment: Assessment, sheet: RatingSheet, rating: Rating, request: HttpRequest) -> str:
    code = {"code": sheet.criterion.code}
    if rating.answer:
        messages.success(request, _("Arvio kriteeristä %(code)s on tallennettu.") % code)
    else:
        messages.info(request, _("Muistiinpano kriteeriin %(code)s on tallennettu. Arvio puuttuu vielä.") % code)
    following = sheet.after_saving(is_answered=bool(rating.answer))
    if following is None:
        return reverse("assessments:assessment-detail", args=[assessment.ref])
    return reverse("assessments:rating-update", args=[assessment.ref, following.code])
