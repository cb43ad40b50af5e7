"""The workshop's situation on the front page: the areas of the latest completed self-assessment, and how they were the time before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.models import Assessment, Result
from assessments.scoring import median
from config.toolkit.svg import ProfileChart, ProfileRow, profile_chart
from criteria.models import Area

Levels = dict[Area, list[int]]


@dataclass(frozen=True)
class AreaNow:
    """One area: the median of its agreed levels now and last time; None when it has none (all "ei koske", or not assessed then)."""

    area: Area
    now: Decimal | None
    earlier: Decimal | None


@dataclass(frozen=True)
class Situation:
    assessment: Assessment
    previous: Assessment | None
    areas: tuple[AreaNow, ...]
    steps: list[tuple[int, str]]

    @property
    def chart(self) -> ProfileChart:
        return profile_chart(
            rows=[ProfileRow(str(row.area.name), row.now, row.earlier) for row in self.areas],
            steps=self.steps,
            title=_("Osa-alueiden tasot. Samat tiedot ovat taulukossa kuvan jälkeen."),
            now_label=_month(self.assessment),
            earlier_label=_month(self.previous) if self.previous else "",
        )

    @property
    def now_label(self) -> str:
        return _month(self.assessment)

    @property
    def earlier_label(self) -> str:
        return _month(self.previous) if self.previous else ""


def situation_of(completed: Sequence[Assessment]) -> Situation | None:
    """Return the situation of the workshop whose self-assessment is first in the list (newest first); None for an empty list.

    The time before is looked for in the same list and the same version: levels of two versions are not set side by side. Two queries.
    """
    if not completed:
        return None
    latest, *earlier = completed
    same = [one for one in earlier if (one.workshop_id, one.version_id) == (latest.workshop_id, latest.version_id)]
    previous = same[0] if same else None
    by_assessment = _levels([latest, previous] if previous else [latest])
    before = by_assessment.get(previous.pk, {}) if previous else {}
    areas = [AreaNow(area, median(levels), median(before.get(area, []))) for area, levels in by_assessment.get(latest.pk, {}).items()]
    return Situation(latest, previous, tuple(areas), [(level.value, level.name) for level in latest.version.scale.levels.all()])


def _levels(assessments: Sequence[Assessment]) -> dict[int, Levels]:
    texts = ("reason", "current_practice", "development")
    results = Result.objects.filter(assessment__in=assessments).select_related("criterion__area", "level").defer(*texts)
    levels: dict[int, Levels] = {}
    for result in results.order_by("criterion__order"):
        of_area = levels.setdefault(result.assessment_id, {}).setdefault(result.criterion.area, [])
        if result.level:
            of_area.append(result.level.value)
    return levels


def _month(assessment: Assessment) -> str:
    return date_format(timezone.localtime(assessment.completed_at), "n/Y") if assessment.completed_at else ""
