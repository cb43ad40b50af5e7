"""Reading a submission and rating it alone: every auditor blind until she has confirmed what she thinks herself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from assessments.choices import Answer
from assessments.lifecycle import AUDIT_STATUS_LABELS, RATING_AUDIT_STATUSES, AuditStatus
from assessments.models import Assessment, ConfirmedRating, Participant, Rating
from assessments.permissions import can_rate_in_audit
from assessments.services.guards import access_of, lock_assessment, require
from assessments.services.ratings import GivenRating, own_participant, own_places, write_rating
from config.toolkit.errors import RefusedInputError, StaleRevisionError, WrongStateError
from criteria.models import Criterion
from workshops.models import User
from workshops.services.audit_events import record_event


@transaction.atomic
def save_audit_rating(*, audit: Assessment, criterion: Criterion, given: GivenRating, revision: int, by: User, at: dt.datetime) -> Rating:
    """Save the auditor's own rating of one criterion and return it; it stays hers alone until she confirms it.

    Raises `WrongStateError` when she has confirmed it already or the audit is not being read, `NotAllowedError` for anybody who does not
    read the material now, and otherwise as `write_rating`.
    """
    audit, place = _lock_place(audit, criterion, by, at)
    if place.has_confirmed:
        raise WrongStateError(_("Olet jo vahvistanut ennakkoarviosi tästä kriteeristä, eikä se enää muutu."))
    return write_rating(assessment=audit, participant=place, criterion=criterion, given=given, revision=revision, by=by, at=at)


class StaleRatingsError(StaleRevisionError):
    """Some of several ratings have been saved in between; nothing was overwritten and none was saved."""


@transaction.atomic
def save_audit_ratings(
    *, audit: Assessment, ratings: Mapping[Criterion, tuple[GivenRating, int]], by: User, at: dt.datetime
) -> list[Rating]:
    """Save what the auditor says of several criteria, each with the revision she has seen: all of them, or none.

    Raises `StaleRatingsError` when some of them have been saved in between, and otherwise as `save_audit_rating`.
    """
    audit = lock_assessment(audit)
    require_reading(audit)
    require(can_rate_in_audit(access_of(by, at), audit))
    place = own_participant(audit, by)
    _require_unconfirmed(place, ratings)
    stored = dict(Rating.objects.filter(participant=place, criterion__in=ratings).values_list("criterion", "revision"))
    if any(stored.get(criterion.pk, 0) != revision for criterion, (_given, revision) in ratings.items()):
        raise StaleRatingsError(_("Osa tästä sivusta on tallennettu toisessa ikkunassa. Mitään ei ole korvattu."))
    written: dict[str, Any] = {"assessment": audit, "participant": place, "by": by, "at": at}
    return [write_rating(criterion=row, given=given, revision=revision, **written) for row, (given, revision) in ratings.items()]


@transaction.atomic
def confirm_rating(
    *, audit: Assessment, criterion: Criterion, given: GivenRating, revision: int, by: User, at: dt.datetime
) -> ConfirmedRating:
    """Save the rating and keep it as the auditor's preliminary one, for ever; from now on she sees the others' of this criterion.

    Confirming again changes nothing and returns what was confirmed. Raises `RefusedInputError` without an answer, or without a verdict
    beside a level; otherwise as `save_audit_rating`.
    """
    audit, place = _lock_place(audit, criterion, by, at)
    if place.has_confirmed:
        return place.confirmed_ratings.get(criterion=criterion)
    require_whole(given)
    rating = write_rating(assessment=audit, participant=place, criterion=criterion, given=given, revision=revision, by=by, at=at)
    confirmed = ConfirmedRating(
        participant=place,
        criterion=criterion,
        answer=rating.answer,
        level=rating.level,
        reason=rating.reason,
        verdict=rating.verdict,
        note=rating.note,
        confirmed_at=at,
    )
    confirmed.save()  # a copy of what `write_rating` has just checked; a verdict beside a level was asked for above
    record_event(
        action="rating_confirmed", obj=audit, by=by, at=at, workshop=audit.workshop, details={"criterion": criterion.code}
    )  # that it was, never what it says
    return confirmed


def require_reading(audit: Assessment) -> None:
    """Raise `WrongStateError`, naming the state of the audit, unless its material is being read: while a new auditor is named it is not."""
    if audit.status not in RATING_AUDIT_STATUSES:
        label = AUDIT_STATUS_LABELS[AuditStatus(audit.status)]
        raise WrongStateError(_("Arviota ei voi nyt tallentaa, sillä auditoinnin tila on ”%(state)s”.") % {"state": label})


def _lock_place(audit: Assessment, criterion: Criterion, by: User, at: dt.datetime) -> tuple[Assessment, Any]:
    """Lock the audit and return it with the auditor's place, annotated with whether she has confirmed the criterion."""
    audit = lock_assessment(audit)
    require_reading(audit)
    require(can_rate_in_audit(access_of(by, at), audit))
    confirmed = ConfirmedRating.objects.filter(participant=OuterRef("pk"), criterion=criterion)
    return audit, own_places(audit, by).annotate(has_confirmed=Exists(confirmed))[0]


def _require_unconfirmed(place: Participant, criteria: Iterable[Criterion]) -> None:
    confirmed = place.confirmed_ratings.filter(criterion__in=criteria).order_by("criterion__order")
    codes = list(confirmed.values_list("criterion__code", flat=True))
    if codes:
        sentence = _("Olet jo vahvistanut ennakkoarviosi näistä kriteereistä, eivätkä ne enää muutu: %(codes)s.")
        raise WrongStateError(sentence % {"codes": ", ".join(codes)})


def require_whole(given: GivenRating) -> None:
    """Raise `RefusedInputError` for what cannot be confirmed: no answer, or a level without a verdict."""
    if not given.answer:
        raise RefusedInputError(_("Valitse vaihtoehto, ennen kuin vahvistat arviosi."), field="answer")
    if given.answer == Answer.LEVEL and not given.verdict:
        raise RefusedInputError(_("Kerro, täyttyykö kriteeri, ennen kuin vahvistat arviosi."), field="verdict")
