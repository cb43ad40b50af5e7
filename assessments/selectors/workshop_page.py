"""The assessments' parts of a workshop's page: the application for the mark, and the latest completed result of each criterion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessments.lifecycle import ExampleStatus
from assessments.models import PublicExample, Result
from assessments.permissions import can_decide, can_give_example, can_manage_rounds
from assessments.selectors.applications.listing import live_application_of
from assessments.selectors.latest import COMPLETED, NEWEST_FIRST
from assessments.selectors.marks import marks_of_workshop
from criteria.models import Area, Framework
from workshops.models import Workshop
from workshops.page_parts import PagePart
from workshops.roles import Permission

if TYPE_CHECKING:
    from workshops.permissions import Access


@dataclass(frozen=True)
class LatestResult:
    result: Result
    steps: list[tuple[int, str]]


@dataclass(frozen=True)
class LatestArea:
    """One area of one framework with the latest results of its criteria, which may be of different days."""

    framework: Framework
    area: Area
    results: list[LatestResult]


def application_part(workshop: Workshop, access: Access) -> PagePart | None:
    """Return the part for those who apply in the workshop: the application under way, or the way to register; None for others."""
    if not access.may_in(workshop, Permission.APPLY):
        return None
    return PagePart("assessments/_application_of_workshop.html", {"workshop": workshop, "application": live_application_of(workshop)})


def marks_part(workshop: Workshop, access: Access) -> PagePart | None:
    """Return the part about the workshop's quality marks; None when it has had none. Who keeps them is led to the mark's own page."""
    marks = marks_of_workshop(workshop, access.on)
    if not marks:
        return None
    keeps = access.may_in(workshop, Permission.APPLY) or can_manage_rounds(access) or can_decide(access)
    return PagePart("assessments/_workshop_marks.html", {"marks": marks, "keeps": keeps})


def latest_results_part(workshop: Workshop, access: Access) -> PagePart | None:
    """Return the part for those who read the workshop's completed assessments; None for others and when nothing is completed."""
    if not access.may_in(workshop, Permission.READ_COMPLETED):
        return None
    areas = latest_areas(workshop)
    return PagePart("assessments/_workshop_latest.html", areas) if areas else None


def examples_part(workshop: Workshop, access: Access) -> PagePart | None:
    """Return the part for those who give the workshop's examples to be shown to everybody; None for others."""
    if not can_give_example(access, workshop):
        return None
    found = list(PublicExample.objects.filter(workshop=workshop).order_by().values_list("status", flat=True))
    counts = {"shown": found.count(ExampleStatus.SHOWN), "waiting": found.count(ExampleStatus.WAITING)}
    return PagePart("assessments/_workshop_examples.html", {"workshop": workshop, **counts})


def latest_areas(workshop: Workshop) -> list[LatestArea]:
    """Return the latest completed result of each criterion code, framework by framework; two queries."""
    texts = ("reason", "current_practice", "development")
    related = ("criterion__area", "level", "assessment__version__framework", "assessment__version__scale")
    results = Result.objects.filter(COMPLETED, assessment__workshop=workshop).exclude(answer="").select_related(*related).defer(*texts)
    latest: dict[tuple[str, str], Result] = {}
    for result in results.prefetch_related("assessment__version__scale__levels").order_by(*NEWEST_FIRST):
        latest.setdefault((result.assessment.version.framework.slug, result.criterion.code), result)
    areas: dict[tuple[str, str], LatestArea] = {}
    for (slug, _code), result in sorted(latest.items(), key=lambda item: (item[0][0], item[1].criterion.order, item[0][1])):
        area, version = result.criterion.area, result.assessment.version
        steps = [(level.value, level.name) for level in version.scale.levels.all()]
        areas.setdefault((slug, area.code), LatestArea(version.framework, area, [])).results.append(LatestResult(result, steps))
    return list(areas.values())
