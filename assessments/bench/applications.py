"""Rounds of applying, and an application of every workshop in the newest one: open, or submitted and being audited."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence

from assessments.bench.answers import write_application_answers
from assessments.bench.rounds import BATCH, Plan
from assessments.choices import AuditWish
from assessments.lifecycle import ApplicationStatus
from assessments.models import Application, ApplicationUnit, Round, Submission
from assessments.selectors.applications.submissions import content_of
from assessments.services.applications.submitting import canonical_json
from workshops.models import AuditEvent, User

CONTACT = 1  # the place, in the workshop, of the one who fills and submits
HALF_A_YEAR = dt.timedelta(days=182)
ROUNDS_AT_MOST = 20  # ten years
LEFT_UNSUBMITTED = 10  # every tenth application lapsed


def open_round(plan: Plan, deadline_at: dt.datetime, by: User) -> Round:
    """Make the round of the deadline and the ones before it, two a year; return the newest."""
    count = min(ROUNDS_AT_MOST, max(2, len(plan.workshops) // 3))
    rounds = [
        Round(
            name=f"Mittaushaku {number}",
            version=plan.version,
            opens_date=(deadline - HALF_A_YEAR / 2).date(),
            deadline_at=deadline,
            decision_date=(deadline + HALF_A_YEAR / 2).date(),
            created_at=deadline - HALF_A_YEAR / 2,
            created_by=by,
        )
        for number in range(count)
        for deadline in [deadline_at - number * HALF_A_YEAR]
    ]
    return Round.objects.bulk_create(rounds)[0]


def apply_for_marks(plan: Plan, round_: Round) -> list[Application]:
    """Give every workshop an open application of its own with all its texts written; return them in the order of the workshops."""
    began = plan.at - dt.timedelta(days=5)
    applications = [
        Application(
            organisation=workshop.organisation,
            round=round_,
            wish=AuditWish.PEER if number % 4 else AuditWish.EXTERNAL,
            contact=people[CONTACT],
            status=ApplicationStatus.OPEN,
            registered_at=began,
            registered_by=people[CONTACT],
            opened_at=began,
        )
        for number, (workshop, people) in enumerate(zip(plan.workshops, plan.staff, strict=True))
    ]
    Application.objects.bulk_create(applications, batch_size=BATCH)
    ApplicationUnit.objects.bulk_create(
        (ApplicationUnit(application=each, workshop=workshop) for each, workshop in zip(applications, plan.workshops, strict=True)),
        batch_size=BATCH,
    )
    write_application_answers(plan.version)
    AuditEvent.objects.bulk_create((event for each in applications for event in _events(each, "registered", "open")), batch_size=BATCH)
    return applications


def close_round(applications: Sequence[Application], round_: Round) -> list[Application]:
    """Submit nine applications of ten just before the deadline and let the others lapse; return the submitted ones."""
    lapsed = applications[LEFT_UNSUBMITTED - 1 :: LEFT_UNSUBMITTED]
    gone = {application.pk for application in lapsed}
    submitted = [application for application in applications if application.pk not in gone]
    arrived_at = round_.deadline_at - dt.timedelta(minutes=10)
    loaded = Application.objects.select_related("organisation", "round__version__framework").in_bulk([each.pk for each in submitted])
    Submission.objects.bulk_create((_submission(loaded[each.pk], arrived_at) for each in submitted), batch_size=BATCH)
    _move(submitted, ApplicationStatus.SUBMITTED)
    _move(lapsed, ApplicationStatus.LAPSED, lapsed_at=round_.deadline_at)
    ApplicationUnit.objects.filter(application__in=gone).update(ended_at=round_.deadline_at)
    AuditEvent.objects.bulk_create((event for each in submitted for event in _events(each, "submit")), batch_size=BATCH)
    return submitted


def _submission(application: Application, arrived_at: dt.datetime) -> Submission:
    assert application.round is not None  # of the round that closes
    content = canonical_json(content_of(application))
    return Submission(
        application=application,
        round=application.round,
        number=1,
        content=content,
        sha256=hashlib.sha256(content.encode()).hexdigest(),
        arrived_at=arrived_at,
        submitted_by_id=application.contact_id,
    )


def _move(applications: Sequence[Application], status: ApplicationStatus, **fields: dt.datetime) -> None:
    for application in applications:
        application.status = status
    Application.objects.filter(pk__in=[each.pk for each in applications]).update(status=status, **fields)


def _events(application: Application, *names: str) -> Iterator[AuditEvent]:
    for name in names:
        yield AuditEvent(
            at=application.registered_at,
            actor_id=application.contact_id,
            action=f"application_{name}",
            object_type=Application._meta.label_lower,
            object_ref=application.ref,
            organisation_id=application.organisation_id,
        )
