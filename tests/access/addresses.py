"""How each URL name is reached in the tests of access: with what in its address, about which thing, and with which posted form.

A URL name that is missing here fails `tests/test_urls.py`; one with several lines is tried on several things (an invitation of a
worker and of a leader, a published version and a draft).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from assessments.selectors.results import criteria_of
from tests.access.applications import APPLICATION_STATES
from tests.access.audit_reports import REPORT_BODIES, report_addresses
from tests.access.cast import World
from tests.access.decisions import DECIDED_STATES
from tests.access.markers import STATES
from tests.access.marks import MARK_BODIES, mark_addresses
from tests.access.practising import CONFIRMED, FIRST, PRACTICE_STATES
from workshops.invitation_links import invitation_token

Arguments = Callable[[World], dict[str, str]]
Body = Callable[[World], dict[str, Any]]
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


def nothing(world: World) -> dict[str, str]:
    return {}


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


def _refs(attribute: str, *names: str) -> dict[str, Arguments]:
    return {name: lambda world, name=name: {"ref": getattr(world, attribute)[name].ref} for name in names}  # type: ignore[misc]  # bound now


def _of_naming(state: str) -> Arguments:
    return lambda world: {"ref": world.applications[state].ref, "auditor": world.auditors["candidate"].ref}


def _papers(*names: str) -> tuple[str, ...]:
    return tuple(f"{name}{part}" for name in names for part in ("", "-order", "-download"))


def _of_seats(name: str) -> dict[str, Arguments]:
    return {of: lambda world, of=of: {"ref": world.seats[of].ref} for of in SEATS}  # type: ignore[misc]  # bound now


def _of_audits(name: str) -> dict[str, Arguments]:
    def of(state: str) -> Arguments:
        evidence = {"sha256": lambda world: world.application_evidence[state].file.sha256} if name.endswith("-file") else {}
        return lambda world: {"ref": world.audits[state].ref, **{key: make(world) for key, make in evidence.items()}}

    return {state: of(state) for state in ("invited", "in_audit")}


def _of_ratings() -> dict[str, Arguments]:
    """Return the first criterion of each audit, and one that the peer has confirmed."""

    def of(state: str, number: int) -> Arguments:
        return lambda world: {"ref": world.audits[state].ref, "code": criteria_of(world.audits[state])[number].code}

    return {"invited": of("invited", 0), "in_audit": of("in_audit", 0), "in_audit confirmed": of("in_audit", 1)}


def _of_areas() -> dict[str, Arguments]:
    """Return the first area of each audit."""

    def of(state: str) -> Arguments:
        return lambda world: {"ref": world.audits[state].ref, "code": criteria_of(world.audits[state])[0].area.code}

    return {state: of(state) for state in ("invited", "in_audit")}


# What is read, asked and taken home while an audit's material is open.
READING: dict[str, dict[str, Arguments]] = {
    "assessments:audit-area-update": _of_areas(),
    **{f"assessments:{name}": _of_audits(name) for name in ("audit-print-order", "audit-print-download", "audit-files-download")},
    "assessments:clarification-list": _of_audits("clarification-list"),
    "assessments:clarification-detail": _of_ratings(),
    "assessments:home-note-update": _of_ratings(),
}


def _of_practice(code: str = "") -> dict[str, Arguments]:
    more = {"code": code} if code else {}
    return {f"example {state}": lambda world, state=state: {"ref": world.cases[state].ref, **more} for state in PRACTICE_STATES}  # type: ignore[misc]  # bound now


def _of_reports(*, of_criterion: bool = False, of_area: bool = False) -> dict[str, Arguments]:
    """Return the audit whose report is written and the one that is read, with the first criterion or area where the address names one."""

    def of(state: str) -> Arguments:
        def arguments(world: World) -> dict[str, str]:
            [criterion, *_others] = criteria_of(world.audits[state])
            more = {"code": criterion.code} if of_criterion else {"area_code": criterion.area.code} if of_area else {}
            return {"ref": world.audits[state].ref, **more}

        return arguments

    return {state: of(state) for state in ("in_audit", "report")}


def _of_states() -> dict[str, Arguments]:
    return {state: lambda world, state=state: {"ref": world.applications[state].ref} for state in APPLICATION_STATES}  # type: ignore[misc]  # bound now


def _of_visits(name: str) -> dict[str, Arguments]:
    """Return the audit that is read and the one whose visit is agreed, each with what else stands in the address."""
    more: dict[str, Arguments] = {
        "visit-step": lambda world: {"step": "tour"},
        "question-create": lambda world: {"code": criteria_of(world.audits["in_audit"])[0].code},
    }

    def of(state: str) -> Arguments:
        extra = more.get(name, nothing)
        return lambda world: {"ref": world.audits[state].ref, **extra(world)}

    return {state: of(state) for state in VISITS}


def _of_questions() -> dict[str, Arguments]:
    def of(state: str, person: str) -> Arguments:
        return lambda world: {"ref": world.audits[state].ref, "question_ref": world.questions[f"{state} {person}"].ref}

    return {f"{state} {person}": of(state, person) for state in VISITS for person in ("peer", "second_peer")}


VISITS = ("in_audit", "visit")


def _of_matters() -> dict[str, Arguments]:
    return {of: lambda world, of=of: {"ref": world.matters[of].ref} for of in DECIDED_STATES}  # type: ignore[misc]  # bound now


SEATS = ("invited peer", "in_audit peer", "in_audit replaced_peer", "in_audit second_peer", "final peer")
OF_APPLICATIONS = ("assessments:application-", "assessments:answer-", "assessments:submission-")
NOTHING_THERE = {("assessments:evidence-download", "draft")}  # no evidence is given before the start
ON_NOTHING: dict[str, Arguments] = {"": nothing}
PACKS = _refs("rounds", "open", "passed")  # nothing is decided in the open one
DECISIONS: dict[str, dict[str, Arguments]] = {
    "assessments:decision-list": ON_NOTHING,
    "assessments:decision-detail": {
        **_of_matters(),
        "in_audit": lambda world: {"ref": world.applications["in_audit"].ref},  # no report yet
    },
    "assessments:decision-recuse": _of_matters(),
    "assessments:decision-pack-order": PACKS,
    "assessments:decision-pack-state": PACKS,
    "assessments:decision-pack-download": PACKS,
    "assessments:decision-correct": _refs("decisions", "granted", "superseded"),
    "assessments:decision-conditions": _refs("decisions", "granted", "superseded"),
}
BESIDE: dict[str, dict[str, Arguments]] = {
    "assessments:application-detail": {"granted": _of_matters()["granted"], "corrected": _of_matters()["corrected"]}
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
    "workshops:invitation-resend": _refs("invitations", "worker", "leader", "organisation", "national", "revoked"),
    "workshops:invitation-revoke": _refs("invitations", "worker", "leader", "organisation", "national", "revoked"),
    "workshops:invitation-accept": {
        "waiting": lambda world: {"token": invitation_token(world.invitations["worker"])},
        "revoked": lambda world: {"token": invitation_token(world.invitations["revoked"])},
        "wrong token": lambda world: {"token": TOKEN_OF_NOBODY},
    },
    "workshops:role-end": _refs("grants", "worker", "second_leader", "org_contact", "decider", "former"),
    "workshops:organisation-list": ON_NOTHING,
    "workshops:organisation-create": ON_NOTHING,
    "workshops:organisation-detail": {"": organisation},
    "workshops:organisation-update": {"": organisation},
    "workshops:workshop-create": {"": organisation},
    "workshops:organisation-invitation-create": {"": organisation},
    "workshops:access-request-list": ON_NOTHING,
    "workshops:access-request-approve": _refs("access_requests", "waiting", "declined"),
    "workshops:access-request-decline": _refs("access_requests", "waiting", "declined"),
    "workshops:user-list": ON_NOTHING,
    "workshops:user-invite": ON_NOTHING,
    "workshops:leaderless-list": ON_NOTHING,
    "workshops:user-detail": _refs("users", "worker"),
    "workshops:user-role-create": _refs("users", "worker"),
    "workshops:user-disable": _refs("users", "worker"),
    "workshops:user-enable": _refs("users", "worker"),
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
    "assessments:round-board": _refs("rounds", "open", "passed"),
    "assessments:round-update": _refs("rounds", "open", "passed"),
    "assessments:round-deadline": _refs("rounds", "open", "passed"),
    "assessments:round-sheet": _refs("rounds", "open", "passed"),
    "assessments:auditor-list": ON_NOTHING,
    "assessments:auditor-create": ON_NOTHING,
    "assessments:auditor-sheet": ON_NOTHING,
    "assessments:auditor-complete": {"": lambda world: {"ref": world.users["cardless"].ref}},
    "assessments:auditor-detail": _refs("auditors", "peer"),
    "assessments:auditor-update": _refs("auditors", "peer"),
    "assessments:own-auditor": ON_NOTHING,
    "assessments:assignment": _of_states(),
    "assessments:audit-plan": _of_states(),
    "assessments:seats-invite": _of_states(),
    "assessments:auditor-name": {state: _of_naming(state) for state in APPLICATION_STATES},
    **{
        f"assessments:seat-{page}": _of_seats(page)
        for page in ("remove", "replace", "detail", "accept", "decline", "conflict", *_papers("letter", "certificate"))
    },
    **{f"assessments:audit-{page}": _of_audits(f"audit-{page}") for page in ("detail", "submission", "file")},
    "assessments:audit-rating-update": _of_ratings(),
    **READING,
    "assessments:home-note-list": ON_NOTHING,
    "assessments:home-note-download": ON_NOTHING,
    **{
        f"assessments:audit-{page}": _of_visits(page)
        for page in (
            *("visit", "visit-agree", "visit-cancel", "visit-record", "visit-step", "visit-calendar", "visit-mode", "visit-worker"),
            "question-create",
        )
    },
    "assessments:audit-question-remove": _of_questions(),
    "assessments:application-visit-calendar": _refs("applications", *VISITS),
    **report_addresses(),
    **mark_addresses(),
    **{
        f"assessments:audit-{page}": _of_reports()
        for page in ("draft-start", "draft", "results-accept", "draft-check", "comments-ask", "conclusion-update")
    },
    **{f"assessments:audit-{page}": _of_reports(of_criterion=True) for page in ("result-update", "rating-change")},
    "assessments:audit-strengths-update": _of_reports(of_area=True),
    "assessments:round-proposal": _refs("rounds", "open", "passed"),
    "assessments:proposal-state": _refs("rounds", "open", "passed"),
    "assessments:proposal-order": _refs("rounds", "open", "passed"),
    "assessments:proposal-invite": _refs("rounds", "open", "passed"),
    "assessments:practice-case-list": ON_NOTHING,
    "assessments:practice-case-create": ON_NOTHING,
    **{
        f"assessments:practice-{page}": _of_practice()
        for page in ("case-detail", "case-update", "case-preview", "case-publish", "case-retire", "case-copy", "detail", "restart")
    },
    "assessments:practice-answer-update": _of_practice(FIRST),
    "assessments:practice-list": ON_NOTHING,
    "assessments:practice-rating-update": {
        **_of_practice(FIRST),
        "example confirmed": lambda world: {"ref": world.cases["published"].ref, "code": CONFIRMED},
    },
    "assessments:sent-message-list": ON_NOTHING,
    "assessments:message-create": ON_NOTHING,
    "assessments:mail-text-list": ON_NOTHING,
    "assessments:mail-text-update": {
        "": lambda world: {"kind": "application_submitted", "language": "fi"},
        "not editable": lambda world: {"kind": "password_reset", "language": "fi"},
    },
    "assessments:own-messages": ON_NOTHING,
    "assessments:case-note-create": _of_states(),
    "assessments:import-list": ON_NOTHING,
    "assessments:import-create": ON_NOTHING,
    "assessments:import-template": {"": lambda world: {"kind": "organisaatiot"}, "wrong kind": lambda world: {"kind": "kaikki"}},
    "assessments:import-detail": {"": lambda world: {"ref": world.batch.ref}},
    "assessments:import-confirm": {"": lambda world: {"ref": world.batch.ref}},
    **DECISIONS,
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
    "assessments:try-it": ON_NOTHING,
    "assessments:try-area": _version_lines(code=lambda world: "K1"),
}

BODIES: dict[str, Body] = {
    "workshops:role-create": lambda world: {"role": "contact"},
    "workshops:invitation-create": lambda world: {"email": "uusi@kivipaja.example", "role": "worker"},
    "workshops:organisation-invitation-create": lambda world: {"email": "uusi@kivipaja.example", "role": "leader"},
    "workshops:leader-appoint": lambda world: {"email": "uusi@kivipaja.example"},
    "workshops:invitation-resend": lambda world: {"email": "korjattu@kivipaja.example"},
    "workshops:access-request-decline": lambda world: {"reason": "Yhdistys on jo mukana."},
    "workshops:user-invite": lambda world: {"email": "uusi@kivipaja.example", "role": "coordinator"},
    "workshops:user-role-create": lambda world: {"role": "coordinator"},
    "workshops:feedback": lambda world: {"text": "Hyvä palvelu."},
    "assessments:rating-update": lambda world: {"answer": "2", "note": "Uusi huomio.", "revision": "1"},
    "assessments:code-entry": lambda world: {"secret_code": "ABCD-EFGH-JKMN"},
    "assessments:try-area": lambda world: {"K1.1": "2"},
    "assessments:participant-by-name": lambda world: {"name": "Uusi Henkilö"},
    "assessments:paper-update": lambda world: {"K2.1-answer": "2", "K2.1-revision": "0"},
    "assessments:participant-list": lambda world: {"emails": "uusi@kivipaja.example"},
    "assessments:assessment-reopen": lambda world: {"reason": "Yksi kohta jäi auki."},
    "assessments:assessment-abandon": lambda world: {"reason": "Aloitetaan alusta."},
    "assessments:result-update": lambda world: {"answer": "2", "current_practice": "Uusi teksti.", "revision": "1"},
    "assessments:support-list": lambda world: {"email": "tuki@vieras.example", "last_date": "2026-12-20"},
    "assessments:assignment-list": lambda world: {"criteria": [world.criterion_code("joint")], "assignee": world.users["rater"].ref},
    "assessments:reminder-create": lambda world: {"people": [world.participant("individual", "rater").ref]},
    "assessments:result-history": lambda world: {"versio": "1", "revision": "1"},
    "assessments:area-summary-history": lambda world: {"versio": "1", "revision": "1"},
    "assessments:area-summary-update": lambda world: {"strengths": "Uusi teksti.", "revision": "1"},
    "assessments:evidence-create": lambda world: {"title": "Muistio", "link": "https://kivipaja.example/x"},
    "assessments:action-create": lambda world: {"what": "Uusi teko.", "due_date": "2027-03-01"},
    "assessments:result-action-create": lambda world: {"what": "Uusi teko.", "due_date": "2027-03-01"},
    "assessments:action-update": lambda world: {"what": "Muutettu.", "status": "under_way", "notes": "Alku.", "revision": "1"},
    "assessments:action-finish": lambda world: {"revision": "1"},
    "assessments:audit-visit-agree": lambda world: {
        "way": "kaynti",
        "visit_date": "20.1.2027",
        "start_time": "9.00",
        "end_time": "14.00",
        "place": "Hakupaja",
        "link": "",
        "people": "Esihenkilö",
    },
    "assessments:audit-visit-mode": lambda world: {"key": "5f0c9a0e-0d1b-4f0e-8d57-0a2f5f0b7c11", "text": "Uusi muistiinpano."},
    "assessments:audit-question-create": lambda world: {"text": "Uusi kysymys."},
    "assessments:practice-case-update": lambda world: {"title": "Toinen", "introduction": "Keksitty.", "revision": "1"},
    "assessments:practice-answer-update": lambda world: {"text": "Uusi teksti.", "revision": "1"},
    "assessments:practice-rating-update": lambda world: {"note": "Uusi huomio.", "revision": "1"},
    "assessments:audit-results-accept": lambda world: {"criteria": [criteria_of(world.audits["report"])[1].code]},
    "assessments:audit-result-update": lambda world: {"answer": "3", "verdict": "met", "suggestion": "Uusi.", "revision": "1"},
    "assessments:audit-rating-change": lambda world: {
        "answer": "2",
        "verdict": "partly_met",
        "note": "Luin suunnitelman.",
        "change_reason": "Näin käynnillä.",
        "revision": "1",
    },
    "assessments:audit-strengths-update": lambda world: {"strengths": "Uusi teksti.", "revision": "1"},
    "assessments:audit-conclusion-update": lambda world: {"summary": "Uusi.", "recommendation": "supported", "revision": "1"},
    "assessments:decision-detail": lambda world: {"outcome": "granted", "decided_date": "2026-11-22", "minutes_section": "11/2026 § 4"},
    "assessments:decision-correct": lambda world: {
        "outcome": "refused",
        "decided_date": "2026-11-22",
        "minutes_section": "11/2026 § 4",
        "reasons": "Kesken.",
        "correction_reason": "Virhe.",
    },
    "assessments:decision-conditions": lambda world: {"met_date": "2026-11-22", "note": "Nähty."},
    "assessments:result-accept-agreed": lambda world: {"criteria": ["K1.1"]},
    "assessments:result-confirm": lambda world: {"criteria": ["K1.1"]},
    "assessments:clarification-detail": lambda world: {"text": "Entä lomien aikana?"},
    "assessments:home-note-update": lambda world: {"text": "Kokeillaan tätä meilläkin.", "revision": "1"},
    **REPORT_BODIES,
    **MARK_BODIES,
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
