"""An auditor practises: she rates an example alone, confirms, and sees how she differs from the reference. Practice is no audit."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.choices import Answer
from assessments.lifecycle import PracticeStatus
from assessments.models import PracticeCase, PracticeRating
from assessments.services.auditing.reading import require_whole
from assessments.services.guards import access_of
from assessments.services.ratings import GivenRating, usable_level, usable_verdict
from assessments.services.revisions import require_revision, save_if_changed
from config.toolkit.errors import NotAllowedError, RefusedInputError, WrongStateError
from criteria.models import Criterion
from workshops.models import User
from workshops.services.audit_events import record_event


@transaction.atomic
def save_practice_rating(
    *, case: PracticeCase, criterion: Criterion, given: GivenRating, revision: int, by: User, at: dt.datetime
) -> PracticeRating:
    """Save what the auditor thinks of one criterion of the example and return it; hers alone, whatever becomes of it.

    Raises `WrongStateError` once she has confirmed it and when the example is out of use, `NotAllowedError` for who is no auditor,
    `StaleRevisionError` if she has saved it elsewhere in between, `RefusedInputError` for a criterion the example does not have.
    """
    case = _lock_open(case, by, at)
    row = _own_row(case, criterion, by)
    if row.confirmed_at:
        raise WrongStateError(_("Olet jo vahvistanut arviosi tästä kriteeristä, eikä se enää muutu. Voit aloittaa harjoituksen alusta."))
    return _write(row, case, given, revision, at)


@transaction.atomic
def confirm_practice_rating(
    *, case: PracticeCase, criterion: Criterion, given: GivenRating, revision: int, by: User, at: dt.datetime
) -> PracticeRating:
    """Save the rating and keep it: from now on she sees the reference of this criterion beside it.

    Confirming again changes nothing and returns what was confirmed. Raises `RefusedInputError` without an answer, or without a verdict
    beside a level; otherwise as `save_practice_rating`.
    """
    case = _lock_open(case, by, at)
    row = _own_row(case, criterion, by)
    if row.confirmed_at:
        return row
    require_whole(given)
    row = _write(row, case, given, revision, at)
    row.confirmed_at = at
    row.validate_constraints()
    row.save(update_fields=["confirmed_at"])
    return row


@transaction.atomic
def restart_practice(*, case: PracticeCase, by: User, at: dt.datetime) -> None:
    """Remove everything the auditor has answered of the example, confirmed or not, so that she may begin anew."""
    case = _lock_open(case, by, at)
    case.ratings.filter(user=by).delete()
    record_event(action="practice_restarted", obj=case, by=by, at=at)


def require_in_use(case: PracticeCase) -> None:
    """Raise `WrongStateError` unless auditors practise on the example now."""
    if case.status != PracticeStatus.PUBLISHED:
        raise WrongStateError(_("Harjoitushakemus on poistettu käytöstä, eikä sitä voi enää harjoitella."))


def _lock_open(case: PracticeCase, by: User, at: dt.datetime) -> PracticeCase:
    rows = PracticeCase.objects.practised_by(access_of(by, at)).select_for_update(of=("self",)).select_related("version")
    found = rows.filter(pk=case.pk).first()
    if found is None:
        raise NotAllowedError(_("Vain auditoitsijat harjoittelevat julkaistuilla harjoitushakemuksilla."))
    require_in_use(found)
    return found


def _own_row(case: PracticeCase, criterion: Criterion, by: User) -> PracticeRating:
    if not case.answers.filter(criterion=criterion).exists():
        raise RefusedInputError(_("Harjoitushakemuksessa ei ole tätä kriteeriä."))
    own = {"case": case, "user": by, "criterion": criterion}
    return PracticeRating.objects.filter(**own).first() or PracticeRating(**own, revision=0)


def _write(row: PracticeRating, case: PracticeCase, given: GivenRating, revision: int, at: dt.datetime) -> PracticeRating:
    require_revision(row, revision)
    return save_if_changed(
        row,
        answer=given.answer,
        level=usable_level(case, given.answer, given.level),
        reason=given.reason.strip() if given.answer == Answer.NOT_APPLICABLE else "",
        verdict=usable_verdict(case, given.answer, given.verdict),
        note=given.note.strip(),
        by=None,
        at=at,
    )
