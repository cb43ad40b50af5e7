"""Invitations: how a person comes into a role."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from config.toolkit.errors import NotAllowedError, RefusedInputError, WrongStateError
from workshops.choices import ROLE_LABELS
from workshops.invitation_links import invitation_url
from workshops.mail import queue_mail
from workshops.models import Invitation, RoleGrant, User
from workshops.permissions import Access, Place, can_manage_invitation, place_fields, place_of
from workshops.roles import Role
from workshops.services.audit_events import record_event
from workshops.services.grants import add_grant, guard_grant

if TYPE_CHECKING:
    from workshops.models import Network, Organisation, Workshop


@transaction.atomic
def invite_person(
    *,
    email: str,
    role: Role,
    by: User,
    at: dt.datetime,
    name: str = "",
    workshop: Workshop | None = None,
    organisation: Organisation | None = None,
    network: Network | None = None,
) -> Invitation:
    """Invite a person by e-mail into a role in one place; known and unknown addresses are treated alike.

    The same invitation still waiting is returned as it is, with no second mail; an expired one is sent anew.
    Raises `NotAllowedError` when `by` may not give the role there.
    """
    place = workshop or organisation or network
    guard_grant(role=role, place=place, by=by, at=at)
    return open_invitation(email=email, role=role, place=place, by=by, at=at, name=name)


def open_invitation(*, email: str, role: Role, place: Place, by: User | None, at: dt.datetime, name: str = "") -> Invitation:
    """Write and send an invitation already allowed; `by` is None for the first admin only."""
    if place is not None:
        type(place).objects.select_for_update().get(pk=place.pk)  # of two clicks at one time the second waits and finds the first
    address = User.objects.normalize_email(email)
    existing = Invitation.objects.open().filter(email=address, role=role, **place_fields(place)).select_for_update().first()
    if existing is not None:
        return existing if existing.is_waiting(at) else _send_anew(existing, by=by, at=at)
    invitation = Invitation(email=address, name=name, role=role, invited_at=at, invited_by=by, **_fresh(at), **place_fields(place))
    invitation.full_clean()
    invitation.save()
    _record("invitation_sent", invitation, by=by, at=at)
    _mail(invitation, at=at)
    return invitation


@transaction.atomic
def resend_invitation(*, invitation: Invitation, by: User, at: dt.datetime, email: str | None = None) -> Invitation:
    """Send the invitation anew, to a corrected address if one is given; the earlier link stops working.

    Raises `WrongStateError` when it is accepted or revoked, `RefusedInputError` when that address has the same invitation already.
    """
    invitation = _locked(invitation, by=by, at=at)
    if email:
        invitation.email = User.objects.normalize_email(email)
    twin = Invitation.objects.open().filter(email=invitation.email, role=invitation.role, **place_fields(place_of(invitation)))
    if twin.exclude(pk=invitation.pk).exists():
        raise RefusedInputError(_("Tähän osoitteeseen on jo lähetetty sama kutsu."), field="email")
    return _send_anew(invitation, by=by, at=at)


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: User, at: dt.datetime) -> Invitation:
    """Take an invitation back; its link stops working. Raises `WrongStateError` when it is accepted or revoked already."""
    invitation = _locked(invitation, by=by, at=at)
    invitation.revoked_at = at
    invitation.full_clean()
    invitation.save(update_fields=["revoked_at"])
    _record("invitation_revoked", invitation, by=by, at=at)
    return invitation


@transaction.atomic
def accept_invitation(*, invitation: Invitation, at: dt.datetime, by: User | None = None, name: str = "", password: str = "") -> User:
    """Bind the invitation to the signed-in person `by`, or to a new account made of name and password; returns the person.

    The row is locked: of two acceptances at one time one wins, the other gets `WrongStateError`. An account that exists already is
    never taken over by a password typed here.
    """
    invitation = _for_update(invitation)
    if not invitation.is_waiting(at):
        raise WrongStateError(_("Tämä kutsu ei ole enää voimassa."))
    user = by or _new_user(invitation.email, name=name, password=password, at=at)
    if not user.is_active:
        raise NotAllowedError(_("Tunnus ei ole käytössä."))
    invitation.accepted_at, invitation.accepted_by = at, user
    invitation.full_clean()
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    role, place = Role(invitation.role), place_of(invitation)
    if not RoleGrant.objects.of(user).current(timezone.localdate(at)).filter(role=role, **place_fields(place)).exists():
        add_grant(user=user, role=role, place=place, by=invitation.invited_by, at=at)
    _record("invitation_accepted", invitation, by=user, at=at)
    return user


def _new_user(email: str, *, name: str, password: str, at: dt.datetime) -> User:
    if User.objects.filter(email=email).exists():
        raise WrongStateError(_("Tällä osoitteella on jo tunnus. Kirjaudu ensin sisään."))
    validate_password(password, User(email=email, name=name))
    user = User.objects.create_user(email=email, name=name, password=password)
    record_event(action="user_created", obj=user, by=user, at=at)
    return user


def _fresh(at: dt.datetime) -> dict[str, object]:
    return {"nonce": secrets.token_urlsafe(16), "sent_at": at, "expires_at": at + dt.timedelta(days=settings.INVITATION_MAX_AGE_DAYS)}


def _for_update(invitation: Invitation) -> Invitation:
    queryset = Invitation.objects.select_related("workshop__organisation", "organisation", "network", "invited_by")
    return queryset.select_for_update(of=("self",)).get(pk=invitation.pk)


def _locked(invitation: Invitation, *, by: User, at: dt.datetime) -> Invitation:
    """Return the invitation locked and open, for one who may give its role, or who named this first leader."""
    invitation = _for_update(invitation)
    if not can_manage_invitation(Access.of(by, timezone.localdate(at)), invitation):
        raise NotAllowedError(_("Sinulla ei ole oikeutta muuttaa tätä kutsua."))
    if not invitation.is_open:
        raise WrongStateError(_("Kutsu on jo otettu vastaan tai peruutettu."))
    return invitation


def _send_anew(invitation: Invitation, *, by: User | None, at: dt.datetime) -> Invitation:
    for field, value in _fresh(at).items():
        setattr(invitation, field, value)
    invitation.full_clean()
    invitation.save(update_fields=["email", "nonce", "sent_at", "expires_at"])
    _record("invitation_resent", invitation, by=by, at=at)
    _mail(invitation, at=at)
    return invitation


def _mail(invitation: Invitation, *, at: dt.datetime) -> None:
    queue_mail(
        kind="invitation",
        key=f"invitation:{invitation.ref}:{invitation.nonce}",
        context={
            "invitation": invitation,
            "place": place_of(invitation),
            "role_label": ROLE_LABELS[Role(invitation.role)],
            "url": invitation_url(invitation),
        },
        at=at,
        to_address=invitation.email,
    )


def _record(action: str, invitation: Invitation, *, by: User | None, at: dt.datetime) -> None:
    record_event(
        action=action,
        obj=invitation,
        by=by,
        at=at,
        workshop=invitation.workshop,
        organisation=invitation.organisation,
        details={"role": invitation.role, "network": invitation.network_id},
    )
