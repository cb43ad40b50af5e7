"""Quality marks: granted by a decision, brought from an old list, revoked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.choices import ReportStatus
from assessments.mail.marks import mail_mark_revoked
from assessments.models import Certificate, Decision, QualityMark
from assessments.models.report import UNDER_WAY
from assessments.permissions import can_keep_mark, can_manage_rounds, can_revoke_mark
from assessments.selectors.marks import kept_marks
from assessments.services.guards import access_of, require
from assessments.tasks import render_certificate
from config.toolkit.errors import RefusedInputError, WrongStateError
from config.toolkit.models import require_lengths
from workshops.models import Organisation, User, Workshop
from workshops.services.audit_events import record_event


def grant_mark(*, decision: Decision, by: User, at: dt.datetime) -> QualityMark:
    """Make the mark that the decision grants, for the round's years from the day of the decision; runs in the decision's transaction.

    It covers the units of the application and is shown in the register only when its holder agrees.
    """
    application = decision.application
    assert application.round is not None  # decided
    mark = QualityMark(
        organisation=application.organisation,
        application=application,
        decision=decision,
        granted_date=decision.decided_date,
        last_date=last_day(decision.decided_date, application.round.validity_years),
        recorded_at=at,
        recorded_by=by,
    )
    mark.full_clean()
    mark.save()
    mark.workshops.set(unit.workshop_id for unit in application.units.all())
    record_event(action="mark_granted", obj=mark, by=by, at=at, organisation=mark.organisation, details={"decision": decision.ref})
    return mark


def last_day(granted_date: dt.date, years: int) -> dt.date:
    """Return the last day of a mark that holds for the years: the day before its anniversary."""
    try:
        anniversary = granted_date.replace(year=granted_date.year + years)
    except ValueError:  # granted on 29 February
        anniversary = dt.date(granted_date.year + years, 3, 1)
    return anniversary - dt.timedelta(days=1)


@transaction.atomic
def revoke_mark(*, mark: QualityMark, reason: str, by: User, at: dt.datetime) -> QualityMark:
    """Revoke the mark with a reason: from this moment on it is in no register, and its page says so.

    Raises `NotAllowedError` for others than deciders without a conflict, `RefusedInputError` without a reason, `WrongStateError` for one
    revoked already.
    """
    mark = QualityMark.objects.select_for_update(of=("self",)).select_related("organisation", "application").get(pk=mark.pk)
    require(can_revoke_mark(access_of(by, at), mark))
    if mark.revoked_at:
        raise WrongStateError(_("Laatumerkki on jo peruttu."))
    if not reason.strip():
        raise RefusedInputError(_("Kerro, miksi laatumerkki perutaan."), field="reason")
    mark.revoked_at, mark.revoked_by, mark.revoke_reason = at, by, reason.strip()
    require_lengths(mark)
    mark.full_clean()
    mark.save(update_fields=["revoked_at", "revoked_by", "revoke_reason"])
    record_event(action="mark_revoked", obj=mark, by=by, at=at, organisation=mark.organisation, details={"reason": mark.revoke_reason})
    mail_mark_revoked(mark, at)
    return mark


@transaction.atomic
def consent_to_register(*, mark: QualityMark, agrees: bool, by: User, at: dt.datetime) -> QualityMark:
    """Let the mark stand in the public register, or take it away from there at once; the same again changes nothing.

    Raises `NotAllowedError` for those who do not apply in a workshop the mark covers.
    """
    require(can_keep_mark(access_of(by, at), mark))
    mark = QualityMark.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=mark.pk)
    if agrees == (mark.consented_at is not None):
        return mark
    mark.consented_at, mark.consented_by = (at, by) if agrees else (None, None)
    mark.save(update_fields=["consented_at", "consented_by"])
    action = "mark_consented" if agrees else "mark_consent_withdrawn"
    record_event(action=action, obj=mark, by=by, at=at, organisation=mark.organisation)
    return mark


@transaction.atomic
def order_certificate(*, mark: QualityMark, by: User, at: dt.datetime) -> Certificate:
    """Order the certificate as a PDF as it says now, and return the row to follow; one under way is returned as it is.

    One that has been silent for too long is given up and ordered anew. Raises `NotAllowedError` for those who do not open the mark's
    page, `WrongStateError` for a mark that is not valid: no certificate is made of it.
    """
    access = access_of(by, at)
    require(kept_marks(access).filter(pk=mark.pk).exists())
    mark = QualityMark.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=mark.pk)
    if not QualityMark.objects.valid_on(access.on).filter(pk=mark.pk).exists():
        raise WrongStateError(_("Laatumerkki ei ole voimassa, joten siitä ei tehdä todistusta."))
    under_way = mark.certificates.filter(status__in=UNDER_WAY).first()
    if under_way and not under_way.has_failed(at):
        return under_way
    if under_way:
        Certificate.objects.filter(pk=under_way.pk).update(status=ReportStatus.FAILED, finished_at=at)
    certificate = Certificate.objects.create(mark=mark, requested_at=at)
    record_event(action="certificate_ordered", obj=mark, by=by, at=at, organisation=mark.organisation)
    transaction.on_commit(lambda: render_certificate.enqueue(certificate.pk))
    return certificate


@transaction.atomic
def record_old_mark(
    *, organisation: Organisation, workshops: Sequence[Workshop], granted_date: dt.date, last_date: dt.date, by: User, at: dt.datetime
) -> QualityMark:
    """Record a mark that was granted before this service, without an application.

    Raises `RefusedInputError` without workshops, for a workshop of another organisation, or for a day to come; `ValidationError` for a
    mark that ends before it begins.
    """
    access = access_of(by, at)
    require(can_manage_rounds(access))
    if not workshops or any(workshop.organisation_id != organisation.pk for workshop in workshops):
        raise RefusedInputError(_("Valitse organisaation omat työpajat."), field="workshops")
    if granted_date > access.on:
        raise RefusedInputError(_("Myöntämispäivä on tulevaisuudessa."), field="granted_date")
    mark = QualityMark(organisation=organisation, granted_date=granted_date, last_date=last_date, recorded_at=at, recorded_by=by)
    mark.full_clean()
    mark.save()
    mark.workshops.set(workshops)
    details = {"granted": granted_date.isoformat(), "last": last_date.isoformat(), "workshops": sorted(each.ref for each in workshops)}
    record_event(action="old_mark_recorded", obj=mark, by=by, at=at, organisation=organisation, details=details)
    return mark
