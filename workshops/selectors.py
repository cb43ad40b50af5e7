"""Reads of the pages of workshops and people, each with its prefetches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Prefetch, Q

from workshops.choices import FEATURES, ROLE_LABELS, FeatureKind
from workshops.models import AccessRequest, Invitation, Organisation, RoleGrant, User, Workshop
from workshops.models.invitation import AccessRequestState
from workshops.permissions import Access, can_end_role, can_give_role, can_manage_organisations, place_of
from workshops.roles import Permission, Role

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from workshops.models.organisation import WorkshopQuerySet
    from workshops.permissions import Place

WORKSHOP_ROLES = [Role.WORKER, Role.CONTACT, Role.LEADER]


@dataclass(frozen=True)
class RoleLine:
    """One role of a person, ready for a page."""

    grant: RoleGrant
    label: str
    where: str
    may_end: bool


@dataclass(frozen=True)
class Member:
    """A person of a workshop or organisation with her roles there."""

    user: User
    lines: list[RoleLine]

    @property
    def rank(self) -> int:
        """The place of her biggest role among worker, contact, leader: each includes the ones before it."""
        return max(WORKSHOP_ROLES.index(Role(line.grant.role)) for line in self.lines)

    @property
    def is_leader(self) -> bool:
        return self.rank == WORKSHOP_ROLES.index(Role.LEADER)


def workshops_for_list(access: Access, text: str = "") -> WorkshopQuerySet:
    """Return the workshops whose page the asker may open, by name."""
    return Workshop.objects.visible_to(access).search(text.strip()).select_related("organisation", "municipality")


def workshops_for_page(access: Access) -> QuerySet[Workshop]:
    """Return the same with what the workshop's page shows."""
    related = ("organisation__municipality", "municipality__region")
    return Workshop.objects.visible_to(access).select_related(*related).prefetch_related("networks", "features")


def features_of(workshop: Workshop) -> list[tuple[str, str]]:
    """Return (kind, chosen labels) for the kinds with something chosen, in the order of the form."""
    codes = {(feature.kind, feature.code) for feature in workshop.features.all()}
    rows = [(kind.label, [str(label) for code, label in FEATURES[kind].items() if (kind.value, code) in codes]) for kind in FeatureKind]
    return [(str(label), ", ".join(labels)) for label, labels in rows if labels]


def members_of_workshop(workshop: Workshop, access: Access) -> list[Member]:
    """Return who has a role in the workshop today, its organisation's roles too; only leaders and contacts for one from outside."""
    grants = RoleGrant.objects.current(access.on).filter(Q(workshop=workshop) | Q(organisation=workshop.organisation_id))
    if not access.may_in(workshop, Permission.TAKE_PART):
        grants = grants.exclude(role=Role.WORKER)
    return _members(grants, access)


def members_of_organisation(organisation: Organisation, access: Access) -> list[Member]:
    """Return who has a role in the whole organisation today."""
    return _members(RoleGrant.objects.current(access.on).filter(organisation=organisation), access)


def _members(grants: QuerySet[RoleGrant], access: Access) -> list[Member]:
    by_user: dict[User, list[RoleLine]] = {}
    related = grants.filter(user__is_active=True).select_related("user", "workshop", "organisation", "network")
    for grant in related.order_by("user__sort_key", "user_id", "starts_date"):
        by_user.setdefault(grant.user, []).append(role_line(grant, access))
    return [Member(user, lines) for user, lines in by_user.items()]


def role_line(grant: RoleGrant, access: Access) -> RoleLine:
    """Return a role, read with its place, as a line of a page."""
    return RoleLine(
        grant, str(ROLE_LABELS[Role(grant.role)]), str(place_of(grant) or grant.get_scope_display()), can_end_role(access, grant)
    )


def roles_to_give(access: Access, place: Place) -> list[Role]:
    """Return the roles of workshops and organisations that the asker may give in the place."""
    return [role for role in WORKSHOP_ROLES if can_give_role(access, role, place)]


def open_invitations(place: Workshop | Organisation, access: Access, roles: Iterable[Role]) -> QuerySet[Invitation]:
    """Return the open invitations into a place, for one who may give those roles; expired ones too, as they can be resent."""
    field = "workshop" if isinstance(place, Workshop) else "organisation"
    return Invitation.objects.open().filter(role__in=list(roles), **{field: place}).select_related("invited_by")


def invitation_by_ref(access: Access, ref: str) -> Invitation | None:
    """Return the open invitation when the asker may manage it, else None."""
    related = ("workshop__organisation", "organisation", "network", "invited_by")
    invitation = Invitation.objects.open().filter(ref=ref).select_related(*related).first()
    return invitation if invitation and can_give_role(access, Role(invitation.role), place_of(invitation)) else None


def grant_by_ref(access: Access, ref: str) -> RoleGrant | None:
    """Return the role when the asker may see it: her own, or of a workshop or organisation she sees, or any for the admin."""
    grant = RoleGrant.objects.filter(ref=ref).select_related("user", "workshop__organisation", "organisation", "network").first()
    if grant is None:
        return None
    place = place_of(grant)
    visible = (
        (isinstance(place, Workshop) and access.may_in(place, Permission.INVITE_WORKERS))
        or (isinstance(place, Organisation) and access.may_in_organisation(place, Permission.INVITE_WORKERS))
        or can_end_role(access, grant)
        or grant.user_id == access.user.pk
    )
    return grant if visible else None


def member_by_ref(workshop: Workshop, access: Access, ref: str) -> Member | None:
    """Return the workshop's member with the user's ref, else None."""
    return next((member for member in members_of_workshop(workshop, access) if member.user.ref == ref), None)


def successors_of(grant: RoleGrant, access: Access) -> list[User]:
    """Return those the asker sees who may go on with what the person did in the ended role's place; nobody for other places."""
    members: list[Member] = []
    if grant.workshop is not None:
        members = members_of_workshop(grant.workshop, access)
    elif grant.organisation is not None:
        members = members_of_organisation(grant.organisation, access)
    return [member.user for member in members if member.user != grant.user]


def organisations_for_list(access: Access, text: str = "") -> QuerySet[Organisation]:
    """Return the organisations whose page the asker may open, with the number of their workshops."""
    organisations = Organisation.objects.visible_to(access).search(text.strip()).select_related("municipality")
    return organisations.annotate(workshop_count=Count("workshops"))


def units_of(organisation: Organisation, access: Access) -> QuerySet[Workshop]:
    """Return the organisation's workshops that the asker may open."""
    return organisation.workshops.visible_to(access).select_related("municipality")


def access_requests_for_list(state: str = "") -> QuerySet[AccessRequest]:
    """Return the requests of a state, oldest waiting first; with whether the organisation and the workshop are in the service."""
    organisations = Organisation.objects.filter(business_id=OuterRef("business_id"))
    same = Workshop.objects.filter(organisation__business_id=OuterRef("business_id"), name=OuterRef("workshop_name"))
    requests = AccessRequest.objects.filter(state=state or AccessRequestState.WAITING).select_related(
        "municipality", "decided_by", "invitation"
    )
    return requests.annotate(organisation_known=Exists(organisations), workshop_known=Exists(same)).order_by("requested_at", "pk")


def waiting_access_requests() -> int:
    """Return how many requests wait for a coordinator."""
    return AccessRequest.objects.filter(state=AccessRequestState.WAITING).count()


def users_for_list(text: str, on: dt.date) -> QuerySet[User]:
    """Return the users by name with their current roles."""
    grants = RoleGrant.objects.current(on).select_related("workshop", "organisation", "network")
    return User.objects.search(text.strip()).prefetch_related(Prefetch("grants", grants, to_attr="current_grants"))


def roles_of_user(user: User, access: Access) -> list[RoleLine]:
    """Return the person's current roles everywhere."""
    grants = RoleGrant.objects.filter(user=user).current(access.on).select_related("workshop", "organisation", "network")
    return [role_line(grant, access) for grant in grants]


def past_roles_of_user(user: User, on: dt.date) -> QuerySet[RoleGrant]:
    """Return the person's roles that have ended, the latest first."""
    current = RoleGrant.objects.current(on).filter(user=user).values("pk")
    return RoleGrant.objects.filter(user=user).exclude(pk__in=current).select_related("workshop", "organisation", "network").order_by("-pk")


def workshops_without_leader(access: Access, text: str = "") -> QuerySet[Workshop]:
    """Return the visible workshops that nobody leads today."""
    return workshops_for_list(access, text).without_leader(access.on)


def national_invitations() -> QuerySet[Invitation]:
    """Return the open invitations into national and network roles."""
    return Invitation.objects.open().filter(workshop=None, organisation=None).select_related("network", "invited_by")


def account_exists(email: str) -> bool:
    """Tell whether the address has an account; for one who holds a valid invitation to it, nobody else."""
    return User.objects.filter(email=User.objects.normalize_email(email)).exists()


def may_see_addresses(access: Access, workshop: Workshop) -> bool:
    """Tell whether the e-mail addresses of the workshop's people are shown: to those who invite, and the coordinator."""
    return access.may_in(workshop, Permission.INVITE_WORKERS) or can_manage_organisations(access)
