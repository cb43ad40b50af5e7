"""How an application ends before an audit: withdrawn by the applicant, lapsed at the deadline, moved on to the next round."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from assessments.lifecycle import UNSUBMITTED_STATUSES
from assessments.mail.applications import mail_lapsed, mail_withdrawn
from assessments.models import Application, ApplicationAnswer, Round
from assessments.permissions import can_manage_application
from assessments.scoring import answer_on_scale
from assessments.selectors.applications.form import criteria_of_application
from assessments.services.applications.moves import move_application
from assessments.services.applications.registering import lock_units, require_free
from assessments.services.auditing.audits import cancel_audit
from assessments.services.evidence import carry_evidence
from assessments.services.guards import access_of, lock_application, require
from config.toolkit.errors import RefusedInputError, WrongStateError
from workshops.models import User

logger = logging.getLogger(__name__)

# What arrived by the deadline may still be on its way through the service: nothing lapses before it has come through or failed.
LAPSE_MARGIN = dt.timedelta(minutes=15)


@transaction.atomic
def withdraw_application(*, application: Application, reason: str, by: User, at: dt.datetime) -> Application:
    """Take the application back: possible until the decision; what was submitted stays stored, is read by nobody, and no audit goes on."""
    application = lock_application(application)
    require(can_manage_application(access_of(by, at), application))
    move_application(application, "withdraw", by=by, at=at, withdrawn_at=at, withdrawn_by=by, withdraw_reason=reason.strip())
    cancel_audit(application, by=by, at=at)
    mail_withdrawn(application, at)
    return application


def lapse_unsubmitted(*, at: dt.datetime) -> int:
    """Mark the applications that were not submitted by their round's deadline, and tell their contacts; return how many.

    Run from time to time; each in a transaction of its own, and one that fails is told in the log and holds up no other. Again changes
    nothing.
    """
    passed = Round.objects.filter(deadline_at__lt=at - LAPSE_MARGIN)
    lapsed = 0
    for application in Application.objects.filter(status__in=UNSUBMITTED_STATUSES, round__in=passed).order_by("pk"):
        try:
            lapsed += _lapse(application, at)
        except DatabaseError:
            raise
        except Exception:
            logger.exception("Application %s could not be marked as lapsed.", application.ref)
    return lapsed


@transaction.atomic
def _lapse(application: Application, at: dt.datetime) -> bool:
    # The deadline may be on the move: the round first, as `move_deadline` does, so that the one in force is read.
    Round.objects.select_for_update(no_key=True, of=("self",)).filter(applications=application.pk).first()
    application = lock_application(application)
    late = application.round is not None and application.round.has_passed(at - LAPSE_MARGIN)
    if application.status not in UNSUBMITTED_STATUSES or not late:
        return False
    move_application(application, "lapse", by=None, at=at, lapsed_at=at)
    mail_lapsed(application, at)
    return True


@transaction.atomic
def renew_application(*, application: Application, into: Round, by: User, at: dt.datetime) -> Application:
    """Move a lapsed application with its answers to a round that takes applications; answers of another version go by code.

    Answers and evidence of codes that the new version does not have stay with the application, to be read and copied.
    Raises `RefusedInputError` for a round that takes none now, or when a covered workshop has another live application.
    """
    lock_units(application)
    application = lock_application(application)
    require(can_manage_application(access_of(by, at), application))
    if not into.takes_applications(at):
        raise RefusedInputError(_("Tälle kierrokselle ei voi nyt hakea. Valitse toinen kierros."), field="round")
    require_free(application)
    application.round = into
    move_application(application, "renew", by=by, at=at, round=into, details={"round": into.ref})
    _carry_answers(application, by, at)
    carry_evidence(application=application)
    return application


def revive_lapsed(*, application: Application, by: User, at: dt.datetime) -> bool:
    """Open a lapsed application again after its deadline has been moved later; False when a workshop has applied anew meanwhile.

    Runs in the transaction that moves the deadline.
    """
    lock_units(application)
    application = lock_application(application)
    try:
        require_free(application)
    except RefusedInputError:
        return False
    try:
        move_application(application, "revive", by=by, at=at)
    except WrongStateError:  # its applicant has moved it on meanwhile
        return False
    return True


def _carry_answers(application: Application, by: User, at: dt.datetime) -> None:
    """Give the new version's criteria the texts that the earlier version's criteria of the same code have."""
    answers = application.answers.select_related("criterion", "level").order_by("saved_at", "pk")
    from_before = {answer.criterion.code: answer for answer in answers}
    assert application.round is not None
    levels = {level.value: level for level in application.round.version.scale.levels.all()}
    written = set(application.answers.values_list("criterion_id", flat=True))
    rows = []
    for criterion in criteria_of_application(application):
        earlier = from_before.get(criterion.code)
        if earlier is None or criterion.pk in written:
            continue
        answer, level = answer_on_scale(earlier.answer, earlier.level.value if earlier.level else None, levels)
        carried = {"text": earlier.text, "answer": answer, "level": level, "saved_at": at, "saved_by": by}
        rows.append(ApplicationAnswer(application=application, criterion=criterion, **carried))
    bulk_create_with_history(rows, ApplicationAnswer, default_user=by, default_date=at)
