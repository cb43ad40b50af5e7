"""Registering for the quality mark, and what can be changed of a registration: units, round, wish, contact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.choices import AuditWish
from assessments.lifecycle import LIVE_STATUSES, ApplicationStatus
from assessments.models import Application, ApplicationUnit, Round
from assessments.permissions import can_apply_for, can_change_contact, can_change_wish, can_manage_application
from assessments.services.applications.moves import move_application
from assessments.services.auditing.audits import cancel_audit
from assessments.services.guards import access_of, lock_application, require, require_application_state
from config.toolkit.errors import RefusedInputError, WrongStateError
from workshops.models import User, Workshop
from workshops.permissions import Access
from workshops.roles import Permission
from workshops.services.audit_events import record_event


@transaction.atomic
def register_application(
    *, workshops: Sequence[Workshop], wish: AuditWish, contact: User, into: Round | None = None, by: User, at: dt.datetime
) -> Application:
    """Register the workshops of one organisation as applicants; possible all year, with or without a round (docs/domain.md 4.2).

    Raises `NotAllowedError` for a workshop in which the asker does not apply, `RefusedInputError` without workshops, for workshops of
    several organisations, for one that has a live application, for a contact who does not apply in them, or for a round that has passed.
    """
    units = _lock_workshops(workshops)
    access = access_of(by, at)
    for workshop in units:
        require(can_apply_for(access, workshop))
    _require_one_organisation(units)
    _require_free(units)
    _require_upcoming(into, at)
    _require_contact(contact, units, at)
    application = Application(
        organisation=units[0].organisation, round=into, wish=wish, contact=contact, registered_at=at, registered_by=by
    )
    application.full_clean()
    application.save()
    ApplicationUnit.objects.bulk_create(ApplicationUnit(application=application, workshop=workshop) for workshop in units)
    _record("application_registered", application, by, at)
    return application


@transaction.atomic
def update_registration(
    *, application: Application, workshops: Sequence[Workshop], wish: AuditWish, by: User, at: dt.datetime
) -> Application:
    """Change the units and the wish, each only if it differs; raises as `change_units` and `change_wish`."""
    covered = set(application.units.values_list("workshop_id", flat=True))
    if covered != {workshop.pk for workshop in workshops}:
        application = change_units(application=application, workshops=workshops, by=by, at=at)
    if application.wish != wish:
        application = change_wish(application=application, wish=wish, by=by, at=at)
    return application


@transaction.atomic
def change_units(*, application: Application, workshops: Sequence[Workshop], by: User, at: dt.datetime) -> Application:
    """Cover these workshops instead; raises as `register_application`, and `WrongStateError` after the deadline."""
    units = _lock_workshops(workshops)
    application = _lock_for_change(application, by, at)
    access = access_of(by, at)
    covered = {unit.workshop_id: unit for unit in application.units.all()}
    for workshop in units:
        require(workshop.pk in covered or can_apply_for(access, workshop))
    _require_one_organisation(units, application.organisation_id)
    _require_free([workshop for workshop in units if workshop.pk not in covered])
    _require_contact(application.contact, units, at)
    application.units.exclude(workshop__in=units).delete()
    ApplicationUnit.objects.bulk_create(
        ApplicationUnit(application=application, workshop=workshop) for workshop in units if workshop.pk not in covered
    )
    _record("application_units_changed", application, by, at)
    return application


@transaction.atomic
def change_wish(*, application: Application, wish: AuditWish, by: User, at: dt.datetime) -> Application:
    """Wish the other kind of audit; possible until the deadline. An audit of the kind wished before is cancelled."""
    application = _lock_for_change(application, by, at)
    if application.wish != wish:
        cancel_audit(application, by=by, at=at)  # named already, when a deadline that had passed was moved later
    application.wish = wish
    application.clean_fields(exclude={field.name for field in Application._meta.fields} - {"wish"})
    application.save(update_fields=["wish"])
    _record("application_wish_changed", application, by, at, wish=wish)
    return application


@transaction.atomic
def change_contact(*, application: Application, contact: User, by: User, at: dt.datetime) -> Application:
    """Name another contact person, one who applies in a covered workshop: possible as long as the application lives."""
    application = lock_application(application)
    require(can_manage_application(access_of(by, at), application))
    require_application_state(application, LIVE_STATUSES)
    require(can_change_contact(access_of(by, at), application))
    _require_contact(contact, [unit.workshop for unit in application.units.all()], at)
    application.contact = contact
    application.save(update_fields=["contact"])
    _record("application_contact_changed", application, by, at, contact=contact.ref)
    return application


@transaction.atomic
def choose_round(*, application: Application, into: Round, by: User, at: dt.datetime) -> Application:
    """Put a registered application into a round whose deadline has not passed; filling begins with `open_application`."""
    application = lock_application(application)
    require(can_manage_application(access_of(by, at), application))
    require_application_state(application, {ApplicationStatus.REGISTERED})
    _require_upcoming(into, at)
    application.round = into
    application.save(update_fields=["round"])
    _record("application_round_chosen", application, by, at, round=into.ref)
    return application


@transaction.atomic
def open_application(*, application: Application, by: User, at: dt.datetime) -> Application:
    """Begin to fill the form of the round's version; raises `WrongStateError` without a round that takes applications now."""
    application = lock_application(application)
    require(can_manage_application(access_of(by, at), application))
    if application.round is None:
        raise WrongStateError(_("Valitse ensin hakukierros."))
    if not application.round.takes_applications(at):
        raise WrongStateError(_("Kierros ei ole nyt avoinna. Valitse toinen kierros tai palaa, kun kierros avautuu."))
    return move_application(application, "open", by=by, at=at, opened_at=at)


def lock_units(application: Application) -> None:
    """Lock the covered workshops: before the application's own row, in the order in which registering locks them."""
    list(Workshop.objects.select_for_update(of=("self",)).filter(application_units__application=application).order_by("pk"))


def require_free(application: Application) -> None:
    """Raise `RefusedInputError`, naming the workshops, if a covered one has another live application."""
    _require_free([unit.workshop for unit in application.units.all()], besides=application)


def _lock_workshops(workshops: Sequence[Workshop]) -> list[Workshop]:
    """Lock the workshops in one order, so that two registrations of the same one do not pass each other."""
    keys = [workshop.pk for workshop in workshops]
    units = list(Workshop.objects.select_for_update(of=("self",)).select_related("organisation").filter(pk__in=keys).order_by("pk"))
    if not units:
        raise RefusedInputError(_("Valitse vähintään yksi työpaja."), field="workshops")
    return units


def _lock_for_change(application: Application, by: User, at: dt.datetime) -> Application:
    application = lock_application(application)
    access = access_of(by, at)
    require(can_manage_application(access, application))
    if not can_change_wish(access, application, at):
        raise WrongStateError(_("Hakemusta ei voi enää muuttaa, sillä määräaika on päättynyt tai hakemus ei ole enää täytettävänä."))
    return application


def _require_one_organisation(units: Sequence[Workshop], organisation_id: int | None = None) -> None:
    if {workshop.organisation_id for workshop in units} - {organisation_id or units[0].organisation_id}:
        raise RefusedInputError(_("Hakemus voi koskea vain yhden organisaation työpajoja."), field="workshops")


def _require_free(units: Sequence[Workshop], besides: Application | None = None) -> None:
    taken = ApplicationUnit.objects.filter(workshop__in=units, ended_at=None).select_related("workshop")
    names = [unit.workshop.name for unit in taken if besides is None or unit.application_id != besides.pk]
    if names:
        sentence = _("Näillä työpajoilla on jo laatumerkkihakemus, jonka käsittely on kesken: %(names)s.")
        raise RefusedInputError(sentence % {"names": ", ".join(names)}, field="workshops")


def _require_upcoming(into: Round | None, at: dt.datetime) -> None:
    if into is not None and into.has_passed(at):
        raise RefusedInputError(_("Kierroksen määräaika on jo päättynyt. Valitse toinen kierros."), field="round")


def _require_contact(contact: User, units: Sequence[Workshop], at: dt.datetime) -> None:
    theirs: Access = access_of(contact, at)
    if not contact.is_active or not any(theirs.may_in(workshop, Permission.APPLY) for workshop in units):
        sentence = _("Yhteyshenkilön on oltava hakemuksen työpajan yhteyshenkilö tai esihenkilö. Valitse toinen.")
        raise RefusedInputError(sentence, field="contact")


def _record(action: str, application: Application, by: User, at: dt.datetime, **details: str) -> None:
    record_event(action=action, obj=application, by=by, at=at, organisation=application.organisation, details=details)
