"""What an auditor keeps of herself: when she cannot come, how much she manages, and where she has worked or trained before."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.choices import TieKind
from assessments.models import Auditor, AuditorAbsence, PastTie
from assessments.permissions import can_keep_card
from assessments.services.guards import access_of, require
from config.toolkit.errors import RefusedInputError
from workshops.models import Organisation, User
from workshops.services.audit_events import record_event

ABSENCES_AT_MOST = 30  # that are not over yet
AHEAD = dt.timedelta(days=2 * 365)  # a day further off than this is a slip of the finger


@transaction.atomic
def set_most_a_year(*, auditor: Auditor, most_a_year: int, by: User, at: dt.datetime) -> Auditor:
    """Tell how many audits a year she manages at most; 0 is none for now."""
    auditor = _lock(auditor, by, at)
    if auditor.most_a_year != most_a_year:
        auditor.most_a_year = most_a_year
        auditor.full_clean()
        auditor.save(update_fields=["most_a_year"])
        record_event(action="auditor_updated", obj=auditor, by=by, at=at, details={"fields": ["most_a_year"]})
    return auditor


@transaction.atomic
def add_absence(*, auditor: Auditor, first_date: dt.date, last_date: dt.date, by: User, at: dt.datetime) -> AuditorAbsence:
    """Tell that she is away on the days, both included.

    Raises `RefusedInputError` for days that are over, too far off, or told already; `ValidationError` when they end before they begin.
    """
    auditor = _lock(auditor, by, at)
    on = access_of(by, at).on
    if first_date <= last_date and auditor.absences.filter(first_date__lte=last_date, last_date__gte=first_date).exists():
        raise RefusedInputError(_("Olet jo kertonut poissaolon näille päiville."), field="first_date")
    absence = AuditorAbsence(auditor=auditor, first_date=first_date, last_date=last_date)
    absence.full_clean()
    if last_date < on:
        raise RefusedInputError(_("Poissaolo on jo ohi."), field="last_date")
    if last_date > on + AHEAD:
        raise RefusedInputError(_("Kerro poissaolot enintään kahden vuoden päähän."), field="last_date")
    if auditor.absences.filter(last_date__gte=on).count() >= ABSENCES_AT_MOST:
        raise RefusedInputError(_("Poissaoloja voi olla kerrallaan enintään %(limit)s.") % {"limit": ABSENCES_AT_MOST}, field="first_date")
    absence.save()
    _record("absence_added", auditor, by, at, first=first_date.isoformat(), last=last_date.isoformat())
    return absence


@transaction.atomic
def remove_absence(*, auditor: Auditor, first_date: dt.date, by: User, at: dt.datetime) -> None:
    """Take back the absence that begins on the day. Once more changes nothing."""
    auditor = _lock(auditor, by, at)
    if auditor.absences.filter(first_date=first_date).delete()[0]:
        _record("absence_removed", auditor, by, at, first=first_date.isoformat())


@transaction.atomic
def add_tie(*, auditor: Auditor, organisation: Organisation, kind: TieKind, by: User, at: dt.datetime) -> PastTie:
    """Tell that she has worked in the organisation or trained its people: from now on the coordinator is warned.

    Raises `ValidationError` when she has told it already.
    """
    auditor = _lock(auditor, by, at)
    tie = PastTie(auditor=auditor, organisation=organisation, kind=kind, declared_at=at, declared_by=by)
    tie.full_clean()
    tie.save()
    _record("tie_added", auditor, by, at, organisation=organisation.ref, kind=str(kind))
    return tie


@transaction.atomic
def remove_tie(*, auditor: Auditor, organisation: Organisation, kind: TieKind, by: User, at: dt.datetime) -> None:
    """Take back a tie told by mistake; the log keeps it. Once more changes nothing."""
    auditor = _lock(auditor, by, at)
    if auditor.ties.filter(organisation=organisation, kind=kind).delete()[0]:
        _record("tie_removed", auditor, by, at, organisation=organisation.ref, kind=str(kind))


def _lock(auditor: Auditor, by: User, at: dt.datetime) -> Auditor:
    """Lock the card until the transaction ends and return it fresh, for its own person only."""
    auditor = Auditor.objects.select_for_update(of=("self",)).select_related("user").get(pk=auditor.pk)
    require(can_keep_card(access_of(by, at), auditor))
    return auditor


def _record(action: str, auditor: Auditor, by: User, at: dt.datetime, **details: str) -> None:
    record_event(action=f"auditor_{action}", obj=auditor, by=by, at=at, details=details)
