"""What the page of one criterion of an application shows: read together, in a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, prefetch_related_objects

from assessments.models import Application, ApplicationAnswer, Evidence
from assessments.selectors.evidence import evidence_of
from criteria.models import Criterion, LevelDescription


@dataclass(frozen=True)
class AnswerSheet:
    """One criterion of an application: what it means, what has been written, and where it stands among the others."""

    criterion: Criterion
    descriptions: tuple[LevelDescription, ...]  # with their levels, lowest first
    answer: ApplicationAnswer | None
    evidence: tuple[Evidence, ...]
    in_area: tuple[Criterion, ...]  # each with `is_written`
    previous: Criterion | None
    next: Criterion | None

    @property
    def written_in_area(self) -> int:
        return sum(criterion.is_written for criterion in self.in_area)  # type: ignore[attr-defined]  # annotated by answer_sheet


def answer_sheet(application: Application, code: str) -> AnswerSheet:
    """Return the sheet of the criterion with the code; six queries. Raises `Criterion.DoesNotExist` for one outside the round's version."""
    criteria = _criteria_with_state(application)
    position = next((index for index, criterion in enumerate(criteria) if criterion.code == code), None)
    if position is None:
        raise Criterion.DoesNotExist(code)
    criterion = criteria[position]
    described = LevelDescription.objects.select_related("level").order_by("level__value")
    prefetch_related_objects([criterion], "questions", "evidence_examples", Prefetch("level_descriptions", queryset=described))
    return AnswerSheet(
        criterion=criterion,
        descriptions=tuple(criterion.level_descriptions.all()),
        answer=current_answer(application, criterion),
        evidence=tuple(evidence_of(application, criterion)),
        in_area=tuple(other for other in criteria if other.area_id == criterion.area_id),
        previous=criteria[position - 1] if position else None,
        next=criteria[position + 1] if position + 1 < len(criteria) else None,
    )


def current_answer(application: Application, criterion: Criterion) -> ApplicationAnswer | None:
    """Return what is stored now of the criterion, with its level and who saved it."""
    return application.answers.filter(criterion=criterion).select_related("level", "saved_by").first()


def _criteria_with_state(application: Application) -> list[Criterion]:
    if application.round is None:
        return []
    written = ApplicationAnswer.objects.filter(application=application, criterion=OuterRef("pk")).exclude(text="")
    criteria = Criterion.objects.filter(area__version=application.round.version_id).select_related("area").order_by("order")
    return list(criteria.annotate(is_written=Exists(written)))
