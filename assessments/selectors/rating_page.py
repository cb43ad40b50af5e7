"""What the page of one own rating shows: the criterion in full, the asker's own answer, and the way through the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from django.db.models import Prefetch, prefetch_related_objects

from assessments.models import Assessment, PracticeRating, Rating
from assessments.selectors.answering import described_levels, descriptions_of
from assessments.selectors.progress import AreaProgress, Progress, Step, rated_progress
from criteria.explanations import ExplainedCriterion
from criteria.models import Criterion, LevelDescription
from criteria.selectors import explained_criterion

if TYPE_CHECKING:
    from django.db.models import Exists, QuerySet

Row = TypeVar("Row", Rating, PracticeRating)


@dataclass(frozen=True)
class RatingSheet(Generic[Row]):
    """One criterion to rate, in an assessment or of an example. Holds nothing of anybody else."""

    criterion: Criterion
    descriptions: tuple[LevelDescription, ...]  # with their levels, lowest first
    rating: Row | None
    progress: Progress
    position: int  # among the criteria to rate, from 0

    @property
    def area(self) -> AreaProgress:
        return next(area for area in self.progress.areas if area.area.pk == self.criterion.area_id)

    @property
    def number(self) -> int:
        return self.position + 1

    @property
    def previous(self) -> Criterion | None:
        return self._criteria[self.position - 1] if self.position else None

    @property
    def next(self) -> Criterion | None:
        return self._criteria[self.position + 1] if self.number < len(self._criteria) else None

    @property
    def _criteria(self) -> list[Criterion]:
        return [step.criterion for step in self.progress.steps]

    def after_saving(self, *, is_answered: bool, was_open: bool) -> Criterion | None:
        """Return where "Tallenna ja jatka" leads: the next unanswered criterion after this one, or None for the landing page.

        Who goes through her ready answers goes on to the next criterion; who has just given the last missing one has done her part.
        `was_open`: it had no answer when the page was opened; what the page has saved by itself since then is part of the same turn.
        """
        was_answered = self.progress.steps[self.position].is_done
        if self.progress.done + (is_answered and not was_answered) == self.progress.total:
            return self.next if was_answered and not was_open else None
        return _first_open(self.progress.steps[self.number :])


def rating_sheet(assessment: Assessment, code: str, ratings: QuerySet[Rating], **marks: Exists) -> RatingSheet[Rating]:
    """Return the sheet of the criterion with the code for the one person whose ratings these are; four queries.

    `marks`: what else each criterion of the assessment is annotated with.

    Raises `Criterion.DoesNotExist` for a criterion outside the assessment.
    """
    progress = rated_progress(assessment, ratings, **marks)
    position = next((index for index, step in enumerate(progress.steps) if step.criterion.code == code), None)
    if position is None:
        raise Criterion.DoesNotExist(code)
    criterion = progress.steps[position].criterion
    prefetch_related_objects([criterion], Prefetch("level_descriptions", queryset=described_levels()))
    return RatingSheet(
        criterion=criterion,
        descriptions=descriptions_of(criterion),
        rating=current_rating(ratings, criterion),
        progress=progress,
        position=position,
    )


def texts_of(criterion: Criterion) -> ExplainedCriterion:
    """Return what the criterion means, its concepts explained in place, with its questions and examples loaded; three queries."""
    prefetch_related_objects([criterion], "questions", "evidence_examples")
    return explained_criterion(criterion)


def current_rating(ratings: QuerySet[Rating], criterion: Criterion) -> Rating | None:
    """Return what is stored now of the criterion for the one person whose ratings these are, with its level."""
    return ratings.filter(criterion=criterion).select_related("level", "verdict").first()


def _first_open(steps: Sequence[Step]) -> Criterion | None:
    return next((step.criterion for step in steps if not step.is_done), None)
