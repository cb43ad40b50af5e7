"""Decisions on applications: recorded by a decider without a conflict on a final report, superseded by a new one, never changed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.choices import DecisionOutcome
from assessments.lifecycle import CORRECTIONS, DECIDED_STATUSES, REPORTED_AUDIT_STATUSES, ApplicationStatus
from assessments.mail.decisions import mail_decision
from assessments.models import Application, Assessment, ConditionFollowUp, Decision, Recusal
from assessments.permissions import can_decide, can_follow_conditions
from assessments.selectors.decisions.access import decision_conflicts_of
from assessments.services.applications.moves import move_application
from assessments.services.decided_marks import settle_mark
from assessments.services.guards import access_of, lock_application, require, require_application_state
from config.toolkit.errors import NotAllowedError, RefusedInputError, WrongStateError
from config.toolkit.models import require_lengths
from workshops.models import User
from workshops.services.audit_events import record_event

MOVES = {"granted": "grant", "refused": "refuse"}  # by the outcome of the first decision


@transaction.atomic
def record_decision(*, application: Application, supersedes: Decision | None = None, by: User, at: dt.datetime, **ruling: Any) -> Decision:
    """Record what was decided; with `supersedes`, instead of the decision that counts now. Moves the application, settles the mark, tells.

    `ruling`: `outcome`, `decided_date`, `minutes_section`, `reasons`, `conditions`, `conditions_due_date`, and `correction_reason` of one
    that supersedes. Nothing is decided without a final report (docs/domain.md 4.2), asked under the application's lock.
    Raises `NotAllowedError` for others than deciders and for one with a conflict, `WrongStateError` without a final report or when somebody
    has decided meanwhile, `RefusedInputError` for a day that cannot be and for what is missing, `ValidationError` for a text too long.
    """
    application = lock_application(application)
    _require_decider(application, by, at)
    current = _require_current(application, supersedes)
    report = _require_report(application)
    decision = Decision(application=application, supersedes=current, recorded_at=at, recorded_by=by, **ruling)
    _require_days(decision, report, at)
    _require_words(decision)
    require_lengths(decision)
    decision.full_clean()
    decision.save()
    _record(decision, current, by, at)
    settle_mark(decision, by=by, at=at)
    mail_decision(decision, at)
    return decision


@transaction.atomic
def recuse(*, application: Application, by: User, at: dt.datetime) -> Recusal:
    """Tell that one cannot decide on the application; why, is not asked. Told again it stays as it was, and there is no way back.

    Raises `NotAllowedError` for others than deciders, `WrongStateError` for what is not on the deciders' list.
    """
    application = lock_application(application)
    require(can_decide(access_of(by, at)))
    _require_report(application)
    recusal, is_new = Recusal.objects.get_or_create(application=application, user=by, defaults={"told_at": at})
    if is_new:
        record_event(action="decider_recused", obj=application, by=by, at=at, organisation=application.organisation)
    return recusal


@transaction.atomic
def follow_up_conditions(*, decision: Decision, met_date: dt.date, note: str, by: User, at: dt.datetime) -> ConditionFollowUp:
    """Record that the conditions of the decision that counts have been met, when, and how it was seen.

    Raises `NotAllowedError` for others than coordinators and deciders without a conflict, `WrongStateError` when the decision has no
    conditions, has been superseded or followed up, `RefusedInputError` for a day that cannot be or without a note.
    """
    application = lock_application(decision.application)
    access = access_of(by, at)
    require(can_follow_conditions(access, application))
    current = application.decisions.current().filter(pk=decision.pk).select_related("follow_up").first()
    if current is None or not current.conditions or hasattr(current, "follow_up"):
        raise WrongStateError(_("Päätöksessä ei ole ehtoja, jotka odottavat täyttymistä."))
    if not current.decided_date <= met_date <= access.on:
        raise RefusedInputError(_("Ehdot ovat voineet täyttyä vasta päätöspäivästä alkaen ja viimeistään tänään."), field="met_date")
    if not note.strip():
        raise RefusedInputError(_("Kerro, miten ehtojen täyttyminen todettiin."), field="note")
    made = ConditionFollowUp(decision=current, met_date=met_date, note=note.strip(), recorded_at=at, recorded_by=by)
    require_lengths(made)
    made.full_clean()
    made.save()
    details = {"decision": current.ref}
    record_event(action="conditions_met", obj=application, by=by, at=at, organisation=application.organisation, details=details)
    return made


def _require_decider(application: Application, by: User, at: dt.datetime) -> None:
    access = access_of(by, at)
    require(can_decide(access))
    if decision_conflicts_of(by, application):
        raise NotAllowedError(_("Et voi päättää tästä hakemuksesta, sillä olet esteellinen."))


def _require_current(application: Application, supersedes: Decision | None) -> Decision | None:
    """Return the decision that counts, which must be the one that the decider has seen: None before the first."""
    current = application.decisions.current().first()
    if current != supersedes:
        raise WrongStateError(_("Joku muu on jo kirjannut tästä hakemuksesta päätöksen. Lue se, ennen kuin kirjaat uutta."))
    require_application_state(application, DECIDED_STATUSES if current else {ApplicationStatus.AUDITED})
    return current


def _require_report(application: Application) -> Assessment:
    """Return the audit whose report is final."""
    report = application.audits.filter(status__in=REPORTED_AUDIT_STATUSES).order_by("-pk").first()
    if report is None:
        raise WrongStateError(_("Hakemuksesta ei voi päättää, ennen kuin auditoinnin raportti on valmis."))
    return report


def _require_days(decision: Decision, report: Assessment, at: dt.datetime) -> None:
    assert report.completed_at is not None  # its report is final
    if decision.decided_date > timezone.localdate(at):
        raise RefusedInputError(_("Päätöspäivä on tulevaisuudessa."), field="decided_date")
    if decision.decided_date < timezone.localdate(report.completed_at):
        raise RefusedInputError(_("Päätöspäivä on ennen kuin auditoinnin raportti valmistui."), field="decided_date")
    due_date = decision.conditions_due_date
    if due_date is not None and due_date <= decision.decided_date:
        raise RefusedInputError(_("Ehtojen päivän on oltava päätöspäivän jälkeen."), field="conditions_due_date")


def _require_words(decision: Decision) -> None:
    """Ask for the words that the constraints of the row ask for, each beside its field."""
    for field in ("minutes_section", "reasons", "conditions", "correction_reason"):
        setattr(decision, field, getattr(decision, field).strip())
    if decision.outcome == DecisionOutcome.REFUSED and not decision.reasons:
        raise RefusedInputError(_("Perustele päätös, kun merkkiä ei myönnetä."), field="reasons")
    if decision.conditions and not decision.is_granted:
        raise RefusedInputError(_("Ehtoja voi asettaa vain, kun merkki myönnetään."), field="conditions")
    if decision.conditions and decision.conditions_due_date is None:
        raise RefusedInputError(_("Kerro, mihin mennessä ehtojen on täytyttävä."), field="conditions_due_date")
    if decision.conditions_due_date is not None and not decision.conditions:
        raise RefusedInputError(_("Kirjoita ehdot, joille annoit päivän, tai poista päivä."), field="conditions")
    if decision.supersedes is not None and not decision.correction_reason:
        raise RefusedInputError(_("Kerro, miksi aiempi päätös oikaistaan."), field="correction_reason")


def _record(decision: Decision, before: Decision | None, by: User, at: dt.datetime) -> None:
    """Move the application where the decision leads, and record it; one that ends as the earlier one did moves nothing."""
    application = decision.application
    details = {"decision": decision.ref, **({"supersedes": before.ref} if before else {})}
    record_event(action="decision_recorded", obj=decision, by=by, at=at, organisation=application.organisation, details=details)
    if before is not None and before.outcome == decision.outcome:
        action, organisation = "application_decision_corrected", application.organisation
        record_event(action=action, obj=application, by=by, at=at, organisation=organisation, details=details)
        return
    move_application(application, (CORRECTIONS if before else MOVES)[decision.outcome], by=by, at=at, details=details)
