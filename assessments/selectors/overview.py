"""Reads of assessments as wholes: lists, and the landing page of one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from assessments.lifecycle import OPEN_STATUSES, AssessmentStatus, Transition
from assessments.models import Assessment, Participant, Result, Support
from assessments.permissions import (
    allowed_transitions,
    can_change_participants,
    can_edit_draft,
    can_rate_criterion,
    can_read_results,
    can_see_discussion,
    can_see_progress,
)
from assessments.selectors.assignments import Given, given_to
from assessments.selectors.progress import (
    AGREED,
    ANSWERED,
    PersonProgress,
    Progress,
    agreed_progress,
    own_progress,
    own_ratings,
    people_progress,
)
from criteria.models import Area, Criterion

if TYPE_CHECKING:
    from typing import TypedDict

    from django_stubs_ext import WithAnnotations

    from assessments.models.assessment import AssessmentQuerySet
    from workshops.permissions import Access

    class Counts(TypedDict):
        """What `with_counts` annotates."""

        criteria_count: int
        agreed_count: int
        own_count: int
        takes_part: bool

    CountedAssessment = WithAnnotations[Assessment, Counts]


@dataclass(frozen=True)
class Overview:
    """What the landing page shows to one asker in the state the assessment is in; None is what she does not see."""

    assessment: Assessment
    areas: list[Area]  # each with its `criteria_count`
    own: Progress | None  # her own ratings, while they can be given
    people: list[PersonProgress] | None  # how far each participant is
    agreed: Progress | None  # the shared views, while they are written
    given: list[Given]  # the criteria she has been asked to write
    transitions: list[Transition[AssessmentStatus]]
    can_edit: bool
    can_change_participants: bool
    can_read_results: bool

    @property
    def criteria_count(self) -> int:
        return sum(area.criteria_count for area in self.areas)  # type: ignore[attr-defined]  # annotated by `_areas`

    @property
    def ready_count(self) -> int:
        """How many participants have answered every criterion."""
        return sum(person.done >= self.criteria_count for person in self.people or ())


def visible_assessments(access: Access) -> AssessmentQuerySet:
    """Return the assessments the asker sees from inside, each with what every page about it names and `support_until`.

    Pages that a supporter may read too begin with `readable_assessments`; all others are hidden from her.
    """
    return _for_pages(Assessment.objects.seen_from_inside(access), access)


def readable_assessments(access: Access) -> AssessmentQuerySet:
    """Return the same with those the asker reads as a supporter."""
    return _for_pages(Assessment.objects.visible_to(access), access)


def _for_pages(assessments: AssessmentQuerySet, access: Access) -> AssessmentQuerySet:
    """Annotate `support_until`: the last day on which somebody from outside reads it; None when nobody does."""
    supports = Support.objects.current(access.on).filter(assessment=OuterRef("pk")).order_by("-last_date")
    named = assessments.select_related("workshop__organisation", "version__framework", "version__scale")
    return named.annotate(support_until=Subquery(supports.values("last_date")[:1]))


def listed_assessments(access: Access, *, finished: bool) -> QuerySet[CountedAssessment]:
    """Return the open or finished assessments the asker may see, newest first, with the counts of `with_counts`."""
    wanted = ~Q(status__in=OPEN_STATUSES) if finished else Q(status__in=OPEN_STATUSES)
    order = (
        [F("completed_at").desc(nulls_last=True), F("archived_at").desc(nulls_last=True)]
        if finished
        else [F("workshop__sort_key").asc(), F("created_at").desc()]
    )
    return with_counts(readable_assessments(access).filter(wanted), access).order_by(*order, "-pk")


def completed_assessments(access: Access, limit: int) -> list[Assessment]:
    """Return the latest self-assessments whose results the asker may read, newest first; one query."""
    finished = visible_assessments(access).filter(completed_at__isnull=False).exclude(status__in=OPEN_STATUSES)
    return list(finished.order_by("-completed_at", "-pk")[:limit])


def count_by_openness(access: Access) -> tuple[int, int]:
    """Return how many open and how many finished assessments the asker sees; one query."""
    counts = Assessment.objects.visible_to(access).aggregate(
        open=Count("pk", filter=Q(status__in=OPEN_STATUSES)), finished=Count("pk", filter=~Q(status__in=OPEN_STATUSES))
    )
    return counts["open"], counts["finished"]


def with_counts(assessments: QuerySet[Assessment], access: Access) -> QuerySet[CountedAssessment]:
    """Annotate `criteria_count`, `agreed_count`, `own_count` and `takes_part`, in the same query."""
    criteria = Criterion.objects.filter(area__assessments=OuterRef("pk")).order_by().values("area__assessments")
    agreed = Result.objects.filter(AGREED, assessment=OuterRef("pk")).order_by().values("assessment")
    own = own_ratings(OuterRef(OuterRef("pk")), access.user).filter(ANSWERED).order_by().values("participant")
    return assessments.annotate(
        criteria_count=_count(criteria),
        agreed_count=_count(agreed),
        own_count=_count(own),
        takes_part=Exists(Participant.objects.active().of(access.user).filter(assessment=OuterRef("pk"))),
    )


def overview_of(assessment: Assessment, access: Access, at: dt.datetime) -> Overview:
    """Collect the landing page; a constant number of queries, whatever the number of criteria and participants."""
    return Overview(
        assessment=assessment,
        areas=areas_of(assessment),
        own=own_progress(assessment, access.user) if can_rate_criterion(access, assessment) else None,
        people=people_progress(assessment) if can_see_progress(access, assessment) else None,
        agreed=agreed_progress(assessment) if can_see_discussion(access, assessment) else None,
        given=given_to(access, assessment) if can_see_discussion(access, assessment) else [],
        transitions=allowed_transitions(access, assessment, at),
        can_edit=can_edit_draft(access, assessment),
        can_change_participants=can_change_participants(access, assessment),
        can_read_results=can_read_results(access, assessment),
    )


def areas_of(assessment: Assessment) -> list[Area]:
    """Return the areas of the assessment in their order, each with `criteria_count`."""
    return list(Area.objects.filter(assessments=assessment).annotate(criteria_count=Count("criteria", distinct=True)).order_by("order"))


def _count(rows: QuerySet[Any]) -> Coalesce:
    """Return an annotation that counts the rows; they are grouped by the one value they carry."""
    return Coalesce(Subquery(rows.annotate(count=Count("pk")).values("count")), 0, output_field=IntegerField())
