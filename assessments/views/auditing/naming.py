"""One auditor named, removed before she knew of it, or replaced."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.forms.auditing import NameForm, ReplaceForm
from assessments.lifecycle import SEAT_TRANSITIONS
from assessments.models import AuditSeat
from assessments.selectors.applications.listing import unit_names
from assessments.selectors.auditing.candidates import Candidate, candidate_of
from assessments.selectors.auditing.seats import SeatLine, managed_seats
from assessments.services.auditing.audits import require_auditable
from assessments.services.auditing.seats import name_auditor, remove_proposed, replace_auditor, require_seat_state
from assessments.views.auditing.assignment import OfAssignment
from config.toolkit.forms import BaseForm
from config.toolkit.views import FormPage


class AuditorName(OfAssignment, FormPage):
    """Name one possible auditor; her warnings are passed by a written reason on this page."""

    form_class = NameForm
    template_name = "assessments/auditor_name.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require_auditable(self.application, request.arrived_at)
        if request.method == "POST" and self._is_named_already():
            messages.info(request, _("Auditoitsija on jo nimetty tähän auditointiin."))
            return redirect(self.assignment_url)
        return super().dispatch(request, *args, **kwargs)

    def _is_named_already(self) -> bool:
        return any(seat.auditor.ref == self.kwargs["auditor"] for seat in self.team)

    @cached_property
    def candidate(self) -> Candidate:
        found = candidate_of(self.application, self.kwargs["auditor"], self.request.arrived_at)
        if found is None:
            raise Http404
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        has_lead = any(seat.is_lead for seat in self.team)
        asked = {"asks_reason": bool(self.candidate.warnings), "asks_lead": not self.is_peer and not has_lead}
        return {**super().get_form_kwargs(), **asked}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(candidate=self.candidate, **kwargs)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        values = {**form.cleaned_data, "by": self.request.user, "at": self.request.arrived_at}
        auditor = self.candidate.auditor
        return self.save_or_refuse(form, lambda: name_auditor(application=self.application, auditor=auditor, **values), self._done_url)

    def _done_url(self) -> str:
        name = self.candidate.auditor.user.name
        messages.success(self.request, _("%(name)s on ehdolla auditoitsijaksi. Hän saa tiedon vasta kutsusta.") % {"name": name})
        return self.assignment_url


@require_POST
def seat_remove(request: HttpRequest, ref: str) -> HttpResponse:
    """Take away an auditor who has not been told yet."""
    seat = get_object_or_404(managed_seats(request.access), ref=ref)
    remove_proposed(seat=seat, by=request.user, at=request.arrived_at)
    messages.success(request, _("%(name)s on poistettu ehdokkaista.") % {"name": seat.auditor.user.name})
    return redirect("assessments:assignment", ref=_application_ref(seat))


class SeatReplace(FormPage):
    """Confirm that an invited or accepted auditor gives her place to another: she reads nothing from that moment on."""

    form_class = ReplaceForm
    template_name = "assessments/seat_replace.html"

    @cached_property
    def seat(self) -> AuditSeat:
        return get_object_or_404(managed_seats(self.request.access), ref=self.kwargs["ref"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require_seat_state(self.seat, *SEAT_TRANSITIONS["replace"].sources)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        application = self.seat.assessment.application
        assert application is not None  # an audit has one
        told = {"line": SeatLine(self.seat, is_blocked=False), "application": application, "unit_names": unit_names(application)}
        return super().get_context_data(**told, assignment_url=self._assignment_url(), **kwargs)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        values = {"by": self.request.user, "at": self.request.arrived_at}
        return self.save_or_refuse(form, lambda: replace_auditor(seat=self.seat, **values), self._done_url)

    def _assignment_url(self) -> str:
        return reverse("assessments:assignment", args=[_application_ref(self.seat)])

    def _done_url(self) -> str:
        messages.success(
            self.request, _("%(name)s ei ole enää auditoinnissa. Nimeä tilalle toinen.") % {"name": self.seat.auditor.user.name}
        )
        return self._assignment_url()


def _application_ref(seat: AuditSeat) -> str:
    application = seat.assessment.application
    assert application is not None  # an audit has one
    return application.ref
