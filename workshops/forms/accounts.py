"""Signing in and passwords: allauth's forms in our words and layout."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account import forms as allauth_forms
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from config.toolkit.forms import BaseForm
from workshops.models import User
from workshops.services.users import request_password_reset
from workshops.sessions import begin_session

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PASSWORD_HELP = _("Vähintään 12 merkkiä. Hyvä salasana on esimerkiksi muutaman sanan lause, jota et käytä muualla.")
SHARED_COMPUTER_LABEL = _("Yhteinen tietokone")
SHARED_COMPUTER_HELP = _(
    "Valitse, jos muutkin käyttävät tätä laitetta. Kirjautuminen päättyy, kun suljet selaimen tai olet 30 minuuttia poissa."
)


def shared_computer_field() -> forms.BooleanField:
    return forms.BooleanField(label=SHARED_COMPUTER_LABEL, help_text=SHARED_COMPUTER_HELP, required=False)


def new_password_field(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=PASSWORD_HELP,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class LoginForm(BaseForm, allauth_forms.LoginForm):
    """Kirjaudu sisään."""

    shared_computer = shared_computer_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Sähköposti")
        self.fields["login"].widget.attrs = {"type": "email", "autocomplete": "username"}
        self.fields["password"].label = _("Salasana")
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs = {"autocomplete": "current-password"}

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Sign in, then set how long the session lasts."""
        response = super().login(request, redirect_url)
        if request.user.is_authenticated:
            begin_session(request, shared=self.cleaned_data["shared_computer"])
        return response


class ResetPasswordForm(BaseForm):
    """Unohditko salasanan? The answer is the same whether the address has an account or not."""

    email = forms.EmailField(label=_("Sähköposti"), widget=forms.EmailInput(attrs={"autocomplete": "username"}))

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Queue the mail; called by allauth's view after its rate limit."""
        email: str = self.cleaned_data["email"]
        request_password_reset(email=email, at=request.arrived_at)
        return email


class ResetPasswordKeyForm(BaseForm, allauth_forms.ResetPasswordKeyForm):
    """Valitse uusi salasana, from the link in the mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        _dress_new_password(self.fields["password1"])


class ChangePasswordForm(BaseForm, allauth_forms.ChangePasswordForm):
    """Vaihda salasana."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        self.fields["oldpassword"].label = _("Nykyinen salasana")
        self.fields["oldpassword"].widget.attrs = {"autocomplete": "current-password"}
        self.fields["oldpassword"].help_text = ""
        _dress_new_password(self.fields["password1"])


class ReauthenticateForm(BaseForm, allauth_forms.ReauthenticateForm):
    """Vahvista salasanalla."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Salasana")
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs = {"autocomplete": "current-password"}


def _dress_new_password(field: forms.Field) -> None:
    field.label = _("Uusi salasana")
    field.help_text = PASSWORD_HELP
    field.widget.attrs = {"autocomplete": "new-password"}


class NewAccountForm(BaseForm):
    """Name and password of a person who accepts an invitation and has no account yet."""

    name = forms.CharField(label=_("Nimesi"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = new_password_field(_("Valitse salasana"))
    shared_computer = shared_computer_field()

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("password"):
            try:
                validate_password(cleaned["password"], User(email=self.email, name=cleaned.get("name", "")))
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned
