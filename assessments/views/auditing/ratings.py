"""An auditor rates one criterion of an application: alone first, beside the others once she has confirmed what she thinks."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.forms.audit_ratings import AuditRatingForm
from assessments.forms.visits import QuestionForm
from assessments.lifecycle import AuditStatus
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
from assessments.views.auditing.confirming import ConfirmedPage
from assessments.views.ratings import RatingPage
from criteria.explanations import ExplainedCriterion
from criteria.models import Criterion, FrameworkVersion, InterviewQuestion
from criteria.selectors import criterion_with_interview


class AuditRatingUpdate(ConfirmedPage, RatingPage):
    """One criterion as an auditor reads and rates it; to those whose material is not open now it does not exist.

    While a new auditor is named nobody rates: a refusal gives the typed text back.
    """

    template_name = "assessments/audit_rating.html"
    confirmed_words = gettext_lazy("Ennakkoarviosi on vahvistettu. Nyt näet, mitä muut ajattelevat.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        audits = rated_audits(request.access).filter(ref=kwargs["ref"])
        audit = (audits if self.is_sent_by_itself else with_asides(with_submission(audits), kwargs["code"], request.user)).first()
        if audit is None:
            return refuse_rating(request, kwargs["ref"])
        self.assessment = audit
        self.find_sheet(own_ratings(audit, request.user), is_confirmed=has_confirmed(audit, request.user))
        return super().dispatch(request, *args, **kwargs)

    @property
    def version(self) -> FrameworkVersion:
        return self.assessment.version

    @cached_property
    def submission(self) -> Submission:
        submission = submission_along(self.assessment)  # type: ignore[arg-type]  # read with its submission
        if submission is None:
            raise Http404
        return submission

    @property
    def is_confirmed(self) -> bool:
        return bool(self.criterion.is_confirmed)  # type: ignore[attr-defined]  # a mark of the sheet

    def has_become_confirmed(self, row: Rating | ConfirmedRating) -> bool:
        return isinstance(row, ConfirmedRating)

    def save(self, form: AuditRatingForm) -> Any:
        save = confirm_rating if self.confirms else save_audit_rating
        written = {"given": form.given, "revision": form.cleaned_data["revision"]}
        return save(audit=self.assessment, criterion=self.criterion, **written, by=self.request.user, at=self.request.arrived_at)

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
            interview_questions=self.texts[1],
            **asides_of(self.assessment, self.criterion, self.request.user),
            question_form=QuestionForm(auto_id="kysymys-%s"),
            **kwargs,
        )

    @cached_property
    def texts(self) -> tuple[ExplainedCriterion, list[InterviewQuestion]]:
        return criterion_with_interview(self.criterion)  # examples of evidence are for those who give it

    def explained(self) -> ExplainedCriterion:
        return self.texts[0]

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
    is_waiting = audit.status == AuditStatus.ASSIGNING
    words = _("Voit jatkaa arvioimista, kun uusi auditoitsija on mukana.") if is_waiting else _("Ennakkoarvioita ei enää tehdä.")
    messages.info(request, words)
    return redirect("assessments:audit-detail", ref=ref)
