"""A workshop's own results beside the whole country and the nearest group that is large enough."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from assessments.choices import Dimension, SummarySeries
from assessments.distribution import Distribution, pooled
from assessments.models import SummaryFigure
from assessments.selectors.summaries.figures import distribution
from assessments.years import last_closed_year
from config.toolkit.svg import ProfileChart, ProfileRow, profile_chart
from criteria.models import Scale

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from assessments.models import Classification
    from assessments.selectors.report import SelfAssessmentReport
    from assessments.small_groups import Key
    from criteria.models import Area


@dataclass(frozen=True)
class BesideRow:
    """An area: the workshop's own median, and the answers of the country and of the group; None where they may not be told."""

    area: Area
    own: Decimal | None
    nation: Distribution | None
    group: Distribution | None


@dataclass(frozen=True)
class Beside:
    """The workshop beside the country in a closed year; `group` names the group in words, "" when none is large enough."""

    year: int
    group: str
    rows: tuple[BesideRow, ...]


def beside_nation(report: SelfAssessmentReport) -> Beside | None:
    """Return the results beside the newest year that had closed when they were completed; None when nothing of it may be told.

    Levels of another scale are not set beside. An area's criteria of which nothing is told of the country are left out of its figures.
    So the page and the PDF of a completed assessment stay as they are. The group is the first of region, networks, maintainer with size,
    maintainer, size that is large enough in every area of the assessment.
    """
    assert report.assessment.completed_at is not None  # a report is of a completed assessment
    year = last_closed_year(report.assessment.completed_at)
    told = _told(report, year)
    nation_told = told.get((), {})
    codes = {area.area: [row.criterion.code for row in area.criteria if row.criterion.code in nation_told] for area in report.areas}
    nation = {area: _area(nation_told, codes[area]) for area in codes}
    if not any(nation.values()):
        return None
    near = _near(report.classification, told)
    compared = [area for area in codes if codes[area]]
    key = next((key for key in near if all(_area(told.get(key, {}), codes[area]) for area in compared)), None)
    rows = [
        BesideRow(area.area, area.median, nation[area.area], _area(told[key], codes[area.area]) if key else None) for area in report.areas
    ]
    return Beside(year, _words(key, report.classification) if key else "", tuple(rows))


def beside_context(report: SelfAssessmentReport) -> dict[str, Any]:
    """Return what the page and the PDF show of it: the figures and their picture; nothing when nothing may be told."""
    beside = beside_nation(report)
    return {"beside": beside, "beside_chart": beside_chart(beside, report.steps)} if beside else {}


def beside_chart(beside: Beside, steps: list[tuple[int, str]]) -> ProfileChart:
    """Return the own medians beside the country's, with the band in which the middle half of the country's answers lies."""
    rows = [
        ProfileRow(
            str(row.area),
            row.own,
            other=row.nation.median if row.nation else None,
            band=row.nation.quartiles if row.nation else None,
        )
        for row in beside.rows
    ]
    return profile_chart(
        rows=rows,
        steps=steps,
        title=_("Oma tulos ja koko maa osa-alueittain. Samat tiedot ovat taulukossa kuvan jälkeen."),
        now_label=_("Oma työpaja"),
        other_label=_("Koko maan mediaani"),
        band_label=_("Puolet koko maan vastauksista on tällä välillä"),
    )


def _near(stored: Classification, told: Mapping[Key, object]) -> list[Key]:
    """Return the groups of the workshop, the nearest first; of its networks those of which something is told."""
    region, maintainer = (Dimension.REGION.value, stored.region.code), (Dimension.MAINTAINER.value, stored.maintainer_type)
    networks = sorted(key for key in told if [name for name, _value in key] == [Dimension.NETWORK])
    size = (Dimension.SIZE.value, stored.size)
    sized: list[Key] = [(maintainer, size), (maintainer,), (size,)] if stored.size else [(maintainer,)]
    return [(region,), *networks, *sized]


def _words(key: Key, stored: Classification) -> str:
    """Return the group in words."""
    names = {
        Dimension.REGION: lambda: _("maakunta: %(name)s") % {"name": stored.region},
        Dimension.NETWORK: lambda: _("ALU-verkosto: %(name)s") % {"name": stored.networks.get(slug=key[0][1])},
        Dimension.MAINTAINER: lambda: _("ylläpitäjä: %(name)s") % {"name": stored.get_maintainer_type_display()},
        Dimension.SIZE: lambda: _("työpajan koko: %(name)s") % {"name": stored.get_size_display()},
    }
    return ", ".join(str(names[Dimension(dimension)]()) for dimension, _value in key)


def _told(report: SelfAssessmentReport, year: int) -> dict[Key, dict[str, Distribution]]:
    """Return the told figures of the country and of the workshop's groups; one query."""
    stored = report.classification
    summary = {"framework": report.assessment.version.framework_id, "series": SummarySeries.SELF, "year": year}
    of_summary = {f"cell__summary__{name}": value for name, value in summary.items()}
    networks = {"cell__first_dimension": Dimension.NETWORK, "cell__first_value__in": stored.networks.order_by().values("slug")}
    groups = Q(cell__second_dimension="", **networks)
    for key in [(), *_near(stored, {})]:
        groups |= _is_cell(key)
    columns = ("first_dimension", "first_value", "second_dimension", "second_value")
    rows = SummaryFigure.objects.filter(groups, **of_summary, cell__summary__version__scale__in=_scales_like(report)).order_by()
    found: dict[Key, dict[str, list[tuple[int | None, bool, int]]]] = defaultdict(lambda: defaultdict(list))
    for row in rows.values_list(*(f"cell__{name}" for name in columns), "code", "level", "is_top", "workshops"):
        first, value, second, other, code, level, is_top, workshops = row
        found[tuple(pair for pair in ((first, value), (second, other)) if pair[0])][code].append((level, is_top, workshops))
    return {key: {code: distribution(answers) for code, answers in codes.items()} for key, codes in found.items()}


def _scales_like(report: SelfAssessmentReport) -> QuerySet[Scale]:
    """Return the scales with the same levels as the assessment's; a version has one of its own."""
    values = [value for value, _name in report.steps]
    counted = Scale.objects.annotate(all=Count("levels"), own=Count("levels", filter=Q(levels__value__in=values)))
    return Scale.objects.filter(pk__in=counted.filter(all=len(values), own=len(values)).values("pk"))


def _is_cell(key: Key) -> Q:
    (first, first_value), (second, second_value) = (*key, ("", ""), ("", ""))[:2]
    return Q(cell__first_dimension=first, cell__first_value=first_value, cell__second_dimension=second, cell__second_value=second_value)


def _area(told: Mapping[str, Distribution], codes: list[str]) -> Distribution | None:
    """Return the answers to the codes put together; None unless each of them may be told."""
    return pooled(told[code] for code in codes) if codes and all(code in told for code in codes) else None
