"""Taking an earlier text back into use: always as a new version, so that nothing in between is lost either."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.lifecycle import AssessmentStatus
from assessments.models import AreaSummary, Assessment, Result
from assessments.permissions import can_write_result
from assessments.services.guards import access_of, lock_assessment, require, require_state
from assessments.services.revisions import require_revision, save_revision
from config.toolkit.errors import RefusedInputError
from criteria.models import Area, Criterion
from workshops.models import User
from workshops.services.audit_events import record_event

Restored = TypeVar("Restored", AreaSummary, Result)
RESULT_FIELDS = ("answer", "level_id", "reason", "current_practice", "development")


@transaction.atomic
def restore_result(*, assessment: Assessment, criterion: Criterion, version: int, revision: int, by: User, at: dt.datetime) -> Result:
    """Save what the shared view said in its revision `version` once more, as the next one; return it.

    `revision` is the present one that the writer saw. Raises `StaleRevisionError` if somebody has saved in between,
    `RefusedInputError` when there is no such version.
    """
    assessment = _lock(assessment, by, at)
    earlier = _earlier(Result.history.filter(assessment=assessment, criterion=criterion), version)
    result = assessment.results.get(criterion=criterion)
    require_revision(result, revision)
    result.is_unchecked = False
    return _take_back(result, earlier, fields=RESULT_FIELDS, by=by, at=at)


@transaction.atomic
def restore_area_summary(*, assessment: Assessment, area: Area, version: int, revision: int, by: User, at: dt.datetime) -> AreaSummary:
    """Save what the area's strengths said in their revision `version` once more; parameters and errors as in `restore_result`."""
    assessment = _lock(assessment, by, at)
    earlier = _earlier(AreaSummary.history.filter(assessment=assessment, area=area), version)
    summary = assessment.area_summaries.get(area=area)
    require_revision(summary, revision)
    return _take_back(summary, earlier, fields=("strengths",), by=by, at=at)


def _lock(assessment: Assessment, by: User, at: dt.datetime) -> Assessment:
    assessment = lock_assessment(assessment)
    require_state(assessment, AssessmentStatus.JOINT)
    require(can_write_result(access_of(by, at), assessment))
    return assessment


def _earlier(history: Any, version: int) -> Any:
    """Return the row of the history that holds the version."""
    row = history.filter(revision=version).order_by("-history_id").first()
    if row is None:
        raise RefusedInputError(_("Tätä versiota ei ole."))
    return row


def _take_back(row: Restored, earlier: Any, *, fields: Sequence[str], by: User, at: dt.datetime) -> Restored:
    """Write the fields of the earlier version as the next one, and the event."""
    for field in fields:
        setattr(row, field, getattr(earlier, field))
    save_revision(row, by=by, at=at)
    details = {"assessment": row.assessment.ref, "version": earlier.revision, "revision": row.revision}
    record_event(action="version_restored", obj=row, by=by, at=at, workshop=row.assessment.workshop, details=details)
    return row
