"""Support by invitation: somebody from outside reads one assessment until a date, revocable at once."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.mail.assessments import mail_support_asked
from assessments.models import Assessment, Support
from assessments.permissions import can_ask_support, can_end_support, can_view_from_inside
from assessments.selectors.supports import last_allowed_date, supporters_to_choose
from assessments.services.guards import access_of, lock_assessment, require
from config.toolkit.errors import RefusedInputError, WrongStateError
from workshops.models import User
from workshops.services.audit_events import record_event


@transaction.atomic
def ask_coordinator(*, assessment: Assessment, user: User, message: str, last_date: dt.date, by: User, at: dt.datetime) -> Support:
    """Let a coordinator, chosen by name, read the assessment until the date; she is told by e-mail.

    Raises `RefusedInputError` for one who is no coordinator of the nation or of the workshop's network, or who supports it already,
    and for a date past or more than twelve months ahead.
    """
    assessment = _lock(assessment, last_date, by, at)
    on = access_of(by, at).on
    if user not in [choice.user for choice in supporters_to_choose(assessment.workshop, on)]:
        raise RefusedInputError(_("Valitse joku luettelosta."), field="user")
    if assessment.supports.open(on).filter(user=user).exists():
        raise RefusedInputError(_("Häneltä on jo pyydetty tukea tähän arviointiin."), field="user")
    support = Support(assessment=assessment, user=user, message=message.strip(), last_date=last_date, accepted_at=at)
    return _ask(support, by, at)


@transaction.atomic
def ask_by_email(*, assessment: Assessment, email: str, message: str, last_date: dt.date, by: User, at: dt.datetime) -> Support:
    """Ask the person who has the address; she reads the assessment from when she takes the request on.

    What the asker gets and sees is the same whether anybody has the address or not. Raises `RefusedInputError` for an address asked
    already, for somebody who sees the assessment from inside anyway (a colleague, whom the asker knows), and for a wrong date.
    """
    assessment = _lock(assessment, last_date, by, at)
    on = access_of(by, at).on
    email = User.objects.normalize_email(email)
    _close_expired(assessment, on, by, at)
    if assessment.supports.open(on).filter(email=email).exists():
        raise RefusedInputError(_("Tästä osoitteesta on jo pyydetty tukea tähän arviointiin."), field="email")
    user = User.objects.filter(email=email, is_active=True).first()
    if user and can_view_from_inside(access_of(user, at), assessment):
        raise RefusedInputError(_("Hänellä on jo rooli työpajassa, ja hän näkee tämän arvioinnin."), field="email")
    if user and assessment.supports.open(on).filter(user=user).exists():
        user = None  # reads it already, which the answer does not tell
    return _ask(Support(assessment=assessment, user=user, email=email, message=message.strip(), last_date=last_date), by, at)


@transaction.atomic
def accept_support(*, support: Support, by: User, at: dt.datetime) -> Support:
    """Take the request on: from now on the asker sees who supports. Raises `WrongStateError` when it has been ended or its date passed."""
    lock_assessment(support.assessment)
    support = Support.objects.select_related("assessment__workshop").get(pk=support.pk)
    require(support.user_id == by.pk)
    if support.ended_at is not None or support.last_date < access_of(by, at).on:
        raise WrongStateError(_("Pyyntö ei ole enää voimassa."))
    if support.accepted_at is None:
        support.accepted_at, support.email = at, ""
        _save(support)
        _record("support_accepted", support, by, at)
    return support


@transaction.atomic
def end_support(*, support: Support, by: User, at: dt.datetime) -> Support:
    """End the support at once: by who manages the workshop's assessments, or by the supporter herself. Ending it twice does nothing."""
    assessment = lock_assessment(support.assessment)
    support = Support.objects.select_related("assessment__workshop").get(pk=support.pk)
    require(can_end_support(access_of(by, at), assessment) or support.user_id == by.pk)
    if support.ended_at is None:
        support.ended_at, support.ended_by, support.email = at, by, ""
        _save(support)
        _record("support_ended", support, by, at)
    return support


def _lock(assessment: Assessment, last_date: dt.date, by: User, at: dt.datetime) -> Assessment:
    assessment = lock_assessment(assessment)
    access = access_of(by, at)
    require(can_ask_support(access, assessment), _("Tukea voi pyytää, kun arviointi on aloitettu."))
    if not access.on <= last_date <= last_allowed_date(access.on):
        raise RefusedInputError(_("Valitse päivä, joka on enintään 12 kuukauden päässä."), field="last_date")
    return assessment


def _close_expired(assessment: Assessment, on: dt.date, by: User, at: dt.datetime) -> None:
    """End what has run out, so that the same person can be asked anew."""
    for support in assessment.supports.filter(ended_at=None, last_date__lt=on):
        support.ended_at, support.ended_by, support.email = at, by, ""
        _save(support)


def _ask(support: Support, by: User, at: dt.datetime) -> Support:
    _close_expired(support.assessment, access_of(by, at).on, by, at)
    support.given_at, support.given_by = at, by
    _save(support)
    mail_support_asked(support, at)
    _record("support_asked", support, by, at)
    return support


def _save(support: Support) -> None:
    support.full_clean()
    support.save()


def _record(action: str, support: Support, by: User, at: dt.datetime) -> None:
    details = {"assessment": support.assessment.ref, "user": support.user_id if support.accepted_at else None}
    record_event(action=action, obj=support, by=by, at=at, workshop=support.assessment.workshop, details=details)
