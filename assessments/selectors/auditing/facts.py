"""What is known of auditors and applicants for the table of conflicts: a constant number of queries, however many they are."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from django.db.models import Prefetch
from django.utils import timezone

from assessments.choices import TieKind
from assessments.conflicts import RECIPROCAL_YEARS, ApplicantFacts, AuditorFacts, ConflictKind, Employment, conflicts_between
from assessments.lifecycle import AuditStatus, SeatStatus
from assessments.models import Application, ApplicationUnit, Auditor, AuditSeat
from workshops.choices import NetworkKind
from workshops.models import Network, Organisation, RoleGrant, User


def facts_of_auditors(auditors: Sequence[Auditor], at: dt.datetime) -> dict[int, AuditorFacts]:
    """Return the facts of each auditor by her key; seven queries."""
    rows = Auditor.objects.filter(pk__in=[auditor.pk for auditor in auditors])
    rows = rows.select_related("organisation", "workshop").prefetch_related("ties", "declarations", "networks", "workshop__networks")
    employments = _employments([row.user_id for row in rows])
    audited_by = _audited_by({row.organisation_id for row in rows if row.organisation_id}, at)
    return {row.pk: _auditor_facts(row, employments[row.user_id], audited_by) for row in rows}


def facts_of_applications(applications: Sequence[Application]) -> dict[int, ApplicantFacts]:
    """Return the facts of each application by its key; four queries."""
    units = ApplicationUnit.objects.select_related("workshop").prefetch_related("workshop__networks")
    rows = Application.objects.filter(pk__in=[application.pk for application in applications])
    return {row.pk: _applicant_facts(row) for row in rows.prefetch_related(Prefetch("units", units))}


def conflicts_of(auditor: Auditor, application: Application, at: dt.datetime) -> list[ConflictKind]:
    """Return every conflict between one auditor and one application, the gravest first."""
    return conflicts_between(facts_of_auditors([auditor], at)[auditor.pk], facts_of_applications([application])[application.pk])


def facts_of_person(user: User) -> AuditorFacts:
    """Return where somebody works or has worked and what she has declared, auditor or not; three queries at most."""
    card = Auditor.objects.filter(user=user).first()
    employments = _employments([user.pk])[user.pk]
    if card is None:
        return AuditorFacts(employments=frozenset(employments))
    own = {Employment(card.organisation_id)} if card.organisation_id else set()
    return AuditorFacts(
        employments=frozenset(employments | own), declared=frozenset(card.declarations.values_list("organisation", flat=True))
    )


def is_employed_by(user: User, organisation: Organisation, on: dt.date) -> bool:
    """Tell whether somebody works in the organisation on the day; three queries at most."""
    here = [each for each in facts_of_person(user).employments if each.organisation == organisation.pk]
    return any(each.last_date is None or each.last_date >= on for each in here)


def _employments(users: Collection[int]) -> dict[int, set[Employment]]:
    """Return where the people have held roles, until when; by the user's key."""
    held: dict[int, set[Employment]] = defaultdict(set)
    grants = RoleGrant.objects.filter(user__in=users).select_related("workshop")
    for grant in grants:
        organisation = grant.organisation_id or (grant.workshop.organisation_id if grant.workshop else None)
        if organisation is not None:
            held[grant.user_id].add(Employment(organisation, _last_date(grant)))
    return held


def _last_date(grant: RoleGrant) -> dt.date | None:
    ended_date = timezone.localdate(grant.ended_at) if grant.ended_at else None
    return min((day for day in (ended_date, grant.ends_date) if day), default=None)


def _audited_by(employers: set[int], at: dt.datetime) -> dict[int, set[int]]:
    """Return, by the audited organisation, the employers of those who audited it within `RECIPROCAL_YEARS`."""
    since = at - dt.timedelta(days=365 * RECIPROCAL_YEARS)
    seats = AuditSeat.objects.filter(
        status=SeatStatus.ACCEPTED, accepted_at__gte=since, employer__isnull=False, assessment__application__organisation__in=employers
    ).exclude(assessment__status=AuditStatus.CANCELLED)
    found: dict[int, set[int]] = defaultdict(set)
    for audited, employer in seats.values_list("assessment__application__organisation", "employer"):
        found[audited].add(employer)
    return found


def _auditor_facts(row: Auditor, employments: set[Employment], audited_by: dict[int, set[int]]) -> AuditorFacts:
    ties = list(row.ties.all())
    networks = [*row.networks.all(), *(row.workshop.networks.all() if row.workshop else [])]
    place = row.workshop or row.organisation
    return AuditorFacts(
        employments=frozenset(employments | ({Employment(row.organisation_id)} if row.organisation_id else set())),
        worked_at=frozenset(tie.organisation_id for tie in ties if tie.kind == TieKind.WORKED),
        trained_at=frozenset(tie.organisation_id for tie in ties if tie.kind == TieKind.TRAINED),
        declared=frozenset(each.organisation_id for each in row.declarations.all()),
        audited_by=frozenset(audited_by.get(row.organisation_id or 0, ())),
        municipalities=frozenset({place.municipality_id} if place else ()),
        regional_networks=_of_kind(networks, NetworkKind.REGIONAL),
        language_networks=_of_kind(networks, NetworkKind.LANGUAGE),
    )


def _applicant_facts(row: Application) -> ApplicantFacts:
    workshops = [unit.workshop for unit in row.units.all()]
    networks = [network for workshop in workshops for network in workshop.networks.all()]
    return ApplicantFacts(
        since=timezone.localdate(row.registered_at),
        organisations=frozenset({row.organisation_id, *(workshop.organisation_id for workshop in workshops)}),
        municipalities=frozenset(workshop.municipality_id for workshop in workshops),
        regional_networks=_of_kind(networks, NetworkKind.REGIONAL),
        language_networks=_of_kind(networks, NetworkKind.LANGUAGE),
    )


def _of_kind(networks: Iterable[Network], kind: NetworkKind) -> frozenset[int]:
    return frozenset(network.pk for network in networks if network.kind == kind)
