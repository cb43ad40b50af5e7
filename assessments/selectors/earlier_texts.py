"""Last time's texts that have no place of their own in the version of the next assessment."""

from __future__ import annotations

from dataclasses import dataclass

from assessments.models import AreaSummary, Assessment, Result
from criteria.models import Area, Criterion


@dataclass(frozen=True)
class EarlierTexts:
    """What the earlier assessment says of codes that are gone."""

    previous: Assessment | None
    results: tuple[Result, ...]
    summaries: tuple[AreaSummary, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.results or self.summaries)


def earlier_texts_of(assessment: Assessment) -> EarlierTexts:
    """Return the texts of the earlier assessment whose criterion or area code the new one's version does not have; three queries."""
    previous = assessment.previous
    if previous is None:
        return EarlierTexts(None, (), ())
    codes = Criterion.objects.filter(area__version=assessment.version_id).values("code")
    areas = Area.objects.filter(version=assessment.version_id).values("code")
    results = previous.results.exclude(criterion__code__in=codes).select_related("criterion", "level").order_by("criterion__order")
    summaries = previous.area_summaries.exclude(strengths="").exclude(area__code__in=areas).select_related("area").order_by("area__order")
    return EarlierTexts(previous, tuple(results), tuple(summaries))
