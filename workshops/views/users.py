"""The admin's pages: users, national roles, a lost last leader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import DetailView

from config.toolkit.views import FormPage, PagedList, RefMixin
from workshops import selectors
from workshops.audience import who_sees_invitation, who_sees_national_role
from workshops.forms.people import LeaderForm, NationalInvitationForm, NationalRoleForm
from workshops.models import User, Workshop
from workshops.roles import Permission, Role
from workshops.services.grants import grant_role
from workshops.services.invitations import invite_person
from workshops.services.users import set_user_active
from workshops.views.gates import NationalPage, require_nationally

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase


class UserList(NationalPage, PagedList):
    permission = Permission.MANAGE_USERS
    template_name = "workshops/user_list.html"
    context_object_name = "users"

    def get_queryset(self) -> QuerySet[User]:
        self.text = self.request.GET.get("haku", "")
        return selectors.users_for_list(self.text, self.request.access.on)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            text=self.text, invitations=selectors.national_invitations()[:50], now=self.request.arrived_at, **kwargs
        )


class UserDetail(NationalPage, RefMixin, DetailView[User]):
    permission = Permission.MANAGE_USERS
    template_name = "workshops/user_detail.html"
    context_object_name = "person"
    queryset = User.objects.all()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        access = self.request.access
        return super().get_context_data(
            lines=selectors.roles_of_user(self.object, access),
            past=selectors.past_roles_of_user(self.object, access.on)[:50],
            is_self=self.object.pk == self.request.user.pk,
            **kwargs,
        )


class UserRoleCreate(NationalPage, FormPage):
    """Give a person a national or network role."""

    permission = Permission.MANAGE_USERS
    template_name = "workshops/user_role_form.html"
    form_class = NationalRoleForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require_nationally(request, self.permission)
        self.person = get_object_or_404(User, ref=kwargs["ref"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(person=self.person, who_sees_lines=who_sees_national_role(), **kwargs)

    def form_valid(self, form: NationalRoleForm) -> HttpResponse:
        cleaned = form.cleaned_data

        def save() -> None:
            grant_role(
                user=self.person,
                role=Role(cleaned["role"]),
                network=cleaned["network"],
                ends_date=cleaned["ends_date"],
                by=self.request.user,
                at=self.request.arrived_at,
            )
            messages.success(self.request, _("Rooli on annettu."))

        return self.save_or_refuse(form, save, lambda: reverse("workshops:user-detail", args=[self.person.ref]))


class UserInvite(NationalPage, FormPage):
    """Invite a person into a national or network role."""

    permission = Permission.MANAGE_USERS
    template_name = "workshops/user_invite.html"
    form_class = NationalInvitationForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(who_sees_lines=who_sees_national_role(), **kwargs)

    def form_valid(self, form: NationalInvitationForm) -> HttpResponse:
        cleaned = form.cleaned_data

        def save() -> None:
            role = Role(cleaned["role"])
            invite_person(email=cleaned["email"], role=role, network=cleaned["network"], by=self.request.user, at=self.request.arrived_at)
            messages.success(self.request, _("Kutsu on lähetetty osoitteeseen %(email)s.") % {"email": cleaned["email"]})

        return self.save_or_refuse(form, save, lambda: reverse("workshops:user-list"))


@require_POST
def disable(request: HttpRequest, ref: str) -> HttpResponse:
    """Take an account out of use."""
    return _set_active(request, ref, is_active=False, done=_("Tunnus on poistettu käytöstä."))


@require_POST
def enable(request: HttpRequest, ref: str) -> HttpResponse:
    """Take an account back into use."""
    return _set_active(request, ref, is_active=True, done=_("Tunnus on taas käytössä."))


def _set_active(request: HttpRequest, ref: str, *, is_active: bool, done: str) -> HttpResponse:
    require_nationally(request, Permission.MANAGE_USERS)
    user = get_object_or_404(User, ref=ref)
    set_user_active(user=user, is_active=is_active, by=request.user, at=request.arrived_at)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("workshops:user-detail", args=[user.ref]))


class LeaderlessList(NationalPage, PagedList):
    """Workshops that nobody leads: their leader has left, was disabled, or has not come yet."""

    permission = Permission.MANAGE_USERS
    template_name = "workshops/leaderless_list.html"
    context_object_name = "workshops"

    def get_queryset(self) -> QuerySet[Workshop]:
        return selectors.workshops_without_leader(self.request.access)


class LeaderAppoint(NationalPage, FormPage):
    """Invite a new leader for a workshop that has lost its last one."""

    permission = Permission.MANAGE_USERS
    template_name = "workshops/leader_appoint.html"
    form_class = LeaderForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require_nationally(request, self.permission)
        self.workshop = get_object_or_404(selectors.workshops_without_leader(request.access), ref=kwargs["ref"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(workshop=self.workshop, who_sees_lines=who_sees_invitation(), **kwargs)

    def form_valid(self, form: LeaderForm) -> HttpResponse:
        email = form.cleaned_data["email"]

        def save() -> None:
            invite_person(email=email, role=Role.LEADER, workshop=self.workshop, by=self.request.user, at=self.request.arrived_at)
            messages.success(self.request, _("Kutsu on lähetetty osoitteeseen %(email)s.") % {"email": email})

        return self.save_or_refuse(form, save, lambda: reverse("workshops:leaderless-list"))
