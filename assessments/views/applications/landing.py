"""The landing page of one application, and what every page about one application needs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from assessments.forms.case_notes import CaseNoteForm
from assessments.lifecycle import APPLICATION_STATUS_LABELS, ApplicationStatus
from assessments.models import Application
from assessments.permissions import can_manage_application, can_manage_rounds
from assessments.selectors.applications.landing import Landing, landing_of
from assessments.selectors.applications.listing import WISHES, unit_names, visible_applications, with_counts
from assessments.selectors.applications.registering import deadline_words
from assessments.selectors.auditing.clarifications import with_questions
from assessments.selectors.auditing.report_block import application_block
from assessments.selectors.auditing.seats import auditors_told
from assessments.selectors.auditing.visits import visit_of_application
from assessments.selectors.case_notes import LATEST, notes_of
from assessments.selectors.decisions.told import decision_context
from assessments.services.guards import require
from criteria.models import Criterion

ADDRESSES = {"open": "open", "submit": "check", "withdraw": "withdraw", "renew": "renew"}  # the page that makes the move or leads to it


class OfApplication(View):
    """A page about the application of the address: found among those whose state the asker sees, so that what is hidden is 404."""

    @cached_property
    def application(self) -> Application:
        return get_object_or_404(visible_applications(self.request.access), ref=self.kwargs["ref"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # from the view beside this mixin
        own = {
            "application": self.application,
            "status_label": APPLICATION_STATUS_LABELS[ApplicationStatus(self.application.status)],
            "unit_names": unit_names(self.application),
            "landing_url": self.landing_url(),
        }
        return {**own, **context}

    def landing_url(self) -> str:
        return reverse("assessments:application-detail", args=[self.application.ref])


class OfOwnApplication(OfApplication):
    """A page of those who apply; others who see the state of the application are refused."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require(can_manage_application(request.access, self.application))
        return self.refusal() or super().dispatch(request, *args, **kwargs)

    def refusal(self) -> HttpResponse | None:
        """Raise, or return where to go instead, when the application is in a state in which the page has nothing to do."""
        return None


class ApplicationDetail(OfApplication, TemplateView):
    """Where one application is, and what the applicant does next in it; a coordinator sees the state alone."""

    template_name = "assessments/application_detail.html"

    @cached_property
    def application(self) -> Any:
        rows = with_questions(with_counts(visible_applications(self.request.access)))
        return get_object_or_404(rows, ref=self.kwargs["ref"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        application = self.application
        landing = landing_of(application, self.request.access, self.request.arrived_at)
        return super().get_context_data(
            landing=landing,
            moves={each.name: (each.label, self._url(ADDRESSES[each.name])) for each in landing.transitions},
            deadline=deadline_words(application.round) if application.round else "",
            wish=WISHES[application.wish],
            **self._auditors(),
            shown=visit_of_application(application),
            report_block=application_block(application, self.request.access),
            **decision_context(application),
            areas=[(part, self._answer_url(part.entry)) for part in landing.progress.areas] if landing.progress else [],
            next_url=self._next_url(landing),
            **self._case_notes(),
            **kwargs,
        )

    def _auditors(self) -> dict[str, Any]:
        """Return who audits: the applicants are told of those who read, a coordinator of all, with the way to naming them."""
        names = can_manage_rounds(self.request.access)
        return {"auditors": auditors_told(self.application, is_coordinator=names), "may_name_auditors": names and self.application.round}

    def _case_notes(self) -> dict[str, Any]:
        """Return the coordinators' notes and the form of a new one; nothing for everybody else."""
        if not can_manage_rounds(self.request.access):
            return {}
        notes = notes_of(self.application)[:LATEST]
        return {"case_notes": notes, "case_note_form": CaseNoteForm(initial={"noted_date": self.request.access.on})}

    def _next_url(self, landing: Landing) -> str:
        following = landing.progress.next if landing.progress else None
        return self._answer_url(following) if following else ""

    def _answer_url(self, criterion: Criterion) -> str:
        return reverse("assessments:answer-update", args=[self.application.ref, criterion.code])

    def _url(self, name: str) -> str:
        return reverse(f"assessments:application-{name}", args=[self.application.ref])
