"""What is written while the material of an audit is read: clarifying questions with their answers, and what auditors take home."""

from __future__ import annotations

import datetime as dt
from typing import Any

from assessments.demo.content import reading
from assessments.demo.stage import Stage
from assessments.models import Assessment
from assessments.selectors.results import criteria_of
from assessments.services.auditing.clarifying import answer_clarification, ask_clarification
from assessments.services.auditing.home_notes import save_home_note
from workshops.models import User


def write_while_reading(stage: Stage) -> None:
    """Ask, answer and note down in the audits that are being read."""
    for row in reading()["audits"]:
        application = stage.applications[row["application"]]
        audit = Assessment.objects.select_related("application").get(application=application)
        criteria = {criterion.code: criterion for criterion in criteria_of(audit)}
        for line in row["asks"]:
            about: dict[str, Any] = {"audit": audit, "criterion": criteria[line["criterion"]], "at": _at(stage, line, 16)}
            if "answer" in line:
                answer_clarification(text=line["answer"], by=application.contact, **about)
            else:
                ask_clarification(text=line["text"], by=_auditor(stage, line), **about)
        for line in row["takes_home"]:
            note = {"criterion": criteria[line["criterion"]], "text": line["text"], "revision": 0}
            save_home_note(audit=audit, **note, by=_auditor(stage, line), at=_at(stage, line, 17))


def _auditor(stage: Stage, line: dict[str, Any]) -> User:
    return stage.auditors[line["who"]].user


def _at(stage: Stage, line: dict[str, Any], hour: int) -> dt.datetime:
    return stage.calendar.ago(line["day"], hour, 40)
