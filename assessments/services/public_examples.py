"""A workshop gives a good practice to be shown to everybody and withdraws it at any time; a coordinator approves or returns it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.lifecycle import EXAMPLE_STATUS_LABELS, EXAMPLE_TRANSITIONS, ExampleStatus
from assessments.models import PublicExample
from assessments.permissions import can_check_examples, can_give_example
from assessments.selectors.examples import criteria_for_examples
from assessments.services.guards import access_of, require
from assessments.services.public_sheets import discard_public_sheets
from config.toolkit.errors import RefusedInputError, WrongStateError
from config.toolkit.models import require_lengths
from criteria.models import Criterion
from workshops.models import User, Workshop
from workshops.services.audit_events import record_event


@transaction.atomic
def give_example(
    *, workshop: Workshop, criterion: Criterion, title: str, text: str, consents: bool, by: User, at: dt.datetime
) -> PublicExample:
    """Offer an example with the workshop's consent to show it, and return it; a coordinator approves it before anyone sees it.

    Raises `RefusedInputError` without the consent, or for a criterion that is not in use.
    """
    require(can_give_example(access_of(by, at), workshop))
    if not consents:
        raise RefusedInputError(_("Esimerkki näytetään vain työpajan luvalla."), field="consents")
    if criterion not in {each for _area, criteria in criteria_for_examples() for each in criteria}:
        raise RefusedInputError(_("Valitse kriteeri voimassa olevasta kriteeristöstä."), field="criterion")
    example = PublicExample(workshop=workshop, criterion=criterion, title=title.strip(), text=text.strip())
    example.consented_at, example.consented_by = at, by
    example.full_clean()
    require_lengths(example)
    example.save()
    _record("given", example, by, at)
    return example


@transaction.atomic
def approve_example(*, example: PublicExample, by: User, at: dt.datetime) -> PublicExample:
    """Show the example to everybody."""
    require(can_check_examples(access_of(by, at)))
    example = _lock(example, "approve")
    example.checked_at, example.checked_by = at, by
    return _moved(example, "approve", by, at)


@transaction.atomic
def return_example(*, example: PublicExample, reason: str, by: User, at: dt.datetime) -> PublicExample:
    """Do not show the example, or take it from show at once, and tell the workshop why. Raises `RefusedInputError` without a reason."""
    require(can_check_examples(access_of(by, at)))
    example = _lock(example, "return")
    if not reason.strip():
        raise RefusedInputError(_("Kerro työpajalle, miksi palautat esimerkin."), field="reason")
    example.checked_at, example.checked_by, example.return_reason = at, by, reason.strip()
    return _moved(example, "return", by, at)


@transaction.atomic
def withdraw_example(*, example: PublicExample, by: User, at: dt.datetime) -> PublicExample:
    """Take the consent back: from this moment on nobody but the workshop sees the example. Again changes nothing."""
    require(can_give_example(access_of(by, at), example.workshop))
    if PublicExample.objects.filter(pk=example.pk, status=ExampleStatus.WITHDRAWN).exists():
        return example
    example = _lock(example, "withdraw")
    example.withdrawn_at, example.withdrawn_by = at, by
    return _moved(example, "withdraw", by, at)


def _lock(example: PublicExample, transition: str) -> PublicExample:
    example = PublicExample.objects.select_for_update(of=("self",)).select_related("workshop__organisation").get(pk=example.pk)
    if example.status not in EXAMPLE_TRANSITIONS[transition].sources:
        label = EXAMPLE_STATUS_LABELS[ExampleStatus(example.status)]
        raise WrongStateError(_("Tätä ei voi enää tehdä, sillä esimerkin tila on nyt ”%(state)s”.") % {"state": label})
    return example


def _moved(example: PublicExample, transition: str, by: User, at: dt.datetime) -> PublicExample:
    was_shown = example.status == ExampleStatus.SHOWN
    example.status = EXAMPLE_TRANSITIONS[transition].target
    require_lengths(example)
    example.full_clean()
    example.save(update_fields=["status", "checked_at", "checked_by", "return_reason", "withdrawn_at", "withdrawn_by"])
    _record(transition, example, by, at)
    if was_shown:
        discard_public_sheets(at=at)
    return example


def _record(what: str, example: PublicExample, by: User, at: dt.datetime) -> None:
    record_event(action=f"public_example_{what}", obj=example, by=by, at=at, organisation=example.workshop.organisation)
