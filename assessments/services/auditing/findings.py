"""What an audit's report says: each auditor's own rating after the visit, the result of each criterion, strengths, the conclusion.

Either of a pair writes what is common; a revision guards each text, so that nobody's is lost (docs/domain.md 4.3).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.choices import Answer, Recommendation
from assessments.models import AreaSummary, Assessment, Conclusion, ConfirmedRating, Rating, Result
from assessments.selectors.auditing.pair import agreed_ratings, own_place
from assessments.services.auditing.writing import lock_report
from assessments.services.ratings import GivenRating, require_criterion, usable_level, usable_verdict, write_rating
from assessments.services.results import write_area_summary
from assessments.services.revisions import require_revision, save_if_changed, save_revision
from config.toolkit.errors import RefusedInputError
from criteria.models import Area, Criterion, Level, Verdict
from workshops.models import User
from workshops.services.audit_events import record_event


@dataclass(frozen=True)
class GivenResult:
    """What the auditors say together of one criterion; a blank answer is texts before the level is agreed."""

    answer: str = ""
    level: Level | None = None
    reason: str = ""
    verdict: Verdict | None = None
    verdict_reason: str = ""
    seen_in_documents: str = ""
    heard_in_interviews: str = ""
    seen_on_visit: str = ""
    suggestion: str = ""


TEXTS = ("seen_in_documents", "heard_in_interviews", "seen_on_visit", "suggestion")


@transaction.atomic
def change_rating(*, audit: Assessment, criterion: Criterion, given: GivenRating, revision: int, by: User, at: dt.datetime) -> Rating:
    """Change the auditor's own rating after the visit and return it; what she confirmed before it stays as it was.

    Whatever differs from the confirmed rating needs a reason; going back to it needs none, and saving what is stored saves nothing.
    Raises `RefusedInputError` without the reason or for half a rating, otherwise as `lock_report` and `write_rating`.
    """
    audit = lock_report(audit, by, at)
    place = own_place(audit, criterion, by)
    assert place is not None  # who writes the report rates from a place of her own
    stored, confirmed = place.rating, place.kept
    if stored and not stored.change_reason and not given.change_reason.strip() and _says(stored) == _says(given):
        return stored
    _require_whole(given)
    if confirmed and _says(confirmed) == _says(given):
        given = replace(given, change_reason="")
    elif not given.change_reason.strip():
        raise RefusedInputError(_("Kerro, miksi arviosi muuttui."), field="change_reason")
    written = write_rating(
        assessment=audit, participant=place.participant, criterion=criterion, given=given, revision=revision, by=by, at=at
    )
    if written.revision != revision:
        details = {"criterion": criterion.code}  # that it was, never what it says
        record_event(action="audit_rating_changed", obj=audit, by=by, at=at, workshop=audit.workshop, details=details)
    return written


@transaction.atomic
def save_audit_result(*, audit: Assessment, criterion: Criterion, given: GivenResult, revision: int, by: User, at: dt.datetime) -> Result:
    """Save the agreed result of one criterion and return it with its grown revision; either auditor may, and half of it too.

    What is missing is told by `report_gaps` and keeps the report back. Raises `StaleRevisionError` if the other has saved in between,
    `RefusedInputError` for a criterion, level or verdict of another version, otherwise as `lock_report`.
    """
    audit = lock_report(audit, by, at)
    require_criterion(audit, criterion)
    result = audit.results.filter(criterion=criterion).first() or Result(assessment=audit, criterion=criterion, revision=0)
    require_revision(result, revision)
    verdict = usable_verdict(audit, given.answer, given.verdict)
    return save_if_changed(
        result,
        answer=given.answer,
        level=usable_level(audit, given.answer, given.level),
        reason=given.reason.strip() if given.answer == Answer.NOT_APPLICABLE else "",
        verdict=verdict,
        verdict_reason=given.verdict_reason.strip() if verdict else "",
        **{name: getattr(given, name).strip() for name in TEXTS},
        by=by,
        at=at,
    )


@transaction.atomic
def accept_pair_results(*, audit: Assessment, criterion_codes: Collection[str], by: User, at: dt.datetime) -> list[Result]:
    """Make the ratings the result in one go, in those of the chosen criteria in which every auditor now says the same.

    Of one auditor alone hers is the result. Passed over is what has an agreed answer already; texts that are written stay.
    """
    audit = lock_report(audit, by, at)
    existing = {result.criterion_id: result for result in audit.results.all()}
    accepted = []
    for rating in agreed_ratings(audit):
        result = existing.get(rating.criterion_id) or Result(assessment=audit, criterion=rating.criterion, revision=0)
        if result.answer or rating.criterion.code not in criterion_codes:
            continue
        result.answer, result.level, result.reason, result.verdict = Answer.LEVEL, rating.level, "", rating.verdict
        accepted.append(save_revision(result, by=by, at=at))
    if accepted:
        details = {"count": len(accepted)}
        record_event(action="audit_results_accepted", obj=audit, by=by, at=at, workshop=audit.workshop, details=details)
    return accepted


@transaction.atomic
def save_audit_strengths(*, audit: Assessment, area: Area, strengths: str, revision: int, by: User, at: dt.datetime) -> AreaSummary:
    """Save the strengths of one area as the auditors see them; errors as in `save_audit_result`."""
    audit = lock_report(audit, by, at)
    return write_area_summary(assessment=audit, area=area, strengths=strengths, revision=revision, by=by, at=at)


@transaction.atomic
def save_conclusion(
    *, audit: Assessment, summary: str, recommendation: str, needed: str, revision: int, by: User, at: dt.datetime
) -> Conclusion:
    """Save the summary and what the auditors recommend; they recommend, never decide. Errors as in `save_audit_result`.

    What is needed belongs to the recommendations that ask for something: beside "puolletaan" nothing of it is stored.
    """
    audit = lock_report(audit, by, at)
    conclusion = Conclusion.objects.filter(assessment=audit).first() or Conclusion(assessment=audit, revision=0)
    require_revision(conclusion, revision)
    is_needed = recommendation != Recommendation.SUPPORTED
    told = {"summary": summary.strip(), "recommendation": recommendation, "needed": needed.strip() if is_needed else ""}
    return save_if_changed(conclusion, by=by, at=at, **told)


def _says(rating: GivenRating | Rating | ConfirmedRating) -> tuple[object, ...]:
    """Return what a rating says, to tell whether another says the same."""
    level, verdict = (row.pk if row else None for row in (rating.level, rating.verdict))
    reason = rating.reason.strip() if rating.answer == Answer.NOT_APPLICABLE else ""
    return (rating.answer, level, reason, verdict if level else None, rating.note.strip())


def _require_whole(given: GivenRating) -> None:
    if not given.answer:
        raise RefusedInputError(_("Valitse vaihtoehto."), field="answer")
    if given.answer == Answer.LEVEL and not given.verdict:
        raise RefusedInputError(_("Kerro, täyttyykö kriteeri."), field="verdict")
