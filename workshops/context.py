"""What every page's frame shows: name, workshop, navigation."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from workshops.choices import ROLE_LABELS
from workshops.permissions import Access, can_manage_organisations, can_manage_users
from workshops.roles import PERMISSIONS, Permission, Role

if TYPE_CHECKING:
    from django.http import HttpRequest

    from workshops.models import RoleGrant

Link = tuple[str, str, bool]
Entry = tuple[str, str, list[str]]  # label, name of the address, its arguments


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the values of the page frame; no query beyond those of `request.access`."""
    access: Access | None = getattr(request, "access", None)
    values: dict[str, Any] = {"shell_nav": navigation(access, request.path), "demo": settings.DEMO}
    if access is not None and access.user.is_authenticated:
        values["shell_workshop_label"] = workshop_label(access)
        values["is_shared_computer"] = bool(request.session.get("shared_computer"))
    if settings.DEMO:
        values |= demo_values()
    return values


def navigation(access: Access | None, path: str) -> list[Link]:
    """Return the main menu of the asker as (label, url, is current)."""
    entries: list[Entry] = []
    signed_in = access is not None and access.user.is_authenticated
    if access is not None and signed_in:
        entries += [
            (_("Etusivu"), "assessments:dashboard", []),
            (_("Arvioinnit"), "assessments:assessment-list", []),
            _workshop_entry(access),
        ]
        if access.may_anywhere(Permission.APPLY):
            entries.append((_("Hakemukset"), "assessments:application-list", []))
        entries += _national_entries(access)
    entries += [(_("Kriteerit"), "criteria:framework-index", []), (_("Käsitteet"), "criteria:concept-list", [])]
    entries.append((_("Laatumerkit"), "assessments:mark-register", []))
    links = []
    for label, name, args in entries:
        try:
            url = reverse(name, args=args)
        except NoReverseMatch:
            continue
        links.append((label, url, path == url or (url != "/" and path.startswith(url))))
    return links


def _national_entries(access: Access) -> list[Entry]:
    """Return the entries of those who audit, coordinate, decide and administer."""
    entries: list[Entry] = []
    if access.may_nationally(Permission.AUDIT):
        entries.append((_("Auditoinnit"), "assessments:own-auditor", []))
    if access.may_nationally(Permission.MANAGE_ROUNDS):
        entries += [
            (_("Hakukierrokset"), "assessments:round-list", []),
            (_("Auditoitsijat"), "assessments:auditor-list", []),
            (_("Viestit"), "assessments:sent-message-list", []),
        ]
    if access.may_nationally(Permission.DECIDE) or access.may_nationally(Permission.MANAGE_ROUNDS):
        entries.append((_("Päätökset"), "assessments:decision-list", []))
    if access.may_nationally(Permission.READ_SUMMARIES):
        entries += [(_("Kooste"), "assessments:national-summary", []), (_("Vuosiraportit"), "assessments:yearly-report-list", [])]
    for grant in access.grants:
        if grant.network and Permission.READ_NETWORK in PERMISSIONS[Role(grant.role)]:
            entries.append((_("Verkoston kooste: %(name)s") % {"name": grant.network}, "assessments:network-summary", [grant.network.slug]))
    if can_manage_organisations(access):
        entries += [(_("Organisaatiot"), "workshops:organisation-list", []), (_("Pyynnöt"), "workshops:access-request-list", [])]
    if can_manage_users(access):
        entries.append((_("Käyttäjät"), "workshops:user-list", []))
    return entries


def _workshop_entry(access: Access) -> tuple[str, str, list[str]]:
    """Link straight to the workshop of one who has a single one, else to the list."""
    grants = _workshop_grants(access)
    refs = {grant.workshop.ref for grant in grants if grant.workshop}
    is_single = len(refs) == 1 and all(grant.workshop for grant in grants)
    if is_single and not can_manage_organisations(access) and not can_manage_users(access):
        return _("Työpaja"), "workshops:workshop-detail", [*refs]
    return _("Työpajat"), "workshops:workshop-list", []


def workshop_label(access: Access) -> str:
    """Return where the person works: her workshop, her organisation, or how many workshops; else her national role."""
    grants = _workshop_grants(access)
    organisations = {grant.organisation.name for grant in grants if grant.organisation}
    workshops = {grant.workshop.name for grant in grants if grant.workshop}
    names = organisations or workshops
    if len(names) == 1:
        return names.pop()
    if organisations:
        return _("%(count)s organisaatiota") % {"count": len(names)}
    if workshops:
        return _("%(count)s työpajaa") % {"count": len(names)}
    return str(ROLE_LABELS[Role(access.grants[0].role)]) if access.grants else ""


def _workshop_grants(access: Access) -> list[RoleGrant]:
    return [grant for grant in access.grants if grant.workshop_id or grant.organisation_id]


def demo_values() -> dict[str, Any]:
    """Return the banner's logins from DEMO_FILE, the JSON that `seed_demo --json` prints; nothing when it is missing."""
    try:
        seeded = json.loads(settings.DEMO_FILE.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    labels = {role.value: capfirst(str(label)) for role, label in ROLE_LABELS.items()} | {"stranger": _("Toisen organisaation esihenkilö")}
    return {
        "demo_password": seeded.get("password", ""),
        "demo_logins": [(labels.get(role, role), email) for role, email in seeded.get("logins", {}).items()],
    }
