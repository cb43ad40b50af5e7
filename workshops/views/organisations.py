"""Pages of organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from config.toolkit.views import FormPage, PagedList, RefMixin, page_of
from workshops import selectors
from workshops.audience import who_sees_organisation
from workshops.forms.organisations import OrganisationForm
from workshops.models import Organisation
from workshops.permissions import can_manage_organisations, is_in_organisation
from workshops.services.organisations import create_organisation, update_organisation
from workshops.views.gates import refuse_unless

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase


class OrganisationList(PagedList):
    template_name = "workshops/organisation_list.html"
    context_object_name = "organisations"

    def get_queryset(self) -> QuerySet[Organisation]:
        self.text = self.request.GET.get("haku", "")
        return selectors.organisations_for_list(self.request.access, self.text)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(text=self.text, may_create=can_manage_organisations(self.request.access), **kwargs)


class OrganisationDetail(RefMixin, DetailView[Organisation]):
    """An organisation, its units and the roles that hold in all of them."""

    template_name = "workshops/organisation_detail.html"

    def get_queryset(self) -> QuerySet[Organisation]:
        return Organisation.objects.visible_to(self.request.access).select_related("municipality__region")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        access, organisation = self.request.access, self.object
        roles = selectors.roles_to_give(access, organisation)
        facts = [
            (_("Y-tunnus"), organisation.business_id),
            (_("Ylläpitäjä"), organisation.get_maintainer_type_display()),
            (_("Kotikunta"), f"{organisation.municipality.name}, {organisation.municipality.region.name}"),
        ]
        return super().get_context_data(
            facts=facts,
            page_obj=page_of(selectors.units_of(organisation, access), self.request.GET.get("sivu")),
            members=selectors.members_of_organisation(organisation, access),
            invitations=selectors.open_invitations(organisation, access, roles),
            may_invite=bool(roles),
            may_update=can_manage_organisations(access),
            reads_assessments=is_in_organisation(access, organisation),
            now=self.request.arrived_at,
            **kwargs,
        )


class OrganisationCreate(FormPage):
    template_name = "workshops/organisation_form.html"
    form_class = OrganisationForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        refuse_unless(can_manage_organisations(request.access))
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(who_sees_lines=who_sees_organisation(), **kwargs)

    def form_valid(self, form: OrganisationForm) -> HttpResponse:
        def save() -> None:
            self.organisation = create_organisation(by=self.request.user, at=self.request.arrived_at, **form.cleaned_data)
            messages.success(self.request, _("Organisaatio on luotu. Lisää sille seuraavaksi työpaja."))

        return self.save_or_refuse(form, save, lambda: reverse("workshops:organisation-detail", args=[self.organisation.ref]))


class OrganisationUpdate(FormPage):
    template_name = "workshops/organisation_form.html"
    form_class = OrganisationForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.organisation = get_object_or_404(Organisation.objects.visible_to(request.access), ref=kwargs["ref"])
        self.saved_name = self.organisation.name
        refuse_unless(can_manage_organisations(request.access))
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.organisation}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            organisation=self.organisation, saved_name=self.saved_name, who_sees_lines=who_sees_organisation(), **kwargs
        )

    def form_valid(self, form: OrganisationForm) -> HttpResponse:
        def save() -> None:
            update_organisation(organisation=self.organisation, by=self.request.user, at=self.request.arrived_at, **form.cleaned_data)
            messages.success(self.request, _("Organisaation tiedot on tallennettu."))

        return self.save_or_refuse(form, save, lambda: reverse("workshops:organisation-detail", args=[self.organisation.ref]))
