"""An auditor answers her invitation, and tells of a conflict that has come up."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from assessments.conflicts import RULES, Severity, of_severity
from assessments.lifecycle import REPORTED_AUDIT_STATUSES, RUNNING_AUDIT_STATUSES, AuditStatus, SeatStatus
from assessments.mail.audits import mail_seat_declined, mail_seat_stopped
from assessments.models import Application, Auditor, AuditSeat, ConflictDeclaration
from assessments.models.audit import AuditSeatQuerySet
from assessments.permissions import can_answer_invitation
from assessments.selectors.auditing.facts import conflicts_of
from assessments.selectors.auditing.plans import is_auditable
from assessments.services.auditing.audits import start_when_ready
from assessments.services.auditing.seats import lock_seat, move_seat, reopen_naming, require_seat_state
from assessments.services.guards import access_of, require
from config.toolkit.errors import RefusedInputError, WrongStateError
from workshops.models import User
from workshops.services.audit_events import record_event

logger = logging.getLogger(__name__)


@transaction.atomic
def accept_seat(*, seat: AuditSeat, declared: bool, by: User, at: dt.datetime) -> AuditSeat:
    """Take the place, with the declaration that there is no conflict; the last of the team to accept opens the material to all.

    Raises `RefusedInputError` without the declaration, `WrongStateError` when a conflict without override is known, and while a deadline
    that was moved later has not passed: nobody reads what may still change.
    """
    application, seat = lock_seat(seat)
    require(can_answer_invitation(access_of(by, at), seat))
    if seat.status == SeatStatus.ACCEPTED:  # a second press
        return seat
    if not declared:
        raise RefusedInputError(_("Vahvista, ettet ole esteellinen."), field="declared")
    require_seat_state(seat, SeatStatus.INVITED)
    if seat.assessment.status == AuditStatus.CANCELLED:
        raise WrongStateError(_("Auditointi on keskeytetty, joten kutsuun ei enää tarvitse vastata."))
    if not is_auditable(application, at):
        raise WrongStateError(_("Hakuaikaa on jatkettu. Voit ottaa tehtävän vastaan, kun uusi määräaika on päättynyt."))
    blocks = of_severity(conflicts_of(seat.auditor, application, at), Severity.BLOCK)
    if blocks:
        raise WrongStateError(_("Tehtävää ei voi ottaa vastaan. Syy: %(conflict)s") % {"conflict": RULES[blocks[0]].label})
    move_seat(seat, application, "accept", by=by, at=at, accepted_at=at, employer=seat.auditor.organisation)
    start_when_ready(seat.assessment, application, by=by, at=at)
    return seat


@transaction.atomic
def decline_seat(*, seat: AuditSeat, has_conflict: bool, by: User, at: dt.datetime) -> AuditSeat:
    """Decline the place; no reason is asked. With `has_conflict` she is not named to the organisation's audits again."""
    application, seat = lock_seat(seat)
    require(can_answer_invitation(access_of(by, at), seat))
    if seat.status == SeatStatus.DECLINED:  # a second press
        return seat
    move_seat(seat, application, "decline", by=by, at=at, ended_at=at, ended_by=by)
    if has_conflict:
        _declare(seat.auditor, application, by=by, at=at)
    mail_seat_declined(seat, at)
    return seat


@transaction.atomic
def declare_conflict(*, seat: AuditSeat, by: User, at: dt.datetime) -> AuditSeat:
    """Tell of a conflict that has come up after accepting: she reads nothing from this moment on, and the coordinators are told.

    Again changes nothing. A final report keeps its auditors: the conflict closes the material to her, and the report stays as it is.
    """
    application, seat = lock_seat(seat)
    require(can_answer_invitation(access_of(by, at), seat))
    if seat.status == SeatStatus.STOPPED:
        return seat
    if seat.status != SeatStatus.ACCEPTED:
        raise WrongStateError(_("Ilmoitus koskee vain auditointia, jossa olet mukana."))
    _declare(seat.auditor, application, by=by, at=at)
    if seat.assessment.status in REPORTED_AUDIT_STATUSES:
        mail_seat_stopped(seat, at)
    else:
        _stop(seat, application, by=by, at=at)
    return seat


def stop_blocked_seats(*, at: dt.datetime) -> int:
    """Stop the auditors for whom a conflict without override has come up, and tell the coordinators; return how many.

    They read nothing from the moment it appeared (`AuditSeat.objects.reading`); this tells of it. Who has made a final report stays its
    auditor. Run from time to time; again changes
    nothing, and one that fails is told in the log and holds up no other.
    """
    stopped = 0
    for seat in _blocked_seats().order_by("pk"):
        try:
            stopped += _stop_if_blocked(seat, at)
        except DatabaseError:
            raise
        except Exception:
            logger.exception("The place %s of an auditor could not be stopped.", seat.ref)
    return stopped


def _blocked_seats() -> AuditSeatQuerySet:
    return AuditSeat.objects.live().blocked().filter(assessment__status__in=RUNNING_AUDIT_STATUSES)


@transaction.atomic
def _stop_if_blocked(seat: AuditSeat, at: dt.datetime) -> bool:
    application, seat = lock_seat(seat)
    if not _blocked_seats().filter(pk=seat.pk).exists():
        return False
    _stop(seat, application, by=None, at=at)
    return True


def _stop(seat: AuditSeat, application: Application, *, by: User | None, at: dt.datetime) -> None:
    move_seat(seat, application, "stop", by=by, at=at, ended_at=at, ended_by=by)
    reopen_naming(seat, application, by=by, at=at)
    mail_seat_stopped(seat, at)


def _declare(auditor: Auditor, application: Application, *, by: User, at: dt.datetime) -> None:
    ConflictDeclaration.objects.get_or_create(
        auditor=auditor, organisation=application.organisation, defaults={"declared_at": at, "declared_by": by}
    )
    record_event(
        action="conflict_declared",
        obj=auditor,
        by=by,
        at=at,
        organisation=application.organisation,
        details={"application": application.ref},
    )
