"""Participants without an account: added by name, given a card with a personal code."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from assessments.forms.codes import ByNameForm
from assessments.lifecycle import AssessmentStatus
from assessments.models import Participant
from assessments.selectors.visibility import who_sees_name
from assessments.services.codes import make_code
from assessments.services.guards import require_state
from assessments.services.participants import add_by_name
from assessments.views.landing import OfAssessment
from assessments.views.participants import CHANGEABLE, require_manager
from config.toolkit.forms import BaseForm
from config.toolkit.qr import qr_svg
from config.toolkit.views import FormPage
from workshops.mail import absolute_url


class ManagedAssessment(OfAssessment):
    """A page of those who manage the assessment, in the states given."""

    states: tuple[AssessmentStatus, ...] = CHANGEABLE

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require_manager(request, self.assessment)
        require_state(self.assessment, *self.states)
        return super().dispatch(request, *args, **kwargs)


class OfPlace(View):
    """A page about one participant by name; one with an account or an invitation has no such page."""

    @cached_property
    def place(self) -> Participant:
        places = self.assessment.participants.active().exclude(name="")  # type: ignore[attr-defined]  # from OfAssessment beside this mixin
        place: Participant = get_object_or_404(places.select_related("assessment__version__scale"), ref=self.kwargs["participant_ref"])
        return place


class ParticipantByName(ManagedAssessment, FormPage):
    """Add a person who has no e-mail address of her own."""

    template_name = "assessments/participant_by_name.html"
    form_class = ByNameForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(who_sees=who_sees_name(), **kwargs)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        def save() -> None:
            request, name = self.request, form.cleaned_data["name"]
            self.added = add_by_name(assessment=self.assessment, name=name, by=request.user, at=request.arrived_at)
            messages.success(request, _("%(name)s on lisätty osallistujaksi.") % {"name": self.added.name})

        return self.save_or_refuse(form, save, lambda: reverse("assessments:participant-code", args=[self.assessment.ref, self.added.ref]))


class ParticipantCode(OfPlace, ManagedAssessment, TemplateView):
    """How the participant rates, and the button that makes her code. The card is the answer to it: the code is shown nowhere else."""

    http_method_names = ["get", "post", "head", "options"]
    template_name = "assessments/participant_code.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(place=self.place, first_area=self.assessment.areas.order_by("order")[0], **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        code = make_code(participant=self.place, by=request.user, at=request.arrived_at)
        address = absolute_url(reverse("assessments:code-entry"))
        context = {"assessment": self.assessment, "place": self.place, "code": code, "address": address}
        return render(request, "assessments/participant_card.html", {**context, "qr": qr_svg(address, _("Osoite QR-koodina"))})
