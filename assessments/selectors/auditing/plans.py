"""What an audit is planned to be, before a coordinator has planned it and after."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone

from assessments.lifecycle import ApplicationStatus, AuditStatus
from assessments.models import Application, Assessment, AuditPlan
from workshops.roles import Permission

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from assessments.models import Round
    from workshops.permissions import Access

NAMING = dt.timedelta(days=14)  # from the deadline to the start of reading (docs/domain.md 4.3)
DECIDING = dt.timedelta(days=30)  # from the report to the decision
SHORTEST = dt.timedelta(days=28)  # an audit is planned to take at least this long
AUDITABLE = (ApplicationStatus.SUBMITTED, ApplicationStatus.IN_AUDIT)


def assigned_applications(access: Access) -> QuerySet[Application]:
    """Return the applications whose auditors the asker names: for a coordinator all of them, for others none."""
    if not access.may_nationally(Permission.MANAGE_ROUNDS):
        return Application.objects.none()
    related = ("organisation", "round__version__framework", "contact")
    return Application.objects.select_related(*related).prefetch_related("units__workshop__municipality")


def is_auditable(application: Application, at: dt.datetime) -> bool:
    """Tell whether auditors can be named: it was submitted and its deadline has passed; needs the round loaded."""
    return application.status in AUDITABLE and application.round is not None and application.round.has_passed(at)


def audit_of(application: Application) -> Assessment | None:
    """Return the application's audit with its plan; None when nobody has been named yet. One query."""
    return application.audits.exclude(status=AuditStatus.CANCELLED).select_related("plan").first()


def plan_of(application: Application, audit: Assessment | None) -> AuditPlan:
    """Return the stored plan, or what it would be; the latter is not saved. Needs the round and the units' places loaded."""
    return audit.plan if audit is not None else usual_plan(application)


def usual_plan(application: Application) -> AuditPlan:
    """Return the plan of an audit that nobody has planned, not saved and without its audit."""
    assert application.round is not None  # auditable
    starts_date, ends_date = usual_days(application.round)
    return AuditPlan(starts_date=starts_date, ends_date=ends_date, place=usual_place(application))


def usual_days(round_: Round) -> tuple[dt.date, dt.date]:
    """Return when the round's audits begin and end, unless a coordinator plans otherwise."""
    starts_date = timezone.localdate(round_.deadline_at) + NAMING
    return starts_date, max(round_.decision_date - DECIDING, starts_date + SHORTEST)


def usual_place(application: Application) -> str:
    """Return the covered workshops with their municipalities, as far as the field holds them."""
    workshops = [unit.workshop for unit in application.units.all()]
    longest: int = AuditPlan._meta.get_field("place").max_length or 0
    return "; ".join(dict.fromkeys(f"{workshop.name}, {workshop.municipality.name}" for workshop in workshops))[:longest]
