"""A list of people and roles beside those who are in the service: whom the coordinator may invite, and who has the role already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from assessments.choices import ImportKind
from assessments.imports.rows import Line
from assessments.selectors.importing.lookups import add_fault, organisations_of, refuse_twice, slices, values_of, workshops_of
from workshops.choices import ROLE_LABELS
from workshops.models import Invitation, Organisation, RoleGrant, User, Workshop
from workshops.permissions import Access, can_manage_organisations, can_name_auditor
from workshops.roles import AUDITOR_ROLES, Role

KIND = ImportKind.PEOPLE
Held = tuple[str, str, int | None, int | None]  # address, role, workshop, organisation


@dataclass
class Known:
    """What is in the service of the people and places that the list names."""

    organisations: dict[str, Organisation]
    workshops: dict[str, dict[str, Workshop]]
    leaderless: set[int] = field(default_factory=set)  # workshops that nobody leads
    held: set[Held] = field(default_factory=set)  # roles in force, and invitations that wait
    disabled: set[str] = field(default_factory=set)  # addresses whose account is out of use


def check(lines: Sequence[Line], access: Access, at: dt.datetime) -> None:
    """Add to each line what is wrong with it, and whether the person has the role or its invitation already; six queries."""
    known = _known(lines, access, at)
    keys: dict[int, object] = {}
    for line in lines:
        if line.values.get("email") in known.disabled:
            add_fault(line, KIND, "email", _("Tällä osoitteella on tunnus, joka ei ole käytössä."))
        role = Role(line.values["role"]) if "role" in line.values else None
        if role in AUDITOR_ROLES:
            _check_auditor(line, role, access)
        elif role == Role.LEADER:
            _check_leader(line, known, access)
        elif role is not None:
            message = _("Roolia %(role)s ei voi antaa tuomalla. Sen antaa työpajan esihenkilö tai palvelun pääkäyttäjä.")
            add_fault(line, KIND, "role", message % {"role": ROLE_LABELS[role]})
        if role is not None and "email" in line.values:
            held = _held(line, role)
            line.is_known = held in known.held
            keys[line.number] = held if not line.faults else None
            _check_led(line, role, known)
    refuse_twice(lines, KIND, keys, "email")


def _known(lines: Sequence[Line], access: Access, at: dt.datetime) -> Known:
    organisations = organisations_of(lines)
    known = Known(organisations, workshops_of(organisations))
    for part in slices(organisations):
        leaderless = Workshop.objects.filter(organisation__business_id__in=part).without_leader(access.on)
        known.leaderless |= set(leaderless.values_list("pk", flat=True))
    for part in slices(values_of(lines, "email")):
        grants = RoleGrant.objects.current(access.on).filter(user__email__in=part)
        known.held |= set(grants.values_list("user__email", "role", "workshop", "organisation"))
        waiting = Invitation.objects.waiting(at).filter(email__in=part)
        known.held |= set(waiting.values_list("email", "role", "workshop", "organisation"))
        known.disabled |= set(User.objects.filter(email__in=part, is_active=False).values_list("email", flat=True))
    return known


def _held(line: Line, role: Role) -> Held:
    workshop, organisation = line.values.get("workshop"), line.values.get("organisation")
    place = workshop if isinstance(workshop, Workshop) else None
    whole = organisation if isinstance(organisation, Organisation) and place is None else None
    return (line.values["email"], str(role), place.pk if place else None, whole.pk if whole else None)


def _check_auditor(line: Line, role: Role, access: Access) -> None:
    if not can_name_auditor(access, role):
        add_fault(line, KIND, "role", _("Sinulla ei ole oikeutta antaa tätä roolia."))
    for name in ("business_id", "workshop"):
        if line.values.get(name):
            add_fault(line, KIND, name, _("Auditoitsijan rooli on valtakunnallinen. Jätä tämä tyhjäksi."))


def _check_leader(line: Line, known: Known, access: Access) -> None:
    if not can_manage_organisations(access):
        add_fault(line, KIND, "role", _("Sinulla ei ole oikeutta antaa tätä roolia."))
    number = line.values.get("business_id")
    if number is None:
        if not line.is_faulty_in("business_id"):
            add_fault(line, KIND, "business_id", _("Kirjoita organisaation y-tunnus."))
        return
    organisation = known.organisations.get(number)
    if organisation is None:
        add_fault(line, KIND, "business_id", _("Tällä y-tunnuksella ei ole organisaatiota. Tuo ensin organisaatiot."))
        return
    line.values["organisation"] = organisation
    name = line.values.get("workshop")
    if name:
        workshop = known.workshops[number].get(name.casefold())
        if workshop is None:
            add_fault(line, KIND, "workshop", _("Organisaatiolla ei ole työpajaa ”%(name)s”.") % {"name": name})
            line.values.pop("workshop")
        else:
            line.values["workshop"] = workshop


def _check_led(line: Line, role: Role, known: Known) -> None:
    """Refuse a leader where somebody leads already: the twin of `can_name_leader`; her own role is kept as it is."""
    organisation, workshop = line.values.get("organisation"), line.values.get("workshop")
    if role != Role.LEADER or line.is_known or line.faults or organisation is None:
        return
    here = known.workshops[organisation.business_id].values()
    places = [workshop] if isinstance(workshop, Workshop) else list(here)
    if places and not any(place.pk in known.leaderless for place in places):
        add_fault(line, KIND, "role", _("Tässä on jo esihenkilö. Hän kutsuu seuraavat."))
