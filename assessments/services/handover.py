"""A leaver's open tasks: to a colleague, or back to nobody, in one step."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.lifecycle import AssessmentStatus
from assessments.mail.assessments import mail_handed_over
from assessments.models import Assessment, Assignment
from assessments.permissions import can_hand_over_tasks, can_see_discussion
from assessments.selectors.assignments import open_actions, open_assignments
from assessments.services.guards import access_of, lock_assessment, require
from assessments.services.revisions import save_revision
from config.toolkit.errors import RefusedInputError
from workshops.models import RoleGrant, User, Workshop
from workshops.permissions import Access
from workshops.roles import Permission
from workshops.services.audit_events import record_event


@dataclass(frozen=True)
class HandedOver:
    """How many open tasks went to the colleague, and how many wait for somebody."""

    moved: int = 0
    released: int = 0


@transaction.atomic
def hand_over_tasks(*, workshop: Workshop, leaver: User, to: User | None, by: User, at: dt.datetime) -> HandedOver:
    """Give the leaver's open criteria and actions in the workshop to `to`, or to nobody; one event tells of it all.

    A criterion whose discussion the colleague does not see goes to nobody. Raises `RefusedInputError` for a colleague without a role
    in the workshop.
    """
    require(can_hand_over_tasks(access_of(by, at), workshop))
    if to is not None and not _may_take(to, workshop, at):
        raise RefusedInputError(_("Valitse joku, jolla on rooli tässä työpajassa."), field="to")
    if to == leaver:
        raise RefusedInputError(_("Valitse joku muu kuin hän, jolta tehtävät siirtyvät."), field="to")
    return _hand_over(workshop, leaver, to, by, at)


def hand_over_when_role_ends(*, grant: RoleGrant, successor: User | None, by: User, at: dt.datetime) -> None:
    """Do the same in every workshop the ended role held in and where no other role is left; runs in the transaction that ends the role."""
    if grant.workshop:
        workshops = [grant.workshop]
    else:
        workshops = list(Workshop.objects.filter(organisation=grant.organisation_id).order_by("pk")) if grant.organisation_id else []
    for workshop in workshops:
        if not access_of(grant.user, at).may_in(workshop, Permission.TAKE_PART):
            to = successor if successor and successor != grant.user and _may_take(successor, workshop, at) else None
            _hand_over(workshop, grant.user, to, by, at)


def _may_take(user: User, workshop: Workshop, at: dt.datetime) -> bool:
    return user.is_active and access_of(user, at).may_in(workshop, Permission.TAKE_PART)


def _hand_over(workshop: Workshop, leaver: User, to: User | None, by: User, at: dt.datetime) -> HandedOver:
    access = access_of(to, at) if to else None
    assessments: dict[int, Assessment] = {}
    moved = released = 0
    for assignment in open_assignments(leaver, workshop):
        if assignment.assessment_id not in assessments:
            assessments[assignment.assessment_id] = lock_assessment(assignment.assessment)
        assessment = assessments[assignment.assessment_id]
        if access and can_see_discussion(access, assessment) and assessment.status == AssessmentStatus.JOINT:
            moved += _move_assignment(assignment, access, by, at)
        else:
            assignment.delete()
            released += 1
    for action in open_actions(leaver, workshop).select_for_update():
        action.owner = to
        save_revision(action, by=by, at=at)
        moved, released = (moved + 1, released) if to else (moved, released + 1)
    if moved or released:
        details = {"from": leaver.pk, "to": to.pk if to else None, "moved": moved, "released": released}
        record_event(action="tasks_handed_over", obj=leaver, by=by, at=at, workshop=workshop, details=details)
    if moved and to and to != by:
        mail_handed_over(workshop, to, moved, at)
    return HandedOver(moved, released)


def _move_assignment(assignment: Assignment, access: Access, by: User, at: dt.datetime) -> int:
    assert isinstance(access.user, User)
    assignment.assignee, assignment.given_at, assignment.given_by = access.user, at, by
    assignment.full_clean()
    assignment.save()
    return 1
