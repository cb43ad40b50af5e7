"""The lines of audits in the table of access, from naming auditors to the decision, and of the examples on which auditors practise."""

from __future__ import annotations

from assessments.selectors.results import criteria_of
from tests.access.applications import APPLICATION_STATES
from tests.access.arguments import ON_NOTHING, Arguments, nothing, refs
from tests.access.audit_reports import report_addresses
from tests.access.cast import World
from tests.access.decisions import DECIDED_STATES
from tests.access.marks import mark_addresses
from tests.access.practising import CONFIRMED, FIRST, PRACTICE_STATES

SEATS = ("invited peer", "in_audit peer", "in_audit replaced_peer", "in_audit second_peer", "final peer")
VISITS = ("in_audit", "visit")


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


def of_states() -> dict[str, Arguments]:
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


def of_matters() -> dict[str, Arguments]:
    return {of: lambda world, of=of: {"ref": world.matters[of].ref} for of in DECIDED_STATES}  # type: ignore[misc]  # bound now


PACKS = refs("rounds", "open", "passed")  # nothing is decided in the open one
DECISIONS: dict[str, dict[str, Arguments]] = {
    "assessments:decision-list": ON_NOTHING,
    "assessments:decision-detail": {
        **of_matters(),
        "in_audit": lambda world: {"ref": world.applications["in_audit"].ref},  # no report yet
    },
    "assessments:decision-recuse": of_matters(),
    "assessments:decision-pack-order": PACKS,
    "assessments:decision-pack-state": PACKS,
    "assessments:decision-pack-download": PACKS,
    "assessments:decision-correct": refs("decisions", "granted", "superseded"),
    "assessments:decision-conditions": refs("decisions", "granted", "superseded"),
}
AUDIT_LINES: dict[str, dict[str, Arguments]] = {
    "assessments:assignment": of_states(),
    "assessments:audit-plan": of_states(),
    "assessments:seats-invite": of_states(),
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
    "assessments:application-visit-calendar": refs("applications", *VISITS),
    **report_addresses(),
    **mark_addresses(),
    **{
        f"assessments:audit-{page}": _of_reports()
        for page in ("draft-start", "draft", "results-accept", "draft-check", "comments-ask", "conclusion-update")
    },
    **{f"assessments:audit-{page}": _of_reports(of_criterion=True) for page in ("result-update", "rating-change")},
    "assessments:audit-strengths-update": _of_reports(of_area=True),
    "assessments:round-proposal": refs("rounds", "open", "passed"),
    "assessments:proposal-state": refs("rounds", "open", "passed"),
    "assessments:proposal-order": refs("rounds", "open", "passed"),
    "assessments:proposal-invite": refs("rounds", "open", "passed"),
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
    **DECISIONS,
}
