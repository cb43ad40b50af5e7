"""The demo's data files, read into typed rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Agreed:
    """What a voice says of one criterion; `level` is None when it does not concern the workshop."""

    level: int | None
    now: str
    develop: str
    not_applicable: str


@dataclass(frozen=True)
class Voice:
    """One workshop's way of writing: results by criterion code, strengths by area code, notes, reasons of "ei koske"."""

    results: dict[str, Agreed] = field(default_factory=dict)
    strengths: dict[str, str] = field(default_factory=dict)
    notes: dict[str, list[tuple[str, bool]]] = field(default_factory=dict)  # text, may be shown
    reasons: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Applied:
    """What an application says: texts by criterion code, those that are written anew later, and the levels that are told."""

    texts: dict[str, str] = field(default_factory=dict)
    later: dict[str, str] = field(default_factory=dict)
    levels: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class ByName:
    """A participant without an account; `way` is "code" or "paper", `share` how much she has answered."""

    name: str
    way: str
    share: float


@dataclass(frozen=True)
class Plan:
    """One self-assessment of the demo; days are working days before now, `None` for a step not taken."""

    key: str
    workshop: str
    title: str
    voice: str
    areas: list[str]
    raters: int
    shown: str
    created: int
    started: int | None = None
    skip_individual: bool = False
    opened: int | None = None
    completed: int | None = None
    reopened: int | None = None
    archived: int | None = None
    abandoned: int | None = None
    due_ahead: int | None = None
    discussion_ahead: int | None = None
    filled: float = 1.0
    progress: list[float] = field(default_factory=list)
    invited: int = 0
    by_name: list[ByName] = field(default_factory=list)
    reason: str = ""
    from_previous: bool = False


@cache
def cast() -> dict[str, Any]:
    """Return the people: logins, who else they are, and the pools of names."""
    return _read("cast")


@cache
def places() -> dict[str, Any]:
    """Return the organisations with their workshops, and the access requests that wait."""
    return _read("places")


@cache
def evidence() -> dict[str, list[dict[str, Any]]]:
    """Return the pieces of evidence by the key of the assessment."""
    return _read("evidence")


@cache
def next_round() -> dict[str, Any]:
    """Return what becomes of the results brought from last time, by the key of the assessment, and what is copied between units."""
    return _read("next_round")


@cache
def actions() -> list[dict[str, Any]]:
    """Return what the workshops have agreed to do."""
    rows: list[dict[str, Any]] = _read("actions")["actions"]
    return rows


@cache
def applications() -> dict[str, list[dict[str, Any]]]:
    """Return the rounds of applying and the applications in them."""
    rows: dict[str, list[dict[str, Any]]] = _read("applications")
    return rows


@cache
def decisions() -> dict[str, Any]:
    """Return the cases of decisions with their steps."""
    rows: dict[str, Any] = _read("decisions")
    return rows


@cache
def auditors() -> dict[str, Any]:
    """Return the register of auditors and the steps of the audits."""
    rows: dict[str, Any] = _read("auditors")
    return rows


@cache
def marks() -> dict[str, Any]:
    """Return the marks granted before this service, and which of the decided ones are in the register."""
    rows: dict[str, Any] = _read("marks")
    return rows


@cache
def visits() -> list[dict[str, Any]]:
    """Return the audits that have come to their visits."""
    rows: list[dict[str, Any]] = _read("visits")["audits"]
    return rows


@cache
def audit_reports() -> dict[str, Any]:
    """Return the audits whose reports are written, and what is found of each criterion."""
    found: dict[str, Any] = _read("audit_reports")
    return found


@cache
def practice() -> dict[str, Any]:
    """Return the example applications to practise on, and what has been answered of one."""
    rows: dict[str, Any] = _read("practice")
    return rows


@cache
def reading() -> dict[str, Any]:
    """Return what is asked, answered and taken home while the audits are read."""
    rows: dict[str, Any] = _read("reading")
    return rows


@cache
def drafting() -> dict[str, Any]:
    """Return the audits whose report is written, the reports by key, and the findings they draw on."""
    rows: dict[str, Any] = _read("drafting")
    return rows


@cache
def applied(name: str) -> Applied:
    """Return what the application of that name says; an empty name says nothing yet."""
    return Applied(**_read(f"applied/{name}")) if name else Applied()


@cache
def past_audits() -> dict[str, Any]:
    """Return what the audits of a past year are made of."""
    return _read("past_audits")


@cache
def plans() -> list[Plan]:
    """Return the self-assessments in the order they are made."""
    rows = _read("assessments")["assessments"]
    return [Plan(**row | {"by_name": [ByName(**person) for person in row.get("by_name", [])]}) for row in rows]


@cache
def voice(name: str) -> Voice:
    """Return the voice of that name; an empty name is a workshop that has written nothing yet."""
    if not name:
        return Voice()
    data = _read(f"voices/{name}")
    return Voice(
        results={code: _agreed(row) for code, row in data["results"].items()},
        strengths={code: text.strip() for code, text in data["strengths"].items()},
        notes={code: _notes(row) for code, row in data["notes"].items()},
        reasons=data["reasons"],
    )


def _agreed(row: dict[str, Any]) -> Agreed:
    texts = {name: row.get(name, "").strip() for name in ("now", "develop", "not_applicable")}
    return Agreed(level=row.get("level"), **texts)


def _notes(row: dict[str, list[str]]) -> list[tuple[str, bool]]:
    return [(text, True) for text in row.get("shared", [])] + [(text, False) for text in row.get("private", [])]


def _read(name: str) -> Any:
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
