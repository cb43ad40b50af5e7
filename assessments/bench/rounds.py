"""The assessments of the workshops over the years, up to the open one of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from django.db.models import Model

from assessments.bench.answers import copy_networks, copy_to_history
from assessments.bench.workshops import BATCH, OFFERED, codes_of
from assessments.lifecycle import AssessmentStatus
from assessments.models import Action, Assessment, Classification, Evidence, EvidenceCriterion, Participant
from criteria.models import Area, Criterion, FrameworkVersion
from workshops.models import AuditEvent, User, Workshop

DAYS_BETWEEN = 180
COMPLETED_ROUNDS = 3  # the newest finished ones; older ones are archived
EVIDENCE_EACH, ACTIONS_EACH = 2, 3


@dataclass(frozen=True)
class Plan:
    """Whose assessments are made: `staff` by workshop and place, `count` assessments in all, the newest ones now, at `at`."""

    version: FrameworkVersion
    workshops: list[Workshop]
    staff: list[list[User]]
    count: int
    at: dt.datetime


def open_rounds(plan: Plan) -> None:
    """Make the assessments with their participants, stored classification, evidence, actions and events.

    The newest of each workshop is open: in the individual phase, or in the discussion in every other workshop.
    """
    rows = Assessment.objects.bulk_create((_assessment(plan, number) for number in range(plan.count)), batch_size=BATCH)
    areas = list(Area.objects.filter(version=plan.version))
    in_area = Assessment.areas.through
    _in_batches(in_area, (in_area(assessment=row, area=area) for row in rows for area in areas))
    _in_batches(
        Participant,
        (
            Participant(assessment=row, user=user, added_at=row.created_at, added_by_id=row.created_by_id)
            for number, row in enumerate(rows)
            for user in plan.staff[number % len(plan.workshops)]
        ),
    )
    criteria = list(Criterion.objects.filter(area__version=plan.version))
    _add_evidence(rows, criteria)
    _finish(plan, [row for row in rows if row.completed_at], criteria)
    _in_batches(AuditEvent, (event for row in rows for event in _events(row)))


def _in_batches(model: type[Model], rows: Iterable[Model]) -> None:
    """Write the rows a batch at a time, holding no more of them: there may be hundreds of thousands."""
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        model._default_manager.bulk_create(batch)


def _assessment(plan: Plan, number: int) -> Assessment:
    unit = number % len(plan.workshops)
    leader, contact, *_ = plan.staff[unit]
    age = (plan.count - 1 - number) // len(plan.workshops)  # in rounds; 0 is the open one
    began = plan.at - dt.timedelta(days=DAYS_BETWEEN * age + 10)
    row = Assessment(
        workshop=plan.workshops[unit], version=plan.version, title=f"Itsearviointi {number}", status=AssessmentStatus.INDIVIDUAL
    )
    row.created_at = row.started_at = began
    row.created_by = row.started_by = contact
    if age or unit % 2:
        row.status = AssessmentStatus.JOINT
        row.discussion_opened_at, row.discussion_opened_by = began + dt.timedelta(days=5), contact
    if age:
        row.status = AssessmentStatus.COMPLETED
        row.completed_at = row.first_completed_at = began + dt.timedelta(days=20)
        row.completed_by = leader
    if age > COMPLETED_ROUNDS:
        row.status = AssessmentStatus.ARCHIVED
        row.archived_at, row.archived_by = began + dt.timedelta(days=40), leader
    return row


def _add_evidence(rows: list[Assessment], criteria: list[Criterion]) -> None:
    link = "https://mittaus.example/naytto"
    evidence = Evidence.objects.bulk_create(
        (
            Evidence(assessment=row, title=f"Näyttö {number}", link=link, added_at=row.created_at, added_by_id=row.created_by_id)
            for row in rows
            for number in range(EVIDENCE_EACH)
        ),
        batch_size=BATCH,
    )
    EvidenceCriterion.objects.bulk_create(
        (EvidenceCriterion(evidence=piece, criterion=criteria[number % len(criteria)]) for number, piece in enumerate(evidence)),
        batch_size=BATCH,
    )


def _finish(plan: Plan, finished: list[Assessment], criteria: list[Criterion]) -> None:
    offered = {workshop.pk: _offered(number) for number, workshop in enumerate(plan.workshops)}
    _in_batches(Classification, (_classification(row, offered[row.workshop_id]) for row in finished))
    copy_networks()
    _in_batches(Action, (_action(row, criteria[(row.pk + number) % len(criteria)]) for row in finished for number in range(ACTIONS_EACH)))
    copy_to_history(Action)


def _offered(number: int) -> dict[str, str]:
    """Return the services and partners of the workshop of the number, as an assessment stores them."""
    services, sectors = (" ".join(sorted(codes_of(number, kind))) for kind in OFFERED)
    return {"services": services, "sectors": sectors}


def _classification(row: Assessment, offered: dict[str, str]) -> Classification:
    workshop = row.workshop
    return Classification(
        assessment=row,
        organisation=workshop.organisation,
        organisation_name=workshop.organisation.name,
        workshop_name=workshop.name,
        municipality_id=workshop.municipality_id,
        region_id=workshop.municipality.region_id,
        maintainer_type=workshop.organisation.maintainer_type,
        language=workshop.language,
        size=workshop.size,
        **offered,
    )


def _action(row: Assessment, criterion: Criterion) -> Action:
    assert row.completed_at is not None
    return Action(
        workshop_id=row.workshop_id,
        assessment=row,
        criterion=criterion,
        what="Sovitaan vastuut kirjallisesti.",
        due_date=row.completed_at.date() + dt.timedelta(days=90),
        owner_id=row.created_by_id,
        agreed_at=row.completed_at,
        agreed_by_id=row.created_by_id,
        saved_at=row.completed_at,
        saved_by_id=row.created_by_id,
    )


def _events(row: Assessment) -> list[AuditEvent]:
    moves = [("start", row.started_at, row.started_by_id), ("open_discussion", row.discussion_opened_at, row.discussion_opened_by_id)]
    moves += [("complete", row.completed_at, row.completed_by_id), ("archive", row.archived_at, row.archived_by_id)]
    return [
        AuditEvent(
            at=moment,
            actor_id=by,
            action=f"assessment_{name}",
            object_type="assessments.assessment",
            object_ref=row.ref,
            workshop_id=row.workshop_id,
        )
        for name, moment, by in moves
        if moment
    ]
