"""What an auditor takes home from an audit: her own note of a criterion."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from assessments.models import Assessment, HomeNote
from assessments.permissions import can_read_as_auditor
from assessments.services.guards import access_of, lock_assessment, require
from assessments.services.ratings import require_criterion
from assessments.services.revisions import require_revision, save_if_changed
from criteria.models import Criterion
from workshops.models import User


@transaction.atomic
def save_home_note(*, audit: Assessment, criterion: Criterion, text: str, revision: int, by: User, at: dt.datetime) -> HomeNote:
    """Save the author's own note and return it; as long as the audit's material is open to her, whatever state the audit is in.

    Raises `NotAllowedError` for others, a replaced auditor among them: she keeps what she has written and adds nothing. Raises
    `StaleRevisionError` when she has saved it in another tab. No event tells of it: it is nobody's business but hers.
    """
    assert audit.application is not None  # an audit has one
    application, audit = audit.application, lock_assessment(audit)
    require(can_read_as_auditor(access_of(by, at), application))
    require_criterion(audit, criterion)
    note = HomeNote.objects.filter(assessment=audit, criterion=criterion, author=by).first()
    note = note or HomeNote(assessment=audit, criterion=criterion, author=by, revision=0)
    require_revision(note, revision)
    return save_if_changed(note, text=text.strip(), by=by, at=at)
