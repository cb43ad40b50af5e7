"""Who is in an audit now, how experienced and how loaded the auditors are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable

from django.db.models import Count, Q, QuerySet

from assessments.choices import AssessmentKind
from assessments.lifecycle import LIVE_SEATS, ApplicationStatus, AuditStatus, SeatStatus
from assessments.models import Assessment, Auditor, AuditSeat
from assessments.models.auditor import EXPERIENCED_AFTER
from assessments.teams import Member, TeamProblem, problems_of

DONE = (ApplicationStatus.AUDITED, ApplicationStatus.GRANTED, ApplicationStatus.REFUSED)  # the audit of such an application was made


def seats_of(audit: Assessment) -> QuerySet[AuditSeat]:
    """Return the audit's live places with their auditors, the lead first."""
    related = ("auditor__user", "auditor__organisation", "auditor__workshop")
    return audit.seats.filter(status__in=LIVE_SEATS).select_related(*related)


def place_of_auditor(auditor: Auditor) -> Hashable:
    """Return what two of a pair may not share: the workshop, else the employer."""
    if auditor.workshop_id:
        return ("workshop", auditor.workshop_id)
    return ("organisation", auditor.organisation_id) if auditor.organisation_id else ("employer", auditor.employer_name.casefold())


def audits_made(auditors: Iterable[Auditor]) -> dict[int, int]:
    """Return how many audits each has made, here and before, by her key; one query."""
    rows = list(auditors)
    made = AuditSeat.objects.filter(auditor__in=rows, status=SeatStatus.ACCEPTED, assessment__application__status__in=DONE)
    here = dict(made.order_by().values_list("auditor").annotate(count=Count("pk")))
    return {row.pk: row.earlier_audits + here.get(row.pk, 0) for row in rows}


def loads_of(auditors: Iterable[Auditor], year: int) -> Counter[int]:
    """Return how many audits that begin in the year each has, proposed ones too, by her key; one query."""
    seats = AuditSeat.objects.filter(auditor__in=list(auditors), status__in=LIVE_SEATS, assessment__plan__starts_date__year=year)
    counted = seats.exclude(assessment__status=AuditStatus.CANCELLED).order_by().values_list("auditor").annotate(count=Count("pk"))
    return Counter(dict(counted))


def is_experienced(made: int) -> bool:
    """Tell whether so many audits made are enough to take a first-timer along."""
    return made >= EXPERIENCED_AFTER


def team_problems(audit: Assessment) -> list[TeamProblem]:
    """Return what keeps the audit's team from being invited or from starting; needs the plan loaded, two queries."""
    seats = list(seats_of(audit))
    made = audits_made(seat.auditor for seat in seats)
    members = [Member(place_of_auditor(seat.auditor), is_experienced(made[seat.auditor_id]), seat.is_lead) for seat in seats]
    return problems_of(members, is_peer=audit.kind == AssessmentKind.PEER, may_be_one=bool(audit.plan.single_reason))


def waiting_seats(audit: Assessment) -> bool:
    """Tell whether somebody of the team has not accepted yet."""
    return audit.seats.filter(Q(status=SeatStatus.PROPOSED) | Q(status=SeatStatus.INVITED)).exists()
