"""Agreeing on what is developed: actions, who does them, by when, and how far they are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.choices import ActionStatus, AssessmentKind
from assessments.lifecycle import REPORTED_AUDIT_STATUSES, AssessmentStatus
from assessments.models import Action, ApplicationUnit, Assessment, Result
from assessments.models.action import OPEN_STATUSES
from assessments.permissions import can_manage_action, can_manage_actions, can_read_actions, can_update_action
from assessments.services.guards import access_of, require
from assessments.services.reports import request_report
from assessments.services.revisions import require_revision, save_revision
from config.toolkit.errors import RefusedInputError, WrongStateError
from config.toolkit.working_days import working_day_on_or_before
from workshops.models import User, Workshop
from workshops.services.audit_events import record_event

REMIND_DAYS = 7  # an owner is reminded this many days before the agreed day, or on the last working day before that


@dataclass(frozen=True)
class Agreed:
    """What is agreed of an action: what is done, who does it (a colleague, or somebody by name), by when."""

    what: str
    owner: User | None = None
    owner_name: str = ""
    due_date: dt.date | None = None


@transaction.atomic
def create_action(
    *, workshop: Workshop, agreed: Agreed, notes: str = "", result: Result | None = None, by: User, at: dt.datetime
) -> Action:
    """Agree on an action of the workshop, from a result or of its own accord; return it.

    Raises `RefusedInputError` for an owner without a role in the workshop, `WrongStateError` for a result that is not being discussed
    or agreed on.
    """
    require(can_manage_actions(access_of(by, at), workshop))
    action = Action(workshop=workshop, agreed_at=at, agreed_by=by, revision=0, notes=notes.strip())
    if result is not None:
        _require_usable(result, workshop)
        action.assessment, action.criterion, action.result = result.assessment, result.criterion, result
    _set_agreed(action, agreed, at)
    save_revision(action, by=by, at=at)
    record_event(action="action_agreed", obj=action, by=by, at=at, workshop=workshop)
    _renew_report(action, at)
    return action


@transaction.atomic
def update_action(
    *, action: Action, agreed: Agreed, status: str, drop_reason: str = "", notes: str, revision: int, by: User, at: dt.datetime
) -> Action:
    """Change an action as a whole. Raises `StaleRevisionError` if somebody has saved in between; other errors as in `create_action`."""
    action = _lock(action)
    require(can_manage_action(access_of(by, at), action))
    require_revision(action, revision)
    before = (action.what, action.due_date, action.status)
    _set_agreed(action, agreed, at)
    _set_status(action, status, drop_reason, at)
    action.notes = notes.strip()
    return _saved(action, before, by, at)


@transaction.atomic
def update_action_status(
    *, action: Action, status: str, drop_reason: str = "", notes: str | None = None, revision: int, by: User, at: dt.datetime
) -> Action:
    """Tell how far an action is: its owner, and whoever agrees on actions. Notes that are None stay. Errors as in `update_action`."""
    action = _lock(action)
    require(can_update_action(access_of(by, at), action))
    require_revision(action, revision)
    before = (action.what, action.due_date, action.status)
    _set_status(action, status, drop_reason, at)
    if notes is not None:
        action.notes = notes.strip()
    return _saved(action, before, by, at)


def reminder_day(due_date: dt.date) -> dt.date:
    """Return the day on which the owner is reminded: a working day, at least a week before the agreed day."""
    return working_day_on_or_before(due_date - dt.timedelta(days=REMIND_DAYS))


def _saved(action: Action, before: tuple[str, dt.date | None, str], by: User, at: dt.datetime) -> Action:
    save_revision(action, by=by, at=at)
    if action.status != before[2]:
        record_event(action=f"action_{action.status}", obj=action, by=by, at=at, workshop=action.workshop)
    if (action.what, action.due_date) != before[:2]:
        _renew_report(action, at)
    return action


def _lock(action: Action) -> Action:
    related = ("workshop__organisation", "assessment", "owner")
    return Action.objects.select_for_update(of=("self",)).select_related(*related).get(pk=action.pk)


def _set_agreed(action: Action, agreed: Agreed, at: dt.datetime) -> None:
    if agreed.owner is not None and agreed.owner != action.owner:
        _require_colleague(agreed.owner, action.workshop, at)
    if agreed.due_date is not None and (agreed.due_date, agreed.owner) != (action.due_date, action.owner):
        # Who agrees on a day so close needs no reminder of it.
        action.reminded_date = agreed.due_date if reminder_day(agreed.due_date) <= timezone.localdate(at) else None
    action.what, action.due_date = agreed.what.strip(), agreed.due_date
    action.owner, action.owner_name = agreed.owner, agreed.owner_name.strip()


def _set_status(action: Action, status: str, drop_reason: str, at: dt.datetime) -> None:
    is_open = status in OPEN_STATUSES
    action.finished_at = None if is_open else (action.finished_at if status == action.status else at)
    action.status = status
    action.drop_reason = drop_reason.strip() if status == ActionStatus.DROPPED else ""


def _require_colleague(owner: User, workshop: Workshop, at: dt.datetime) -> None:
    if not (owner.is_active and can_read_actions(access_of(owner, at), workshop)):
        raise RefusedInputError(_("Valitse tekijäksi henkilö, jolla on rooli työpajassa, tai kirjoita nimi."), "owner")


def _require_usable(result: Result, workshop: Workshop) -> None:
    assessment: Assessment = result.assessment
    if assessment.kind != AssessmentKind.SELF:
        _require_audited(assessment, workshop)
        return
    states = {AssessmentStatus.JOINT, AssessmentStatus.COMPLETED, AssessmentStatus.ARCHIVED}
    if assessment.workshop_id != workshop.pk or assessment.status not in states or assessment.is_abandoned:
        raise WrongStateError(_("Tästä tuloksesta ei voi enää tehdä kehittämistoimenpidettä."))


def _require_audited(audit: Assessment, workshop: Workshop) -> None:
    """Refuse a suggestion of an audit whose report is not final, and a workshop that was not audited in it."""
    is_unit = ApplicationUnit.objects.filter(application=audit.application_id, workshop=workshop).exists()
    if audit.status not in REPORTED_AUDIT_STATUSES or not is_unit:
        raise WrongStateError(_("Tästä ehdotuksesta ei voi vielä tehdä kehittämistoimenpidettä."))


def _renew_report(action: Action, at: dt.datetime) -> None:
    """Order the report of a completed assessment anew: it lists what was agreed."""
    if action.assessment is not None and action.assessment.status == AssessmentStatus.COMPLETED:
        request_report(assessment=action.assessment, at=at)
