"""What decides the proposal of a whole round: its applications, the auditors and what is between them, as the matching reads it."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Max, Prefetch, Q, QuerySet
from django.utils import timezone

from assessments.choices import AUDITOR_ROLES, AssessmentKind
from assessments.conflicts import Severity, conflicts_between, of_severity
from assessments.lifecycle import LIVE_SEATS, AuditStatus, SeatStatus
from assessments.matching import Candidate, Matter, Pair, Wanting
from assessments.models import Application, Auditor, AuditorAbsence, AuditSeat, Round
from assessments.selectors.auditing.facts import facts_of_applications, facts_of_auditors
from assessments.selectors.auditing.plans import AUDITABLE, usual_days
from assessments.selectors.auditing.teams import audits_made, is_experienced, loads_of, place_of_auditor
from assessments.teams import MOST, PEERS, Member
from workshops.choices import WorkshopLanguage

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Past(TypedDict):
        """What `auditors_of_any_kind` adds."""

        absences_within: list[AuditorAbsence]
        last_accepted_at: dt.datetime | None

    PossibleAuditor = WithAnnotations[Auditor, Past]

AWAY_SHARE = 0.5  # one who is away for this share of the audit's days is not proposed; a holiday does not keep anybody out
PARTLY_AWAY = 2  # dislikes (assessments.matching.DISLIKE_MAX): of two equally loaded the one with fewer is proposed
FIRST_ALONE = 3  # an external audit is made alone: rather by somebody who has made one
RECENT = ((183, 3), (365, 2), (730, 1))  # days since she last took an audit, and how much she would rather rest


@dataclass(frozen=True)
class RoundMatter:
    """The matter with the rows behind its keys, which are the rows' references."""

    matter: Matter
    applications: dict[str, Application]
    auditors: dict[str, Auditor]
    seats: dict[str, list[AuditSeat]] = field(default_factory=dict)  # live ones by application, those to be proposed anew too


def applications_to_name(round_: Round) -> QuerySet[Application]:
    """Return the round's submitted applications, by organisation."""
    return round_.applications.filter(status__in=AUDITABLE).select_related("organisation").order_by("organisation__sort_key", "pk")


def seats_of_round(round_: Round) -> dict[int, list[AuditSeat]]:
    """Return the live places of the round's audits by application, the lead first; one query."""
    seats = AuditSeat.objects.filter(status__in=LIVE_SEATS, assessment__application__round=round_)
    related = ("assessment__plan", "auditor__user", "auditor__organisation", "auditor__workshop")
    found: dict[int, list[AuditSeat]] = defaultdict(list)
    for seat in seats.exclude(assessment__status=AuditStatus.CANCELLED).select_related(*related).order_by("-is_lead", "proposed_at", "pk"):
        assert seat.assessment.application_id is not None  # an audit's
        found[seat.assessment.application_id].append(seat)
    return found


def is_replaceable(seat: AuditSeat) -> bool:
    """Tell whether a new proposal may take the place anew: an earlier one made it and nobody has been invited; by hand made stay."""
    return seat.status == SeatStatus.PROPOSED and seat.proposal_id is not None


def empty_seats(application: Application, seats: Sequence[AuditSeat]) -> int:
    """Return how many auditors the application lacks beside the seats."""
    if application.wish == AssessmentKind.PEER:
        may_be_one = bool(seats) and bool(seats[0].assessment.plan.single_reason)
        return max(0, (1 if may_be_one else PEERS) - len(seats))
    return 0 if len(seats) >= MOST or any(seat.is_lead for seat in seats) else 1


def matter_of(round_: Round, at: dt.datetime) -> RoundMatter:
    """Return what decides the round's proposal at the moment; a constant number of queries."""
    applications = list(applications_to_name(round_).prefetch_related("units__workshop"))
    seats = seats_of_round(round_)
    auditors, kinds = auditors_of_any_kind(round_, at)
    made = audits_made([*auditors, *(seat.auditor for each in seats.values() for seat in each)])
    kept = {each.pk: [seat for seat in seats[each.pk] if not is_replaceable(seat)] for each in applications}
    loads = _loads(round_, auditors, seats)
    wanting = [_wanting(each, kept[each.pk], made) for each in applications]
    candidates = [_candidate(each, kinds[each.pk], loads[each.pk], made, round_) for each in auditors]
    blocked, warned = _kept_apart(applications, auditors, kept, at)
    dislikes = {(a.ref, b.ref): _dislike(a, made, b.wish, at) for a in auditors for b in applications}
    return RoundMatter(
        Matter(tuple(wanting), tuple(candidates), frozenset(blocked), frozenset(warned), dislikes),
        {each.ref: each for each in applications},
        {each.ref: each for each in auditors},
        {each.ref: seats[each.pk] for each in applications},
    )


def auditors_of_any_kind(round_: Round, at: dt.datetime) -> tuple[list[PossibleAuditor], dict[int, set[str]]]:
    """Return who may audit in the round, and which kinds each makes by her key; absences are of the round's days."""
    rows: dict[int, PossibleAuditor] = {}
    kinds: dict[int, set[str]] = defaultdict(set)
    for kind in AUDITOR_ROLES:
        for auditor in _auditors_of_kind(kind, round_, at):
            rows[auditor.pk] = auditor
            kinds[auditor.pk].add(kind.value)
    return list(rows.values()), kinds


def _auditors_of_kind(kind: str, round_: Round, at: dt.datetime) -> QuerySet[Any]:
    starts_date, ends_date = usual_days(round_)
    absences = AuditorAbsence.objects.filter(first_date__lte=ends_date, last_date__gte=starts_date)
    accepted = Q(seats__status=SeatStatus.ACCEPTED) & ~Q(seats__assessment__status=AuditStatus.CANCELLED)
    return (
        Auditor.objects.of_kind(kind, timezone.localdate(at))
        .select_related("user", "organisation", "workshop")
        .prefetch_related(Prefetch("absences", absences, to_attr="absences_within"))
        .annotate(last_accepted_at=Max("seats__accepted_at", filter=accepted))
    )


def _loads(round_: Round, auditors: Sequence[Auditor], seats: dict[int, list[AuditSeat]]) -> Counter[int]:
    """Return each auditor's audits of the year without those that are proposed anew."""
    year = usual_days(round_)[0].year
    loads = loads_of(auditors, year)
    again = [seat for each in seats.values() for seat in each if is_replaceable(seat) and seat.assessment.plan.starts_date.year == year]
    loads.subtract(Counter(seat.auditor_id for seat in again))
    return loads


def _wanting(application: Application, kept: Sequence[AuditSeat], made: dict[int, int]) -> Wanting:
    languages = {unit.workshop.language for unit in application.units.all()} - {WorkshopLanguage.BILINGUAL}
    members = [Member(place_of_auditor(seat.auditor), is_experienced(made[seat.auditor_id]), seat.is_lead) for seat in kept]
    return Wanting(application.ref, application.wish, empty_seats(application, kept), frozenset(languages), tuple(members))


def _candidate(auditor: PossibleAuditor, kinds: set[str], load: int, made: dict[int, int], round_: Round) -> Candidate:
    spoken = {WorkshopLanguage.FINNISH.value: auditor.speaks_finnish, WorkshopLanguage.SWEDISH.value: auditor.speaks_swedish}
    starts_date, ends_date = usual_days(round_)
    days = sum((min(each.last_date, ends_date) - max(each.first_date, starts_date)).days + 1 for each in auditor.absences_within)
    return Candidate(
        key=auditor.ref,
        kinds=frozenset(kinds),
        place=place_of_auditor(auditor),
        load=load,
        room=max(0, auditor.most_a_year - load),
        languages=frozenset(language for language, speaks in spoken.items() if speaks),
        is_experienced=is_experienced(made[auditor.pk]),
        is_away=days >= AWAY_SHARE * ((ends_date - starts_date).days + 1),
    )


def _kept_apart(
    applications: Sequence[Application], auditors: Sequence[Auditor], kept: dict[int, list[AuditSeat]], at: dt.datetime
) -> tuple[set[Pair], set[Pair]]:
    """Return the pairs that a conflict without override keeps apart, as does being in the team already, and those with a warning."""
    of_auditors, of_applications = facts_of_auditors(auditors, at), facts_of_applications(applications)
    blocked, warned = set(), set()
    for application in applications:
        present = {seat.auditor_id for seat in kept[application.pk]}
        for auditor in auditors:
            found = conflicts_between(of_auditors[auditor.pk], of_applications[application.pk])
            if auditor.pk in present or of_severity(found, Severity.BLOCK):
                blocked.add((auditor.ref, application.ref))
            elif of_severity(found, Severity.WARNING):
                warned.add((auditor.ref, application.ref))
    return blocked, warned


def _dislike(auditor: PossibleAuditor, made: dict[int, int], wish: str, at: dt.datetime) -> int:
    """Return how much the auditor would rather be left alone: a recent audit, days away, a first audit made alone."""
    since = (at - auditor.last_accepted_at).days if auditor.last_accepted_at else None
    recent = next((cost for days, cost in RECENT if since is not None and since < days), 0)
    alone = FIRST_ALONE if wish == AssessmentKind.EXTERNAL and not is_experienced(made[auditor.pk]) else 0
    away = PARTLY_AWAY if auditor.absences_within else 0
    return recent + alone + away
