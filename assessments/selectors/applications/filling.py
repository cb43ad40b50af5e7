"""What completed self-assessments would bring into an application."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from assessments.choices import TEXT_MAX_LENGTH, Answer
from assessments.models import Application, ApplicationAnswer, Assessment, Result
from criteria.models import Criterion, Level
from workshops.models import User


@dataclass(frozen=True)
class Filling:
    """What the chosen self-assessments say of one criterion, found by its code. `answer` is blank where the units do not agree."""

    code: str
    name: str
    text: str
    answer: str
    level_value: int | None

    def as_answer(
        self, application: Application, criterion: Criterion, levels: dict[int, Level], by: User, at: dt.datetime
    ) -> ApplicationAnswer:
        """Return it as an unsaved answer; a level that the version's scale does not have by value is left out."""
        level = levels.get(self.level_value) if self.level_value is not None else None
        answer = self.answer if self.answer != Answer.LEVEL or level else ""
        return ApplicationAnswer(
            application=application, criterion=criterion, text=self.text, answer=answer, level=level, saved_at=at, saved_by=by
        )


def fillings_from(assessments: Sequence[Assessment]) -> dict[str, Filling]:
    """Return by criterion code what the assessments, one or several units', say; of each unit the latest counts. One query.

    Texts of several units stand under the unit's name. The assessments come in the order of their completion.
    """
    place = {assessment.pk: order for order, assessment in enumerate(assessments)}
    results = Result.objects.filter(assessment__in=assessments).select_related("criterion", "level", "assessment__workshop")
    latest: dict[str, dict[int, Result]] = {}
    for result in sorted(results, key=lambda result: place[result.assessment_id]):
        latest.setdefault(result.criterion.code, {})[result.assessment.workshop_id] = result
    several = len({assessment.workshop_id for assessment in assessments}) > 1
    return {code: _filling(code, list(by_unit.values()), several=several) for code, by_unit in latest.items()}


def _filling(code: str, results: list[Result], *, several: bool) -> Filling:
    texts = [(result.assessment.workshop.name, _text(result)) for result in results]
    whole = "\n\n".join(f"{name}:\n{text}" if several else text for name, text in texts if text)
    answers = {(result.answer, result.level.value if result.level else None) for result in results}
    answer, value = answers.pop() if len(answers) == 1 else ("", None)
    return Filling(code, results[0].criterion.name, whole[:TEXT_MAX_LENGTH], answer, value)


def _text(result: Result) -> str:
    parts = (result.reason if result.answer == Answer.NOT_APPLICABLE else "", result.current_practice, result.development)
    return "\n\n".join(part for part in parts if part)
