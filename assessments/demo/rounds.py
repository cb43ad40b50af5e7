"""Rounds of applying: one that passed long ago, one that has just passed, one that is open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format

from assessments.demo.applications import Applying
from assessments.demo.calendar import DemoCalendar
from assessments.demo.content import applications
from assessments.demo.stage import Stage
from assessments.models import Round
from assessments.services.applications.ending import LAPSE_MARGIN, lapse_unsubmitted
from assessments.services.rounds import Break, create_round, move_deadline
from criteria.models import FrameworkVersion

CLOSES = (16, 15)  # docs/domain.md 4.2


def hold_rounds(stage: Stage, version: FrameworkVersion) -> None:
    """Make the rounds, let the workshops apply in each, and close those whose deadline has passed; then what comes after that."""
    rows = applications()
    for row in rows["rounds"]:
        stage.rounds[row["key"]] = _create(stage, row, version)
    applyings = [Applying(stage, row) for row in rows["applications"]]
    for row in rows["rounds"]:
        stage.tell(stage.rounds[row["key"]].name)
        for applying in applyings:
            if applying.round_key == row["key"]:
                applying.walk()
        _close(stage, row)
    for applying in applyings:
        applying.go_on() if applying.round_key else applying.walk()


def _create(stage: Stage, row: dict[str, Any], version: FrameworkVersion) -> Round:
    calendar = stage.calendar
    deadline_at, opens = _deadline(calendar, row), calendar.ago(row["opens"]).date()
    decision = calendar.ahead(row["decision_ahead"]) if "decision_ahead" in row else calendar.ago(row["decision"]).date()
    return create_round(
        name=_name(_deadline(calendar, row.get("moved", row))),
        version=version,
        opens_date=opens,
        deadline_at=deadline_at,
        decision_date=decision,
        breaks=_breaks(opens, decision),
        by=stage.logins["coordinator"],
        at=calendar.ago(row["created"], 10, 20),
    )


def hold_past_round(stage: Stage, version: FrameworkVersion, days: Mapping[str, int]) -> Round:
    """Make a round of a past year, `days` working days ago for each of its own."""
    row = {"deadline": days["closes"], "opens": days["opens"], "decision": days["decided"], "created": days["registered"]}
    return _create(stage, row, version)


def _close(stage: Stage, row: dict[str, Any]) -> None:
    """Move the deadline as the plan says, and mark what was not submitted by it, if it has passed."""
    round_ = stage.rounds[row["key"]]
    if "moved" in row:
        moved = row["moved"]
        round_ = stage.rounds[row["key"]] = move_deadline(
            round_=round_,
            deadline_at=_deadline(stage.calendar, moved),
            reason=moved["reason"],
            by=stage.logins["coordinator"],
            at=stage.calendar.ago(moved["day"], 8, 40),
        )
    if round_.has_passed(stage.calendar.now):
        lapse_unsubmitted(at=round_.deadline_at + LAPSE_MARGIN + dt.timedelta(minutes=5))


def _deadline(calendar: DemoCalendar, row: dict[str, Any]) -> dt.datetime:
    if "deadline" in row:
        return calendar.ago(row["deadline"], *CLOSES)
    return timezone.make_aware(
        dt.datetime.combine(calendar.ahead(row["deadline_ahead"]), dt.time(*CLOSES)), timezone.get_default_timezone()
    )


def _name(deadline_at: dt.datetime) -> str:
    """Name the round by the month of its deadline: "Joulukuun 2026 haku"."""
    with translation.override("fi"):
        month = date_format(timezone.localtime(deadline_at), "F")
    return f"{month.capitalize()}n {deadline_at.year} haku"


def _breaks(first: dt.date, last: dt.date) -> list[Break]:
    """Return the quiet times of the year that fall between the days."""
    breaks = []
    for year in range(first.year - 1, last.year + 1):
        for begins, ends in settings.QUIET_TIMES:
            pause = dt.date(year, *begins), dt.date(year + (ends < begins), *ends)
            if pause[1] >= first and pause[0] <= last:
                breaks.append(pause)
    return sorted(breaks)
