"""What the page of a whole area shows an auditor: each criterion's submitted words, its levels, and her own rating of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch, prefetch_related_objects

from assessments.selectors.answering import described_levels, descriptions_of
from assessments.selectors.auditing.rating import has_confirmed
from assessments.selectors.auditing.reading import BlindAnswer, blind_answer
from assessments.selectors.progress import AreaProgress, own_ratings, rated_progress
from criteria.models import Area, Criterion, LevelDescription

if TYPE_CHECKING:
    from assessments.models import Assessment, Rating, Submission
    from workshops.models import User


@dataclass(frozen=True)
class AreaLine:
    """One criterion of the area. Holds nothing of anybody else's rating, and nothing of the applicant's level."""

    criterion: Criterion
    answer: BlindAnswer
    rating: Rating | None

    @property
    def code(self) -> str:
        return self.criterion.code

    @property
    def revision(self) -> int:
        return self.rating.revision if self.rating else 0

    @property
    def descriptions(self) -> tuple[LevelDescription, ...]:
        return descriptions_of(self.criterion)

    @property
    def is_confirmed(self) -> bool:
        return bool(self.criterion.is_confirmed)  # type: ignore[attr-defined]  # annotated by area_sheet


@dataclass(frozen=True)
class AreaSheet:
    """One area of the audit, as the auditor rates it."""

    areas: tuple[AreaProgress, ...]
    position: int
    lines: tuple[AreaLine, ...]

    @property
    def area(self) -> Area:
        return self.areas[self.position].area

    @property
    def next(self) -> Area | None:
        return self.areas[self.position + 1].area if self.position + 1 < len(self.areas) else None


def area_sheet(audit: Assessment, area_code: str, user: User, submission: Submission) -> AreaSheet:
    """Return the sheet of the area; three queries, however many criteria it has. Raises `Area.DoesNotExist` for one of another version."""
    own = own_ratings(audit, user)
    areas = rated_progress(audit, own, is_confirmed=has_confirmed(audit, user)).areas
    position = next((number for number, row in enumerate(areas) if row.area.code == area_code), None)
    if position is None:
        raise Area.DoesNotExist(area_code)
    criteria = [step.criterion for step in areas[position].steps]
    prefetch_related_objects(criteria, Prefetch("level_descriptions", queryset=described_levels()))
    ratings = {row.criterion_id: row for row in own.filter(criterion__in=criteria).select_related("level", "verdict")}
    lines = tuple(AreaLine(row, blind_answer(submission, row), ratings.get(row.pk)) for row in criteria)
    return AreaSheet(areas, position, lines)
