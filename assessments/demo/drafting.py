"""Audits whose report is being written: rated by both, visited, and written as far as the data says."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any

from assessments.choices import Answer
from assessments.demo.content import drafting
from assessments.demo.stage import Stage
from assessments.models import Assessment, AuditSeat, Rating
from assessments.selectors.results import criteria_of
from assessments.services.auditing.audits import plan_audit
from assessments.services.auditing.drafting import start_report
from assessments.services.auditing.findings import (
    TEXTS,
    GivenResult,
    accept_pair_results,
    change_rating,
    save_audit_result,
    save_audit_strengths,
    save_conclusion,
)
from assessments.services.auditing.invitations import accept_seat
from assessments.services.auditing.reading import confirm_rating
from assessments.services.auditing.seats import invite_auditors, name_auditor
from assessments.services.auditing.visits import AgreedVisit, agree_visit, record_visit
from assessments.services.ratings import GivenRating
from criteria.models import Criterion, Level, Verdict
from workshops.models import User

Row = dict[str, Any]
PACE = dt.timedelta(minutes=9)  # from one criterion to the next
SOURCES = dict(zip(("documents", "interviews", "visit", "suggestion"), TEXTS, strict=True))  # of the data → of a result


def draft_reports(stage: Stage) -> None:
    """Take each audit from naming to what its report holds so far."""
    stage.tell("Raporttiluonnokset")
    for key, row in drafting()["audits"].items():
        audit = rate_together(stage, row)
        hold_visit(stage, audit, row["visited"])
        start_report(audit=audit, by=_auditors(audit)[0], at=stage.calendar.ago(row["begun"], 9, 15))
        write_report(stage, audit, key)


def rate_together(stage: Stage, row: Row) -> Assessment:
    """Name, invite and accept the auditors of the row; each rates every criterion and confirms. Return the audit."""
    application, coordinator = stage.applications[row["application"]], stage.logins["coordinator"]
    named_at = stage.calendar.ago(row["named"], 10, 10)
    days = {"starts_date": stage.calendar.ago(row["accepted"]).date(), "ends_date": stage.calendar.ahead(row["ends_ahead"])}
    for who in row["auditors"]:
        name_auditor(application=application, auditor=stage.auditors[who], by=coordinator, at=named_at)
    plan_audit(application=application, by=coordinator, at=named_at, **days)
    seats = invite_auditors(application=application, by=coordinator, at=named_at + PACE)
    for seat in seats:
        accept_seat(seat=seat, declared=True, by=seat.auditor.user, at=stage.calendar.ago(row["accepted"], 12, 20))
    audit = Assessment.objects.select_related("version__scale").get(pk=seats[0].assessment_id)
    for who in row["auditors"]:
        _confirm_all(stage, audit, stage.auditors[who].user, row["levels"][who], row)
    return audit


def _confirm_all(stage: Stage, audit: Assessment, user: User, values: list[int], row: Row) -> None:
    scale, at = Scale(audit), stage.calendar.ago(row["rated"], 9, 5)
    for number, (criterion, value) in enumerate(zip(criteria_of(audit), values, strict=True)):
        given = GivenRating(Answer.LEVEL, scale.levels[value], note=row["note"], verdict=scale.verdict_of(value))
        confirm_rating(audit=audit, criterion=criterion, given=given, revision=0, by=user, at=at + number * PACE / 3)


def hold_visit(stage: Stage, audit: Assessment, day: int) -> None:
    """Agree on a visit and make it on the day."""
    by, people = _auditors(audit)[0], "Toiminnanjohtaja, kaksi valmentajaa ja neljä valmentautujaa"
    starts_at, ends_at = stage.calendar.ago(day, 9), stage.calendar.ago(day, 14, 30)
    agreed = AgreedVisit(is_remote=False, starts_at=starts_at, ends_at=ends_at, place=audit.plan.place, link="", people=people)
    agree_visit(audit=audit, agreed=agreed, by=by, at=stage.calendar.ago(day + 12, 13))
    record_visit(audit=audit, has_fed_back=True, by=by, at=stage.calendar.ago(day, 15, 10))


def write_report(stage: Stage, audit: Assessment, key: str) -> None:
    """Write the report of the key into an audit in which it has been begun."""
    Writing(stage, audit, drafting()["reports"][key]).write()


class Scale:
    """The levels and verdicts of an audit's version, and the verdict that follows from a level."""

    def __init__(self, audit: Assessment) -> None:
        self.met_from = audit.version.scale.met_from
        self.levels: dict[int, Level] = {level.value: level for level in audit.version.scale.levels.all()}
        self.verdicts: dict[str, Verdict] = {verdict.value: verdict for verdict in audit.version.verdicts.all()}

    def verdict_of(self, value: int) -> Verdict:
        met, partly, *others = self.verdicts.values()
        if value >= self.met_from:
            return met
        return partly if value > min(self.levels) else others[0]


class Writing:
    """One report: the pair writes by turns, a few minutes apart."""

    def __init__(self, stage: Stage, audit: Assessment, row: Row) -> None:
        self.stage, self.audit, self.row = stage, audit, row
        self.findings: Row = drafting()["findings"][row["findings"]]
        self.auditors, self.scale = _auditors(audit), Scale(audit)
        self.at = stage.calendar.ago(row["day"], 9, 30)

    @cached_property
    def criteria(self) -> dict[str, Criterion]:
        return {criterion.code: criterion for criterion in criteria_of(self.audit)}

    def write(self) -> None:
        for change in self.row.get("changed", []):
            self._change(change)
        if "accepted" in self.row:
            accept_pair_results(audit=self.audit, criterion_codes=self.row["accepted"], **self._moment())
        for code in self.criteria:
            self._find(code, {**self.findings["results"][code], **self.row.get("instead", {}).get(code, {})})
            if code == self.row.get("until"):
                break
        for code in self.row.get("strengths") or self.findings["strengths"]:
            area = self.audit.areas.get(code=code)
            save_audit_strengths(audit=self.audit, area=area, strengths=self.findings["strengths"][code], revision=0, **self._moment())
        said = {name: self.row.get(name, "") for name in ("summary", "recommendation", "needed")}
        save_conclusion(audit=self.audit, revision=0, **said, **self._moment())

    def _change(self, change: Row) -> None:
        criterion, user = self.criteria[change["criterion"]], self.stage.auditors[change["who"]].user
        rating = Rating.objects.get(participant__assessment=self.audit, participant__user=user, criterion=criterion)
        level, verdict = self.scale.levels[change["level"]], self.scale.verdict_of(change["level"])
        given = GivenRating(Answer.LEVEL, level, note=rating.note, verdict=verdict, change_reason=change["reason"])
        moment = {**self._moment(), "by": user}
        change_rating(audit=self.audit, criterion=criterion, given=given, revision=rating.revision, **moment)

    def _find(self, code: str, found: Row) -> None:
        verdict = self.scale.verdicts[found["verdict"]] if "verdict" in found else self.scale.verdict_of(found["level"])
        texts = {name: found.get(source, "") for source, name in SOURCES.items()}
        given = GivenResult(Answer.LEVEL, self.scale.levels[found["level"]], verdict=verdict, verdict_reason=found.get("why", ""), **texts)
        stored = self.audit.results.filter(criterion=self.criteria[code]).first()
        revision = stored.revision if stored else 0
        save_audit_result(audit=self.audit, criterion=self.criteria[code], given=given, revision=revision, **self._moment())

    def _moment(self) -> Row:
        """Return who writes next, and when."""
        self.at += PACE
        self.auditors = [*self.auditors[1:], self.auditors[0]]
        return {"by": self.auditors[0], "at": self.at}


def _auditors(audit: Assessment) -> list[User]:
    """Return those who audit it, in the order of their naming."""
    seats = AuditSeat.objects.filter(assessment=audit, ended_at=None).select_related("auditor__user").order_by("pk")
    return [seat.auditor.user for seat in seats]
