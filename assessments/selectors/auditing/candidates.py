"""Who could audit an application, in which order, and why: everything the coordinator weighs, on one list."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Count, Max, Prefetch, Q
from django.utils import timezone

from assessments.choices import AssessmentKind
from assessments.conflicts import RULES, ConflictKind, ConflictRule, Severity, conflicts_between, of_severity
from assessments.lifecycle import LIVE_SEATS, AuditStatus, SeatStatus
from assessments.models import Auditor, AuditorAbsence
from assessments.ranking import CandidateFacts, rank_key
from assessments.selectors.auditing.facts import facts_of_applications, facts_of_auditors
from assessments.selectors.auditing.plans import audit_of, plan_of
from assessments.selectors.auditing.teams import DONE, is_experienced, loads_of, place_of_auditor
from workshops.choices import WorkshopLanguage

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from django_stubs_ext import WithAnnotations

    from assessments.models import Application, AuditPlan, AuditSeat

    class Past(TypedDict):
        """What `_possible` annotates."""

        absences_within: list[AuditorAbsence]
        made_here: int
        last_accepted_at: dt.datetime | None

    PossibleAuditor = WithAnnotations[Auditor, Past]


@dataclass(frozen=True)
class Candidate:
    """One possible auditor with what is told of her in the list."""

    auditor: Auditor
    facts: CandidateFacts
    conflicts: tuple[ConflictRule, ...]  # the gravest first
    absences: tuple[AuditorAbsence, ...]  # those within the planned days
    year: str  # of the load: when the audit begins
    left: AuditSeat | None = None  # her place in this audit that ended
    shares_place: bool = False  # with somebody of a team of peers

    @property
    def is_selectable(self) -> bool:
        return not self.facts.blocks and not self.shares_place

    @property
    def warnings(self) -> list[ConflictRule]:
        """The conflicts that are passed with a written reason."""
        return [rule for rule in self.conflicts if rule.severity == Severity.WARNING]

    @property
    def is_of_network(self) -> bool:
        """Whether she belongs to a network of the applicant, regional or by language."""
        of_network = {ConflictKind.SAME_REGIONAL_NETWORK, ConflictKind.SAME_LANGUAGE_NETWORK}
        return any(rule.kind in of_network for rule in self.conflicts)


def candidates_for(application: Application, at: dt.datetime) -> list[Candidate]:
    """Return everybody who makes audits of the wished kind and has no place in the team yet, the best first (`assessments.ranking`).

    At most fifteen queries, however many there are; needs the round and the units' workshops loaded.
    """
    audit = audit_of(application)
    seats = list(audit.seats.select_related("auditor").order_by("pk")) if audit else []
    team = [seat.auditor for seat in seats if seat.status in LIVE_SEATS]
    plan = plan_of(application, audit)
    auditors = list(_possible(application, plan, at).exclude(pk__in=[auditor.pk for auditor in team]))
    left = {seat.auditor_id: seat for seat in seats}
    taken = {place_of_auditor(auditor) for auditor in team} if application.wish == AssessmentKind.PEER else set()
    found = _candidates(auditors, application, plan, left, at)
    marked = [replace(each, shares_place=place_of_auditor(each.auditor) in taken) for each in found]
    return sorted(marked, key=lambda each: (each.shares_place, rank_key(each.facts)))


def candidate_of(application: Application, ref: str, at: dt.datetime) -> Candidate | None:
    """Return the possible auditor of the reference as the list tells of her; None for anybody else."""
    return next((each for each in candidates_for(application, at) if each.auditor.ref == ref), None)


def _possible(application: Application, plan: AuditPlan, at: dt.datetime) -> QuerySet[PossibleAuditor]:
    absences = AuditorAbsence.objects.filter(first_date__lte=plan.ends_date, last_date__gte=plan.starts_date)
    accepted = Q(seats__status=SeatStatus.ACCEPTED) & ~Q(seats__assessment__status=AuditStatus.CANCELLED)
    found: QuerySet[Any] = (
        Auditor.objects.of_kind(application.wish, timezone.localdate(at))
        .select_related("user", "organisation", "workshop")
        .prefetch_related(Prefetch("absences", absences, to_attr="absences_within"))
        .annotate(
            made_here=Count("seats", filter=accepted & Q(seats__assessment__application__status__in=DONE)),
            last_accepted_at=Max("seats__accepted_at", filter=accepted),
        )
    )
    return found


def _candidates(
    auditors: Sequence[PossibleAuditor], application: Application, plan: AuditPlan, left: dict[int, AuditSeat], at: dt.datetime
) -> list[Candidate]:
    facts = facts_of_auditors(auditors, at)
    applicant = facts_of_applications([application])[application.pk]
    loads = loads_of(auditors, plan.starts_date.year)
    year, found = str(plan.starts_date.year), []
    for auditor in auditors:
        kinds = conflicts_between(facts[auditor.pk], applicant)
        absences = tuple(auditor.absences_within)
        ranked = replace(
            _own_facts(auditor, application),
            blocks=len(of_severity(kinds, Severity.BLOCK)),
            warnings=len(of_severity(kinds, Severity.WARNING)),
            is_away=bool(absences),
            has_left=auditor.pk in left,
            load=loads[auditor.pk],
        )
        found.append(Candidate(auditor, ranked, tuple(RULES[kind] for kind in kinds), absences, year, left.get(auditor.pk)))
    return found


def _own_facts(auditor: PossibleAuditor, application: Application) -> CandidateFacts:
    made = auditor.earlier_audits + auditor.made_here
    return CandidateFacts(
        key=auditor.pk,
        speaks_language=all(_speaks(auditor, unit.workshop.language) for unit in application.units.all()),
        most=auditor.most_a_year,
        made=made,
        is_experienced=is_experienced(made),
        last_audited_date=timezone.localdate(auditor.last_accepted_at) if auditor.last_accepted_at else None,
    )


def _speaks(auditor: Auditor, language: str) -> bool:
    """Tell whether she audits in the workshop's language; in a bilingual one either will do."""
    spoken = {WorkshopLanguage.FINNISH: auditor.speaks_finnish, WorkshopLanguage.SWEDISH: auditor.speaks_swedish}
    return spoken.get(WorkshopLanguage(language), True)
