"""Registering for the quality mark."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from assessments.forms.applications import LATER, RegistrationForm
from assessments.models import Application, Round
from assessments.selectors.applications.listing import applies_anywhere
from assessments.selectors.applications.registering import (
    Taken,
    contacts_in,
    own_workshops,
    taken_workshops,
    upcoming_rounds,
    who_sees_registration,
)
from assessments.services.applications.registering import register_application
from assessments.services.guards import require
from config.toolkit.forms import BaseForm
from config.toolkit.views import FormPage
from workshops.models import Workshop

WORKSHOP_PARAMETER = "tyopaja"


class ApplicationCreate(FormPage):
    """Register workshops as applicants, with or without a round; `?tyopaja=` has one chosen beforehand."""

    template_name = "assessments/application_create.html"
    form_class = RegistrationForm
    registered: Application

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require(applies_anywhere(request.access), _("Laatumerkkiä hakee työpajan yhteyshenkilö tai esihenkilö."))
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def rounds(self) -> list[Round]:
        return list(upcoming_rounds(self.request.arrived_at))

    @cached_property
    def workshops(self) -> QuerySet[Workshop]:
        return own_workshops(self.request.access)

    @cached_property
    def taken(self) -> list[Taken]:
        return taken_workshops(self.request.access)

    def get_initial(self) -> dict[str, Any]:
        taken = {each.workshop.pk for each in self.taken}
        free = [workshop for workshop in self.workshops if workshop.pk not in taken]
        named = [workshop for workshop in free if workshop.ref == self.request.GET.get(WORKSHOP_PARAMETER)]
        return {
            "workshops": [workshop.ref for workshop in named or (free if len(free) == 1 else [])],
            "contact": self.request.user.ref,
            "round": self.rounds[0].ref if self.rounds else LATER,
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        access = self.request.access
        own = {
            "workshops": self.workshops,
            "taken": self.taken,
            "people": contacts_in(self.workshops, access.on),
            "rounds": self.rounds,
            "today": access.on,
        }
        return {**super().get_form_kwargs(), **own}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(taken=self.taken, who_sees=who_sees_registration(), **kwargs)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        told = form.cleaned_data

        def save() -> None:
            self.registered = register_application(
                workshops=list(told["workshops"]),
                wish=told["wish"],
                contact=told["contact"],
                into=told["round"],
                by=self.request.user,
                at=self.request.arrived_at,
            )

        return self.save_or_refuse(form, save, self._next_url)

    def _next_url(self) -> str:
        messages.success(self.request, _("Ilmoittautuminen on tallennettu."))
        return reverse("assessments:application-detail", args=[self.registered.ref])
