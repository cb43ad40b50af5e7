"""Ordering a PDF that says what its page says now; the worker renders it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import QuerySet

from assessments.choices import ReportStatus
from assessments.models import ActionPlan, AuditCertificate, EmployerLetter, SummaryReport, UnitsReport, YearlyReportPdf
from assessments.models.report import UNDER_WAY
from workshops.models import User
from workshops.services.audit_events import record_event

Kind = TypeVar("Kind", ActionPlan, AuditCertificate, EmployerLetter, SummaryReport, UnitsReport, YearlyReportPdf)


def order_rendering(
    same: QuerySet[Kind], enqueue: Callable[[int], object], *, of: dict[str, Any], action: str, by: User, at: dt.datetime, **event: Any
) -> Kind:
    """Order a rendering of what `of` names by its fields, and return the row to follow; one under way is returned as it is.

    One that has been silent for too long is given up and ordered anew. `same` are the rows of the model, `enqueue` is its task's;
    `action` is recorded, with the place in `event`. The caller has locked what is rendered and asked who may.
    """
    rows = same.filter(**of, status__in=UNDER_WAY)
    under_way = rows.first()
    if under_way and not under_way.has_failed(at):
        return under_way
    rows.update(status=ReportStatus.FAILED, finished_at=at)
    ordered = same.create(**of, requested_at=at)
    record_event(action=action, obj=ordered, by=by, at=at, **event)
    transaction.on_commit(lambda: enqueue(ordered.pk))
    return ordered
