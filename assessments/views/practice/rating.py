"""One criterion of an example, rated for practice: alone first, beside the reference once she has confirmed what she thinks."""

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
from assessments.lifecycle import PracticeStatus
from assessments.models import PracticeCase, PracticeRating
from assessments.selectors.practice.comparing import practice_summary
from assessments.selectors.practice.practising import (
    PracticeSteps,
    own_practice,
    practice_sheet,
    practice_steps,
    read_cases,
    who_sees_practice,
)
from assessments.selectors.rating_page import RatingSheet
from assessments.services.practice.ratings import confirm_practice_rating, require_in_use, save_practice_rating
from assessments.views.auditing.confirming import ConfirmedPage
from criteria.models import Criterion, FrameworkVersion, Scale


class PracticePage(ConfirmedPage):
    """One criterion of an example, for an auditor; of one out of use only what she has confirmed, and a post gets its text back."""

    case: PracticeCase
    steps: PracticeSteps
    sheet: RatingSheet[PracticeRating]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.case = get_object_or_404(read_cases(request.access), ref=kwargs["ref"])
        try:
            self.steps = practice_steps(self.case, request.user)
            self.sheet = practice_sheet(self.steps, kwargs["code"])
        except Criterion.DoesNotExist as missing:
            raise Http404 from missing
        self.criterion = self.sheet.criterion
        if self.case.status != PracticeStatus.PUBLISHED and not (request.method != "POST" and self.confirmed):
            return _refuse(request, self.case)
        return super().dispatch(request, *args, **kwargs)

    @property
    def version(self) -> FrameworkVersion:
        return self.case.version

    @property
    def scale(self) -> Scale:
        return self.version.scale

    @cached_property
    def confirmed(self) -> PracticeRating | None:
        rating = self.sheet.rating
        return rating if rating and rating.confirmed_at else None

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed is not None

    def has_become_confirmed(self, row: PracticeRating) -> bool:
        return row.confirmed_at is not None

    def stored(self) -> PracticeRating | None:
        return own_practice(self.case, self.request.user).filter(criterion=self.criterion).first()

    def url_of(self, criterion: Criterion) -> str:
        return reverse("assessments:practice-rating-update", args=[self.case.ref, criterion.code])

    def landing_url(self) -> str:
        return reverse("assessments:practice-detail", args=[self.case.ref])


class PracticeRatingUpdate(PracticePage):
    """What she thinks of the criterion, and beside it the reference once she has confirmed it."""

    template_name = "assessments/practice_rating.html"
    confirmed_words = gettext_lazy("Arviosi on vahvistettu. Nyt näet malliarvion ja sen perustelun.")

    def save(self, form: AuditRatingForm) -> PracticeRating:
        write = confirm_practice_rating if self.confirms else save_practice_rating
        values = {"revision": form.cleaned_data["revision"], "by": self.request.user, "at": self.request.arrived_at}
        return write(case=self.case, criterion=self.criterion, given=form.given, **values)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        summary = None
        if self.confirmed:
            kwargs.setdefault("form", None)  # there is nothing left to fill in
            summary = practice_summary(self.case, [self.confirmed], [each.level for each in self.sheet.descriptions])
        text = self.steps.texts[self.criterion.pk]
        context = super().get_context_data(case=self.case, text=text, confirmed=self.confirmed, summary=summary, **kwargs)
        progress = self.steps.progress  # an example has few criteria: the rail holds them all
        rail = {"area": self.case.title, "done": progress.done, "total": progress.total}
        return {**context, "rail": rail, "steps": [(step, self.url_of(step.criterion)) for step in progress.steps]}

    def who_sees(self) -> list[tuple[str, str]]:
        return who_sees_practice()


def _refuse(request: HttpRequest, case: PracticeCase) -> HttpResponse:
    if request.method == "POST":
        require_in_use(case)
    messages.info(request, _("Harjoitushakemus on poistettu käytöstä, eikä sitä voi enää harjoitella."))
    return redirect("assessments:practice-detail", ref=case.ref)
