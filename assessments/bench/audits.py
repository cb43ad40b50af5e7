"""The register of auditors, and the audits of the newest round as far as they have gone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from assessments.bench.answers import NOTE
from assessments.bench.people import RATERS
from assessments.bench.rounds import BATCH, Plan
from assessments.choices import AUDITOR_ROLES, Answer, AssessmentKind, Recommendation
from assessments.lifecycle import ApplicationStatus, AuditStatus, SeatStatus
from assessments.models import (
    Application,
    AreaSummary,
    Assessment,
    Auditor,
    AuditPlan,
    AuditSeat,
    Conclusion,
    ConfirmedRating,
    Participant,
    Rating,
    Result,
    Round,
    Visit,
)
from assessments.selectors.results import criteria_of
from criteria.models import Area
from workshops.models import OutgoingMail, RoleGrant, User
from workshops.roles import Scope

AUDITORS_AT_MOST = 60
PLACE = RATERS - 1  # of the one who audits, in the workshop
AUDITED_OF = 2  # every other application is audited
STATES = [SeatStatus.ACCEPTED, SeatStatus.INVITED, SeatStatus.PROPOSED]


def register_auditors(plan: Plan) -> list[Auditor]:
    """Make an auditor of somebody in each workshop, of 60 workshops at most; she makes audits of both kinds."""
    chosen = list(zip(plan.workshops, plan.staff, strict=True))[:AUDITORS_AT_MOST]
    began = plan.at - dt.timedelta(days=400)
    RoleGrant.objects.bulk_create(
        RoleGrant(user=people[PLACE], role=role, scope=Scope.NATIONAL, starts_date=began.date(), granted_at=began)
        for _workshop, people in chosen
        for role in AUDITOR_ROLES.values()
    )
    return Auditor.objects.bulk_create(
        Auditor(
            user=people[PLACE],
            organisation=workshop.organisation,
            workshop=workshop,
            trained_date=began.date(),
            earlier_audits=number % 5,
            speaks_swedish=number % 8 == 0,
            registered_at=began,
        )
        for number, (workshop, people) in enumerate(chosen)
    )


def begin_audits(applications: Sequence[Application], auditors: Sequence[Auditor], round_: Round, by: User) -> None:
    """Name two auditors for every other application; those who were invited have answered, or not yet."""
    audited = applications[1::AUDITED_OF]
    at = round_.deadline_at + dt.timedelta(hours=1)
    made = (_audit(each, round_, by, at, is_begun=number % 4 == 3) for number, each in enumerate(audited))
    audits = Assessment.objects.bulk_create(made, batch_size=BATCH)
    in_area, areas = Assessment.areas.through, list(Area.objects.filter(version=round_.version_id))
    in_area.objects.bulk_create((in_area(assessment=audit, area=area) for audit in audits for area in areas), batch_size=BATCH)
    starts_date = at.date() + dt.timedelta(days=14)
    ends_date = starts_date + dt.timedelta(days=60)
    AuditPlan.objects.bulk_create(
        AuditPlan(assessment=audit, starts_date=starts_date, ends_date=ends_date, place="Mittauspaja") for audit in audits
    )
    pairs = [_pair(number, auditors) for number, _audit in enumerate(audits)]
    AuditSeat.objects.bulk_create(
        _seat(audit, auditor, STATES[number % len(STATES)], is_lead=auditor == pair[0] and audit.kind == AssessmentKind.EXTERNAL)
        for number, (audit, pair) in enumerate(zip(audits, pairs, strict=True))
        for auditor in pair
    )
    begun = [audit.application_id for audit in audits if audit.started_at]
    Application.objects.filter(pk__in=begun).update(status=ApplicationStatus.IN_AUDIT)


def begin_reading(application: Application, readers: Sequence[User], by: User) -> Assessment:
    """Let the pair read the application: each has rated every criterion and confirmed all but the first area. Return the audit."""
    assert application.round is not None  # submitted
    at = application.round.deadline_at + dt.timedelta(hours=1)
    audit = _audit(application, application.round, by, at, is_begun=True)
    audit.save()
    audit.areas.set(Area.objects.filter(version=audit.version_id))
    AuditPlan.objects.create(assessment=audit, starts_date=at.date(), ends_date=at.date() + dt.timedelta(days=60), place="Mittauspaja")
    Application.objects.filter(pk=application.pk).update(status=ApplicationStatus.IN_AUDIT)
    known = {"employer_name": "Mittaus Oy", "earlier_audits": 3, "registered_at": at}
    for number, user in enumerate(readers):
        auditor, _is_new = Auditor.objects.get_or_create(user=user, defaults=known)
        seat = _seat(audit, auditor, SeatStatus.ACCEPTED, is_lead=number == 0 and audit.kind == AssessmentKind.EXTERNAL)
        seat.save()
        _rate(Participant.objects.create(assessment=audit, user=user, added_at=at, added_by=by), at)
    return audit


def write_report(audit: Assessment, readers: Sequence[User]) -> None:
    """Bring an audit that is being read to its final report, with everything that a report can hold written in it."""
    saved_at = audit.created_at + dt.timedelta(days=30)
    saved = {"saved_at": saved_at, "saved_by": readers[0]}
    levels, verdict = list(audit.version.scale.levels.order_by("value")), audit.version.verdicts.all()[0]
    texts = dict.fromkeys(("seen_in_documents", "heard_in_interviews", "seen_on_visit", "suggestion"), NOTE)
    for number, criterion in enumerate(criteria_of(audit)):
        given = {"answer": Answer.LEVEL, "level": levels[-1 - number % 2], "verdict": verdict}  # the two highest
        Result.objects.create(assessment=audit, criterion=criterion, **given, **texts, **saved)
    for area in audit.areas.all():
        AreaSummary.objects.create(assessment=audit, area=area, strengths=NOTE, **saved)
    Conclusion.objects.create(assessment=audit, summary=NOTE, recommendation=Recommendation.SUPPORTED, **saved)
    made = {"ends_at": saved_at + dt.timedelta(hours=5), "visited_at": saved_at + dt.timedelta(hours=6), "visited_by": readers[0]}
    agreed = {"agreed_at": audit.created_at, "agreed_by": readers[0]}
    Visit.objects.create(assessment=audit, starts_at=saved_at, place="Mittauspaja", people="Esihenkilö", **agreed, **made)
    done = {"completed_at": saved_at, "first_completed_at": saved_at, "completed_by": audit.created_by}
    Assessment.objects.filter(pk=audit.pk).update(status=AuditStatus.FINAL, **done)
    assert audit.application_id is not None  # an audit has one
    Application.objects.filter(pk=audit.application_id).update(status=ApplicationStatus.AUDITED)


def _rate(place: Participant, at: dt.datetime) -> None:
    levels = list(place.assessment.version.scale.levels.order_by("value"))
    verdict = place.assessment.version.verdicts.all()[0]
    for number, criterion in enumerate(criteria_of(place.assessment)):
        level = levels[(place.pk + number) % len(levels)]
        given = {"participant": place, "criterion": criterion, "answer": Answer.LEVEL, "level": level, "verdict": verdict, "note": NOTE}
        Rating.objects.create(**given, saved_at=at)
        if criterion.area.order > 1:
            ConfirmedRating.objects.create(**given, confirmed_at=at)


def send_receipts(applications: Sequence[Application], at: dt.datetime) -> None:
    """Make the mails that were sent of the submissions, as they are kept: without a text."""
    OutgoingMail.objects.bulk_create(
        OutgoingMail(
            key=f"application_submitted:{each.ref}:1:{each.contact_id}",
            kind="application_submitted",
            to_user_id=each.contact_id,
            subject="Hakemuksenne on perillä",
            queued_at=at,
            sent_at=at,
            attempts=1,
        )
        for each in applications
    )


def _pair(number: int, auditors: Sequence[Auditor]) -> tuple[Auditor, Auditor]:
    return auditors[(2 * number + 3) % len(auditors)], auditors[(2 * number + 4) % len(auditors)]


def _audit(application: Application, round_: Round, by: User, at: dt.datetime, *, is_begun: bool) -> Assessment:
    return Assessment(
        kind=AssessmentKind(application.wish),
        application=application,
        workshop_id=application.units.all()[0].workshop_id,
        version_id=round_.version_id,
        title="Auditointi",
        status=AuditStatus.READING if is_begun else AuditStatus.ASSIGNING,
        created_at=at,
        created_by=by,
        started_at=at if is_begun else None,
        started_by=by if is_begun else None,
    )


def _seat(audit: Assessment, auditor: Auditor, status: SeatStatus, *, is_lead: bool) -> AuditSeat:
    by, at = audit.created_by, audit.created_at
    if audit.started_at:
        status = SeatStatus.ACCEPTED
    is_invited = status != SeatStatus.PROPOSED
    return AuditSeat(
        assessment=audit,
        auditor=auditor,
        is_lead=is_lead,
        status=status,
        proposed_at=at,
        proposed_by=by,
        invited_at=at if is_invited else None,
        invited_by=by if is_invited else None,
        accepted_at=at if status == SeatStatus.ACCEPTED else None,
        employer_id=auditor.organisation_id if status == SeatStatus.ACCEPTED else None,
    )
