"""The visit of an audit: agreed, changed, called off and made, and the steps of its checklist."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.choices import VisitStepKind
from assessments.lifecycle import AUDIT_STATUS_LABELS, AUDIT_TRANSITIONS, AuditStatus
from assessments.mail.visits import mail_visit_agreed, mail_visit_cancelled
from assessments.models import Application, Assessment, Visit, VisitStep
from assessments.permissions import can_plan_visit
from assessments.selectors.auditing.visits import unconfirmed_words
from assessments.services.auditing.audits import move_audit
from assessments.services.guards import access_of, lock_application, lock_assessment, require
from config.toolkit.errors import RefusedInputError, StaleRevisionError, WrongStateError
from config.toolkit.models import require_lengths
from workshops.models import User
from workshops.services.audit_events import record_event


@dataclass(frozen=True)
class AgreedVisit:
    """What is agreed of a visit: a place on site or a link of a remote interview, and whom the auditors meet, in roles."""

    is_remote: bool
    starts_at: dt.datetime
    ends_at: dt.datetime
    place: str
    link: str
    people: str

    def stored(self) -> dict[str, object]:
        """Return the values as they are stored: of the place and the link only the one that is used."""
        where = {"place": "" if self.is_remote else self.place.strip(), "link": self.link.strip() if self.is_remote else ""}
        return {**asdict(self), **where, "people": self.people.strip()}


@transaction.atomic
def agree_visit(*, audit: Assessment, agreed: AgreedVisit, seen: int | None = None, by: User, at: dt.datetime) -> Visit:
    """Agree on the visit, or change the agreed one; the pair and the applicant's contact are told. The same once more changes nothing.

    `seen` is the sequence of the agreed visit that is changed, None when none was agreed: raises `StaleRevisionError` when the other has
    agreed on one or changed it meanwhile. Raises `RefusedInputError` for a time that has passed, `WrongStateError` when the audit is
    neither read nor waiting for its visit, `ValidationError` for an end before the start or without a place or link.
    """
    application, audit = _lock(audit, by, at)
    visit = audit.visits.filter(ended_at=None).first() if audit.status == AuditStatus.SCHEDULED else None
    values = agreed.stored()
    changed = [field for field, value in values.items() if visit is None or getattr(visit, field) != value]
    if visit and not changed:
        return visit
    if visit and visit.sequence != seen:
        raise StaleRevisionError(_("Käynnistä on sovittu toisin sillä välin. Mitään ei ole korvattu."))
    if "starts_at" in changed and agreed.starts_at <= at:
        raise RefusedInputError(_("Käynti sovitaan tulevaan aikaan."), field="visit_date")
    if visit is None:
        visit = _begin(audit, application, by=by, at=at)
    else:
        visit.sequence += 1
        told = {"audit": audit.ref, "fields": sorted(changed)}
        record_event(action="visit_changed", obj=application, by=by, at=at, organisation=application.organisation, details=told)
    for field, value in {**values, "agreed_at": at, "agreed_by": by}.items():
        setattr(visit, field, value)
    require_lengths(visit)
    visit.full_clean()
    visit.save()
    mail_visit_agreed(visit, application, at)
    return visit


def _begin(audit: Assessment, application: Application, *, by: User, at: dt.datetime) -> Visit:
    """Move the audit on and return a new visit, not saved: one left from before an auditor was replaced ends, a made one stays as made.

    The calendar entry of one that was never made is taken over, so that it moves in the calendars instead of standing there twice.
    """
    last = audit.visits.first()
    audit.visits.filter(ended_at=None).update(ended_at=at)
    move_audit(audit, application, "agree_visit", by=by, at=at)
    return Visit(assessment=audit, sequence=last.sequence + 1 if last and last.visited_at is None else 0)


@transaction.atomic
def cancel_visit(*, audit: Assessment, by: User, at: dt.datetime) -> Visit:
    """Call off the agreed visit: the audit is read on until another is agreed. The pair and the applicant's contact are told."""
    application, audit = _lock(audit, by, at)
    visit = _agreed_visit(audit)
    move_audit(audit, application, "cancel_visit", by=by, at=at)
    visit.ended_at = at
    visit.sequence += 1
    visit.save(update_fields=["ended_at", "sequence"])
    mail_visit_cancelled(visit, application, at)
    return visit


@transaction.atomic
def record_visit(*, audit: Assessment, has_fed_back: bool, by: User, at: dt.datetime) -> Visit:
    """Mark the visit as made. It ends the blindness, so every auditor has confirmed every criterion before it (docs/domain.md 4.3).

    `has_fed_back`: the oral first feedback was given, if it has not been ticked yet; it ends every visit. Raises `WrongStateError` before
    the visit has begun and while a rating is unconfirmed, telling what is missing, `RefusedInputError` without the first feedback. Again
    changes nothing.
    """
    application, audit = _lock_both(audit)
    if audit.status == AuditStatus.VISITED:
        require(can_plan_visit(access_of(by, at), audit))
        return audit.visits.get(ended_at=None)
    _require_planning(audit, by, at)
    visit = _agreed_visit(audit)
    if at < visit.starts_at:
        raise WrongStateError(_("Käynti ei ole vielä alkanut, joten sitä ei voi merkitä tehdyksi."))
    missing = unconfirmed_words(audit)
    if missing:
        raise WrongStateError(missing)
    if has_fed_back:
        _tick(visit, VisitStepKind.FIRST_FEEDBACK, by=by, at=at)
    elif not visit.steps.filter(step=VisitStepKind.FIRST_FEEDBACK).exists():
        raise RefusedInputError(_("Käynti päättyy suulliseen ensipalautteeseen. Merkitse, kun se on annettu."), field="has_fed_back")
    move_audit(audit, application, "record_visit", by=by, at=at)
    visit.visited_at, visit.visited_by = at, by
    visit.full_clean()
    visit.save(update_fields=["visited_at", "visited_by"])
    return visit


@transaction.atomic
def tick_step(*, audit: Assessment, step: VisitStepKind, by: User, at: dt.datetime) -> VisitStep:
    """Mark a step of the checklist as done; one that is done already stays as it was marked."""
    _application, audit = _lock(audit, by, at)
    return _tick(_agreed_visit(audit), step, by=by, at=at)


@transaction.atomic
def untick_step(*, audit: Assessment, step: VisitStepKind, by: User, at: dt.datetime) -> None:
    """Take back the mark of a step, as long as the visit has not been made."""
    _application, audit = _lock(audit, by, at)
    visit = _agreed_visit(audit)
    if visit.steps.filter(step=step).delete()[0]:
        record_event(action="visit_step_unticked", obj=audit, by=by, at=at, workshop=audit.workshop, details={"step": str(step)})


def _tick(visit: Visit, step: VisitStepKind, *, by: User, at: dt.datetime) -> VisitStep:
    done, is_new = visit.steps.get_or_create(step=step, defaults={"done_at": at, "done_by": by})
    if is_new:
        audit = visit.assessment
        record_event(action="visit_step_ticked", obj=audit, by=by, at=at, workshop=audit.workshop, details={"step": str(step)})
    return done


def _lock(audit: Assessment, by: User, at: dt.datetime) -> tuple[Application, Assessment]:
    """Lock both and return them fresh for one who plans the visit."""
    application, audit = _lock_both(audit)
    _require_planning(audit, by, at)
    return application, audit


def _lock_both(audit: Assessment) -> tuple[Application, Assessment]:
    """Lock the audit's application, then the audit, and return both fresh."""
    application = lock_application(Application.objects.get(audits=audit.pk))
    audit = lock_assessment(audit)
    audit.application = application
    return application, audit


def _require_planning(audit: Assessment, by: User, at: dt.datetime) -> None:
    """Refuse an audit whose visit is not to be agreed or made any more, and those who do not plan it."""
    if not any(audit.status in AUDIT_TRANSITIONS[name].sources for name in ("agree_visit", "record_visit")):
        label = AUDIT_STATUS_LABELS[AuditStatus(audit.status)]
        raise WrongStateError(_("Tätä ei voi enää tehdä, sillä auditoinnin tila on nyt ”%(state)s”.") % {"state": label})
    require(can_plan_visit(access_of(by, at), audit))


def _agreed_visit(audit: Assessment) -> Visit:
    visit = audit.visits.filter(ended_at=None).first() if audit.status == AuditStatus.SCHEDULED else None
    if visit is None:
        raise WrongStateError(_("Käyntiä ei ole sovittu."))
    visit.assessment = audit
    return visit
