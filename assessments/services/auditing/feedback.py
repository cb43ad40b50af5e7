"""The audited workshop tells how the audit went: once, and never to its auditors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import Assessment, AuditFeedback
from assessments.permissions import can_give_feedback
from assessments.services.guards import access_of, lock_assessment, require
from config.toolkit.errors import WrongStateError
from config.toolkit.models import require_lengths
from workshops.models import User
from workshops.services.audit_events import record_event


@transaction.atomic
def give_feedback(*, audit: Assessment, grades: Mapping[str, int], text: str, by: User, at: dt.datetime) -> AuditFeedback:
    """Store the answers to the five questions, each from 1 to 5, and what else the workshop wants to tell.

    Raises `NotAllowedError` for others than those who apply for an audited workshop, `WrongStateError` when feedback was given already,
    `ValidationError` for a grade outside the scale.
    """
    audit = lock_assessment(audit)
    require(can_give_feedback(access_of(by, at), audit))
    if AuditFeedback.objects.filter(assessment=audit).exists():
        raise WrongStateError(_("Palaute tästä auditoinnista on jo annettu. Kiitos siitä!"))
    feedback = AuditFeedback(assessment=audit, **grades, text=text.strip(), given_at=at, given_by=by)
    require_lengths(feedback)
    feedback.full_clean()
    feedback.save()
    record_event(action="audit_feedback_given", obj=audit, by=by, at=at, workshop=audit.workshop)  # that it was, never what it says
    return feedback
