"""How each URL name is reached in the tests of access: with what in its address, about which thing, and with which posted form.

A URL name that is missing here fails `tests/test_urls.py`; one with several lines is tried on several things (an invitation of a
worker and of a leader, a published version and a draft).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access.applications import APPLICATION_STATES
from tests.access.arguments import ON_NOTHING, Arguments, Body, refs
from tests.access.audit_addresses import AUDIT_LINES, of_matters, of_states
from tests.access.bodies import BODIES
from tests.access.cast import World
from tests.access.markers import STATES
from tests.access.summary_addresses import summary_addresses
from tests.access.yearly_addresses import yearly_addresses
from workshops.invitation_links import invitation_token

TOKEN_OF_NOBODY = "x" * 40


@dataclass(frozen=True)
class Address:
    """One address to try: `of` names what it is about, in assessment pages the state."""

    name: str
    of: str
    arguments: Arguments
    body: Body

    def url(self, world: World) -> str:
        return reverse(self.name, kwargs=self.arguments(world))


def workshop(world: World) -> dict[str, str]:
    return {"ref": world.workshop.ref}


def organisation(world: World) -> dict[str, str]:
    return {"ref": world.organisation.ref}


def action(world: World) -> dict[str, str]:
    return {"ref": world.action.ref}


def version(world: World, attribute: str = "version") -> dict[str, str]:
    row = getattr(world, attribute)
    return {"slug": row.framework.slug, "version": row.version}


# About a participant without an account.
BY_NAME = {"assessments:participant-code", "assessments:paper-form", "assessments:paper-update"}


def _of_assessment(name: str, state: str) -> Arguments:
    def arguments(world: World) -> dict[str, str]:
        all_arguments = {
            "ref": world.assessments[state].ref,
            "code": world.criterion_code(state),
            "area_code": world.area_code(state),
            "participant_ref": (world.places[state] if name in BY_NAME else world.participant(state, "colleague")).ref,
            "support_ref": world.supports["joint" if state == "draft" else state].ref,
            "evidence_ref": world.evidence["joint" if state == "draft" else state].ref,
        }
        return {key: all_arguments[key] for key in parameters()[name]}

    return arguments


def _of_application(name: str, state: str) -> Arguments:
    def arguments(world: World) -> dict[str, str]:
        evidence = world.application_evidence.get(state) or world.application_evidence["open"]
        all_arguments = {
            "ref": world.applications[state].ref,
            "code": world.criterion_code("draft"),
            "number": "1",
            "sha256": evidence.file.sha256,
            "evidence_ref": evidence.ref,
        }
        return {key: all_arguments[key] for key in parameters()[name]}

    return arguments


def _version_lines(**extra: Arguments) -> dict[str, Arguments]:
    """Return the published and the draft version, each with what else stands in the address."""

    def of(attribute: str) -> Arguments:
        return lambda world: {**version(world, attribute), **{key: str(make(world)) for key, make in extra.items()}}

    return {"published": of("version"), "draft": of("draft_version")}


OF_APPLICATIONS = ("assessments:application-", "assessments:answer-", "assessments:submission-")
NOTHING_THERE = {("assessments:evidence-download", "draft")}  # no evidence is given before the start
BESIDE: dict[str, dict[str, Arguments]] = {
    "assessments:application-detail": {"granted": of_matters()["granted"], "corrected": of_matters()["corrected"]}
}
OTHERS: dict[str, dict[str, Arguments]] = {
    "livez": ON_NOTHING,
    "healthz": ON_NOTHING,
    "account_login": ON_NOTHING,
    "account_logout": ON_NOTHING,
    "account_inactive": ON_NOTHING,
    "account_reauthenticate": ON_NOTHING,
    "account_change_password": ON_NOTHING,
    "account_reset_password": ON_NOTHING,
    "account_reset_password_done": ON_NOTHING,
    "account_reset_password_from_key": {"wrong key": lambda world: {"uidb36": "1", "key": "aaa-bbb"}},
    "account_reset_password_from_key_done": ON_NOTHING,
    "workshops:workshop-list": ON_NOTHING,
    "workshops:workshop-detail": {"": workshop},
    "workshops:workshop-update": {"": workshop},
    "workshops:workshop-people": {"": workshop},
    "workshops:role-create": {
        name: lambda world, name=name: {**workshop(world), "user_ref": world.users[name].ref}  # type: ignore[misc]  # bound now
        for name in ("worker", "stranger")
    },
    "workshops:invitation-create": {"": workshop},
    "workshops:leader-appoint": {"led": workshop, "leaderless": lambda world: {"ref": world.leaderless.ref}},
    "workshops:invitation-resend": refs("invitations", "worker", "leader", "organisation", "national", "revoked"),
    "workshops:invitation-revoke": refs("invitations", "worker", "leader", "organisation", "national", "revoked"),
    "workshops:invitation-accept": {
        "waiting": lambda world: {"token": invitation_token(world.invitations["worker"])},
        "revoked": lambda world: {"token": invitation_token(world.invitations["revoked"])},
        "wrong token": lambda world: {"token": TOKEN_OF_NOBODY},
    },
    "workshops:role-end": refs("grants", "worker", "second_leader", "org_contact", "decider", "former"),
    "workshops:organisation-list": ON_NOTHING,
    "workshops:organisation-create": ON_NOTHING,
    "workshops:organisation-detail": {"": organisation},
    "workshops:organisation-update": {"": organisation},
    "workshops:workshop-create": {"": organisation},
    "workshops:organisation-invitation-create": {"": organisation},
    "workshops:access-request-list": ON_NOTHING,
    "workshops:access-request-approve": refs("access_requests", "waiting", "declined"),
    "workshops:access-request-decline": refs("access_requests", "waiting", "declined"),
    "workshops:user-list": ON_NOTHING,
    "workshops:user-invite": ON_NOTHING,
    "workshops:leaderless-list": ON_NOTHING,
    "workshops:user-detail": refs("users", "worker"),
    "workshops:user-role-create": refs("users", "worker"),
    "workshops:user-disable": refs("users", "worker"),
    "workshops:user-enable": refs("users", "worker"),
    "workshops:own-account": ON_NOTHING,
    "workshops:access-request-create": ON_NOTHING,
    "workshops:access-request-done": ON_NOTHING,
    "workshops:feedback": ON_NOTHING,
    "workshops:feedback-done": ON_NOTHING,
    "workshops:accessibility-statement": ON_NOTHING,
    "workshops:privacy-notice": ON_NOTHING,
    "criteria:framework-index": ON_NOTHING,
    "criteria:link-list": ON_NOTHING,
    "criteria:criterion-links": _version_lines(code=lambda world: "K1.1"),
    "criteria:framework-current": {"": lambda world: {"slug": world.version.framework.slug}},
    "criteria:version-detail": _version_lines(),
    "criteria:publication-pdf": _version_lines(),
    "criteria:publication-retry": _version_lines(),
    "criteria:area-detail": _version_lines(code=lambda world: "K1"),
    "criteria:criterion-detail": _version_lines(code=lambda world: "K1.1"),
    "criteria:concept-list": ON_NOTHING,
    "criteria:concept-detail": {"": lambda world: {"code": "laatu"}},
    "assessments:dashboard": ON_NOTHING,
    "assessments:support-detail": {"": lambda world: {"support_ref": world.supports["joint"].ref}},
    "assessments:task-hand-over": {
        name: lambda world, name=name: {"workshop_ref": world.workshop.ref, "user_ref": world.users[name].ref}  # type: ignore[misc]  # bound now
        for name in ("rater", "stranger")
    },
    "assessments:assessment-list": ON_NOTHING,
    "assessments:assessment-create": ON_NOTHING,
    "assessments:organisation-units": {"": organisation},
    "assessments:organisation-action-list": {"": organisation},
    "assessments:organisation-action-sheet": {"": organisation},
    "assessments:action-list": {"": workshop},
    "assessments:action-create": {"": workshop},
    "assessments:action-list-calendar": {"": workshop},
    "assessments:action-sheet": {"": workshop},
    "assessments:action-plan-order": {"": workshop},
    "assessments:action-plan-state": {"": workshop},
    "assessments:action-plan-download": {"": workshop},
    "assessments:action-detail": {"": action},
    "assessments:action-update": {"": action},
    "assessments:action-finish": {"": action},
    "assessments:action-calendar": {"": action},
    "assessments:organisation-units-order": {"": organisation},
    "assessments:organisation-units-pdf": {"": organisation},
    "assessments:organisation-units-sheet": {"": organisation},
    "assessments:round-list": ON_NOTHING,
    "assessments:round-create": ON_NOTHING,
    "assessments:round-board": refs("rounds", "open", "passed"),
    "assessments:round-update": refs("rounds", "open", "passed"),
    "assessments:round-deadline": refs("rounds", "open", "passed"),
    "assessments:round-sheet": refs("rounds", "open", "passed"),
    "assessments:auditor-list": ON_NOTHING,
    "assessments:auditor-create": ON_NOTHING,
    "assessments:auditor-sheet": ON_NOTHING,
    "assessments:auditor-complete": {"": lambda world: {"ref": world.users["cardless"].ref}},
    "assessments:auditor-detail": refs("auditors", "peer"),
    "assessments:auditor-update": refs("auditors", "peer"),
    "assessments:own-auditor": ON_NOTHING,
    **AUDIT_LINES,
    **yearly_addresses(),
    **summary_addresses(),
    "assessments:sent-message-list": ON_NOTHING,
    "assessments:message-create": ON_NOTHING,
    "assessments:mail-text-list": ON_NOTHING,
    "assessments:mail-text-update": {
        "": lambda world: {"kind": "application_submitted", "language": "fi"},
        "not editable": lambda world: {"kind": "password_reset", "language": "fi"},
    },
    "assessments:own-messages": ON_NOTHING,
    "assessments:case-note-create": of_states(),
    "assessments:import-list": ON_NOTHING,
    "assessments:import-create": ON_NOTHING,
    "assessments:import-template": {"": lambda world: {"kind": "organisaatiot"}, "wrong kind": lambda world: {"kind": "kaikki"}},
    "assessments:import-detail": {"": lambda world: {"ref": world.batch.ref}},
    "assessments:import-confirm": {"": lambda world: {"ref": world.batch.ref}},
    "assessments:application-list": ON_NOTHING,
    "assessments:application-create": ON_NOTHING,
    "assessments:receipt-detail": {
        **{state: lambda world, state=state: {"code": world.submissions[state].code} for state in ("submitted", "withdrawn")},  # type: ignore[misc]  # bound now
        "wrong code": lambda world: {"code": TOKEN_OF_NOBODY},
    },
    "assessments:code-entry": ON_NOTHING,
    "assessments:code-detail": ON_NOTHING,
    "assessments:code-rating-update": {"": lambda world: {"code": world.criterion_code("individual")}},
    "assessments:code-end": ON_NOTHING,
    "assessments:api-docs": ON_NOTHING,
    "assessments:api-openapi": ON_NOTHING,
    "assessments:api-version-list": ON_NOTHING,
    "assessments:api-version": _version_lines(),
    "assessments:api-concept-list": ON_NOTHING,
    "assessments:api-mark-list": ON_NOTHING,
    "assessments:api-summary-list": ON_NOTHING,
    "assessments:api-summary": {"": lambda world: {"framework": world.version.framework.slug, "series": "self", "year": "2025"}},
    "assessments:try-it": ON_NOTHING,
    "assessments:try-area": _version_lines(code=lambda world: "K1"),
}


def _empty(world: World) -> dict[str, Any]:
    return {}


def patterns() -> Iterator[tuple[str, URLPattern]]:
    """Yield every named pattern of the site with its full name."""

    def walk(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, URLPattern]]:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
            else:
                yield f"{prefix}{pattern.name}", pattern

    return walk(get_resolver(), "")


@cache
def parameters() -> dict[str, list[str]]:
    """Return what stands in the address of each URL name."""
    return {name: list(pattern.pattern.regex.groupindex) for name, pattern in patterns()}


def addresses() -> list[Address]:
    """Return every address to try, in the order of the URL table; names that are not known how to reach are left out."""
    found = []
    for name, takes in parameters().items():
        if name in OTHERS:
            lines = OTHERS[name]
        elif name.startswith(OF_APPLICATIONS):
            lines = {state: _of_application(name, state) for state in APPLICATION_STATES}
        elif name.startswith("assessments:") and takes:
            lines = {state: _of_assessment(name, state) for state in STATES if (name, state) not in NOTHING_THERE}
        else:
            continue
        lines = {**lines, **BESIDE.get(name, {})}
        found += [Address(name, of, arguments, BODIES.get(name, _empty)) for of, arguments in lines.items()]
    return found


def url_of(world: World, name: str, of: str = "") -> str:
    """Return the one address of the URL name on the thing."""
    return next(address for address in addresses() if (address.name, address.of) == (name, of)).url(world)


def workshop_fields(world: World, **other: Any) -> dict[str, Any]:
    """Return what the form of a workshop\'s facts takes, as it stands."""
    return {"name": "Kivipaja", "municipality": world.workshop.municipality_id, "language": "fi", "size": "", **other}


def organisation_fields(world: World) -> dict[str, Any]:
    """Return what the form of an organisation takes, as it stands."""
    organisation = world.organisation
    facts = {name: getattr(organisation, name) for name in ("name", "business_id", "maintainer_type")}
    return {**facts, "municipality": organisation.municipality_id}
