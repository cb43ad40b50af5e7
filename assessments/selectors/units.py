"""An organisation's units side by side: state and latest result of each area, as far as the asker may see each. Never single ratings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, OuterRef, Subquery
from django.utils.functional import Promise

from assessments.choices import AssessmentKind
from assessments.lifecycle import SELF_STATUS_LABELS, AssessmentStatus
from assessments.models import Assessment, Result, UnitsReport
from assessments.scoring import median_from_counts
from assessments.selectors.latest import FINISHED
from criteria.models import Area, Framework, Level
from workshops.models import Organisation, Workshop

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from assessments.models.assessment import AssessmentQuerySet
    from workshops.permissions import Access

Steps = list[tuple[int, str]]


@dataclass(frozen=True)
class UnitResult:
    """The latest completed result of one area in one unit; `median` is None when everything in it is "ei koske"."""

    ref: str
    completed_at: dt.datetime
    median: Decimal | None
    steps: Steps


@dataclass(frozen=True)
class UnitOpen:
    """The open assessment that takes in the area."""

    ref: str
    label: str | Promise


@dataclass(frozen=True)
class Cell:
    """One area in one unit: what is known of it, and what is under way."""

    area: Area
    result: UnitResult | None
    open: UnitOpen | None


@dataclass(frozen=True)
class UnitRow:
    workshop: Workshop
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Units:
    """The units of one organisation in one framework; without a framework nothing has been assessed yet."""

    organisation: Organisation
    framework: Framework | None
    frameworks: tuple[Framework, ...]
    areas: tuple[Area, ...]
    rows: tuple[UnitRow, ...]

    @property
    def newest(self) -> dt.datetime | None:
        """When the newest of the results was completed."""
        return max((cell.result.completed_at for row in self.rows for cell in row.cells if cell.result), default=None)


def organisations_to_compare(access: Access) -> list[Organisation]:
    """Return the organisations in which the asker holds a role of the whole organisation; no query."""
    return list(dict.fromkeys(grant.organisation for grant in access.grants if grant.organisation))


def units_of(organisation: Organisation, access: Access, slug: str | None = None) -> Units | None:
    """Return the units side by side in the framework with the slug, or in the first; None for a slug of no framework used here.

    A constant number of queries. Each cell holds what `visible_to` lets the asker open.
    """
    visible = Assessment.objects.visible_to(access).filter(kind=AssessmentKind.SELF, workshop__organisation=organisation)
    used = visible.filter(version__framework=OuterRef("pk"))
    frameworks = tuple(Framework.objects.filter(Exists(used)).order_by("kind", "slug"))
    framework = next((one for one in frameworks if slug in {None, one.slug}), None)
    if framework is None and slug is not None:
        return None
    workshops = list(Workshop.objects.visible_to(access).filter(organisation=organisation).select_related("municipality"))
    if framework is None:
        return Units(organisation, None, (), (), tuple(UnitRow(workshop, ()) for workshop in workshops))
    results, under_way = _results(organisation, framework, access), _open(visible, framework)
    areas = _areas(framework, {code for _workshop, code in [*results, *under_way]})
    rows = tuple(
        UnitRow(one, tuple(Cell(area, results.get((one.pk, area.code)), under_way.get((one.pk, area.code))) for area in areas))
        for one in workshops
    )
    return Units(organisation, framework, frameworks, areas, rows)


def latest_units_report(units: Units, access: Access) -> UnitsReport | None:
    """Return the asker's own latest PDF of the organisation in the framework."""
    mine = UnitsReport.objects.filter(organisation=units.organisation, framework=units.framework, requested_by=access.user.pk)
    return mine.select_related("file").order_by("-pk").first()


def _areas(framework: Framework, codes: set[str]) -> tuple[Area, ...]:
    """Return the areas to show: those of the newest version, and what else has been assessed, each as it was last named."""
    areas = Area.objects.filter(version__framework=framework, version__published_at__isnull=False)
    by_age = list(areas.order_by("version__published_at", "version_id", "order"))
    newest = {area.code for area in by_age if area.version_id == by_age[-1].version_id} if by_age else set()
    latest = {area.code: area for area in by_age if area.code in newest | codes}
    return tuple(sorted(latest.values(), key=lambda area: (area.order, area.code)))


def _results(organisation: Organisation, framework: Framework, access: Access) -> dict[tuple[int, str], UnitResult]:
    counted: dict[tuple[int, str], tuple[dict[str, Any], dict[int, int]]] = {}
    for row in _counts(organisation, framework, access):
        _row, counts = counted.setdefault((row["workshop"], row["area"]), (row, {}))
        if row["value"] is not None:
            counts[row["value"]] = row["count"]
    steps = _steps(framework)
    return {
        key: UnitResult(row["ref"], row["completed_at"], median_from_counts(counts), steps.get(row["version"], []))
        for key, (row, counts) in counted.items()
    }


def _counts(organisation: Organisation, framework: Framework, access: Access) -> Iterable[dict[str, Any]]:
    """Return how many criteria stand on each level, for each unit and area in the latest completed assessment that took the area in."""
    latest = Assessment.objects.visible_to(access).filter(
        kind=AssessmentKind.SELF,
        status__in=FINISHED,
        completed_at__isnull=False,
        workshop=OuterRef("assessment__workshop"),
        version__framework=framework,
        areas__code=OuterRef("criterion__area__code"),
    )
    newest = Subquery(latest.order_by("-completed_at", "-pk").values("pk")[:1])
    results: QuerySet[Result] = Result.objects.filter(assessment__workshop__organisation=organisation, assessment=newest)
    return (
        results.order_by()
        .values(
            workshop=F("assessment__workshop"),
            area=F("criterion__area__code"),
            ref=F("assessment__ref"),
            completed_at=F("assessment__completed_at"),
            version=F("assessment__version"),
            value=F("level__value"),
        )
        .annotate(count=Count("pk"))
    )


def _steps(framework: Framework) -> dict[int, Steps]:
    steps: dict[int, Steps] = {}
    for level in (
        Level.objects.filter(scale__framework_version__framework=framework).select_related("scale__framework_version").order_by("value")
    ):
        steps.setdefault(level.scale.framework_version.pk, []).append((level.value, level.name))
    return steps


def _open(visible: AssessmentQuerySet, framework: Framework) -> dict[tuple[int, str], UnitOpen]:
    rows = visible.open().filter(version__framework=framework).order_by("pk").values_list("workshop_id", "areas__code", "ref", "status")
    return {(workshop, code): UnitOpen(ref, SELF_STATUS_LABELS[AssessmentStatus(status)]) for workshop, code, ref, status in rows if code}
