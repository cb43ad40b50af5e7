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
from assessments.models import ConfirmedRating, Rating, Submission
from assessments.selectors.applications.listing import unit_names
from assessments.selectors.auditing.rating import comparison, confirmed_rating
from assessments.selectors.auditing.reading import blind_answer, last_submission, rated_audits, read_audits, who_sees_audit_rating
from assessments.selectors.progress import own_ratings
from assessments.services.auditing.reading import confirm_rating, require_reading, save_audit_rating
from assessments.views.auditing.confirming import TO_CONFIRM, ConfirmedPage
from assessments.views.ratings import RatingPage
from criteria.models import Criterion, FrameworkVersion


class AuditRatingUpdate(ConfirmedPage, RatingPage):
    """One criterion as an auditor reads and rates it; to those whose material is not open now it does not exist.

    While a new auditor is named nobody rates: a refusal gives the typed text back.
    """

    template_name = "assessments/audit_rating.html"
    confirmed_words = gettext_lazy("Ennakkoarviosi on vahvistettu. Nyt näet, mitä muut ajattelevat.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        audit = rated_audits(request.access).filter(ref=kwargs["ref"]).first()
        if audit is None:
            return _refuse(request, kwargs["ref"])
        self.assessment = audit
        self.find_sheet(own_ratings(self.assessment, request.user))
        return super().dispatch(request, *args, **kwargs)

    @property
    def version(self) -> FrameworkVersion:
        return self.assessment.version

    @cached_property
    def submission(self) -> Submission:
        submission = last_submission(self.assessment.application)
        if submission is None:
            raise Http404
        return submission

    def find_confirmed(self) -> ConfirmedRating | None:
        return confirmed_rating(self.assessment, self.criterion, self.request.user)

    def save(self, form: AuditRatingForm) -> Rating:
        values = {"given": form.given, "revision": form.cleaned_data["revision"], "by": self.request.user, "at": self.request.arrived_at}
        if TO_CONFIRM in self.request.POST:
            confirm_rating(audit=self.assessment, criterion=self.criterion, **values)
            return self.ratings.get(criterion=self.criterion)
        return save_audit_rating(audit=self.assessment, criterion=self.criterion, **values)

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
            **kwargs,
        )

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
