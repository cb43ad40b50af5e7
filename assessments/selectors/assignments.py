"""What has been given to whom: the criteria of an assessment with their holders, and what one person holds."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from assessments.models import Action, Assessment, Assignment, Participant, Result
from assessments.selectors.progress import AGREED
from criteria.models import Area, Criterion
from workshops.models import RoleGrant, User, Workshop
from workshops.roles import Permission

if TYPE_CHECKING:
    from workshops.permissions import Access

OPEN_ACTIONS = ("agreed", "under_way")


@dataclass(frozen=True)
class Holder:
    """To whom a criterion has been given, until when."""

    user_id: int
    name: str
    due_date: dt.date | None


@dataclass(frozen=True)
class Given:
    """One criterion given to the asker, and whether its shared view has been agreed."""

    assignment: Assignment
    is_agreed: bool

    @property
    def assessment(self) -> Assessment:
        return self.assignment.assessment

    @property
    def criterion(self) -> Criterion:
        return self.assignment.criterion

    @property
    def due_date(self) -> dt.date | None:
        return self.assignment.due_date


def with_holder(criteria: QuerySet[Criterion], assessment: Assessment) -> QuerySet[Criterion]:
    """Annotate in the same query what `holder_of` reads."""
    rows = Assignment.objects.filter(assessment=assessment, criterion=OuterRef("pk"))
    return criteria.annotate(
        holder_id=Subquery(rows.values("assignee")),
        holder_name=Subquery(rows.values("assignee__name")),
        holder_due_date=Subquery(rows.values("due_date")),
    )


def holder_of(criterion: Criterion) -> Holder | None:
    """Return to whom a criterion, read by `with_holder`, has been given."""
    if criterion.holder_id is None:  # type: ignore[attr-defined]  # annotated by with_holder
        return None
    return Holder(criterion.holder_id, criterion.holder_name, criterion.holder_due_date)  # type: ignore[attr-defined]  # as above


def criteria_with_holders(assessment: Assessment) -> list[tuple[Area, list[tuple[Criterion, Holder | None]]]]:
    """Return every criterion of the assessment by area, with who holds it; one query."""
    areas: dict[Area, list[tuple[Criterion, Holder | None]]] = {}
    rows = Criterion.objects.filter(area__assessments=assessment).select_related("area").order_by("order")
    for criterion in with_holder(rows, assessment):
        areas.setdefault(criterion.area, []).append((criterion, holder_of(criterion)))
    return list(areas.items())


def given_to(access: Access, assessment: Assessment | None = None) -> list[Given]:
    """Return what the asker may write now because it was given to her, of all assessments or one, the earliest day first."""
    rows = Assignment.objects.writable_by(access)
    return _given(rows.filter(assessment=assessment) if assessment else rows)


def undone_assignments(access: Access, assessment: Any) -> QuerySet[Assignment]:
    """Return what the asker still has to write in the assessment, the earliest day first; `assessment` may be an `OuterRef`."""
    agreed = Result.objects.filter(AGREED, assessment=OuterRef("assessment"), criterion=OuterRef("criterion"))
    mine = Assignment.objects.filter(~Exists(agreed), assignee=access.user.pk, assessment=assessment)
    return mine.order_by(F("due_date").asc(nulls_last=True), "criterion__order", "pk")


def people_to_assign(assessment: Assessment, on: dt.date) -> QuerySet[User]:
    """Return the people who see the discussion on the day: those who manage, and the participants who still have a role."""
    grants = RoleGrant.objects.current(on).filter(
        Q(workshop=assessment.workshop_id) | Q(organisation=assessment.workshop.organisation_id), user=OuterRef("pk")
    )
    takes_part = Participant.objects.active().filter(
        Q(user=OuterRef("pk")) | Q(invitation__accepted_by=OuterRef("pk")), assessment=assessment
    )
    return _active().filter(
        Exists(grants.giving(Permission.MANAGE_ASSESSMENT)) | Q(Exists(grants.giving(Permission.TAKE_PART)), Exists(takes_part))
    )


def colleagues_of(workshop: Workshop, on: dt.date) -> QuerySet[User]:
    """Return the people who have a role in the workshop or its organisation on the day."""
    grants = RoleGrant.objects.current(on).giving(Permission.TAKE_PART)
    here = grants.filter(Q(workshop=workshop) | Q(organisation=workshop.organisation_id), user=OuterRef("pk"))
    return _active().filter(Exists(here))


def open_assignments(user: User, workshop: Workshop) -> QuerySet[Assignment]:
    """Return what the person holds in the open assessments of the workshop."""
    return Assignment.objects.open().filter(assignee=user, assessment__workshop=workshop).select_related("criterion", "assessment")


def open_actions(user: User, workshop: Workshop) -> QuerySet[Action]:
    """Return the workshop's actions that the person does and that are not finished."""
    return Action.objects.filter(owner=user, workshop=workshop, status__in=OPEN_ACTIONS)


def _active() -> QuerySet[User]:
    return User.objects.get_queryset().filter(is_active=True).order_by("sort_key", "pk")


def _given(rows: QuerySet[Assignment]) -> list[Given]:
    agreed = Result.objects.filter(AGREED, assessment=OuterRef("assessment"), criterion=OuterRef("criterion"))
    full = rows.select_related("criterion__area", "assessment__workshop").annotate(is_agreed=Exists(agreed))
    return [Given(row, row.is_agreed) for row in full.order_by(F("due_date").asc(nulls_last=True), "assessment", "criterion__order", "pk")]
