"""The auditors of an audit: named, invited, replaced. Every conflict is asked for before anybody is named."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.choices import AssessmentKind
from assessments.conflicts import RULES, ConflictKind, Severity, of_severity
from assessments.lifecycle import BEGUN_AUDIT_STATUSES, REPORTED_AUDIT_STATUSES, SEAT_STATUS_LABELS, SEAT_TRANSITIONS, SeatStatus
from assessments.mail.audits import mail_seat_invited, mail_seat_replaced
from assessments.models import Application, Assessment, Auditor, AuditSeat, Proposal
from assessments.permissions import can_manage_rounds
from assessments.selectors.auditing.facts import conflicts_of
from assessments.selectors.auditing.teams import place_of_auditor, seats_of, team_problems
from assessments.services.auditing.audits import move_audit, open_audit
from assessments.services.auditing.participation import end_participation
from assessments.services.guards import access_of, lock_application, require
from assessments.teams import MOST, TEAM_PROBLEMS, TeamProblem
from config.toolkit.errors import RefusedInputError, WrongStateError
from config.toolkit.models import require_lengths
from workshops.models import User
from workshops.services.audit_events import record_event


@transaction.atomic
def name_auditor(
    *,
    application: Application,
    auditor: Auditor,
    by: User,
    at: dt.datetime,
    is_lead: bool = False,
    warning_reason: str = "",
    proposal: Proposal | None = None,
) -> AuditSeat:
    """Give the auditor a place in the application's audit; she is told when the invitations go out.

    Raises `RefusedInputError` for a conflict without override, for a warning without a written reason, for one who does not make audits
    of the wished kind, and when the team would break its rules; `WrongStateError` before the deadline has passed.
    """
    application = lock_application(application)
    audit = open_audit(application, by=by, at=at)
    if not Auditor.objects.of_kind(application.wish, access_of(by, at).on).filter(pk=auditor.pk).exists():
        raise RefusedInputError(_("Hän ei tee tämän lajin auditointeja."), field="auditor")
    warnings = _require_passable(auditor, application, warning_reason, at)
    _require_room(audit, auditor, is_lead=is_lead)
    seat = AuditSeat(
        assessment=audit,
        auditor=auditor,
        is_lead=is_lead,
        proposal=proposal,
        proposed_at=at,
        proposed_by=by,
        warnings=[str(kind) for kind in warnings],
        warning_reason=warning_reason.strip() if warnings else "",
    )
    require_lengths(seat)
    seat.full_clean()
    seat.save()
    _record("auditor_named", seat, application, by=by, at=at, warnings=seat.warnings, reason=seat.warning_reason)
    return seat


def _require_passable(auditor: Auditor, application: Application, reason: str, at: dt.datetime) -> list[ConflictKind]:
    """Refuse a block, and a warning without a reason; return the warnings that the reason passes."""
    found = conflicts_of(auditor, application, at)
    for kind in of_severity(found, Severity.BLOCK):
        raise RefusedInputError(_("Häntä ei voi nimetä. Syy: %(conflict)s") % {"conflict": RULES[kind].label}, field="auditor")
    warnings = of_severity(found, Severity.WARNING)
    if warnings and not reason.strip():
        labels = " ".join(str(RULES[kind].label) for kind in warnings)
        message = _("Kerro, miksi hänet voi nimetä varoituksesta huolimatta. Varoitus: %(warnings)s")
        raise RefusedInputError(message % {"warnings": labels}, field="warning_reason")
    return warnings


def _require_room(audit: Assessment, auditor: Auditor, *, is_lead: bool) -> None:
    present = list(seats_of(audit))
    if len(present) >= MOST:
        raise RefusedInputError(str(TEAM_PROBLEMS[TeamProblem.TOO_MANY]), field="auditor")
    if any(seat.auditor_id == auditor.pk for seat in present):
        raise RefusedInputError(_("Auditoitsija on jo nimetty tähän auditointiin."), field="auditor")
    is_peer = audit.kind == AssessmentKind.PEER
    if is_peer and any(place_of_auditor(seat.auditor) == place_of_auditor(auditor) for seat in present):
        raise RefusedInputError(str(TEAM_PROBLEMS[TeamProblem.SAME_PLACE]), field="auditor")
    if is_lead and any(seat.is_lead for seat in present):
        raise RefusedInputError(_("Auditoinnilla on jo pääauditoitsija."), field="is_lead")


@transaction.atomic
def remove_proposed(*, seat: AuditSeat, by: User, at: dt.datetime) -> None:
    """Take away an auditor who has not been invited yet: nobody needs to know. Raises `WrongStateError` once she has been."""
    application, seat = lock_seat(seat)
    require(can_manage_rounds(access_of(by, at)))
    require_seat_state(seat, SeatStatus.PROPOSED)
    _record("auditor_removed", seat, application, by=by, at=at)
    seat.delete()


@transaction.atomic
def invite_auditors(*, application: Application, by: User, at: dt.datetime) -> list[AuditSeat]:
    """Send the invitation to everyone of the team who has not got it; return their places.

    Raises `WrongStateError` with a sentence for what is missing from the team, and when a conflict has come up since the naming.
    """
    application = lock_application(application)
    audit = open_audit(application, by=by, at=at)
    problems = team_problems(audit)
    if problems:
        raise WrongStateError(" ".join(str(TEAM_PROBLEMS[problem]) for problem in problems))
    waiting = list(seats_of(audit).filter(status=SeatStatus.PROPOSED).select_related("assessment__plan"))
    if not waiting:
        raise WrongStateError(_("Kaikki on jo kutsuttu."))
    for seat in waiting:
        _require_unblocked(seat, application, at)
        seat.assessment = audit
        move_seat(seat, application, "invite", by=by, at=at, invited_at=at, invited_by=by)
        mail_seat_invited(seat, at)
    return waiting


def _require_unblocked(seat: AuditSeat, application: Application, at: dt.datetime) -> None:
    blocks = of_severity(conflicts_of(seat.auditor, application, at), Severity.BLOCK)
    if blocks:
        values = {"name": seat.auditor.user.name, "conflict": RULES[blocks[0]].label}
        raise WrongStateError(_("%(name)s ei voi enää auditoida tätä hakemusta. Syy: %(conflict)s") % values)


@transaction.atomic
def replace_auditor(*, seat: AuditSeat, by: User, at: dt.datetime) -> AuditSeat:
    """End the place of an invited or accepted auditor, who reads nothing from this moment on; the place is open for another."""
    application, seat = lock_seat(seat)
    require(can_manage_rounds(access_of(by, at)))
    if seat.assessment.status in REPORTED_AUDIT_STATUSES:
        raise WrongStateError(_("Raportti on valmis, eikä auditoitsijaa enää vaihdeta."))
    move_seat(seat, application, "replace", by=by, at=at, ended_at=at, ended_by=by)
    reopen_naming(seat, application, by=by, at=at)
    mail_seat_replaced(seat, at)
    return seat


def reopen_naming(seat: AuditSeat, application: Application, *, by: User | None, at: dt.datetime) -> None:
    """Return an audit that has lost an auditor to naming; the others read on. The caller holds the application's lock."""
    end_participation(seat, by=by, at=at)
    if seat.assessment.status in BEGUN_AUDIT_STATUSES:
        move_audit(seat.assessment, application, "reassign", by=by, at=at)


def lock_seat(seat: AuditSeat) -> tuple[Application, AuditSeat]:
    """Lock the seat's application, then the seat, until the transaction ends; return both fresh.

    Raises `WrongStateError` for a place that has been taken away meanwhile.
    """
    application = lock_application(Application.objects.get(audits=seat.assessment_id))
    related = ("assessment__plan", "auditor__user", "auditor__organisation")
    stored = AuditSeat.objects.select_for_update(of=("self",)).select_related(*related).filter(pk=seat.pk).first()
    if stored is None:
        raise WrongStateError(_("Auditoitsija on jo poistettu tästä auditoinnista."))
    stored.assessment.application = application
    return application, stored


def require_seat_state(seat: AuditSeat, *states: SeatStatus) -> None:
    """Raise `WrongStateError`, naming the state of the place, unless it is in one of the states."""
    if seat.status not in states:
        label = SEAT_STATUS_LABELS[SeatStatus(seat.status)]
        raise WrongStateError(_("Tätä ei voi enää tehdä, sillä kutsun tila on nyt ”%(state)s”.") % {"state": label})


def move_seat(seat: AuditSeat, application: Application, name: str, *, by: User | None, at: dt.datetime, **fields: Any) -> None:
    """Write the place's status as a guarded update and record the event on its application, whose lock the caller holds.

    Raises `WrongStateError` when the state has no such move. Who may is asked by the caller.
    """
    transition = SEAT_TRANSITIONS[name]
    require_seat_state(seat, *transition.sources)
    source = seat.status
    for field, value in {"status": transition.target, **fields}.items():
        setattr(seat, field, value)
    require_lengths(seat)
    if not AuditSeat.objects.filter(pk=seat.pk, status=source).update(status=transition.target, **fields):
        raise WrongStateError(_("Joku muu ehti muuttaa kutsun tilaa."))
    _record(f"auditor_{name}", seat, application, by=by, at=at)


def _record(action: str, seat: AuditSeat, application: Application, *, by: User | None, at: dt.datetime, **details: Any) -> None:
    told = {"seat": seat.ref, "auditor": seat.auditor.user.ref, **details}
    record_event(action=action, obj=application, by=by, at=at, organisation=application.organisation, details=told)
