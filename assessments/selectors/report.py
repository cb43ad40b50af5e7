"""What the report of a self-assessment holds: the same for the results page and the PDF."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count, IntegerField, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.choices import SPREAD_MINIMUM, Answer
from assessments.models import AreaSummary, Assessment, Classification, Evidence, EvidenceCriterion, Participant, Result
from assessments.scoring import median
from assessments.selectors.carried import Carried, carried_of, with_brought
from assessments.selectors.changes import Change, Earlier, earlier_than
from assessments.selectors.discussion import Discussed, discuss
from assessments.selectors.past_actions import PastAction, actions_by_criterion
from assessments.selectors.results import criteria_of
from criteria.models import Area, Criterion, Level

if TYPE_CHECKING:
    from typing import TypedDict

    from django_stubs_ext import WithAnnotations

    class _Raters(TypedDict):
        raters: int


HIGHLIGHTS = 3  # how many criteria "Vahvinta" and "Eniten kehitettävää" name at most


@dataclass(frozen=True)
class CriterionReport:
    criterion: Criterion
    result: Result | None
    discussed: Discussed
    evidence: tuple[Evidence, ...]
    change: Change | None = None  # since last time; None when it was not assessed before
    actions: tuple[PastAction, ...] = ()  # agreed in this assessment, and in earlier ones

    @property
    def agreed_actions(self) -> list[PastAction]:
        """What was agreed in this assessment."""
        return [action for action in self.actions if not action.is_earlier]

    @property
    def shows_spread(self) -> bool:
        """Whether the spread of single ratings may stand in the report: as a spread only, from four ratings up."""
        return self.discussed.shown and self.discussed.total >= SPREAD_MINIMUM

    @property
    def value(self) -> int | None:
        """The agreed level, or None for "ei koske"."""
        return self.result.level.value if self.result and self.result.level else None

    @property
    def spread_in_words(self) -> str:
        """The spread as a sentence: how many own ratings stood on each level."""
        parts = [
            ngettext("taso %(value)s: %(count)s arvio", "taso %(value)s: %(count)s arviota", n) % {"value": v, "count": n}
            for v, n in sorted(self.discussed.counts.items())
        ]
        if self.discussed.not_applicable:
            parts.append(_("ei koske työpajaamme: %(count)s") % {"count": self.discussed.not_applicable})
        if self.discussed.dont_know:
            parts.append(_("en osaa sanoa: %(count)s") % {"count": self.discussed.dont_know})
        return ", ".join(parts).capitalize() + "."


@dataclass(frozen=True)
class AreaReport:
    area: Area
    criteria: tuple[CriterionReport, ...]
    median: Decimal | None  # of the agreed levels; None when every criterion is "ei koske"
    strengths: str
    change: Change | None = None


@dataclass(frozen=True)
class SelfAssessmentReport:
    assessment: Assessment
    classification: Classification
    levels: tuple[Level, ...]
    areas: tuple[AreaReport, ...]
    strongest: tuple[CriterionReport, ...]
    to_develop: tuple[CriterionReport, ...]
    evidence: tuple[Evidence, ...]
    raters: int  # people who gave at least one rating
    has_earlier: bool = False  # some of its criteria were assessed before
    carried: Carried | None = None

    @property
    def steps(self) -> list[tuple[int, str]]:
        """The version's scale as (value, name), lowest first."""
        return [(level.value, level.name) for level in self.levels]

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What was assessed, by what, when: the cover of the PDF and the head of the page."""
        assessment, stored = self.assessment, self.classification
        version = assessment.version
        rows = [
            (_("Organisaatio"), stored.organisation_name),
            (_("Kunta"), f"{stored.municipality} ({stored.region})"),
            (_("Kriteeristö"), f"{version.framework} {version.version}"),
            (_("Osa-alueet"), ", ".join(area.area.code for area in self.areas)),
            (_("Aloitettu"), _day(assessment.started_at)),
            (_("Valmistunut"), _day(assessment.completed_at)),
            (_("Omia arvioita antoi"), ngettext("%(count)s henkilö", "%(count)s henkilöä", self.raters) % {"count": self.raters}),
        ]
        return rows if self.raters else rows[:-1]


def report_of(assessment: Assessment) -> SelfAssessmentReport:
    """Collect the report of a completed self-assessment in a constant number of queries."""
    criteria = criteria_of(assessment)
    discussed = {item.criterion.pk: item for item in discuss(assessment, criteria)}
    results = {result.criterion_id: result for result in with_brought(assessment.results.select_related("level"))}
    summaries = {summary.area_id: summary for summary in assessment.area_summaries.all()}
    evidence, by_criterion = _evidence(assessment)
    levels = tuple(assessment.version.scale.levels.all())
    earlier = earlier_than(assessment, levels)
    classification = _classification(assessment)
    actions = actions_by_criterion(assessment)
    rows = [
        replace(
            _row(results.get(c.pk), discussed[c.pk], tuple(by_criterion.get(c.pk, ())), earlier), actions=tuple(actions.get(c.code, ()))
        )
        for c in criteria
    ]
    return SelfAssessmentReport(
        assessment=assessment,
        classification=classification,
        levels=levels,
        areas=tuple(_areas(rows, summaries, earlier)),
        strongest=tuple(_highlights(rows, strongest=True)),
        to_develop=tuple(_highlights(rows, strongest=False)),
        evidence=tuple(evidence),
        raters=classification.raters,
        has_earlier=any(row.change for row in rows),
        carried=carried_of(assessment, results.values()),
    )


def _row(result: Result | None, discussed: Discussed, evidence: tuple[Evidence, ...], earlier: Earlier) -> CriterionReport:
    value = result.level.value if result and result.level else None
    return CriterionReport(discussed.criterion, result, discussed, evidence, earlier.change(discussed.criterion.code, value))


def _day(moment: dt.datetime | None) -> str:
    return date_format(timezone.localtime(moment), "j.n.Y") if moment else ""


def _classification(assessment: Assessment) -> WithAnnotations[Classification, _Raters]:
    """Return what was stored of the workshop, with the number of people who gave a rating."""
    raters = Participant.objects.active().filter(assessment=OuterRef("assessment"), ratings__isnull=False).order_by()
    counted = raters.values("assessment").annotate(count=Count("pk", distinct=True)).values("count")
    rows = Classification.objects.select_related("municipality", "region")
    return rows.annotate(raters=Coalesce(Subquery(counted, output_field=IntegerField()), 0)).get(assessment=assessment)


def _evidence(assessment: Assessment) -> tuple[list[Evidence], dict[int, list[Evidence]]]:
    links = Prefetch("criterion_links", queryset=EvidenceCriterion.objects.select_related("criterion"))
    evidence = list(assessment.evidence.select_related("file").prefetch_related(links))
    by_criterion: dict[int, list[Evidence]] = {}
    for item in evidence:
        for link in item.criterion_links.all():
            by_criterion.setdefault(link.criterion_id, []).append(item)
    return evidence, by_criterion


def _areas(rows: list[CriterionReport], summaries: dict[int, AreaSummary], earlier: Earlier) -> list[AreaReport]:
    by_area: dict[Area, list[CriterionReport]] = {}
    for row in rows:
        by_area.setdefault(row.criterion.area, []).append(row)
    return [
        AreaReport(
            area=area,
            criteria=tuple(in_area),
            median=median(_levels(in_area)),
            strengths=summaries[area.pk].strengths if area.pk in summaries else "",
            change=earlier.area_change([row.criterion.code for row in in_area], median(_levels(in_area))),
        )
        for area, in_area in by_area.items()
    ]


def _levels(rows: list[CriterionReport]) -> list[int]:
    return [row.result.level.value for row in rows if row.result and row.result.answer == Answer.LEVEL and row.result.level]


def _highlights(rows: list[CriterionReport], *, strongest: bool) -> list[CriterionReport]:
    """Return at most three criteria at the highest (or lowest) agreed level, in the framework's order; none when all are equal."""
    levels = _levels(rows)
    if not levels or min(levels) == max(levels):
        return []
    wanted = max(levels) if strongest else min(levels)
    return [row for row in rows if row.result and row.result.level and row.result.level.value == wanted][:HIGHLIGHTS]
