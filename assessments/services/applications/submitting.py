"""Submitting an application: an immutable copy with a checksum, and its receipt."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.lifecycle import FILLABLE_STATUSES
from assessments.mail.applications import mail_submitted
from assessments.models import Application, StoredFile, Submission
from assessments.permissions import can_manage_application
from assessments.selectors.applications.form import missing_criteria
from assessments.selectors.applications.submissions import content_of
from assessments.services.applications.moves import move_application
from assessments.services.guards import access_of, lock_application, require, require_application_state, require_before_deadline
from config.toolkit.errors import WrongStateError
from workshops.models import User


@transaction.atomic
def submit_application(*, application: Application, by: User, at: dt.datetime) -> Submission:
    """Store what is written now as the submission that counts, with its checksum, and send the receipt; `at` is the arrival.

    The same content once more gives the submission that is there: however many times it is sent, one submission, one event, one mail.
    Raises `WrongStateError` for what arrived after the deadline in force, and while a criterion's text is missing.
    """
    application = lock_application(application)
    require(can_manage_application(access_of(by, at), application))
    require_before_deadline(application, at)
    require_application_state(application, FILLABLE_STATUSES)
    _require_whole(application)
    told = content_of(application)
    content = canonical_json(told)
    sha256 = hashlib.sha256(content.encode()).hexdigest()
    last = application.submissions.last()
    if last is not None and last.sha256 == sha256:
        return last
    assert application.round is not None  # fillable
    submission = Submission.objects.create(
        application=application,
        round=application.round,
        number=last.number + 1 if last else 1,
        content=content,
        sha256=sha256,
        arrived_at=at,
        submitted_by=by,
    )
    submission.files.set(StoredFile.objects.filter(sha256__in={row["sha256"] for row in told["evidence"]}))
    move_application(application, "submit", by=by, at=at, details={"number": submission.number, "sha256": sha256})
    mail_submitted(submission, at)
    return submission


def canonical_json(content: dict[str, Any]) -> str:
    """Return the content as JSON in one form only: keys sorted, no spaces, nothing escaped that need not be."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _require_whole(application: Application) -> None:
    missing = [criterion.code for criterion in missing_criteria(application)]
    if missing:
        sentence = ngettext(
            "Yhden kriteerin teksti puuttuu vielä: %(codes)s.", "Näiden kriteerien teksti puuttuu vielä: %(codes)s.", len(missing)
        )
        raise WrongStateError(sentence % {"codes": ", ".join(missing)})
    if not application.units.exists():
        raise WrongStateError(_("Hakemuksessa ei ole yhtään työpajaa."))
