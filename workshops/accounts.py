"""How allauth behaves here: no open sign-up, only local redirects, no mail and no copies of addresses of its own."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from workshops.models import User
from workshops.services.users import change_password

# Of allauth's login stages only those of a second factor concern us: addresses are verified by the invitation.
NO_STAGES = ("LoginByCodeStage", "PhoneVerificationStage", "EmailVerificationStage")


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("Sähköposti tai salasana ei täsmää. Tarkista molemmat."),
        "too_many_login_attempts": _("Yrityksiä on ollut liian monta. Odota viisi minuuttia tai vaihda salasana."),
        "incorrect_password": _("Salasana ei täsmää."),
        "enter_current_password": _("Nykyinen salasana ei täsmää."),
        "rate_limited": _("Yrityksiä on ollut liian monta. Odota hetki."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Keep the sign-up closed: an invitation is the only way in."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Allow addresses of this service only, and only as a path: ``next`` never leads elsewhere (ASVS 5.0, 1.3)."""
        return bool(url and url.startswith("/") and url.isprintable() and url_has_allowed_host_and_scheme(url, allowed_hosts=None))

    def get_login_stages(self) -> list[str]:
        return [stage for stage in super().get_login_stages() if not stage.endswith(NO_STAGES)]

    def set_password(self, user: User, password: str) -> None:
        """Store the password through our service, and forget failed logins: the person has proved to hold the mailbox or the old one."""
        change_password(user=user, password=password, at=context.request.arrived_at)
        self._delete_login_attempts_cached_email(context.request, email=user.email)

    def reauthenticate(self, user: User, password: str) -> bool:
        """Check the password of the person signed in; the address stands on the user and nowhere else."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("workshops:own-account")

    def add_message(self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any) -> None:
        """Say only what the page does not show by itself."""
        if message_template == "account/messages/password_changed.txt":
            messages.success(request, _("Salasana on vaihdettu."))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> NoReturn:
        """Refuse: every mail goes through the outbox (`workshops.mail.queue_mail`), so that it is sent once and slows no request."""
        raise NotImplementedError(template_prefix)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count failed logins per address, whatever host name the request gives."""
        return str(credentials.get("email", "")).casefold()
