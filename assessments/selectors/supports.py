"""Who reads an assessment from outside, who can be asked to, and what a supporter reads."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, Q, QuerySet

from assessments.models import AreaSummary, Assessment, Result, Support
from assessments.selectors.results import criteria_of
from criteria.models import Area, Criterion
from workshops.models import RoleGrant, User, Workshop
from workshops.roles import Role

if TYPE_CHECKING:
    from workshops.permissions import Access


@dataclass(frozen=True)
class Choice:
    """A coordinator who can be asked, and whose coordinator she is."""

    user: User
    network: str  # empty for the association's


@dataclass(frozen=True)
class AgreedArea:
    """One area as a supporter reads it: what was agreed, nothing of who rated what."""

    area: Area
    results: tuple[tuple[Criterion, Result | None], ...]
    strengths: str


def last_allowed_date(on: dt.date) -> dt.date:
    """Return the last day for which support can be asked: twelve months ahead."""
    day = 28 if (on.month, on.day) == (2, 29) else on.day
    return on.replace(year=on.year + 1, day=day)


def supporters_to_choose(workshop: Workshop, on: dt.date) -> list[Choice]:
    """Return the coordinators of the nation and of the workshop's networks, the nation's first; one query."""
    here = Q(role=Role.NETWORK_COORDINATOR, network__workshops=workshop)
    grants = RoleGrant.objects.current(on).filter(Q(role=Role.COORDINATOR) | here, user__is_active=True)
    rows = grants.select_related("user", "network").order_by(F("network").asc(nulls_first=True), "user__sort_key", "user_id", "pk")
    chosen = {grant.user: str(grant.network) if grant.network else "" for grant in reversed(rows)}
    return [Choice(user, network) for user, network in reversed(chosen.items())]


def open_supports(assessment: Assessment, on: dt.date) -> QuerySet[Support]:
    """Return who has been asked and may read until when, the earliest first."""
    return assessment.supports.open(on).select_related("user", "given_by").order_by("pk")


def supports_of(access: Access) -> QuerySet[Support]:
    """Return what the asker has been asked to support and is not over, with the assessment."""
    rows = Support.objects.open(access.on).of(access.user) if access.grants else Support.objects.none()
    return rows.select_related("assessment__workshop", "given_by").order_by("pk")


def agreed_areas(assessment: Assessment) -> list[AgreedArea]:
    """Return what has been agreed, area by area; three queries. Reads no rating."""
    results = {row.criterion_id: row for row in Result.objects.filter(assessment=assessment).select_related("level")}
    strengths = dict(AreaSummary.objects.filter(assessment=assessment).values_list("area_id", "strengths"))
    areas: dict[Area, list[tuple[Criterion, Result | None]]] = {}
    for criterion in criteria_of(assessment):
        areas.setdefault(criterion.area, []).append((criterion, results.get(criterion.pk)))
    return [AgreedArea(area, tuple(rows), strengths.get(area.pk, "")) for area, rows in areas.items()]
