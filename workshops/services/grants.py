"""Roles given and ended."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Protocol

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from config.toolkit.errors import NotAllowedError, RefusedInputError, WrongStateError
from workshops.models import Organisation, RoleGrant, User, Workshop
from workshops.permissions import Access, Place, can_end_role, can_give_role, place_fields, scope_of
from workshops.roles import SCOPES, Permission, Role
from workshops.services.audit_events import record_event

if TYPE_CHECKING:
    from workshops.models import Network


class HandOver(Protocol):
    """Gives what the person had to do in the ended role's place to the successor, or to nobody."""

    def __call__(self, *, grant: RoleGrant, successor: User | None, by: User, at: dt.datetime) -> None: ...


_AFTER_ROLE_ENDS: list[HandOver] = []


@transaction.atomic
def grant_role(
    *,
    user: User,
    role: Role,
    by: User,
    at: dt.datetime,
    workshop: Workshop | None = None,
    organisation: Organisation | None = None,
    network: Network | None = None,
    ends_date: dt.date | None = None,
) -> RoleGrant:
    """Give a person a role in one place (none means national) from today, until the last day if one is given.

    Raises `NotAllowedError` when `by` may not give it there, `RefusedInputError` when the person has it or the role has no such scope.
    """
    place = workshop or organisation or network
    guard_grant(role=role, place=place, by=by, at=at)
    return add_grant(user=user, role=role, place=place, by=by, at=at, ends_date=ends_date)


def guard_grant(*, role: Role, place: Place, by: User, at: dt.datetime) -> None:
    """Refuse a role the place cannot have, or `by` may not give there."""
    if scope_of(place) not in SCOPES[role]:
        raise RefusedInputError(_("Tätä roolia ei voi antaa tässä."), field="role")
    access = Access.of(by, timezone.localdate(at))
    if not can_give_role(access, role, place):
        raise NotAllowedError(_("Sinulla ei ole oikeutta antaa tätä roolia."))


def add_grant(*, user: User, role: Role, place: Place, by: User | None, at: dt.datetime, ends_date: dt.date | None = None) -> RoleGrant:
    """Write a grant already allowed: by `grant_role`, or by the invitation that is being accepted."""
    grant = RoleGrant(
        user=user,
        role=role,
        scope=scope_of(place),
        starts_date=timezone.localdate(at),
        ends_date=ends_date,
        granted_at=at,
        granted_by=by,
        **place_fields(place),
    )
    _close_lapsed(grant, by=by or user, at=at)
    grant.full_clean()
    grant.save()
    touch_session(user)
    _record("role_granted", grant, by=by, at=at)
    return grant


def _close_lapsed(grant: RoleGrant, *, by: User, at: dt.datetime) -> None:
    """Mark as ended an equal role whose last day has passed, so that it can be given again."""
    places = {"workshop": grant.workshop, "organisation": grant.organisation, "network": grant.network}
    lapsed = RoleGrant.objects.filter(user=grant.user, role=grant.role, ended_at=None, ends_date__lt=timezone.localdate(at), **places)
    lapsed.update(ended_at=at, ended_by=by)


@transaction.atomic
def end_role(*, grant: RoleGrant, by: User, at: dt.datetime, successor: User | None = None) -> RoleGrant:
    """End a role at once; what the person had to do in the place goes to the successor, or to nobody (`when_role_ends`).

    Raises `NotAllowedError` when `by` may not, `WrongStateError` when it has ended or when a workshop would be left without a leader;
    only the admin may take away the last leader (who has left, for example), and then names a new one.
    """
    grant = RoleGrant.objects.select_related("workshop", "organisation", "network", "user").get(pk=grant.pk)
    _lock_place(grant)
    grant.refresh_from_db(fields=["ended_at", "ended_by"])
    access = Access.of(by, timezone.localdate(at))
    if not can_end_role(access, grant):
        raise NotAllowedError(_("Sinulla ei ole oikeutta päättää tätä roolia."))
    if grant.ended_at is not None:
        raise WrongStateError(_("Rooli on jo päättynyt."))
    if grant.is_leader and not access.may_nationally(Permission.MANAGE_USERS):
        guard_last_leader(grant, on=access.on)
    grant.ended_at, grant.ended_by = at, by
    grant.full_clean()
    grant.save(update_fields=["ended_at", "ended_by"])
    touch_session(grant.user)
    _record("role_ended", grant, by=by, at=at)
    for hand_over in _AFTER_ROLE_ENDS:
        hand_over(grant=grant, successor=successor, by=by, at=at)
    return grant


def when_role_ends(hand_over: HandOver) -> None:
    """Have the function called in the transaction that ends a role: how an app above gives the leaver's tasks on (docs/decisions/0017)."""
    if hand_over not in _AFTER_ROLE_ENDS:
        _AFTER_ROLE_ENDS.append(hand_over)


def _lock_place(grant: RoleGrant) -> None:
    """Lock the organisation: two leaders who end each other's role at one time wait here, and the second is refused."""
    organisation_id = grant.organisation_id or (grant.workshop.organisation_id if grant.workshop else None)
    if organisation_id is not None:
        Organisation.objects.select_for_update().get(pk=organisation_id)


def guard_last_leader(grant: RoleGrant, *, on: dt.date) -> None:
    """Refuse to end a leader role when a workshop would then have no leader, counting leaders of its organisation."""
    workshops = (
        Workshop.objects.filter(pk=grant.workshop_id) if grant.workshop_id else Workshop.objects.filter(organisation=grant.organisation_id)
    )
    for workshop in workshops:
        if not RoleGrant.objects.current(on).leading(workshop).exclude(pk=grant.pk).exists():
            raise WrongStateError(
                _("Työpajalla %(workshop)s on oltava esihenkilö. Kutsu ensin uusi. Päätä rooli, kun hän on ottanut kutsun vastaan.")
                % {"workshop": workshop.name}
            )


def touch_session(user: User) -> None:
    """Make the user's next request change its session id: what the old id could do may have changed (ASVS 5.0, 7.2.4)."""
    User.objects.filter(pk=user.pk).update(session_stamp=F("session_stamp") + 1)


def _record(action: str, grant: RoleGrant, *, by: User | None, at: dt.datetime) -> None:
    record_event(
        action=action,
        obj=grant,
        by=by,
        at=at,
        workshop=grant.workshop,
        organisation=grant.organisation,
        details={"role": grant.role, "scope": grant.scope, "user": grant.user_id, "network": grant.network_id},
    )
