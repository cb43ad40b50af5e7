"""What stands in a year: the latest result of each workshop and criterion code, from self-assessments or from audits."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessments.choices import AssessmentKind, Dimension, SummarySeries
from assessments.models import Assessment, Classification, Result
from assessments.years import begins_at
from criteria.models import Criterion, Framework, Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

KINDS = {SummarySeries.SELF: [AssessmentKind.SELF], SummarySeries.AUDIT: [AssessmentKind.PEER, AssessmentKind.EXTERNAL]}
TOP = 2  # so many of the highest levels of a scale are "the two highest"

Population = dict[int, "Standing"]  # by workshop


@dataclass(frozen=True, slots=True)
class Standing:
    """The result that counts of one workshop and one criterion code; `level` is None when the criterion does not concern it."""

    assessment: int
    level: int | None
    scale: tuple[int, ...]

    @property
    def is_top(self) -> bool:
        """Whether the level is one of the two highest of its own scale."""
        return self.level in self.scale[-TOP:]


@dataclass(frozen=True, slots=True)
class Facts:
    """What was stored of a workshop when the assessment was finished: its name, who maintained it, and its values of each dimension."""

    name: str
    organisation: int
    values: Mapping[str, tuple[str, ...]]


def finished_in(framework: Framework, series: str, year: int) -> QuerySet[Assessment]:
    """Return the assessments of the series finished in the calendar year, the oldest first; an opened one is not finished."""
    return Assessment.objects.filter(
        kind__in=KINDS[SummarySeries(series)],
        version__framework=framework,
        completed_at__gte=begins_at(year),
        completed_at__lt=begins_at(year + 1),
    ).order_by("completed_at", "pk")


def standing_answers(framework: Framework, series: str, year: int) -> dict[str, Population]:
    """Return what stands in the year: criterion code → workshop → its latest result, areas assessed at different times included.

    Results are read by their assessment alone, and the rest is looked up here: joined with seven tables, PostgreSQL read the same rows for
    half an hour where it had not yet gathered statistics of them.
    """
    standing: dict[str, Population] = defaultdict(dict)
    levels, codes = _levels(framework), dict(Criterion.objects.filter(area__version__framework=framework).values_list("pk", "code"))
    finished = finished_in(framework, series, year)
    answers = defaultdict(list)
    rows = (
        Result.objects.filter(assessment__in=finished.order_by())
        .exclude(answer="")
        .values_list("assessment_id", "criterion_id", "level_id")
    )
    for assessment, criterion, level in rows:
        answers[assessment].append((codes[criterion], level))
    for assessment, workshop, scale in finished.values_list("pk", "workshop_id", "version__scale_id"):
        steps = tuple(levels[scale].values())
        for code, level in answers[assessment]:
            standing[code][workshop] = Standing(assessment, None if level is None else levels[scale][level], steps)
    return dict(standing)


def on_scale(standing: Mapping[str, Population], scale: tuple[int, ...]) -> tuple[dict[str, Population], set[int]]:
    """Return what stands on the scale, and the assessments whose results are left out for theirs being another."""
    kept: dict[str, Population] = {}
    others: set[int] = set()
    for code, population in standing.items():
        others |= {answer.assessment for answer in population.values() if answer.scale != scale}
        alike = {workshop: answer for workshop, answer in population.items() if answer.scale == scale}
        if alike:
            kept[code] = alike
    return kept, others


def _levels(framework: Framework) -> dict[int, dict[int, int]]:
    """Return the values of the levels by their key, lowest first, of each scale of the framework."""
    levels: dict[int, dict[int, int]] = defaultdict(dict)
    rows = Level.objects.filter(scale__framework_version__framework=framework).order_by("value")
    for scale, level, value in rows.values_list("scale_id", "pk", "value"):
        levels[scale][level] = value
    return dict(levels)


def facts_of(assessments: Iterable[int]) -> dict[int, Facts]:
    """Return what was stored on the assessments when they were finished."""
    rows = (
        Classification.objects.filter(assessment__in=Assessment.objects.filter(pk__in=sorted(set(assessments))))
        .select_related("region")
        .prefetch_related("networks")
    )
    return {row.assessment_id: _facts(row) for row in rows}


def _facts(row: Classification) -> Facts:
    values = {
        Dimension.REGION: (row.region.code,),
        Dimension.MAINTAINER: (row.maintainer_type,),
        Dimension.NETWORK: tuple(network.slug for network in row.networks.all()),
        Dimension.SIZE: (row.size,) if row.size else (),
        Dimension.LANGUAGE: (row.language,),
        Dimension.SERVICE: tuple(row.services.split()),
        Dimension.SECTOR: tuple(row.sectors.split()),
    }
    return Facts(row.workshop_name, row.organisation_id, {dimension.value: codes for dimension, codes in values.items()})
