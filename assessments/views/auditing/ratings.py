"""An auditor rates one criterion of an application: alone first, beside the others once she has confirmed what she thinks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from assessments.forms.audit_ratings import AuditRatingForm, audit_rating_initial
from assessments.models import ConfirmedRating, Rating, Submission
from assessments.selectors.auditing.asides import asides_of, with_asides
from assessments.selectors.auditing.rating import comparison, has_confirmed
from assessments.selectors.auditing.reading import (
    blind_answer,
    rated_audits,
    read_audits,
    submission_along,
    submitted_units,
    who_sees_audit_rating,
    with_submission,
)
from assessments.selectors.progress import own_ratings
from assessments.services.auditing.reading import confirm_rating, require_reading, save_audit_rating
from assessments.views.ratings import RatingPage
from assessments.views.revisions import RevisedForm
from config.toolkit.errors import RefusedInputError
from criteria.explanations import ExplainedCriterion
from criteria.models import Criterion
from criteria.selectors import explained_criterion

TO_CONFIRM = "vahvista"  # the button "Vahvista ennakkoarvio ja näytä muut"; what the page sends by itself never has it


class AuditRatingUpdate(RatingPage):
    """One criterion as an auditor reads and rates it; to those whose material is not open now it does not exist.

    While a new auditor is named nobody rates: a refusal gives the typed text back.
    """

    template_name = "assessments/audit_rating.html"
    form_class = AuditRatingForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        audits = rated_audits(request.access).filter(ref=kwargs["ref"])
        audit = (audits if self.is_sent_by_itself else with_asides(with_submission(audits), kwargs["code"], request.user)).first()
        if audit is None:
            return refuse_rating(request, kwargs["ref"])
        self.assessment = audit
        self.find_sheet(own_ratings(audit, request.user), is_confirmed=has_confirmed(audit, request.user))
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def submission(self) -> Submission:
        submission = submission_along(self.assessment)  # type: ignore[arg-type]  # read with its submission
        if submission is None:
            raise Http404
        return submission

    @property
    def is_confirmed(self) -> bool:
        """Tell whether she had confirmed hers when the page was opened: it alone opens the others' side."""
        return bool(self.criterion.is_confirmed)  # type: ignore[attr-defined]  # a mark of the sheet

    @property
    def confirms(self) -> bool:
        return TO_CONFIRM in self.request.POST and not self.is_sent_by_itself

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.confirms and self.is_confirmed:  # a second click
            return redirect(self.url_of(self.criterion))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: forms.BaseForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except RefusedInputError as refusal:
            form.add_error(refusal.field, refusal.message)
            return self.form_invalid(form)

    def save(self, form: AuditRatingForm) -> Any:
        save = confirm_rating if self.confirms else save_audit_rating
        written = {"given": form.given, "revision": form.cleaned_data["revision"]}
        return save(audit=self.assessment, criterion=self.criterion, **written, by=self.request.user, at=self.request.arrived_at)

    def done(self, row: Rating | ConfirmedRating) -> HttpResponse:
        if isinstance(row, ConfirmedRating):
            messages.success(self.request, _("Ennakkoarviosi on vahvistettu. Nyt näet, mitä muut ajattelevat."))
        elif self.confirms:
            messages.info(self.request, _("Sama arvio oli jo tallennettu toisessa ikkunassa. Vahvista se vielä."))
        else:
            return super().done(row)
        return redirect(self.url_of(self.criterion))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        levels = [description.level for description in self.sheet.descriptions]
        asked = (self.assessment, self.criterion, self.request.user, self.submission, levels)
        compared = comparison(*asked) if self.is_confirmed else None
        if compared:
            kwargs.setdefault("form", None)  # what is confirmed is read
        return super().get_context_data(
            application=self.assessment.application,
            unit_names=submitted_units(self.submission),
            answer=blind_answer(self.submission, self.criterion),
            level_steps=[(level.value, level.name) for level in levels],
            compared=compared,
            **asides_of(self.assessment, self.criterion),
            **kwargs,
        )

    def explained(self) -> ExplainedCriterion:
        return explained_criterion(self.criterion)  # examples of evidence are for those who give it

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "verdicts": self.assessment.version.verdicts.all()}

    def get_initial(self) -> dict[str, Any]:
        return {} if self.request.method == "POST" else audit_rating_initial(self.sheet.rating)

    def stored_values(self) -> dict[str, Any]:
        return audit_rating_initial(self.stored())

    def combined(self) -> dict[str, Any]:
        return RevisedForm.combined(self)  # an auditor's form asks no leave to show a note

    def who_sees(self) -> list[tuple[str, str]]:
        return who_sees_audit_rating(is_confirmed=self.is_confirmed)

    def url_of(self, criterion: Criterion) -> str:
        return reverse("assessments:audit-rating-update", args=[self.assessment.ref, criterion.code])

    def landing_url(self) -> str:
        return reverse("assessments:audit-detail", args=[self.assessment.ref])


def refuse_rating(request: HttpRequest, ref: str) -> HttpResponse:
    """Answer who may not rate now: 404 for what is hidden, the typed text back while a new auditor is named, otherwise the audit's page."""
    audit = get_object_or_404(read_audits(request.access), ref=ref)
    if request.method == "POST":
        require_reading(audit)
    messages.info(request, _("Voit jatkaa arvioimista, kun uusi auditoitsija on mukana."))
    return redirect("assessments:audit-detail", ref=ref)
