"""Last time's results in the next assessment: brought when the discussion opens, unchecked until a person touches them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from assessments.models import Assessment, Result
from assessments.scoring import answer_on_scale
from assessments.selectors.latest import by_code, completed_results
from assessments.selectors.results import criteria_of
from assessments.services.results import lock_for_writing
from assessments.services.revisions import save_revision
from criteria.models import Level
from workshops.models import User
from workshops.services.audit_events import record_event


def carry_over_results(*, assessment: Assessment, by: User, at: dt.datetime) -> list[Result]:
    """Bring the workshop's latest completed result of each criterion, by code, into an assessment started from an earlier one.

    Runs in the transaction that opens the discussion: before it nobody rates beside last time's levels. Criteria that have a result
    already are left alone. A level the version's scale does not have is left open, its texts are brought.
    """
    if assessment.previous_id is None:
        return []
    written = set(assessment.results.values_list("criterion_id", flat=True))
    levels = {level.value: level for level in assessment.version.scale.levels.all()}
    sources = by_code(completed_results(assessment.workshop, assessment.version.framework_id))
    rows = []
    for criterion in criteria_of(assessment):
        if criterion.code in sources and criterion.pk not in written:
            source = sources[criterion.code]
            row = Result(assessment=assessment, criterion=criterion, carried_from=source, is_unchecked=True, saved_at=at, saved_by=by)
            take_over(row, source, levels)
            rows.append(row)
    carried: list[Result] = bulk_create_with_history(rows, Result, default_user=by, default_date=at)
    record_event(action="results_carried_over", obj=assessment, by=by, at=at, workshop=assessment.workshop, details={"count": len(carried)})
    return carried


def take_over(row: Result, source: Result, levels: dict[int, Level]) -> None:
    """Give the row the source's answer and texts; a level that `levels` does not have by value leaves the answer open."""
    row.answer, row.level = answer_on_scale(source.answer, source.level.value if source.level else None, levels)
    row.reason, row.current_practice, row.development = source.reason, source.current_practice, source.development


@transaction.atomic
def confirm_unchecked(*, assessment: Assessment, criterion_codes: Collection[str], by: User, at: dt.datetime) -> list[Result]:
    """Mark the chosen unchecked results as still holding ("Pitää edelleen paikkansa"), word for word; return those that were marked.

    What somebody has touched meanwhile is no longer unchecked, and what has no answer holds nothing: both are passed over.
    """
    assessment = lock_for_writing(assessment, by, at)
    confirmed = []
    for result in assessment.results.filter(is_unchecked=True).exclude(answer="").select_related("criterion"):
        if result.criterion.code in criterion_codes:
            result.is_unchecked = False
            confirmed.append(save_revision(result, by=by, at=at))
    if confirmed:
        record_event(
            action="results_confirmed", obj=assessment, by=by, at=at, workshop=assessment.workshop, details={"count": len(confirmed)}
        )
    return confirmed
