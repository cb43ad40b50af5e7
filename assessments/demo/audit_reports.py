"""Audits from the confirmed ratings to the final report: what the auditors write, what the workshops comment, what is returned."""

from __future__ import annotations

import datetime as dt
from typing import Any

from assessments.choices import Answer, AssessmentKind
from assessments.demo.auditors import Auditing, Step
from assessments.demo.content import audit_reports
from assessments.demo.stage import Stage
from assessments.models import Assessment
from assessments.selectors.results import criteria_of
from assessments.services.auditing.checking import approve_report, return_report, send_to_check
from assessments.services.auditing.commenting import answer_comment, finish_commenting, write_comment
from assessments.services.auditing.drafting import ask_comments, start_report
from assessments.services.auditing.findings import GivenResult, save_audit_result, save_audit_strengths, save_conclusion
from assessments.services.auditing.reading import confirm_rating
from assessments.services.auditing.visits import AgreedVisit, agree_visit, record_visit
from assessments.services.ratings import GivenRating
from criteria.models import Criterion, Level, Verdict
from workshops.models import User

PACE = dt.timedelta(minutes=6)  # from one criterion to the next
SOURCES = {"document": "seen_in_documents", "interview": "heard_in_interviews", "seen": "seen_on_visit"}


def write_reports(stage: Stage) -> None:
    """Take each audit as far as its steps say."""
    stage.tell("Auditointien raportit")
    rows = audit_reports()
    for row in rows["audits"]:
        reporting = Reporting(stage, row, rows["findings"][row["findings"]])
        for step in row["steps"]:
            getattr(reporting, step["do"])(step)


class Reporting(Auditing):
    """One audit: its auditors, what they agree of each criterion, and its report."""

    def __init__(self, stage: Stage, row: dict[str, Any], findings: dict[str, dict[str, Any]]) -> None:
        super().__init__(stage, row["application"])
        self.row = row
        self.findings = {code: row.get("own", {}).get(code, finding) for code, finding in findings.items()}

    def confirm(self, step: Step) -> None:
        """Rate and confirm every criterion: the first auditor as will be agreed, the second a level lower in every seventh."""
        audit, by, at = self._audit(), self.seats[step["who"]].auditor.user, self._at(step, 8)
        levels, verdicts = self._scale(audit)
        is_second = list(self.seats).index(step["who"]) > 0
        for number, criterion in enumerate(criteria_of(audit)):
            lower = is_second and number % 7 == 3
            value = max(1, self.findings[criterion.code]["level"] - lower)
            given = GivenRating(Answer.LEVEL, levels[value], verdict=verdicts[self._verdict(audit, value)])
            confirm_rating(audit=audit, criterion=criterion, given=given, revision=0, by=by, at=at)
            at += PACE

    def agree_visit(self, step: Step) -> None:
        told, starts_at = self.row["visit"], self.stage.calendar.ago(step["visit"], 9, 30)
        agreed = AgreedVisit(
            is_remote="remote" in told,
            starts_at=starts_at,
            ends_at=starts_at + dt.timedelta(hours=5),
            place=told.get("place", ""),
            link=told.get("remote", ""),
            people=told["people"],
        )
        agree_visit(audit=self._audit(), agreed=agreed, by=self._lead, at=self._at(step, 13))

    def record_visit(self, step: Step) -> None:
        record_visit(audit=self._audit(), has_fed_back=True, by=self._lead, at=self._at(step, 15))

    def start_report(self, step: Step) -> None:
        start_report(audit=self._audit(), by=self._lead, at=self._at(step, 9))

    def write_report(self, step: Step) -> None:
        audit = self._audit()
        written: dict[str, Any] = {"audit": audit, "revision": 0, "by": self._lead, "at": self._at(step, 14)}
        scale = self._scale(audit)
        for criterion in criteria_of(audit):
            save_audit_result(criterion=criterion, given=self._finding(audit, criterion, *scale), **written)
        for area in audit.areas.filter(code__in=self.row["strengths"]):
            save_audit_strengths(area=area, strengths=self.row["strengths"][area.code], **written)
        said = {name: self.row.get(name, "") for name in ("summary", "recommendation", "needed")}
        save_conclusion(**said, **written)

    def ask_comments(self, step: Step) -> None:
        ask_comments(audit=self._audit(), by=self._lead, at=self._at(step, 8))

    def comment(self, step: Step) -> None:
        audit = self._audit()
        write_comment(audit=audit, criterion=self._criterion(audit, step), text=step["text"], by=self._contact, at=self._at(step, 11))

    def finish(self, step: Step) -> None:
        finish_commenting(audit=self._audit(), by=self._contact, at=self._at(step, 12))

    def answer(self, step: Step) -> None:
        audit = self._audit()
        comment = audit.draft_comments.get(criterion=self._criterion(audit, step))
        answer_comment(comment=comment, answer=step["text"], revision=comment.revision, by=self._lead, at=self._at(step, 10))

    def send(self, step: Step) -> None:
        send_to_check(audit=self._audit(), by=self._lead, at=self._at(step, 15))

    def return_report(self, step: Step) -> None:
        return_report(audit=self._audit(), reason=step["reason"], by=self.stage.logins["coordinator"], at=self._at(step, 9))

    def approve(self, step: Step) -> None:
        approve_report(audit=self._audit(), by=self.stage.logins["coordinator"], at=self._at(step, 13))

    # --- what they need

    @property
    def _lead(self) -> User:
        return self.seats[self.row["team"][0]].auditor.user

    @property
    def _contact(self) -> User:
        return self.application.contact

    def _audit(self) -> Assessment:
        related = ("application", "version__scale", "workshop__organisation")
        return Assessment.objects.select_related(*related).exclude(kind=AssessmentKind.SELF).get(application=self.application)

    def _scale(self, audit: Assessment) -> tuple[dict[int, Level], dict[str, Verdict]]:
        levels = {level.value: level for level in audit.version.scale.levels.all()}
        return levels, {verdict.value: verdict for verdict in audit.version.verdicts.all()}

    def _verdict(self, audit: Assessment, value: int) -> str:
        met, partly, *_others = audit.version.verdicts.values_list("value", flat=True)
        return met if value >= audit.version.scale.met_from else partly

    def _finding(self, audit: Assessment, criterion: Criterion, levels: dict[int, Level], verdicts: dict[str, Verdict]) -> GivenResult:
        """Return what is agreed of the criterion, as the service takes it."""
        said = self.findings[criterion.code]
        verdict = said.get("verdict", self._verdict(audit, said["level"]))
        texts = {field: said.get(source, "") for source, field in SOURCES.items()}
        told = {"suggestion": said["suggestion"], "verdict_reason": said.get("verdict_reason", "")}
        return GivenResult(Answer.LEVEL, levels[said["level"]], verdict=verdicts[verdict], **texts, **told)

    def _criterion(self, audit: Assessment, step: Step) -> Criterion | None:
        return next((each for each in criteria_of(audit) if each.code == step["about"]), None)
