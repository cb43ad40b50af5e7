"""The transitions of a self-assessment: the one writer of its status."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.lifecycle import TRANSITIONS, AssessmentStatus
from assessments.mail.assessments import mail_completed, mail_discussion_opened, mail_started, participant_users
from assessments.models import Assessment
from assessments.permissions import can_reopen_at
from assessments.selectors.results import count_gaps
from assessments.services.carry_over import carry_over_results
from assessments.services.classification import store_classification
from assessments.services.drafts import require_no_overlap, require_version_open
from assessments.services.guards import access_of, lock_assessment, require_transition
from assessments.services.reports import request_report
from config.toolkit.errors import RefusedInputError, WrongStateError
from config.toolkit.models import require_lengths
from workshops.models import User, Workshop
from workshops.services.audit_events import record_event


@transaction.atomic
def start_assessment(*, assessment: Assessment, by: User, at: dt.datetime) -> Assessment:
    """Begin the own ratings and tell the participants. Raises `RefusedInputError` without participants or with a past due date."""
    assessment = _begin("start", assessment, by, at)
    if not assessment.participants.active().exists():
        raise RefusedInputError(_("Lisää ainakin yksi osallistuja tai aloita suoraan yhteisestä keskustelusta."), field="participants")
    if assessment.ratings_due_date and assessment.ratings_due_date < timezone.localdate(at):
        raise RefusedInputError(_("Omien arvioiden määräpäivä on jo mennyt. Valitse uusi päivä."), field="ratings_due_date")
    _move(assessment, "start", by, at, started_at=at, started_by=by)
    mail_started(assessment, participant_users(assessment), at)
    return assessment


@transaction.atomic
def start_jointly(*, assessment: Assessment, by: User, at: dt.datetime) -> Assessment:
    """Skip the individual phase: a unit of one or two people may go straight to the discussion (docs/domain.md 4.1)."""
    assessment = _begin("start_jointly", assessment, by, at)
    _move(
        assessment,
        "start_jointly",
        by,
        at,
        started_at=at,
        started_by=by,
        discussion_opened_at=at,
        discussion_opened_by=by,
    )
    carry_over_results(assessment=assessment, by=by, at=at)
    mail_discussion_opened(assessment, at)
    return assessment


@transaction.atomic
def open_discussion(*, assessment: Assessment, by: User, at: dt.datetime) -> Assessment:
    """Close rating and open the joint discussion; missing ratings are no obstacle, the due date only reminds."""
    assessment = lock_assessment(assessment)
    require_transition(assessment, "open_discussion", access_of(by, at))
    _move(assessment, "open_discussion", by, at, discussion_opened_at=at, discussion_opened_by=by)
    carry_over_results(assessment=assessment, by=by, at=at)
    mail_discussion_opened(assessment, at)
    return assessment


@transaction.atomic
def complete_assessment(*, assessment: Assessment, by: User, at: dt.datetime) -> Assessment:
    """Confirm the self-assessment: from now on read-only, with the workshop's classification stored on it; the report is ordered.

    Raises `WrongStateError` while a criterion has no agreed answer.
    """
    assessment = lock_assessment(assessment)
    require_transition(assessment, "complete", access_of(by, at))
    gaps = count_gaps(assessment)
    if gaps:
        raise WrongStateError(
            ngettext("Yhden kriteerin yhteinen näkemys puuttuu vielä.", "%(count)s kriteerin yhteinen näkemys puuttuu vielä.", gaps)
            % {"count": gaps}
        )
    store_classification(assessment)
    first = assessment.first_completed_at or at
    _move(assessment, "complete", by, at, completed_at=at, completed_by=by, first_completed_at=first)
    request_report(assessment=assessment, at=at)
    mail_completed(assessment, at)
    return assessment


@transaction.atomic
def reopen_assessment(*, assessment: Assessment, reason: str, by: User, at: dt.datetime) -> Assessment:
    """Open a completed self-assessment again within 14 days of its first completion, with a reason, while no other is open.

    Raises `WrongStateError` after the 14 days or beside another open one, `RefusedInputError` without a reason.
    """
    Workshop.objects.select_for_update().get(pk=assessment.workshop_id)
    assessment = lock_assessment(assessment)
    require_transition(assessment, "reopen", access_of(by, at))
    if not can_reopen_at(assessment, at):
        raise WrongStateError(_("Arvioinnin voi avata uudelleen vain 14 päivän ajan valmistumisesta. Aloita sen jälkeen uusi arviointi."))
    _require_reason(reason, _("Kerro, miksi arviointi avataan uudelleen."))
    require_no_overlap(assessment.workshop, list(assessment.areas.all()), besides=assessment)
    _move(assessment, "reopen", by, at, completed_at=None, completed_by=None, reopen_reason=reason.strip())
    return assessment


@transaction.atomic
def archive_assessment(*, assessment: Assessment, by: User, at: dt.datetime) -> Assessment:
    """Put a completed self-assessment away; it stays readable."""
    assessment = lock_assessment(assessment)
    require_transition(assessment, "archive", access_of(by, at))
    _move(assessment, "archive", by, at, archived_at=at, archived_by=by)
    return assessment


@transaction.atomic
def abandon_assessment(*, assessment: Assessment, reason: str, by: User, at: dt.datetime) -> Assessment:
    """Give up an open self-assessment with a reason, so that it does not block the next one."""
    assessment = lock_assessment(assessment)
    require_transition(assessment, "abandon", access_of(by, at))
    _require_reason(reason, _("Kerro, miksi arviointi keskeytetään."))
    _move(assessment, "abandon", by, at, archived_at=at, archived_by=by, abandon_reason=reason.strip())
    return assessment


def _begin(name: str, assessment: Assessment, by: User, at: dt.datetime) -> Assessment:
    assessment = lock_assessment(assessment)
    require_transition(assessment, name, access_of(by, at))
    require_version_open(assessment.version)
    return assessment


def _require_reason(reason: str, message: str) -> None:
    if not reason.strip():
        raise RefusedInputError(message, field="reason")


def _move(assessment: Assessment, name: str, by: User, at: dt.datetime, **fields: Any) -> None:
    """Write the status as a guarded update and record the event; the caller holds the row's lock."""
    transition = TRANSITIONS[name]
    source = AssessmentStatus(assessment.status)
    assessment.status = transition.target
    for field, value in fields.items():
        setattr(assessment, field, value)
    require_lengths(assessment)
    changed = Assessment.objects.filter(pk=assessment.pk, status=source).update(status=transition.target, **fields)
    if not changed:
        raise WrongStateError(_("Joku muu ehti muuttaa arvioinnin tilaa."))
    record_event(action=f"assessment_{name}", obj=assessment, by=by, at=at, workshop=assessment.workshop, details={"from": source.value})
