"""Changing a registration: units and wish, contact, round; and beginning to fill the form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.forms.applications import ContactForm, RoundForm, UnitsForm
from assessments.lifecycle import LIVE_STATUSES, ApplicationStatus
from assessments.permissions import can_change_wish, can_manage_application
from assessments.selectors.applications.listing import visible_applications
from assessments.selectors.applications.registering import (
    Taken,
    contacts_in,
    own_workshops,
    taken_workshops,
    upcoming_rounds,
    who_sees_registration,
)
from assessments.services.applications.registering import change_contact, choose_round, open_application, update_registration
from assessments.services.guards import require, require_application_state
from assessments.views.applications.landing import OfOwnApplication
from config.toolkit.errors import WrongStateError
from config.toolkit.forms import BaseForm
from config.toolkit.views import FormPage


class ChangePage(OfOwnApplication, FormPage):
    """A form that changes what was registered."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(who_sees=who_sees_registration(), **kwargs)

    def done_url(self) -> str:
        messages.success(self.request, _("Muutokset on tallennettu."))
        return self.landing_url()


class ApplicationUpdate(ChangePage):
    """Cover other units or wish the other kind of audit, until the deadline."""

    template_name = "assessments/application_update.html"
    form_class = UnitsForm

    def refusal(self) -> HttpResponse | None:
        if not can_change_wish(self.request.access, self.application, self.request.arrived_at):
            raise WrongStateError(_("Työpajoja ja toivetta voi muuttaa vain määräaikaan asti."))
        return None

    def get_initial(self) -> dict[str, Any]:
        return {"workshops": [unit.workshop.ref for unit in self.application.units.all()], "wish": self.application.wish}

    def get_form_kwargs(self) -> dict[str, Any]:
        workshops = own_workshops(self.request.access, self.application)
        return {**super().get_form_kwargs(), "workshops": workshops, "taken": self.taken}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(taken=self.taken, **kwargs)

    @cached_property
    def taken(self) -> list[Taken]:
        return taken_workshops(self.request.access, self.application)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        values = {"by": self.request.user, "at": self.request.arrived_at, "wish": form.cleaned_data["wish"]}
        workshops = list(form.cleaned_data["workshops"])
        return self.save_or_refuse(
            form, lambda: update_registration(application=self.application, workshops=workshops, **values), self.done_url
        )

    def done_url(self) -> str:
        """Lead to the list when she has left only workshops in which others apply."""
        landing = super().done_url()
        is_hers = visible_applications(self.request.access).filter(pk=self.application.pk).exists()
        return landing if is_hers else reverse("assessments:application-list")


class ApplicationContact(ChangePage):
    """Name another contact person, as long as the application lives."""

    template_name = "assessments/application_contact.html"
    form_class = ContactForm

    def refusal(self) -> HttpResponse | None:
        require_application_state(self.application, LIVE_STATUSES)
        return None

    def get_initial(self) -> dict[str, Any]:
        return {"contact": self.application.contact.ref}

    def get_form_kwargs(self) -> dict[str, Any]:
        covered = [unit.workshop for unit in self.application.units.all()]
        return {**super().get_form_kwargs(), "people": contacts_in(covered, self.request.access.on)}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        values = {"contact": form.cleaned_data["contact"], "by": self.request.user, "at": self.request.arrived_at}
        return self.save_or_refuse(form, lambda: change_contact(application=self.application, **values), self.done_url)


class ApplicationRound(ChangePage):
    """Choose a round for a registered application."""

    template_name = "assessments/application_round.html"
    form_class = RoundForm

    def refusal(self) -> HttpResponse | None:
        require_application_state(self.application, {ApplicationStatus.REGISTERED})
        return None

    def get_initial(self) -> dict[str, Any]:
        return {"round": self.application.round.ref if self.application.round else ""}

    def get_form_kwargs(self) -> dict[str, Any]:
        rounds = upcoming_rounds(self.request.arrived_at)
        return {**super().get_form_kwargs(), "rounds": rounds, "today": self.request.access.on}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        values = {"into": form.cleaned_data["round"], "by": self.request.user, "at": self.request.arrived_at}
        return self.save_or_refuse(form, lambda: choose_round(application=self.application, **values), self.done_url)


@require_POST
def application_open(request: HttpRequest, ref: str) -> HttpResponse:
    """Begin to fill the form; a repeated request gets the receipt of the first."""
    application = get_object_or_404(visible_applications(request.access), ref=ref)
    require(can_manage_application(request.access, application))
    if application.status == ApplicationStatus.OPEN:
        messages.info(request, _("Hakemuksen täyttäminen on jo aloitettu."))
        return redirect("assessments:application-detail", ref=ref)
    try:
        open_application(application=application, by=request.user, at=request.arrived_at)
    except WrongStateError as refusal:
        if application.status != ApplicationStatus.REGISTERED:
            raise
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Hakemuksen täyttäminen on aloitettu. Voitte tuoda tekstit itsearvioinnista tai kirjoittaa alusta."))
    return redirect("assessments:application-detail", ref=ref)
