"""External audits of a past year, from the application to the mark: what the summary of audits tells beside the own levels."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from assessments.demo.applications import Applying
from assessments.demo.audit_reports import Reporting
from assessments.demo.auditors import register
from assessments.demo.content import Applied, past_audits
from assessments.demo.decisions import Deciding
from assessments.demo.rounds import hold_past_round
from assessments.demo.stage import Stage
from assessments.models import Application
from assessments.services.auditing.checking import close_audit
from criteria.models import Criterion, FrameworkVersion
from workshops.models import User, Workshop

ROUND = "audits"
Levels = Mapping[str, int | None]  # criterion code → the workshop's own level


def audit_workshops(stage: Stage, version: FrameworkVersion, year: int, audited: Iterable[tuple[Workshop, User, Levels]]) -> None:
    """Let the workshops apply in a round of the year, audit each, and decide; the levels are near their own."""
    stage.tell(f"Auditoinnit {year}")
    rows = past_audits()
    days = {step: stage.calendar.days_since(dt.date(year, *day)) for step, day in rows["days"].items()}
    chosen = {f"audited-{number}": (workshop, leader, levels) for number, (workshop, leader, levels) in enumerate(audited)}
    past = replace(
        stage,
        workshops={key: workshop for key, (workshop, _leader, _levels) in chosen.items()},
        contacts={key: leader for key, (_workshop, leader, _levels) in chosen.items()},
        leaders={},
        applications={},
        auditors={row["key"]: register(stage, row, days["registered"]) for row in rows["auditors"]},
    )
    past.rounds = {ROUND: hold_past_round(past, version, days)}
    criteria = list(Criterion.objects.filter(area__version=version).order_by("area__order", "order"))
    auditors = list(past.auditors)
    for number, (key, (_workshop, _leader, own)) in enumerate(chosen.items()):
        _apply(past, key, criteria, days)
        _audit(past, key, auditors[number % len(auditors)], _findings(past, version, criteria, own), days)
        _decide(past, past.applications[key], number, days)


def _apply(stage: Stage, key: str, criteria: list[Criterion], days: Mapping[str, int]) -> None:
    steps = [{"do": "register", "day": days["applied"]}, {"do": "begin", "day": days["applied"]}]
    steps += [{"do": do, "day": days["submitted"]} for do in ("write", "submit")]
    applying = Applying(stage, {"key": key, "workshops": [key], "wish": "external", "round": ROUND, "steps": steps})
    applying.said = Applied(texts={criterion.code: stage.rng.choice(past_audits()["texts"]) for criterion in criteria})
    applying.walk()


def _audit(stage: Stage, key: str, who: str, findings: dict[str, dict[str, Any]], days: Mapping[str, int]) -> None:
    written = {name: past_audits()[name] for name in ("strengths", "summary", "recommendation", "visit")}
    reporting = Reporting(stage, {"application": key, "team": [who], **written}, findings)
    for do, day in past_audits()["steps"].items():
        step = {"do": do, "who": who, "lead": True, "day": days[day], "visit": days["visited"]}
        getattr(reporting, do)(step)


def _findings(stage: Stage, version: FrameworkVersion, criteria: list[Criterion], own: Levels) -> dict[str, dict[str, Any]]:
    """Return what is agreed of each criterion: mostly the workshop's own level, else a step from it, lower more often than higher."""
    found = {}
    for criterion in criteria:
        step = stage.rng.choice([-1, -1, 0, 0, 0, 1])
        level = min(max((own.get(criterion.code) or 3) + step, 1), 4)
        suggestion = stage.rng.choice(past_audits()["suggestions"]) if level < version.scale.met_from else ""
        found[criterion.code] = {"level": level, "interview": stage.rng.choice(past_audits()["heard"]), "suggestion": suggestion}
    return found


def _decide(stage: Stage, application: Application, number: int, days: Mapping[str, int]) -> None:
    said = {"minutes_section": f"9 § {number + 1}", "reasons": past_audits()["reasons"], "outcome": "granted", "day": days["decided"]}
    fresh = Application.objects.select_related("round").get(pk=application.pk)
    Deciding(stage, fresh).record(said)
    audit = fresh.audits.get()
    close_audit(audit=audit, by=stage.logins["coordinator"], at=stage.calendar.ago(days["decided"], 16, 5))
