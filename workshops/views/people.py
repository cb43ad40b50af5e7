"""The people of a workshop or organisation: roles and invitations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.core import ratelimit
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import DetailView

from config.toolkit.views import FormPage, RefMixin
from workshops import selectors
from workshops.audience import who_sees_invitation, who_sees_workshop
from workshops.forms.people import InvitationForm, MemberRoleForm, ResendForm, RoleEndForm
from workshops.models import Organisation, Workshop
from workshops.permissions import can_end_role, can_name_auditor, place_of
from workshops.roles import Permission, Role
from workshops.services.grants import end_role, grant_role
from workshops.services.invitations import invite_person, resend_invitation, revoke_invitation
from workshops.views.gates import refuse_unless

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from workshops.models import Invitation, RoleGrant
    from workshops.permissions import Access, Place


def page_of_place(place: Place) -> str:
    """Return the address where the people of the place are managed."""
    if isinstance(place, Workshop):
        return reverse("workshops:workshop-people", args=[place.ref])
    if isinstance(place, Organisation):
        return reverse("workshops:organisation-detail", args=[place.ref])
    return reverse("workshops:user-list")


def page_of_invitation(access: Access, invitation: Invitation) -> str:
    """Return the address where the asker manages the invitation: an auditor's in the register, if she keeps it."""
    if can_name_auditor(access, Role(invitation.role)):
        return reverse("assessments:auditor-list")
    return page_of_place(place_of(invitation))


class WorkshopPeople(RefMixin, DetailView[Workshop]):
    """Who has which role, since when; who is invited."""

    template_name = "workshops/workshop_people.html"

    def get_queryset(self) -> QuerySet[Workshop]:
        return selectors.workshops_for_page(self.request.access)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        access = self.request.access
        roles = selectors.roles_to_give(access, self.object)
        return super().get_context_data(
            members=selectors.members_of_workshop(self.object, access),
            invitations=selectors.open_invitations(self.object, access, roles),
            may_invite=bool(roles),
            may_give_member_role=Role.LEADER in roles,
            may_hand_over=access.may_in(self.object, Permission.MANAGE_ASSESSMENT),
            shows_addresses=selectors.may_see_addresses(access, self.object),
            now=self.request.arrived_at,
            **kwargs,
        )


class InvitationCreate(FormPage):
    """Invite a person into a workshop; `OrganisationInvitationCreate` into a whole organisation. Says nothing of who has an account."""

    template_name = "workshops/invitation_form.html"
    form_class = InvitationForm
    place: Workshop | Organisation

    def find_place(self, ref: str) -> Workshop | Organisation:
        return get_object_or_404(Workshop.objects.visible_to(self.request.access).select_related("organisation"), ref=ref)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.place = self.find_place(kwargs["ref"])
        self.roles = selectors.roles_to_give(request.access, self.place)
        refuse_unless(bool(self.roles))
        limited: HttpResponse | None = ratelimit.consume_or_429(request, action="invite")
        return limited or super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "roles": self.roles}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            place=self.place, back_url=page_of_place(self.place), who_sees_lines=who_sees_invitation(), **kwargs
        )

    def form_valid(self, form: InvitationForm) -> HttpResponse:
        email = form.cleaned_data["email"]
        scope = "workshop" if isinstance(self.place, Workshop) else "organisation"

        def save() -> None:
            role = Role(form.cleaned_data["role"])
            invite_person(email=email, role=role, by=self.request.user, at=self.request.arrived_at, **{scope: self.place})  # type: ignore[arg-type]  # one key
            messages.success(self.request, _("Kutsu on lähetetty osoitteeseen %(email)s.") % {"email": email})

        return self.save_or_refuse(form, save, lambda: page_of_place(self.place))


class OrganisationInvitationCreate(InvitationCreate):
    def find_place(self, ref: str) -> Organisation:
        return get_object_or_404(Organisation.objects.visible_to(self.request.access), ref=ref)


class InvitationResend(FormPage):
    """Send anew, to a corrected address when needed."""

    template_name = "workshops/invitation_resend.html"
    form_class = ResendForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.invitation = _find_invitation(request, kwargs["ref"])
        limited: HttpResponse | None = ratelimit.consume_or_429(request, action="invite")
        return limited or super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"email": self.invitation.email}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        role = Role(self.invitation.role)
        return super().get_context_data(
            invitation=self.invitation,
            place=place_of(self.invitation),
            list_label=_("Auditoitsijat") if can_name_auditor(self.request.access, role) else _("Käyttäjät"),
            back_url=page_of_invitation(self.request.access, self.invitation),
            who_sees_lines=who_sees_invitation(),
            **kwargs,
        )

    def form_valid(self, form: ResendForm) -> HttpResponse:
        email = form.cleaned_data["email"]

        def save() -> None:
            resend_invitation(invitation=self.invitation, email=email, by=self.request.user, at=self.request.arrived_at)
            messages.success(self.request, _("Kutsu on lähetetty uudelleen osoitteeseen %(email)s.") % {"email": email})

        return self.save_or_refuse(form, save, lambda: page_of_invitation(self.request.access, self.invitation))


@require_POST
def revoke(request: HttpRequest, ref: str) -> HttpResponse:
    """Take an invitation back."""
    invitation = _find_invitation(request, ref)
    revoke_invitation(invitation=invitation, by=request.user, at=request.arrived_at)
    messages.success(request, _("Kutsu osoitteeseen %(email)s on peruutettu.") % {"email": invitation.email})
    return HttpResponseRedirect(page_of_invitation(request.access, invitation))


def _find_invitation(request: HttpRequest, ref: str) -> Invitation:
    invitation = selectors.invitation_by_ref(request.access, ref)
    if invitation is None:
        raise Http404
    return invitation


class RoleCreate(FormPage):
    """Give a member of the workshop a further role."""

    template_name = "workshops/role_form.html"
    form_class = MemberRoleForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.workshop = get_object_or_404(Workshop.objects.visible_to(request.access).select_related("organisation"), ref=kwargs["ref"])
        member = selectors.member_by_ref(self.workshop, request.access, kwargs["user_ref"])
        if member is None:
            raise Http404
        self.member = member
        roles = selectors.roles_to_give(request.access, self.workshop)
        refuse_unless(Role.LEADER in roles)
        self.roles = [role for role in roles if selectors.WORKSHOP_ROLES.index(role) > member.rank]
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "roles": self.roles}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            workshop=self.workshop, member=self.member, roles=self.roles, who_sees_lines=who_sees_workshop(), **kwargs
        )

    def form_valid(self, form: MemberRoleForm) -> HttpResponse:
        def save() -> None:
            role = Role(form.cleaned_data["role"])
            grant_role(user=self.member.user, role=role, workshop=self.workshop, by=self.request.user, at=self.request.arrived_at)
            messages.success(self.request, _("Rooli on annettu."))

        return self.save_or_refuse(form, save, lambda: page_of_place(self.workshop))


class RoleEnd(FormPage):
    """Confirm that a role ends; a last leader's refusal is shown on the same page."""

    template_name = "workshops/role_end.html"
    form_class = RoleEndForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        grant = selectors.grant_by_ref(request.access, kwargs["ref"])
        if grant is None:
            raise Http404
        self.grant: RoleGrant = grant
        refuse_unless(can_end_role(request.access, grant))
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "colleagues": selectors.successors_of(self.grant, self.request.access)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        place = place_of(self.grant)
        return super().get_context_data(
            line=selectors.role_line(self.grant, self.request.access), place=place, back_url=self._back_url(), **kwargs
        )

    def form_valid(self, form: RoleEndForm) -> HttpResponse:
        def save() -> None:
            end_role(grant=self.grant, successor=form.chosen, by=self.request.user, at=self.request.arrived_at)
            messages.success(self.request, _("Rooli on päättynyt."))

        return self.save_or_refuse(form, save, self._back_url)

    def _back_url(self) -> str:
        """Return where the role was seen; after ending one's own last role there, the list."""
        place = place_of(self.grant)
        if isinstance(place, Workshop | Organisation):
            return reverse("workshops:workshop-list") if self.grant.user_id == self.request.user.pk else page_of_place(place)
        if can_name_auditor(self.request.access, Role(self.grant.role)):
            return reverse("assessments:auditor-list")
        return reverse("workshops:user-detail", args=[self.grant.user.ref])
