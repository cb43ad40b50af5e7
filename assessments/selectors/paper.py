"""Paper: what the form to print holds, and what the page that types the answers in may show to whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch

from assessments.models import Assessment, Participant, Rating
from assessments.selectors.progress import AreaProgress, rated_progress
from criteria.models import Area, Criterion, LevelDescription
from criteria.selectors import ExplainedArea, explained_areas

if TYPE_CHECKING:
    from workshops.models import User


@dataclass(frozen=True)
class PaperLine:
    """One criterion on the page that types answers in. `is_hidden`: given with the code, or typed in by another; nothing of it is known."""

    criterion: Criterion
    descriptions: tuple[LevelDescription, ...]
    rating: Rating | None
    is_hidden: bool


@dataclass(frozen=True)
class PaperSheet:
    """One area of one participant by name, as the one who types sees it."""

    participant: Participant
    areas: tuple[AreaProgress, ...]
    position: int
    lines: tuple[PaperLine, ...]

    @property
    def area(self) -> Area:
        return self.areas[self.position].area

    @property
    def next(self) -> Area | None:
        return self.areas[self.position + 1].area if self.position + 1 < len(self.areas) else None


def paper_areas(assessment: Assessment) -> list[ExplainedArea]:
    """Return the areas of the assessment with the criteria in full; a constant number of queries."""
    included = {area.pk for area in assessment.areas.all()}
    return [row for row in explained_areas(assessment.version) if row.area.pk in included]


def paper_sheet(participant: Participant, area_code: str, typist: User) -> PaperSheet:
    """Return the sheet of the area. Of ratings that the typist did not type in herself nothing is read but that they are there.

    Raises `Area.DoesNotExist` for an area outside the assessment.
    """
    areas = rated_progress(participant.assessment, participant.ratings.all()).areas
    position = next((number for number, row in enumerate(areas) if row.area.code == area_code), None)
    if position is None:
        raise Area.DoesNotExist(area_code)
    lines = _lines(participant, areas[position].area, typist)
    return PaperSheet(participant, areas, position, tuple(lines))


def _lines(participant: Participant, area: Area, typist: User) -> Sequence[PaperLine]:
    described = LevelDescription.objects.select_related("level").order_by("level__value")
    criteria = area.criteria.order_by("order").prefetch_related(Prefetch("level_descriptions", queryset=described))
    of_area = Rating.objects.filter(participant=participant, criterion__area=area)
    own = {rating.criterion_id: rating for rating in of_area.filter(typed_in_by=typist).select_related("level")}
    hidden = set(of_area.exclude(typed_in_by=typist).values_list("criterion_id", flat=True))
    return [
        PaperLine(criterion, tuple(criterion.level_descriptions.all()), own.get(criterion.pk), criterion.pk in hidden)
        for criterion in criteria
    ]
