"""Whose eyes an audit's clarifying questions are open to, and who answers them: the joinable side of the predicates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from assessments.lifecycle import RATING_AUDIT_STATUSES
from assessments.models import Application, Assessment, AuditSeat
from workshops.roles import Permission

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from workshops.permissions import Access


def clarified_audits(access: Access) -> QuerySet[Assessment]:
    """Return the audits whose questions and answers the asker reads: the twin of `can_read_clarifications`.

    Its auditors as long as their access lasts, the applicant's contacts, and coordinators. A decider decides on the report.
    """
    reading = AuditSeat.objects.reading(access).order_by().values("assessment")
    readers = Q(pk__in=reading) | Q(application__in=_managed(access))
    if access.may_nationally(Permission.MANAGE_ROUNDS):
        readers |= Q(application__isnull=False)
    return Assessment.objects.filter(readers, started_at__isnull=False, application__isnull=False)


def answered_audits(access: Access) -> QuerySet[Assessment]:
    """Return the audits in which the asker answers for the applicant now: the twin of `can_answer_clarification`."""
    return Assessment.objects.filter(application__in=_managed(access), status__in=RATING_AUDIT_STATUSES)


def _managed(access: Access) -> QuerySet[Application]:
    return Application.objects.managed_by(access).order_by().values("pk")  # type: ignore[return-value]  # keys, for a subquery
