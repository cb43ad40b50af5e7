"""What completed self-assessments would bring into an application."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from assessments.choices import TEXT_MAX_LENGTH, Answer
from assessments.models import Application, ApplicationAnswer, Assessment, Result
from assessments.scoring import answer_on_scale
from assessments.selectors.applications.form import criteria_of_application
from criteria.models import Criterion, Level

if TYPE_CHECKING:
    from workshops.models import User
    from workshops.permissions import Access

HAS_TEXT = ~Q(reason="") | ~Q(current_practice="") | ~Q(development="")


@dataclass(frozen=True)
class Filling:
    """What the chosen self-assessments say of one criterion, found by its code. `answer` is blank where the units do not agree."""

    code: str
    name: str
    text: str
    answer: str
    level_value: int | None
    is_cut: bool = False  # the units' texts together are longer than there is room for

    @property
    def is_empty(self) -> bool:
        return not self.text and not self.answer

    def told(self, levels: dict[int, Level]) -> tuple[str, Level | None]:
        """Return the answer and its level on the version's scale; a level that the scale does not have by value is left out."""
        return answer_on_scale(self.answer, self.level_value, levels)

    def as_answer(
        self, application: Application, criterion: Criterion, levels: dict[int, Level], by: User, at: dt.datetime
    ) -> ApplicationAnswer:
        """Return it as an unsaved answer."""
        answer, level = self.told(levels)
        return ApplicationAnswer(
            application=application, criterion=criterion, text=self.text, answer=answer, level=level, saved_at=at, saved_by=by
        )


def source_assessments(application: Application, access: Access) -> QuerySet[Assessment]:
    """Return the completed self-assessments of the covered workshops that the asker sees, in the order of their completion."""
    covered = application.units.order_by().values("workshop")
    seen = Assessment.objects.seen_from_inside(access).filter(workshop__in=covered, completed_at__isnull=False)
    return seen.select_related("workshop", "version__framework").order_by("completed_at", "pk")


def latest_of_each_unit(assessments: Sequence[Assessment]) -> list[Assessment]:
    """Return of assessments in the order of their completion the last one of each workshop."""
    return list({assessment.workshop_id: assessment for assessment in assessments}.values())


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
    fillings = {code: _filling(code, list(by_unit.values()), several=several) for code, by_unit in latest.items()}
    return {code: filling for code, filling in fillings.items() if not filling.is_empty}


def _filling(code: str, results: list[Result], *, several: bool) -> Filling:
    texts = [(result.assessment.workshop.name, _text(result)) for result in results]
    whole = "\n\n".join(f"{name}:\n{text}" if several else text for name, text in texts if text)
    answers = {(result.answer, result.level.value if result.level else None) for result in results}
    answer, value = answers.pop() if len(answers) == 1 else ("", None)
    return Filling(code, results[0].criterion.name, whole[:TEXT_MAX_LENGTH], answer, value, is_cut=len(whole) > TEXT_MAX_LENGTH)


def _text(result: Result) -> str:
    parts = (result.reason if result.answer == Answer.NOT_APPLICABLE else "", result.current_practice, result.development)
    return "\n\n".join(part for part in parts if part)


@dataclass(frozen=True)
class FillPlan:
    """What filling from the assessments would do now: how many criteria get a text, and how many texts stay as they are."""

    total: int
    fills: int
    written: int
    cut: tuple[str, ...]  # the codes whose texts are too long together


def fill_plan(application: Application, assessments: Sequence[Assessment]) -> FillPlan:
    """Return what the assessments would bring; three queries."""
    criteria = criteria_of_application(application)
    written = set(application.answers.exclude(text="").values_list("criterion_id", flat=True))
    fillings = fillings_from(assessments)
    found = [fillings[each.code] for each in criteria if each.code in fillings and each.pk not in written]
    return FillPlan(
        total=len(criteria),
        fills=sum(bool(filling.text) for filling in found),
        written=sum(criterion.pk in written for criterion in criteria),
        cut=tuple(filling.code for filling in found if filling.is_cut),
    )


@dataclass(frozen=True)
class LeftTexts:
    """Texts that have no place of their own in the round's version: to be read and copied."""

    results: tuple[Result, ...]  # of the self-assessments
    answers: tuple[ApplicationAnswer, ...]  # of the application itself, from a round of another version

    @property
    def is_empty(self) -> bool:
        return not (self.results or self.answers)


def left_texts(application: Application, assessments: Collection[Assessment]) -> LeftTexts:
    """Return the texts whose code the round's version does not have; two queries."""
    version = application.round.version_id if application.round else None
    codes = Criterion.objects.filter(area__version=version).order_by().values("code")
    results = Result.objects.filter(HAS_TEXT, assessment__in=assessments).exclude(criterion__code__in=codes)
    answers = application.answers.exclude(text="").exclude(criterion__code__in=codes)
    return LeftTexts(
        tuple(results.select_related("criterion", "assessment__workshop").order_by("assessment", "criterion__order")),
        tuple(answers.select_related("criterion").order_by("criterion__order")),
    )
