"""The register of auditors: who is in it, which audits she makes, and what the coordinator knows of her."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.choices import AUDITOR_ROLES, AssessmentKind
from assessments.models import Auditor, AuditSeat
from assessments.permissions import can_manage_rounds
from assessments.selectors.auditing.register import employer_from_roles, kinds_of
from assessments.services.guards import access_of, require
from config.toolkit.errors import RefusedInputError, WrongStateError
from workshops.models import Invitation, Network, RoleGrant, User
from workshops.services.audit_events import record_event
from workshops.services.grants import end_role, grant_role
from workshops.services.invitations import invite_person

KEPT_BY_COORDINATOR = frozenset(
    {
        "organisation",
        "workshop",
        "employer_name",
        "trained_date",
        "earlier_audits",
        "speaks_finnish",
        "speaks_swedish",
        "most_a_year",
    }
)


@dataclass(frozen=True)
class BroughtIn:
    """What became of bringing somebody in: an account that became an auditor, with a card when her employer is known, or invitations."""

    user: User | None = None
    auditor: Auditor | None = None
    invitations: list[Invitation] = field(default_factory=list)


@transaction.atomic
def bring_in_auditor(*, email: str, kinds: Collection[str], by: User, at: dt.datetime, name: str = "") -> BroughtIn:
    """Make the person with the address an auditor of the kinds; an address that nobody has is invited into the roles.

    Raises `RefusedInputError` for one who is in the register already, whose account is not in use, and without kinds.
    """
    require(can_manage_rounds(access_of(by, at)))
    _require_kinds(kinds)
    user = User.objects.filter(email=User.objects.normalize_email(email)).first()
    if user is None:
        roles = [AUDITOR_ROLES[AssessmentKind(kind)] for kind in sorted(kinds)]
        return BroughtIn(invitations=[invite_person(email=email, name=name, role=role, by=by, at=at) for role in roles])
    employer = employer_from_roles(user, access_of(by, at).on)
    if employer:
        return BroughtIn(user, register_auditor(user=user, kinds=kinds, by=by, at=at, **employer))
    _lock_newcomer(user)
    set_kinds(user=user, kinds=kinds, by=by, at=at)
    return BroughtIn(user)


@transaction.atomic
def register_auditor(
    *, user: User, kinds: Collection[str], by: User, at: dt.datetime, networks: Iterable[Network] = (), **details: Any
) -> Auditor:
    """Write the card of one who has an account, and give her the roles of the kinds.

    Raises `RefusedInputError` as `bring_in_auditor`, `ValidationError` without an employer.
    """
    require(can_manage_rounds(access_of(by, at)))
    _require_kinds(kinds)
    user = _lock_newcomer(user)
    auditor = Auditor(user=user, registered_at=at, registered_by=by)
    _change(auditor, details)
    auditor.full_clean()
    auditor.save()
    auditor.networks.set(networks)
    set_kinds(user=user, kinds=kinds, by=by, at=at)
    record_event(action="auditor_registered", obj=auditor, by=by, at=at, details={"kinds": sorted(kinds)})
    return auditor


@transaction.atomic
def update_auditor(
    *,
    auditor: Auditor,
    by: User,
    at: dt.datetime,
    kinds: Collection[str] | None = None,
    networks: Iterable[Network] | None = None,
    **details: Any,
) -> Auditor:
    """Change what the coordinator keeps of an auditor; what is not given stays.

    A new employer that brings a conflict without override stops her audits (`stop_blocked_seats`). Raises `ValidationError` and
    `RefusedInputError` for what cannot be, `WrongStateError` when she would lose the kind of an audit that she is in.
    """
    auditor = Auditor.objects.select_for_update(of=("self",)).select_related("user").get(pk=auditor.pk)
    require(can_manage_rounds(access_of(by, at)))
    changed = _change(auditor, details)
    auditor.full_clean()
    auditor.save(update_fields=changed)
    if networks is not None and set(networks) != set(auditor.networks.all()):
        auditor.networks.set(networks)
        changed.append("networks")
    if kinds is not None and set_kinds(user=auditor.user, kinds=kinds, by=by, at=at):
        changed.append("kinds")
    if changed:
        record_event(action="auditor_updated", obj=auditor, by=by, at=at, details={"fields": sorted(changed)})
    return auditor


@transaction.atomic
def set_kinds(*, user: User, kinds: Collection[str], by: User, at: dt.datetime) -> bool:
    """Give and end the roles that tell which audits the person makes; tell whether anything changed. No kinds: she audits no more.

    Raises `WrongStateError` when she is in an audit of a kind that would end: another is named to it first.
    """
    access = access_of(by, at)
    require(can_manage_rounds(access))
    user = User.objects.select_for_update().get(pk=user.pk)
    held, wanted = kinds_of([user], access.on)[user.pk], {AssessmentKind(kind) for kind in kinds}
    for kind in sorted(wanted - held):
        grant_role(user=user, role=AUDITOR_ROLES[kind], by=by, at=at)
    for kind in sorted(held - wanted):
        _require_no_audits(user, kind)
        for grant in RoleGrant.objects.current(access.on).filter(user=user, role=AUDITOR_ROLES[kind]):
            end_role(grant=grant, by=by, at=at)
    return held != wanted


def _require_no_audits(user: User, kind: str) -> None:
    if AuditSeat.objects.live().filter(auditor__user=user, assessment__kind=kind).exists():
        message = _("Hänellä on kesken tämän lajin auditointi: %(kind)s. Nimeä siihen ensin toinen auditoitsija.")
        raise WrongStateError(message % {"kind": AssessmentKind(kind).label})


def _require_kinds(kinds: Collection[str]) -> None:
    if not kinds:
        raise RefusedInputError(_("Valitse ainakin yksi auditoinnin laji."), field="kinds")


def _lock_newcomer(user: User) -> User:
    """Lock the account, so that of two clicks at one time the second finds the card of the first; refuse one who cannot come in."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise RefusedInputError(_("Tällä osoitteella on tunnus, joka ei ole käytössä."), field="email")
    if Auditor.objects.filter(user=user).exists():
        raise RefusedInputError(_("Hän on jo auditoitsijarekisterissä."), field="email")
    return user


def _change(auditor: Auditor, details: dict[str, Any]) -> list[str]:
    """Set the details and return those that differ; an own workshop tells the employer, and belongs to it."""
    if not KEPT_BY_COORDINATOR.issuperset(details):
        raise TypeError(f"Unknown details: {sorted(set(details) - KEPT_BY_COORDINATOR)}")
    workshop = details.get("workshop")
    if workshop is not None and details.get("organisation") is None and not details.get("employer_name"):
        details = {**details, "organisation": workshop.organisation}
    changed = [name for name, value in details.items() if getattr(auditor, name) != value]
    for name in changed:
        setattr(auditor, name, details[name])
    if auditor.workshop is not None and auditor.workshop.organisation_id != auditor.organisation_id:
        raise RefusedInputError(_("Työpaja on toisen organisaation. Valitse työnantajaksi työpajan organisaatio."), field="workshop")
    return changed
