"""Writing what was agreed: results per criterion, strengths per area."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from assessments.choices import Answer
from assessments.lifecycle import AssessmentStatus
from assessments.models import AreaSummary, Assessment, Result
from assessments.permissions import can_write_given_result, can_write_result
from assessments.selectors.discussion import agreed_levels
from assessments.services.guards import access_of, lock_assessment, require, require_state
from assessments.services.ratings import require_criterion, usable_level
from assessments.services.revisions import require_revision, save_if_changed, save_revision
from criteria.models import Area, Criterion, Level
from workshops.models import User
from workshops.services.audit_events import record_event


@transaction.atomic
def save_result(
    *,
    assessment: Assessment,
    criterion: Criterion,
    answer: str,
    level: Level | None = None,
    reason: str = "",
    current_practice: str = "",
    development: str = "",
    revision: int,
    by: User,
    at: dt.datetime,
) -> Result:
    """Save the shared view of one criterion and return it with its grown revision.

    `revision` is the one the writer saw, 0 when there was none. Raises `StaleRevisionError` if a colleague has saved in between:
    nothing is overwritten. A blank answer saves the texts alone; the same once more writes nothing, except that what was brought
    from elsewhere is checked now.
    """
    assessment = lock_for_writing(assessment, by, at, criterion)
    require_criterion(assessment, criterion)
    result = assessment.results.filter(criterion=criterion).first() or Result(assessment=assessment, criterion=criterion, revision=0)
    require_revision(result, revision)
    return save_if_changed(
        result,
        answer=answer,
        level=usable_level(assessment, answer, level),
        reason=reason.strip() if answer == Answer.NOT_APPLICABLE else "",
        current_practice=current_practice.strip(),
        development=development.strip(),
        is_unchecked=False,
        by=by,
        at=at,
    )


@transaction.atomic
def save_area_summary(*, assessment: Assessment, area: Area, strengths: str, revision: int, by: User, at: dt.datetime) -> AreaSummary:
    """Save the strengths of one area; `revision` and errors as in `save_result`."""
    assessment = lock_for_writing(assessment, by, at)
    return write_area_summary(assessment=assessment, area=area, strengths=strengths, revision=revision, by=by, at=at)


def write_area_summary(*, assessment: Assessment, area: Area, strengths: str, revision: int, by: User, at: dt.datetime) -> AreaSummary:
    """Write the strengths of one area of an assessment whose lock the caller holds, having asked whether she may."""
    area = assessment.areas.get(pk=area.pk)
    summary = assessment.area_summaries.filter(area=area).first() or AreaSummary(assessment=assessment, area=area, revision=0)
    require_revision(summary, revision)
    return save_if_changed(summary, strengths=strengths.strip(), by=by, at=at)


@transaction.atomic
def accept_agreed_results(*, assessment: Assessment, criterion_codes: Collection[str], by: User, at: dt.datetime) -> list[Result]:
    """Turn the chosen criteria in which every rater gave the same level into results in one go; return the new ones.

    Criteria that are not agreed, may not be shown as a spread, or have an agreed answer already are passed over; one brought from
    elsewhere and not checked yet is no agreed answer: it gets the level of the ratings and keeps its texts.
    """
    assessment = lock_for_writing(assessment, by, at)
    existing = {result.criterion_id: result for result in assessment.results.all()}
    answered = {key for key, result in existing.items() if result.answer and not result.is_unchecked}
    accepted = []
    for criterion, level in agreed_levels(assessment):
        if criterion.code not in criterion_codes or criterion.pk in answered:
            continue
        result = existing.get(criterion.pk) or Result(assessment=assessment, criterion=criterion, revision=0)
        result.answer, result.level, result.reason, result.is_unchecked = Answer.LEVEL, level, "", False
        accepted.append(save_revision(result, by=by, at=at))
    record_event(
        action="agreed_results_accepted", obj=assessment, by=by, at=at, workshop=assessment.workshop, details={"count": len(accepted)}
    )
    return accepted


def lock_for_writing(assessment: Assessment, by: User, at: dt.datetime, criterion: Criterion | None = None) -> Assessment:
    """Lock the assessment and return it fresh; raises unless the discussion is open and the writer may write in it.

    With a criterion, whoever it was given to may too.
    """
    assessment = lock_assessment(assessment)
    require_state(assessment, AssessmentStatus.JOINT)
    access = access_of(by, at)
    may_write = can_write_result(access, assessment)
    require(may_write or (criterion is not None and can_write_given_result(access, assessment, criterion)))
    return assessment
