"""Moving an assessment from state to state: one service call each; a repeated request gets the receipt of the first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from assessments.forms.reasons import ReasonForm
from assessments.lifecycle import REOPEN_DAYS, TRANSITIONS, AssessmentStatus
from assessments.models import Assessment
from assessments.permissions import can_reopen_at
from assessments.selectors.overview import overview_of, visible_assessments
from assessments.selectors.visibility import who_sees_reason
from assessments.services import phases
from assessments.services.guards import require, require_state
from assessments.views.landing import OfAssessment
from config.toolkit.errors import RefusedInputError, WrongStateError
from config.toolkit.forms import BaseForm
from config.toolkit.views import FormPage

SERVICES: dict[str, Callable[..., Assessment]] = {
    "start": phases.start_assessment,
    "start_jointly": phases.start_jointly,
    "open_discussion": phases.open_discussion,
    "complete": phases.complete_assessment,
    "reopen": phases.reopen_assessment,
    "archive": phases.archive_assessment,
    "abandon": phases.abandon_assessment,
}
DONE = {
    "start": gettext_lazy("Omat arviot on aloitettu. Osallistujat saavat siitä sähköpostin."),
    "start_jointly": gettext_lazy("Yhteinen keskustelu on avattu. Osallistujat saavat siitä sähköpostin."),
    "open_discussion": gettext_lazy("Yhteinen keskustelu on avattu. Osallistujat saavat siitä sähköpostin."),
    "complete": gettext_lazy("Itsearviointi on valmis. Raportti valmistuu hetken päästä."),
    "reopen": gettext_lazy("Arviointi on avattu uudelleen."),
    "archive": gettext_lazy("Arviointi on arkistoitu."),
    "abandon": gettext_lazy("Arviointi on keskeytetty."),
}
DONE_ALREADY = {
    "start": gettext_lazy("Omat arviot on jo aloitettu."),
    "start_jointly": gettext_lazy("Yhteinen keskustelu on jo avattu."),
    "open_discussion": gettext_lazy("Yhteinen keskustelu on jo avattu."),
    "complete": gettext_lazy("Itsearviointi on jo valmis."),
    "reopen": gettext_lazy("Arviointi on jo avattu uudelleen."),
    "archive": gettext_lazy("Arviointi on jo arkistoitu."),
    "abandon": gettext_lazy("Arviointi on jo päättynyt."),
}


def move(request: HttpRequest, assessment: Assessment, name: str, **extra: Any) -> None:
    """Perform the transition and tell so. When the assessment is in the target state already, tell that: nothing is done twice."""
    require(request.access.may_in(assessment.workshop, TRANSITIONS[name].permission))
    try:
        SERVICES[name](assessment=assessment, by=request.user, at=request.arrived_at, **extra)
    except WrongStateError:
        if not is_repeated(assessment, name):
            raise
        messages.info(request, str(DONE_ALREADY[name]))
    else:
        messages.success(request, str(DONE[name]))


def is_repeated(assessment: Assessment, name: str) -> bool:
    """Tell whether the transition has happened already."""
    assessment.refresh_from_db(fields=["status"])
    return assessment.status == TRANSITIONS[name].target


def _visible(request: HttpRequest, ref: str) -> Assessment:
    return get_object_or_404(visible_assessments(request.access), ref=ref)


def _begin(request: HttpRequest, ref: str, name: str) -> HttpResponse:
    try:
        move(request, _visible(request, ref), name)
    except RefusedInputError as refusal:
        messages.error(request, refusal.message)
    return redirect("assessments:assessment-detail", ref=ref)


@require_POST
def assessment_start(request: HttpRequest, ref: str) -> HttpResponse:
    """Begin the own ratings."""
    return _begin(request, ref, "start")


@require_POST
def assessment_start_jointly(request: HttpRequest, ref: str) -> HttpResponse:
    """Begin with the discussion, without own ratings."""
    return _begin(request, ref, "start_jointly")


@require_POST
def assessment_complete(request: HttpRequest, ref: str) -> HttpResponse:
    """Confirm; while something is missing, lead back to the page that lists it."""
    assessment = _visible(request, ref)
    try:
        move(request, assessment, "complete")
    except WrongStateError as refusal:
        if assessment.status != AssessmentStatus.JOINT:
            raise
        messages.error(request, refusal.message)
        return redirect("assessments:assessment-check", ref=ref)
    return redirect("assessments:assessment-detail", ref=ref)


class TransitionPage(OfAssessment, FormPage):
    """A page that says what will happen, and the button that does it."""

    name: str
    form_class = BaseForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        transition = TRANSITIONS[self.name]
        require(request.access.may_in(self.assessment.workshop, transition.permission))
        if is_repeated(self.assessment, self.name):
            messages.info(request, str(DONE_ALREADY[self.name]))
            return redirect(self._landing())
        require_state(self.assessment, *transition.sources)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(landing_url=self._landing(), who_sees=who_sees_reason(), **kwargs)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        return self.save_or_refuse(form, lambda: move(self.request, self.assessment, self.name, **form.cleaned_data), self._landing)

    def _landing(self) -> str:
        return reverse("assessments:assessment-detail", args=[self.assessment.ref])


class AssessmentOpenDiscussion(TransitionPage):
    """Open the discussion after seeing how many ratings are missing."""

    name = "open_discussion"
    template_name = "assessments/assessment_open_discussion.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        overview = overview_of(self.assessment, self.request.access, self.request.arrived_at)
        people = overview.people or []
        missing = sum(max(overview.criteria_count - person.done, 0) for person in people)
        unready = [person for person in people if person.done < overview.criteria_count]
        return super().get_context_data(overview=overview, missing=missing, unready=unready, **kwargs)


class AssessmentReopen(TransitionPage):
    """Open a completed assessment again, with a reason."""

    name = "reopen"
    template_name = "assessments/assessment_reopen.html"
    form_class = ReasonForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not can_reopen_at(self.assessment, request.arrived_at):
            days = {"days": REOPEN_DAYS}
            messages.info(request, _("Arvioinnin voi avata uudelleen vain %(days)s päivän ajan. Aloita sen sijaan uusi arviointi.") % days)
            return redirect(self._landing())
        return super().get(request, *args, **kwargs)


class AssessmentArchive(TransitionPage):
    """Put a completed assessment away."""

    name = "archive"
    template_name = "assessments/assessment_archive.html"


class AssessmentAbandon(TransitionPage):
    """Give up an open assessment, with a reason."""

    name = "abandon"
    template_name = "assessments/assessment_abandon.html"
    form_class = ReasonForm
