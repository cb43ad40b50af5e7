"""A result written once, copied to chosen units of the organisation: each unit checks it and adds its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.lifecycle import AssessmentStatus
from assessments.models import Assessment, Result
from assessments.permissions import can_write_result
from assessments.services.carry_over import take_over
from assessments.services.guards import access_of, lock_assessment, require, require_state
from assessments.services.revisions import require_revision, save_revision
from config.toolkit.errors import RefusedInputError
from criteria.models import Criterion
from workshops.models import User
from workshops.services.audit_events import record_event


@dataclass(frozen=True)
class Copies:
    """What a copying did: the new results, and the assessments left alone because they had something already or were closed."""

    copied: list[Result] = field(default_factory=list)
    left: list[Assessment] = field(default_factory=list)


@transaction.atomic
def copy_result(
    *, assessment: Assessment, criterion: Criterion, targets: Collection[Assessment], revision: int, by: User, at: dt.datetime
) -> Copies:
    """Copy what is agreed of the criterion to the open discussions of other units of the organisation, unchecked; all or nothing.

    `revision` is the one of the result that the asker saw: raises `StaleRevisionError` if it has changed since. A unit that has an
    answer or texts of the criterion, or whose discussion has closed meanwhile, is left alone. Raises `NotAllowedError` unless the
    asker writes in every one, `RefusedInputError` for an empty result, another organisation or a unit without the criterion's code.
    """
    locked = {one.pk: lock_assessment(one) for one in sorted({assessment, *targets}, key=lambda one: one.pk)}
    source = _source(locked.pop(assessment.pk), criterion, revision, by, at)
    copies = Copies()
    for target in locked.values():
        copy = _copy(source, criterion, target, by, at)
        if copy is None:
            copies.left.append(target)
            continue
        copies.copied.append(save_revision(copy, by=by, at=at))
        details = {"assessment": target.ref, "from": assessment.ref, "criterion": criterion.code}
        record_event(action="result_copied", obj=copy, by=by, at=at, workshop=target.workshop, details=details)
    return copies


def _source(assessment: Assessment, criterion: Criterion, revision: int, by: User, at: dt.datetime) -> Result:
    require_state(assessment, AssessmentStatus.JOINT)
    require(can_write_result(access_of(by, at), assessment))
    source = assessment.results.filter(criterion=criterion).select_related("level", "assessment__workshop").first()
    if source is None or is_blank(source):
        raise RefusedInputError(_("Kirjoita ja tallenna tulos ensin. Tyhjää ei voi kopioida."))
    require_revision(source, revision)
    return source


def is_blank(result: Result) -> bool:
    """Tell whether nothing has been written: no answer and no texts."""
    return not (result.answer or result.reason or result.current_practice or result.development)


def _copy(source: Result, criterion: Criterion, target: Assessment, by: User, at: dt.datetime) -> Result | None:
    """Return the unsaved copy for the unit; None when the unit is left alone."""
    if target.workshop.organisation_id != source.assessment.workshop.organisation_id:
        raise RefusedInputError(_("Tuloksen voi kopioida vain saman organisaation yksiköihin."))
    if target.status != AssessmentStatus.JOINT:
        return None
    require(can_write_result(access_of(by, at), target))
    same = Criterion.objects.filter(
        area__assessments=target, code=criterion.code, area__version__framework=source.assessment.version.framework_id
    )
    here = same.first()
    if here is None:
        raise RefusedInputError(_("Yksikön arvioinnissa ei ole tätä kriteeriä."))
    copy = target.results.filter(criterion=here).first() or Result(assessment=target, criterion=here, revision=0)
    if not is_blank(copy):
        return None
    take_over(copy, source, {level.value: level for level in target.version.scale.levels.all()})
    copy.copied_from, copy.is_unchecked = source, True
    return copy
