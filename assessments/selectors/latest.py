"""The workshop's latest completed result of each criterion: areas assessed at different times of the year add up by stable code."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber

from assessments.choices import AssessmentKind
from assessments.lifecycle import AssessmentStatus
from assessments.models import AreaSummary, Assessment, Result
from criteria.models import Area, FrameworkVersion
from workshops.models import Workshop
from workshops.roles import Permission

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from assessments.models.assessment import AssessmentQuerySet
    from workshops.permissions import Access

FINISHED = [AssessmentStatus.COMPLETED, AssessmentStatus.ARCHIVED]
COMPLETED = Q(assessment__kind=AssessmentKind.SELF, assessment__status__in=FINISHED, assessment__completed_at__isnull=False)
NEWEST_FIRST = ("-assessment__completed_at", "-assessment_id")


def completed_of(workshop: Workshop, version: FrameworkVersion) -> AssessmentQuerySet:
    """Return the workshop's completed self-assessments in any version of the same framework, newest first."""
    completed = Assessment.objects.filter(kind=AssessmentKind.SELF, status__in=FINISHED, completed_at__isnull=False)
    return completed.filter(workshop=workshop, version__framework=version.framework_id).order_by("-completed_at", "-pk")


def previous_for(workshop: Workshop, version: FrameworkVersion, areas: Iterable[Area]) -> Assessment | None:
    """Return the latest completed self-assessment that shares an area with the chosen ones, by code; None when there is none."""
    return completed_of(workshop, version).filter(areas__code__in=[area.code for area in areas]).first()


def has_completed_anywhere(access: Access, version: FrameworkVersion) -> bool:
    """Tell whether a workshop in which the asker may start has a completed self-assessment in the framework."""
    workshops = Workshop.objects.where_may(access, Permission.MANAGE_ASSESSMENT).filter(pk=OuterRef("workshop"))
    completed = Assessment.objects.filter(kind=AssessmentKind.SELF, status__in=FINISHED, completed_at__isnull=False)
    return completed.filter(Exists(workshops), version__framework=version.framework_id).exists()


def completed_results(workshop: Workshop, framework_id: int) -> QuerySet[Result]:
    """Return the workshop's completed results in the framework, the newest of each criterion first."""
    results = Result.objects.filter(COMPLETED, assessment__workshop=workshop, assessment__version__framework=framework_id)
    return results.exclude(answer="").select_related("criterion", "level").order_by(*NEWEST_FIRST, "criterion__order")


def newest_of_each(results: QuerySet[Result]) -> QuerySet[Result]:
    """Return the newest of each criterion code alone: as many rows after one year as after twenty."""
    order = [F("assessment__completed_at").desc(), F("assessment_id").desc()]
    return results.annotate(age=Window(RowNumber(), partition_by=F("criterion__code"), order_by=order)).filter(age=1)


def by_code(results: Iterable[Result]) -> dict[str, Result]:
    """Return the first result of each criterion code."""
    found: dict[str, Result] = {}
    for result in results:
        found.setdefault(result.criterion.code, result)
    return found


def latest_summary(assessment: Assessment, area_code: str) -> AreaSummary | None:
    """Return the strengths written last time of the area with the code, when the assessment was started from an earlier one."""
    if assessment.previous_id is None:
        return None
    summaries = AreaSummary.objects.filter(
        COMPLETED,
        assessment__workshop=assessment.workshop_id,
        assessment__version__framework=assessment.version.framework_id,
        area__code=area_code,
    )
    return summaries.exclude(strengths="").select_related("assessment").order_by(*NEWEST_FIRST).first()
