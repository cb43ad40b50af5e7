"""The second time of a workshop, and what units take from each other: made like everything else, by services."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from assessments.choices import Answer
from assessments.demo.content import next_round
from assessments.demo.stage import Stage
from assessments.models import Assessment
from assessments.services.carry_over import confirm_unchecked
from assessments.services.copying import copy_result
from assessments.services.results import save_result
from criteria.models import Level
from workshops.models import User


def check_brought(*, key: str, assessment: Assessment, levels: Mapping[int, Level], by: User, at: dt.datetime) -> None:
    """Confirm some of the results brought from last time, change some, and leave the rest unchecked."""
    plan: dict[str, Any] = next_round()[key]
    confirm_unchecked(assessment=assessment, criterion_codes=plan["confirmed"], by=by, at=at)
    for number, (code, changed) in enumerate(plan["changed"].items(), start=1):
        brought = assessment.results.select_related("criterion").get(criterion__code=code)
        save_result(
            assessment=assessment,
            criterion=brought.criterion,
            answer=Answer.LEVEL,
            level=levels[changed["level"]],
            current_practice=changed["now"],
            development=changed["develop"],
            revision=brought.revision,
            by=by,
            at=at + dt.timedelta(minutes=6 * number),
        )


def copy_between_units(stage: Stage) -> None:
    """Copy what was written once to the open discussions of other units, on the last working day."""
    for row in next_round()["copies"]:
        source = stage.assessments[row["source"]]
        result = source.results.select_related("criterion").get(criterion__code=row["criterion"])
        copy_result(
            assessment=source,
            criterion=result.criterion,
            targets=[stage.assessments[key] for key in row["targets"]],
            revision=result.revision,
            by=result.saved_by,
            at=stage.calendar.ago(1, 15),
        )
