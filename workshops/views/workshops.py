"""Pages of workshops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from config.toolkit.views import FormPage, PagedList, RefMixin
from workshops import selectors
from workshops.audience import who_sees_workshop
from workshops.forms.organisations import WorkshopForm
from workshops.models import Organisation, Workshop
from workshops.page_parts import parts_of
from workshops.permissions import can_manage_organisations, can_update_workshop
from workshops.roles import Permission
from workshops.services.organisations import create_workshop, update_workshop
from workshops.views.gates import refuse_unless

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase


class WorkshopList(PagedList):
    template_name = "workshops/workshop_list.html"
    context_object_name = "workshops"

    def get_queryset(self) -> QuerySet[Workshop]:
        self.text = self.request.GET.get("haku", "")
        return selectors.workshops_for_list(self.request.access, self.text)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sees_all = self.request.access.may_nationally(Permission.MANAGE_ORGANISATIONS) or self.request.access.may_nationally(
            Permission.MANAGE_USERS
        )
        return super().get_context_data(text=self.text, sees_all=sees_all, **kwargs)


class WorkshopDetail(RefMixin, DetailView[Workshop]):
    template_name = "workshops/workshop_detail.html"

    def get_queryset(self) -> QuerySet[Workshop]:
        return selectors.workshops_for_page(self.request.access)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        access, features = self.request.access, selectors.features_of(self.object)
        return super().get_context_data(
            facts=self._facts() + features,
            features=features,
            members=selectors.members_of_workshop(self.object, access),
            may_update=can_update_workshop(access, self.object),
            reads_assessments=access.may_in(self.object, Permission.TAKE_PART),
            parts=parts_of(self.object, access),
            **kwargs,
        )

    def _facts(self) -> list[tuple[str, str]]:
        workshop = self.object
        return [
            (_("Kunta"), f"{workshop.municipality.name}, {workshop.municipality.region.name}"),
            (_("Kieli"), workshop.get_language_display()),
            (_("Henkilöstö"), workshop.get_size_display()),
            (_("Ylläpitäjä"), workshop.organisation.get_maintainer_type_display()),
            (_("ALU-verkostot"), ", ".join(network.name for network in workshop.networks.all())),
            (_("Arvioidaan"), _("koko organisaationa") if workshop.whole_organisation else ""),
        ]


class WorkshopUpdate(FormPage):
    template_name = "workshops/workshop_form.html"
    form_class = WorkshopForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.workshop = get_object_or_404(selectors.workshops_for_page(request.access), ref=kwargs["ref"])
        self.saved_name = self.workshop.name
        refuse_unless(can_update_workshop(request.access, self.workshop))
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        chosen = [(feature.kind, feature.code) for feature in self.workshop.features.all()]
        is_coordinator = can_manage_organisations(self.request.access)
        return {**super().get_form_kwargs(), "instance": self.workshop, "is_coordinator": is_coordinator, "chosen": chosen}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(workshop=self.workshop, saved_name=self.saved_name, who_sees_lines=who_sees_workshop(), **kwargs)

    def form_valid(self, form: WorkshopForm) -> HttpResponse:
        def save() -> None:
            update_workshop(workshop=self.workshop, by=self.request.user, at=self.request.arrived_at, **form.facts())
            messages.success(self.request, _("Työpajan tiedot on tallennettu."))

        return self.save_or_refuse(form, save, lambda: reverse("workshops:workshop-detail", args=[self.workshop.ref]))


class WorkshopCreate(FormPage):
    template_name = "workshops/workshop_form.html"
    form_class = WorkshopForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.organisation = get_object_or_404(Organisation.objects.visible_to(request.access), ref=kwargs["ref"])
        refuse_unless(can_manage_organisations(request.access))
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        instance = Workshop(organisation=self.organisation, municipality=self.organisation.municipality)
        return {**super().get_form_kwargs(), "instance": instance, "is_coordinator": True}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(organisation=self.organisation, who_sees_lines=who_sees_workshop(), **kwargs)

    def form_valid(self, form: WorkshopForm) -> HttpResponse:
        facts = form.facts()
        facts["networks"] = facts["networks"] or None

        def save() -> None:
            self.workshop = create_workshop(organisation=self.organisation, by=self.request.user, at=self.request.arrived_at, **facts)
            messages.success(self.request, _("Työpaja on luotu. Kutsu sille seuraavaksi esihenkilö."))

        return self.save_or_refuse(form, save, lambda: reverse("workshops:workshop-people", args=[self.workshop.ref]))
