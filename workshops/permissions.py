"""Who may do what: the one place where access is decided, together with the querysets' `visible_to` and `where_may`.

Every predicate takes an `Access` (who asks, and on which day) and is composed with django-rules; its queryset twin asks the
same of the database.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser

from config.toolkit.predicates import Predicate, predicate
from workshops.models import Invitation, Network, Organisation, RoleGrant, User, Workshop
from workshops.roles import AUDITOR_ROLES, PERMISSIONS, SCOPES, Permission, Role, Scope

# Where a role holds; None is the whole nation.
Place = Workshop | Organisation | Network | None


@dataclass(frozen=True)
class Access:
    """Who asks, on which day, with the roles in force on that day; built once per request or service call."""

    user: User | AnonymousUser
    on: dt.date
    grants: tuple[RoleGrant, ...]

    @classmethod
    def of(cls, user: User | AnonymousUser, on: dt.date) -> Access:
        """Load the roles of the user in force on the day; one query, none for a visitor."""
        if not user.is_authenticated:
            return cls(user, on, ())
        return cls(user, on, tuple(RoleGrant.objects.of(user).current(on).select_related("workshop", "organisation", "network")))

    def may_in(self, workshop: Workshop, permission: Permission) -> bool:
        """Tell whether a role in the workshop or its organisation gives the permission."""
        return any(
            permission in PERMISSIONS[Role(grant.role)]
            and (
                grant.workshop_id == workshop.pk
                or (grant.organisation_id is not None and grant.organisation_id == workshop.organisation_id)
            )
            for grant in self.grants
        )

    def may_in_organisation(self, organisation: Organisation, permission: Permission) -> bool:
        """Tell whether a role of the whole organisation gives the permission; a role in one of its workshops does not."""
        return any(permission in PERMISSIONS[Role(grant.role)] and grant.organisation_id == organisation.pk for grant in self.grants)

    def may_in_network(self, network: Network, permission: Permission) -> bool:
        """Tell whether a role in the network gives the permission; its twin is `Network.objects.where_may`."""
        return any(permission in PERMISSIONS[Role(grant.role)] and grant.network_id == network.pk for grant in self.grants)

    def may_anywhere(self, permission: Permission) -> bool:
        """Tell whether any role in any scope gives the permission."""
        return any(permission in PERMISSIONS[Role(grant.role)] for grant in self.grants)

    def may_nationally(self, permission: Permission) -> bool:
        """Tell whether a national role gives the permission."""
        return any(permission in PERMISSIONS[Role(grant.role)] and grant.scope == Scope.NATIONAL for grant in self.grants)


def in_workshop(permission: Permission) -> Predicate:
    """Return the predicate "may do this in this workshop"; its twin is `Workshop.objects.where_may`."""

    @predicate(f"in_workshop:{permission}")
    def may(access: Access, workshop: Workshop) -> bool:
        return access.may_in(workshop, permission)

    return may


def nationally(permission: Permission) -> Predicate:
    """Return the predicate "may do this nationally"; it needs no object."""

    @predicate(f"nationally:{permission}")
    def may(access: Access, _: Any = None) -> bool:
        return access.may_nationally(permission)

    return may


can_edit_workshop = in_workshop(Permission.EDIT_PROFILE)
can_invite_worker = in_workshop(Permission.INVITE_WORKERS)
can_manage_people = in_workshop(Permission.MANAGE_PEOPLE)
can_manage_organisations = nationally(Permission.MANAGE_ORGANISATIONS)
can_manage_users = nationally(Permission.MANAGE_USERS)


@predicate("is_in_organisation")
def is_in_organisation(access: Access, organisation: Organisation) -> bool:
    """Tell whether the asker holds a workshop role somewhere in the organisation."""
    return any(
        Permission.TAKE_PART in PERMISSIONS[Role(grant.role)]
        and organisation.pk in (grant.organisation_id, grant.workshop.organisation_id if grant.workshop else None)
        for grant in access.grants
    )


can_view_workshop = in_workshop(Permission.TAKE_PART) | can_manage_organisations | can_manage_users
can_view_organisation = is_in_organisation | can_manage_organisations | can_manage_users
can_update_workshop = can_edit_workshop | can_manage_organisations


def can_grant_role(access: Access, role: Role, place: Place) -> bool:
    """Tell whether the asker may give the role in the place (a contact invites workers, a leader also contacts and leaders).

    National and network roles are the admin's. Beside this, `can_name_leader` and `can_name_auditor`.
    """
    if isinstance(place, Workshop):
        return access.may_in(place, Permission.INVITE_WORKERS if role == Role.WORKER else Permission.MANAGE_PEOPLE)
    if isinstance(place, Organisation):
        return access.may_in_organisation(place, Permission.MANAGE_PEOPLE)
    return access.may_nationally(Permission.MANAGE_USERS)


def can_name_leader(access: Access, place: Workshop | Organisation) -> bool:
    """Tell whether the asker, as coordinator (first leader) or admin (a lost last one), may name a leader: only where nobody leads."""
    if not (can_manage_organisations(access) or can_manage_users(access)):
        return False
    if isinstance(place, Workshop):
        return Workshop.objects.filter(pk=place.pk).without_leader(access.on).exists()
    return not place.workshops.exists() or place.workshops.without_leader(access.on).exists()


def can_name_auditor(access: Access, role: Role) -> bool:
    """Tell whether the asker, who runs the rounds, may make somebody an auditor of this kind, and end it."""
    return role in AUDITOR_ROLES and access.may_nationally(Permission.MANAGE_ROUNDS)


def can_give_role(access: Access, role: Role, place: Place) -> bool:
    """Tell whether the asker may give the role in the place, for whichever reason; a role outside its scopes nobody may."""
    if scope_of(place) not in SCOPES[role]:
        return False
    if can_name_auditor(access, role):
        return True
    named = role == Role.LEADER and isinstance(place, Workshop | Organisation) and can_name_leader(access, place)
    return named or can_grant_role(access, role, place)


def can_manage_invitation(access: Access, invitation: Invitation) -> bool:
    """Tell whether the asker may resend or revoke the invitation: whoever may give its role today."""
    return can_give_role(access, Role(invitation.role), place_of(invitation))


def can_end_role(access: Access, grant: RoleGrant) -> bool:
    """Tell whether the asker may end the role; the admin may end any, who runs the rounds an auditor's.

    The last leader is guarded in `services.grants.end_role`.
    """
    if access.may_nationally(Permission.MANAGE_USERS) or can_name_auditor(access, Role(grant.role)):
        return True
    if grant.workshop is not None:
        return access.may_in(grant.workshop, Permission.MANAGE_PEOPLE)
    return grant.organisation is not None and access.may_in_organisation(grant.organisation, Permission.MANAGE_PEOPLE)


def scope_of(place: Place) -> Scope:
    """Return the scope a place stands for."""
    kinds = {Workshop: Scope.WORKSHOP, Organisation: Scope.ORGANISATION, Network: Scope.NETWORK}
    return kinds[type(place)] if place is not None else Scope.NATIONAL


def place_of(held: Invitation | RoleGrant) -> Place:
    """Return where the invitation's or grant's role holds; None is the whole nation."""
    return held.workshop or held.organisation or held.network


def place_fields(place: Place) -> dict[str, Any]:
    """Return the three columns of a grant or invitation that name the place."""
    scope = scope_of(place)
    return {name: place if scope == name else None for name in ("workshop", "organisation", "network")}
