"""Giving criteria to people ("tämä on sinun"): who writes which shared view, by when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.lifecycle import AssessmentStatus
from assessments.mail.assessments import mail_assigned
from assessments.models import Assessment, Assignment
from assessments.permissions import can_give_assignment, can_see_discussion
from assessments.selectors.results import criteria_of
from assessments.services.guards import access_of, lock_assessment, require, require_state
from config.toolkit.errors import RefusedInputError
from criteria.models import Criterion
from workshops.models import User
from workshops.services.audit_events import record_event


@transaction.atomic
def assign_criteria(
    *, assessment: Assessment, criterion_codes: Collection[str], assignee: User, due_date: dt.date | None = None, by: User, at: dt.datetime
) -> list[Assignment]:
    """Give the criteria to one person, also those that somebody else had; return the assignments that are new or changed.

    She is told by e-mail of those she did not have yet, unless she gives them to herself. Raises `RefusedInputError` for one who
    does not see the discussion, without criteria, or with a day that has passed.
    """
    assessment, criteria = _lock(assessment, criterion_codes, by, at)
    access = access_of(assignee, at)
    if not (assignee.is_active and can_see_discussion(access, assessment)):
        raise RefusedInputError(_("Valitse joku, joka on mukana keskustelussa."), field="assignee")
    if due_date and due_date < access.on:
        raise RefusedInputError(_("Päivä on jo mennyt. Valitse uusi päivä."), field="due_date")
    held = {row.criterion_id: row for row in assessment.assignments.filter(criterion__in=criteria)}
    given = []
    new = []
    for criterion in criteria:
        row = held.get(criterion.pk) or Assignment(assessment=assessment, criterion=criterion)
        if row.pk and (row.assignee_id, row.due_date) == (assignee.pk, due_date):
            continue
        if row.pk is None or row.assignee_id != assignee.pk:
            new.append(criterion)
        given.append(_give(row, assignee, due_date, by, at))
    if given:
        _record("criteria_assigned", assessment, [row.criterion for row in given], by, at, assignee)
    if new and assignee != by:
        mail_assigned(assessment, assignee, new, due_date, at)
    return given


@transaction.atomic
def take_back_criteria(*, assessment: Assessment, criterion_codes: Collection[str], by: User, at: dt.datetime) -> int:
    """Take the criteria back from whoever has them; what she has written stays. Return how many were given to somebody."""
    assessment, criteria = _lock(assessment, criterion_codes, by, at)
    taken = list(assessment.assignments.filter(criterion__in=criteria).select_related("criterion"))
    if taken:
        assessment.assignments.filter(pk__in=[row.pk for row in taken]).delete()
        _record("criteria_taken_back", assessment, [row.criterion for row in taken], by, at)
    return len(taken)


def _lock(assessment: Assessment, codes: Collection[str], by: User, at: dt.datetime) -> tuple[Assessment, list[Criterion]]:
    assessment = lock_assessment(assessment)
    require_state(assessment, AssessmentStatus.JOINT)
    require(can_give_assignment(access_of(by, at), assessment))
    chosen = [criterion for criterion in criteria_of(assessment) if criterion.code in codes]
    if not chosen:
        raise RefusedInputError(_("Valitse ainakin yksi kriteeri."), field="criteria")
    return assessment, chosen


def _give(row: Assignment, assignee: User, due_date: dt.date | None, by: User, at: dt.datetime) -> Assignment:
    row.assignee, row.due_date, row.given_at, row.given_by = assignee, due_date, at, by
    row.full_clean()
    row.save()
    return row


def _record(  # noqa: PLR0917 what an event tells
    action: str, assessment: Assessment, criteria: list[Criterion], by: User, at: dt.datetime, assignee: User | None = None
) -> None:
    details = {"criteria": [criterion.code for criterion in criteria], "user": assignee.pk if assignee else None}
    record_event(action=action, obj=assessment, by=by, at=at, workshop=assessment.workshop, details=details)
