"""The audit of an application: opened for naming its auditors, started when all have accepted, cancelled with the application."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from assessments.choices import AssessmentKind
from assessments.lifecycle import AUDIT_STATUS_LABELS, AUDIT_TRANSITIONS, LIVE_SEATS, OPEN_AUDIT_STATUSES, ApplicationStatus, AuditStatus
from assessments.mail.audits import mail_audit_cancelled, mail_audit_started
from assessments.models import Application, Assessment, AuditPlan
from assessments.permissions import can_manage_rounds
from assessments.selectors.auditing.plans import audit_of, is_auditable, usual_plan
from assessments.selectors.auditing.teams import seats_of, team_problems, waiting_seats
from assessments.services.applications.moves import move_application
from assessments.services.auditing.participation import begin_participation
from assessments.services.guards import access_of, lock_application, require
from config.toolkit.errors import WrongStateError
from config.toolkit.models import require_lengths
from workshops.models import User
from workshops.services.audit_events import record_event


def open_audit(application: Application, *, by: User, at: dt.datetime) -> Assessment:
    """Return the application's audit, made when it has none; the caller holds the application's lock.

    Raises `NotAllowedError` for others than coordinators, `WrongStateError` before the deadline and for what was not submitted.
    """
    require(can_manage_rounds(access_of(by, at)))
    require_auditable(application, at)
    return audit_of(application) or _new_audit(application, by, at)


def require_auditable(application: Application, at: dt.datetime) -> None:
    """Raise `WrongStateError` unless the application is submitted and its deadline has passed."""
    if not is_auditable(application, at):
        raise WrongStateError(_("Auditoitsijat nimetään määräajan jälkeen niihin hakemuksiin, jotka on lähetetty."))


def _new_audit(application: Application, by: User, at: dt.datetime) -> Assessment:
    round_ = application.round
    assert round_ is not None  # asked by the caller
    workshops = [unit.workshop for unit in application.units.all()]
    audit = Assessment(
        kind=AssessmentKind(application.wish),
        application=application,
        workshop=workshops[0],
        version=round_.version,
        title=f"{capfirst(AssessmentKind(application.wish).label)} {timezone.localdate(round_.deadline_at).year}",
        status=AuditStatus.ASSIGNING,
        created_at=at,
        created_by=by,
    )
    audit.full_clean()
    audit.save()
    audit.areas.set(round_.version.areas.all())
    plan = usual_plan(application)
    plan.assessment = audit
    plan.full_clean()
    plan.save()
    return audit


@transaction.atomic
def plan_audit(*, application: Application, by: User, at: dt.datetime, **changes: Any) -> AuditPlan:
    """Change what the invitation tells: hours, days, place, and why one peer is enough. Raises `ValidationError` for what cannot be."""
    application = lock_application(application)
    audit = open_audit(application, by=by, at=at)
    plan = AuditPlan.objects.select_for_update().get(assessment=audit)
    changed = [field for field, value in changes.items() if getattr(plan, field) != value]
    for field in changed:
        setattr(plan, field, changes[field])
    require_lengths(plan)
    plan.full_clean()
    plan.save(update_fields=changed)
    if changed:
        record_event(
            action="audit_planned",
            obj=application,
            by=by,
            at=at,
            organisation=application.organisation,
            details={"audit": audit.ref, "fields": sorted(changed)},
        )
    return plan


def start_when_ready(audit: Assessment, application: Application, *, by: User, at: dt.datetime) -> bool:
    """Open the material to the auditors when every one of a whole team has accepted; the caller holds the application's lock."""
    if audit.status != AuditStatus.ASSIGNING or waiting_seats(audit) or team_problems(audit):
        return False
    first = {} if audit.started_at else {"started_at": at, "started_by": by}
    move_audit(audit, application, "start_reading", by=by, at=at, **first)
    begin_participation(audit, by=by, at=at)
    if application.status == ApplicationStatus.SUBMITTED:
        move_application(application, "start_audit", by=by, at=at, details={"audit": audit.ref})
    mail_audit_started(audit, application, at)
    return True


def cancel_audit(application: Application, *, by: User, at: dt.datetime) -> None:
    """Cancel the audit of an application that ends without one; its auditors are told. The caller holds the application's lock.

    One whose report is final stays as it is and is closed: what was found was found.
    """
    audit = application.audits.filter(status__in=OPEN_AUDIT_STATUSES).first()
    if audit is None:
        return
    if audit.status == AuditStatus.FINAL:
        move_audit(audit, application, "close", by=by, at=at)
        return
    invited = [seat.auditor.user for seat in seats_of(audit).filter(invited_at__isnull=False)]
    audit.seats.filter(status__in=LIVE_SEATS, invited_at=None).delete()  # nobody knows of these
    move_audit(audit, application, "cancel", by=by, at=at)
    mail_audit_cancelled(audit, application, invited, at)


def move_audit(audit: Assessment, application: Application, name: str, *, by: User | None, at: dt.datetime, **fields: Any) -> None:
    """Write the audit's status as a guarded update and record the event on its application, whose lock the caller holds.

    Raises `WrongStateError` when the state has no such move.
    """
    transition = AUDIT_TRANSITIONS[name]
    if audit.status not in transition.sources:
        label = AUDIT_STATUS_LABELS[AuditStatus(audit.status)]
        raise WrongStateError(_("Tätä ei voi enää tehdä, sillä auditoinnin tila on nyt ”%(state)s”.") % {"state": label})
    source = audit.status
    for field, value in {"status": transition.target, **fields}.items():
        setattr(audit, field, value)
    require_lengths(audit)
    if not Assessment.objects.filter(pk=audit.pk, status=source).update(status=transition.target, **fields):
        raise WrongStateError(_("Joku muu ehti muuttaa auditoinnin tilaa."))
    record_event(
        action=f"audit_{name}",
        obj=application,
        by=by,
        at=at,
        organisation=application.organisation,
        details={"audit": audit.ref, "from": str(source)},
    )
