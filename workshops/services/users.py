"""Accounts: made, taken out of use, given a new password."""

from __future__ import annotations

import datetime as dt
from hashlib import sha256

from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.http import int_to_base36
from django.utils.translation import gettext as _

from config.toolkit.errors import NotAllowedError, RefusedInputError, WrongStateError
from workshops.mail import absolute_url, queue_mail
from workshops.models import User
from workshops.permissions import Access, can_manage_users
from workshops.services.audit_events import record_event
from workshops.services.grants import touch_session


@transaction.atomic
def set_user_active(*, user: User, is_active: bool, by: User, at: dt.datetime) -> User:
    """Take an account out of use, or back into it. A disabled person's next request finds her signed out; her roles stay on record."""
    if not can_manage_users(Access.of(by, timezone.localdate(at))):
        raise NotAllowedError(_("Vain pääkäyttäjä voi ottaa tunnuksen käyttöön tai poistaa sen käytöstä."))
    if user.pk == by.pk:
        raise RefusedInputError(_("Et voi poistaa omaa tunnustasi käytöstä."))
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_active == is_active:
        raise WrongStateError(_("Tunnus on jo tässä tilassa."))
    user.is_active = is_active
    user.full_clean(exclude=["password"])
    user.save(update_fields=["is_active"])
    touch_session(user)
    record_event(action="user_enabled" if is_active else "user_disabled", obj=user, by=by, at=at)
    return user


@transaction.atomic
def change_password(*, user: User, password: str, at: dt.datetime) -> User:
    """Store a new password; every other session of the user dies, her reset links too."""
    user.set_password(password)
    user.save(update_fields=["password"])
    touch_session(user)
    user.refresh_from_db(fields=["session_stamp"])
    record_event(action="password_changed", obj=user, by=user, at=at)
    return user


@transaction.atomic
def request_password_reset(*, email: str, at: dt.datetime) -> None:
    """Mail a link that sets a new password, or, to an address without an account, a mail that says so: the page answers alike.

    The link dies when it is used, when the password or address changes, and after PASSWORD_RESET_TIMEOUT.
    """
    address = User.objects.normalize_email(email)
    user = User.objects.filter(email=address, is_active=True).first()
    stamp = f"{at:%Y%m%d%H%M%S%f}"
    if user is None:
        queue_mail(
            kind="unknown_account",
            key=f"unknown_account:{sha256(address.encode()).hexdigest()[:16]}:{stamp}",
            context={},
            at=at,
            to_address=address,
        )
        return
    path = reverse(
        "account_reset_password_from_key", kwargs={"uidb36": int_to_base36(user.pk), "key": default_token_generator.make_token(user)}
    )
    queue_mail(kind="password_reset", key=f"password_reset:{user.pk}:{stamp}", context={"url": absolute_url(path)}, at=at, to_user=user)
