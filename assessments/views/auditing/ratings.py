"""An auditor rates one criterion of an application: alone first, beside the others once she has confirmed what she thinks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from assessments.forms.audit_ratings import AuditRatingForm, audit_compared_in_words, audit_rating_initial
from assessments.forms.visits import QuestionForm
from assessments.models import ConfirmedRating, Rating, Submission
from assessments.selectors.applications.listing import unit_names
from assessments.selectors.auditing.rating import comparison, confirmed_rating
from assessments.selectors.auditing.reading import blind_answer, last_submission, rated_audits, read_audits, who_sees_audit_rating
from assessments.selectors.auditing.visits import questions_of_criterion
from assessments.selectors.progress import own_ratings
from assessments.services.auditing.reading import confirm_rating, require_reading, save_audit_rating
from assessments.views.ratings import RatingPage
from assessments.views.revisions import RevisedForm
from config.toolkit.errors import RefusedInputError
from criteria.models import Criterion

TO_CONFIRM = "vahvista"  # the button "Vahvista ennakkoarvio ja näytä muut"; what the page sends by itself never has it


class AuditRatingUpdate(RatingPage):
    """One criterion as an auditor reads and rates it; to those whose material is not open now it does not exist.

    While a new auditor is named nobody rates: a refusal gives the typed text back.
    """

    template_name = "assessments/audit_rating.html"
    form_class = AuditRatingForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        audit = rated_audits(request.access).filter(ref=kwargs["ref"]).first()
        if audit is None:
            return _refuse(request, kwargs["ref"])
        self.assessment = audit
        self.find_sheet(own_ratings(self.assessment, request.user))
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def submission(self) -> Submission:
        submission = last_submission(self.assessment.application)
        if submission is None:
            raise Http404
        return submission

    @cached_property
    def confirmed(self) -> ConfirmedRating | None:
        """What she has confirmed: it alone opens the others' side."""
        return confirmed_rating(self.assessment, self.criterion, self.request.user)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if TO_CONFIRM in request.POST and self.confirmed:  # a second click
            return redirect(self.url_of(self.criterion))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: forms.BaseForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except RefusedInputError as refusal:
            form.add_error(refusal.field, refusal.message)
            return self.form_invalid(form)

    def save(self, form: AuditRatingForm) -> Rating:
        values = {"given": form.given, "revision": form.cleaned_data["revision"], "by": self.request.user, "at": self.request.arrived_at}
        if TO_CONFIRM in self.request.POST:
            confirm_rating(audit=self.assessment, criterion=self.criterion, **values)
            return self.ratings.get(criterion=self.criterion)
        return save_audit_rating(audit=self.assessment, criterion=self.criterion, **values)

    def done(self, row: Rating) -> HttpResponse:
        if TO_CONFIRM not in self.request.POST:
            return super().done(row)
        if confirmed_rating(self.assessment, self.criterion, self.request.user):
            messages.success(self.request, _("Ennakkoarviosi on vahvistettu. Nyt näet, mitä muut ajattelevat."))
        return redirect(self.url_of(self.criterion))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        application = self.assessment.application
        assert application is not None  # an audit has one
        confirmed = self.confirmed
        levels = [description.level for description in self.sheet.descriptions]
        return super().get_context_data(
            application=application,
            unit_names=unit_names(application),
            answer=blind_answer(self.submission, self.criterion),
            confirmed=confirmed,
            level_steps=[(level.value, level.name) for level in levels],
            compared=comparison(self.assessment, confirmed, self.submission, levels) if confirmed else None,
            questions=questions_of_criterion(self.assessment, self.request.user, self.criterion),
            question_form=QuestionForm(auto_id="kysymys-%s"),
            **kwargs,
        )

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "verdicts": self.assessment.version.verdicts.all()}

    def get_initial(self) -> dict[str, Any]:
        return {} if self.request.method == "POST" else audit_rating_initial(self.sheet.rating)

    def stored_values(self) -> dict[str, Any]:
        return audit_rating_initial(self.stored())

    def compared(self, form: forms.BaseForm) -> Iterable[tuple[str, str, str]]:
        assert isinstance(form, AuditRatingForm)
        return audit_compared_in_words(form, self.stored_values())

    def combined(self) -> dict[str, Any]:
        return RevisedForm.combined(self)  # an auditor's form asks no leave to show a note

    def who_sees(self) -> list[tuple[str, str]]:
        return who_sees_audit_rating(is_confirmed=self.confirmed is not None)

    def url_of(self, criterion: Criterion) -> str:
        return reverse("assessments:audit-rating-update", args=[self.assessment.ref, criterion.code])

    def landing_url(self) -> str:
        return reverse("assessments:audit-detail", args=[self.assessment.ref])


def _refuse(request: HttpRequest, ref: str) -> HttpResponse:
    """Answer who may not rate now: 404 for what is hidden, the typed text back while a new auditor is named, otherwise the audit's page."""
    audit = get_object_or_404(read_audits(request.access), ref=ref)
    if request.method == "POST":
        require_reading(audit)
    messages.info(request, _("Voit jatkaa arvioimista, kun uusi auditoitsija on mukana."))
    return redirect("assessments:audit-detail", ref=ref)
