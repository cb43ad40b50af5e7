"""An invitation opened from the mail. Opening changes nothing, whoever or whatever opens it; only the button binds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.core import ratelimit
from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from config.toolkit.forms import BaseForm
from config.toolkit.views import FormPage
from workshops.audience import who_sees_name
from workshops.choices import ROLE_LABELS
from workshops.forms.accounts import NewAccountForm
from workshops.invitation_links import find_invitation
from workshops.models import Invitation
from workshops.permissions import place_of
from workshops.roles import Role
from workshops.selectors import account_exists
from workshops.services.invitations import accept_invitation
from workshops.sessions import begin_session

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class AcceptForm(BaseForm):
    """Binds to the account it was shown for: one signed in meanwhile, in another tab, is not bound unseen."""

    account = forms.CharField(widget=forms.HiddenInput)


def masked(email: str) -> str:
    """Return "a…@kivipaja.example": enough to recognise one's own address, not to learn another's."""
    local, _at, domain = email.partition("@")
    return f"{local[:1]}…@{domain}"


@method_decorator([login_not_required, sensitive_post_parameters("password")], name="dispatch")
class InvitationAccept(FormPage):
    """The invitation's page in its four shapes: new person, own account not signed in, own account, another person's account."""

    template_name = "workshops/invitation_accept.html"
    invitation: Invitation

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        invitation = find_invitation(kwargs["token"])
        if invitation is None or not invitation.is_waiting(request.arrived_at):
            return render(request, "workshops/invitation_dead.html", status=410)
        self.invitation = invitation
        self.must_sign_in = not request.user.is_authenticated and account_exists(invitation.email)
        if self.must_sign_in and request.method == "POST":
            return self.get(request, *args, **kwargs)
        limited: HttpResponse | None = ratelimit.consume_or_429(request, action="invitation_accept")
        return limited or super().dispatch(request, *args, **kwargs)

    def get_form(self, form_class: type[forms.BaseForm] | None = None) -> forms.BaseForm:
        kwargs = self.get_form_kwargs()
        if self.request.user.is_authenticated:
            return AcceptForm(**{**kwargs, "initial": {"account": self.request.user.ref}})
        return NewAccountForm(email=self.invitation.email, **{**kwargs, "initial": {"name": self.invitation.name}})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(
            invitation=self.invitation,
            facts=[(_("Rooli"), ROLE_LABELS[Role(self.invitation.role)]), (_("Missä"), place_of(self.invitation))],
            must_sign_in=self.must_sign_in,
            is_other=user.is_authenticated and user.email != self.invitation.email,
            masked_email=masked(self.invitation.email),
            who_sees_lines=who_sees_name(),
            **kwargs,
        )

    def form_valid(self, form: forms.BaseForm) -> HttpResponse:
        if isinstance(form, NewAccountForm):
            return self.save_or_refuse(form, lambda: self._accept_as_new(form), lambda: resolve_url(settings.LOGIN_REDIRECT_URL))
        if form.cleaned_data["account"] != self.request.user.ref:
            return self.get(self.request)
        return self.save_or_refuse(
            form,
            lambda: accept_invitation(invitation=self.invitation, by=self.request.user, at=self.request.arrived_at),
            lambda: resolve_url(settings.LOGIN_REDIRECT_URL),
        )

    def _accept_as_new(self, form: NewAccountForm) -> None:
        cleaned = form.cleaned_data
        user = accept_invitation(invitation=self.invitation, name=cleaned["name"], password=cleaned["password"], at=self.request.arrived_at)
        user.refresh_from_db()
        login(self.request, user, backend=BACKEND)
        begin_session(self.request, shared=cleaned["shared_computer"])
