"""Clarifying questions of the auditors and the workshop's answers, until the visit has been made: no new evidence, no levels."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.lifecycle import AUDIT_STATUS_LABELS, RATING_AUDIT_STATUSES, AuditStatus
from assessments.mail.clarifications import mail_answered, mail_asked
from assessments.models import Application, Assessment, Clarification
from assessments.permissions import can_manage_application, can_read_as_auditor
from assessments.services.guards import access_of, lock_application, lock_assessment, require
from assessments.services.ratings import require_criterion
from config.toolkit.errors import RefusedInputError, WrongStateError
from config.toolkit.models import require_lengths
from criteria.models import Criterion
from workshops.models import User
from workshops.services.audit_events import record_event


@transaction.atomic
def ask_clarification(*, audit: Assessment, criterion: Criterion, text: str, by: User, at: dt.datetime) -> Clarification:
    """Ask the workshop something about one criterion, as one of its auditors; the contact is told by mail.

    The same once more is the same question: a second click asks nothing new. Raises `WrongStateError` when the visit has been made or a
    new auditor is being named, `NotAllowedError` for others than the auditors, `RefusedInputError` for no text.
    """
    application, audit = _lock(audit)
    require(can_read_as_auditor(access_of(by, at), application))
    message, is_new = _write(audit, criterion, text, is_from_auditor=True, by=by, at=at)
    if is_new:
        _record("clarification_asked", message, application, by=by, at=at)
        mail_asked(message, application, at)
    return message


@transaction.atomic
def answer_clarification(*, audit: Assessment, criterion: Criterion, text: str, by: User, at: dt.datetime) -> Clarification:
    """Answer what the auditors have asked of the criterion, as one of the applicant's contacts; the auditors are told by mail.

    As `ask_clarification`; raises `WrongStateError` also where nothing has been asked.
    """
    application, audit = _lock(audit)
    require(can_manage_application(access_of(by, at), application))
    if not audit.clarifications.filter(criterion=criterion, is_from_auditor=True).exists():
        raise WrongStateError(_("Tästä kriteeristä ei ole kysytty mitään."))
    message, is_new = _write(audit, criterion, text, is_from_auditor=False, by=by, at=at)
    if is_new:
        _record("clarification_answered", message, application, by=by, at=at)
        mail_answered(message, application, at)
    return message


def _lock(audit: Assessment) -> tuple[Application, Assessment]:
    """Lock the application, as every move of its audit does, and the audit; return both fresh."""
    assert audit.application is not None  # an audit has one
    return lock_application(audit.application), lock_assessment(audit)


def _write(
    audit: Assessment, criterion: Criterion, text: str, *, is_from_auditor: bool, by: User, at: dt.datetime
) -> tuple[Clarification, bool]:
    if audit.status not in RATING_AUDIT_STATUSES:
        label = AUDIT_STATUS_LABELS[AuditStatus(audit.status)]
        raise WrongStateError(_("Kysyä ja vastata voi käyntiin asti. Auditoinnin tila on nyt ”%(state)s”.") % {"state": label})
    require_criterion(audit, criterion)
    words = text.strip()
    if not words:
        raise RefusedInputError(_("Kirjoita viesti."), field="text")
    last = audit.clarifications.filter(criterion=criterion).order_by("-pk").first()
    if last and (last.written_by_id, last.is_from_auditor, last.text) == (by.pk, is_from_auditor, words):
        return last, False
    message = Clarification(
        assessment=audit, criterion=criterion, is_from_auditor=is_from_auditor, text=words, written_at=at, written_by=by
    )
    require_lengths(message)
    message.full_clean()
    message.save()
    return message, True


def _record(action: str, message: Clarification, application: Application, *, by: User, at: dt.datetime) -> None:
    """Record that it was written and of what, never what it says."""
    details = {"audit": message.assessment.ref, "criterion": message.criterion.code}
    record_event(action=action, obj=application, by=by, at=at, organisation=application.organisation, details=details)
