"""Audits from naming to their visits: everybody has confirmed every criterion, and a visit is agreed or made."""

from __future__ import annotations

import datetime as dt
from itertools import cycle
from typing import Any
from uuid import UUID

from django.utils import timezone

from assessments.choices import Answer, VisitStepKind
from assessments.demo.content import visits
from assessments.demo.stage import Stage
from assessments.models import Assessment
from assessments.selectors.results import criteria_of
from assessments.services.auditing.invitations import accept_seat
from assessments.services.auditing.reading import confirm_rating
from assessments.services.auditing.seats import invite_auditors, name_auditor
from assessments.services.auditing.visit_notes import add_visit_note, add_visit_question
from assessments.services.auditing.visits import AgreedVisit, agree_visit, record_visit, tick_step
from assessments.services.ratings import GivenRating
from workshops.models import User

Row = dict[str, Any]
PACE = dt.timedelta(minutes=4)  # from one criterion to the next


def make_visits(stage: Stage) -> None:
    """Take every audit of the data to its visit."""
    for row in visits():
        take_to_visit(stage, row)


def take_to_visit(stage: Stage, row: Row) -> Assessment:
    """Take one audit from naming its auditors to the visit that the row tells of, and return it."""
    audit = open_to_auditors(stage, row)
    for number, who in enumerate(row["auditors"]):
        confirm_all(stage, audit, who, row["levels"][who], at=stage.calendar.ago(row["confirmed"], 9 + 4 * number, 10))
    ask_for_visit(stage, audit, row)
    agree_and_make(stage, audit, row)
    return Assessment.objects.get(pk=audit.pk)


def open_to_auditors(stage: Stage, row: Row) -> Assessment:
    """Name and invite the auditors, let all accept, and return the audit that is read now."""
    application, by = stage.applications[row["application"]], stage.logins["coordinator"]
    at = stage.calendar.ago(row["named"], 9, 25)
    for who in row["auditors"]:
        reason = row.get("reasons", {}).get(who, "")
        name_auditor(application=application, auditor=stage.auditors[who], warning_reason=reason, by=by, at=at)
    seats = invite_auditors(application=application, by=by, at=at + dt.timedelta(minutes=40))
    for seat in seats:
        accept_seat(seat=seat, declared=True, by=seat.auditor.user, at=stage.calendar.ago(row["accepted"], 13, 15))
    return Assessment.objects.select_related("version__scale").get(pk=seats[0].assessment_id)


def confirm_all(stage: Stage, audit: Assessment, who: str, values: list[int], *, at: dt.datetime) -> None:
    """Let the auditor rate and confirm every criterion, with the levels in turn."""
    levels = {level.value: level for level in audit.version.scale.levels.all()}
    met, partly, *_others = audit.version.verdicts.all()
    for criterion, value in zip(criteria_of(audit), cycle(values), strict=False):
        verdict = met if value >= audit.version.scale.met_from else partly
        given = GivenRating(Answer.LEVEL, levels[value], verdict=verdict)
        confirm_rating(audit=audit, criterion=criterion, given=given, revision=0, by=_person(stage, who), at=at)
        at += PACE


def ask_for_visit(stage: Stage, audit: Assessment, row: Row) -> None:
    """Collect the questions."""
    criteria = {criterion.code: criterion for criterion in criteria_of(audit)}
    at = stage.calendar.ago(row["confirmed"], 17, 20)
    for question in row.get("questions", []):
        given = {"criterion": criteria[question["criterion"]], "text": question["text"], "by": _person(stage, question["who"])}
        add_visit_question(audit=audit, **given, at=at)


def agree_and_make(stage: Stage, audit: Assessment, row: Row) -> None:
    """Agree on the visit; one in the past is written down, ticked and marked as made."""
    told = row["visit"]
    starts_at = _starts_at(stage, told)
    agreed = AgreedVisit(
        is_remote=False,
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(hours=told["lasts"]),
        place=told["place"],
        link="",
        people=told["people"],
    )
    first = _person(stage, row["auditors"][0])
    agree_visit(audit=audit, agreed=agreed, by=first, at=stage.calendar.ago(row["agreed"], 14, 5))
    if "ahead" in told:
        return
    write_notes(stage, audit, row, at=starts_at + PACE)
    for number, step in enumerate(row["steps"]):
        tick_step(audit=audit, step=VisitStepKind(step), by=first, at=starts_at + dt.timedelta(minutes=30 * number))
    record_visit(audit=audit, has_fed_back=True, by=first, at=agreed.ends_at + dt.timedelta(minutes=10))


def write_notes(stage: Stage, audit: Assessment, row: Row, *, at: dt.datetime) -> None:
    """Take the notes down, each under a key that the seed makes."""
    criteria = {criterion.code: criterion for criterion in criteria_of(audit)}
    for note in row.get("notes", []):
        at += PACE
        key = UUID(int=stage.rng.getrandbits(128), version=4)
        given = {"criterion": criteria.get(note.get("criterion", "")), "text": note["text"], "by": _person(stage, note["who"])}
        add_visit_note(audit=audit, key=key, **given, at=at)


def _starts_at(stage: Stage, told: Row) -> dt.datetime:
    if "day" in told:
        return stage.calendar.ago(told["day"], told["hour"])
    return dt.datetime.combine(stage.calendar.ahead(told["ahead"]), dt.time(told["hour"]), tzinfo=timezone.get_default_timezone())


def _person(stage: Stage, who: str) -> User:
    return stage.auditors[who].user
