"""The example applications on which auditors practise, and what the peer auditor has answered of one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from assessments.choices import Answer
from assessments.demo.content import practice
from assessments.demo.stage import Stage
from assessments.models import PracticeCase
from assessments.services.practice.cases import GivenReference, create_practice_case, publish_practice_case, save_practice_answer
from assessments.services.practice.ratings import confirm_practice_rating, save_practice_rating
from assessments.services.ratings import GivenRating
from criteria.models import Criterion, FrameworkVersion, Level, Verdict


def write_examples(stage: Stage, version: FrameworkVersion) -> None:
    """Write the examples as a coordinator, publish those that are to be, and let the auditor practise on hers."""
    stage.tell("Harjoitushakemukset")
    cases = {row["title"]: _write(stage, version, row) for row in practice()["cases"]}
    told = practice()["participation"]
    _practise(stage, cases[told["case"]], told)


def _write(stage: Stage, version: FrameworkVersion, row: dict[str, Any]) -> PracticeCase:
    by, at = stage.logins["coordinator"], stage.calendar.ago(row["day"], 9, 40)
    case = create_practice_case(title=row["title"], introduction=row["introduction"], version=version, by=by, at=at)
    for number, (code, said) in enumerate(row["answers"].items(), start=1):
        level, verdict = _judged(version, said)
        given = GivenReference(said["text"], Answer.LEVEL if level else "", level, verdict, said.get("explanation", ""))
        written_at = at + dt.timedelta(minutes=25 * number)
        save_practice_answer(case=case, criterion=_criterion(version, code), given=given, revision=0, by=by, at=written_at)
    if "published" in row:
        return publish_practice_case(case=case, by=by, at=stage.calendar.ago(row["published"], 13, 10))
    return case


def _practise(stage: Stage, case: PracticeCase, told: dict[str, Any]) -> None:
    by, at = stage.logins[told["login"]], stage.calendar.ago(told["day"], 14, 5)
    for number, row in enumerate(told["ratings"]):
        level, verdict = _judged(case.version, row)
        given = GivenRating(Answer.LEVEL, level, note=row["note"], verdict=verdict)
        write = confirm_practice_rating if number < told["confirmed"] else save_practice_rating
        moment = at + dt.timedelta(minutes=9 * number)
        write(case=case, criterion=_criterion(case.version, row["code"]), given=given, revision=0, by=by, at=moment)


def _judged(version: FrameworkVersion, said: dict[str, Any]) -> tuple[Level | None, Verdict | None]:
    level = version.scale.levels.get(value=said["level"]) if said.get("level") else None
    return level, version.verdicts.get(value=said["verdict"]) if said.get("verdict") else None


def _criterion(version: FrameworkVersion, code: str) -> Criterion:
    return Criterion.objects.select_related("area").get(area__version=version, code=code)
