"""Rounds of applying: making them, changing them, and moving the deadline in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.lifecycle import LIVE_STATUSES, ApplicationStatus
from assessments.mail.applications import mail_deadline_moved
from assessments.models import Decision, Round, RoundBreak
from assessments.permissions import can_manage_rounds
from assessments.selectors.rounds import has_started_audits
from assessments.services.applications.ending import revive_lapsed
from assessments.services.guards import access_of, require
from config.toolkit.errors import RefusedInputError, WrongStateError
from criteria.models import FrameworkVersion
from criteria.versioning import VersionStatus
from workshops.models import User
from workshops.services.audit_events import record_event

EARLIER_NOTICE = dt.timedelta(days=7)  # an earlier deadline leaves everybody at least this long
Break = tuple[dt.date, dt.date]  # first and last day


@transaction.atomic
def create_round(
    *,
    name: str,
    version: FrameworkVersion,
    deadline_at: dt.datetime,
    breaks: Sequence[Break] = (),
    by: User,
    at: dt.datetime,
    **settings: Any,
) -> Round:
    """Make a round of a published version; `settings` are its other fields.

    Raises `RefusedInputError` for a name that another round has, a version that is not published, a deadline that has passed or is
    before the opening, a decision before the deadline, a median off the scale, or breaks that overlap; `ValidationError` for what the row's
    constraints tell of.
    """
    require(can_manage_rounds(access_of(by, at)))
    made = Round(name=name.strip(), version=version, deadline_at=deadline_at, created_at=at, created_by=by, **settings)
    if version.status != VersionStatus.PUBLISHED or version.framework.kind != "criteria":
        raise RefusedInputError(_("Valitse julkaistu kriteeristöversio."), field="version")
    if deadline_at <= at:
        raise RefusedInputError(_("Määräaika on jo mennyt. Valitse tuleva hetki."), field="deadline_at")
    _require_order(made)
    _require_own_name(made)
    _require_median_on_scale(made)
    made.full_clean()
    made.save()
    _set_breaks(made, breaks)
    record_event(action="round_created", obj=made, by=by, at=at, details={"version": str(version.pk), "deadline": deadline_at.isoformat()})
    return made


@transaction.atomic
def update_round(*, round_: Round, breaks: Sequence[Break], by: User, at: dt.datetime, **settings: Any) -> Round:
    """Change everything of a round but its version and its deadline, which `move_deadline` moves; raises as `create_round`.

    What is stored already changes nothing and leaves no trace.
    """
    require(can_manage_rounds(access_of(by, at)))
    stored = Round.objects.select_for_update(no_key=True).get(pk=round_.pk)
    changed = [field for field, value in settings.items() if getattr(stored, field) != value]
    _require_undecided(stored, changed)
    for field in changed:
        setattr(stored, field, settings[field])
    _require_order(stored)
    _require_own_name(stored)
    _require_median_on_scale(stored)
    stored.full_clean()
    stored.save(update_fields=changed)
    if _set_breaks(stored, breaks):
        changed.append("breaks")
    if changed:
        record_event(action="round_updated", obj=stored, by=by, at=at, details={"fields": sorted(changed)})
    return stored


def _require_undecided(round_: Round, changed: list[str]) -> None:
    """Refuse to change for how long marks are granted once one has been: the days of those that are corrected would move alone."""
    if "validity_years" in changed and Decision.objects.filter(application__round=round_).exists():
        message = _("Kierroksella on jo tehty päätöksiä, joten merkin voimassaoloa ei voi enää muuttaa.")
        raise RefusedInputError(message, field="validity_years")


@transaction.atomic
def move_deadline(*, round_: Round, deadline_at: dt.datetime, reason: str, by: User, at: dt.datetime) -> Round:
    """Move the deadline in force, for everyone, with a reason; lapsed applications open again when it had passed.

    Earlier only to at least seven days ahead and while it has not passed; later also after it has passed, until the first audit of the
    round has started. Raises `RefusedInputError` for another moment or without a reason, `WrongStateError` once audits have started.
    """
    require(can_manage_rounds(access_of(by, at)))
    stored = Round.objects.select_for_update(no_key=True).get(pk=round_.pk)  # an application may go on into the round meanwhile
    if not reason.strip():
        raise RefusedInputError(_("Kerro, miksi määräaikaa siirretään. Syy kerrotaan hakijoille."), field="reason")
    before = stored.deadline_at
    _require_movable(stored, deadline_at, at)
    stored.deadline_at = deadline_at
    _require_order(stored)
    stored.save(update_fields=["deadline_at"])
    lapsed = stored.applications.filter(status=ApplicationStatus.LAPSED).order_by("pk")
    revived = [application for application in lapsed if revive_lapsed(application=application, by=by, at=at)]
    details = {"from": before.isoformat(), "to": deadline_at.isoformat(), "reason": reason.strip(), "revived": len(revived)}
    record_event(action="deadline_moved", obj=stored, by=by, at=at, details=details)
    live = stored.applications.filter(status__in=LIVE_STATUSES).select_related("contact").prefetch_related("units__workshop")
    mail_deadline_moved(stored, list(live), before=before, revived=revived, reason=reason.strip(), at=at)
    return stored


def _require_movable(stored: Round, deadline_at: dt.datetime, at: dt.datetime) -> None:
    """The rules of moving: the association's own, made for this service."""
    if deadline_at == stored.deadline_at:
        raise RefusedInputError(_("Määräaika on jo tämä. Valitse toinen hetki."), field="deadline_at")
    if has_started_audits(stored):
        raise WrongStateError(_("Määräaikaa ei voi enää siirtää, sillä kierroksen auditoinnit ovat alkaneet."))
    if deadline_at <= at:
        raise RefusedInputError(_("Uuden määräajan on oltava tulevaisuudessa."), field="deadline_at")
    if deadline_at < stored.deadline_at and deadline_at < at + EARLIER_NOTICE:
        raise RefusedInputError(_("Määräaikaa voi aikaistaa vain niin, että siihen jää vähintään seitsemän päivää."), field="deadline_at")


def _require_order(stored: Round) -> None:
    deadline_date = timezone.localdate(stored.deadline_at)
    if deadline_date < stored.opens_date:
        raise RefusedInputError(_("Määräajan on oltava avautumisen jälkeen."), field="deadline_at")
    if stored.decision_date <= deadline_date:
        raise RefusedInputError(_("Päätösten päivän on oltava määräajan jälkeen."), field="decision_date")


def _require_own_name(stored: Round) -> None:
    if Round.objects.filter(name=stored.name).exclude(pk=stored.pk).exists():
        raise RefusedInputError(_("Tämänniminen kierros on jo olemassa. Anna kierrokselle toinen nimi."), field="name")


def _require_median_on_scale(stored: Round) -> None:
    """Refuse a least median that no level of the version's scale has: nobody could ever be ready, or everybody always would."""
    values = list(stored.version.scale.levels.order_by("value").values_list("value", flat=True))
    if stored.readiness_median is not None and values and not values[0] <= stored.readiness_median <= values[-1]:
        sentence = _("Kriteeristön tasot ovat %(low)s–%(high)s. Anna mediaaniksi jokin niistä tai jätä kohta tyhjäksi.")
        raise RefusedInputError(sentence % {"low": values[0], "high": values[-1]}, field="readiness_median")


def _set_breaks(stored: Round, breaks: Sequence[Break]) -> bool:
    """Store these breaks instead of the earlier ones; False when they are the same."""
    wanted = sorted(breaks)
    if wanted == [(row.first_date, row.last_date) for row in stored.breaks.all()]:
        return False
    if any(later[0] <= earlier[1] for earlier, later in pairwise(wanted)):
        raise RefusedInputError(_("Tauot eivät saa olla päällekkäin."), field="breaks")
    stored.breaks.all().delete()
    for first, last in wanted:
        row = RoundBreak(round=stored, first_date=first, last_date=last)
        row.full_clean()
        row.save()
    return True
