"""What stands beside a criterion on the auditor's page: questions to the applicant and for the visit, and what she takes home herself.

All are read along with the audit, so that a page with none asks nothing more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Subquery

from assessments.models import HomeNote, VisitQuestion
from assessments.selectors.auditing.clarifications import thread_of, with_thread
from assessments.selectors.auditing.visits import questions_of_criterion

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from criteria.models import Criterion
    from workshops.models import User


def with_asides(audits: QuerySet[Any], code: str, user: User) -> QuerySet[Any]:
    """Annotate what `asides_of` takes of the criterion with the code, for the one auditor."""
    own = HomeNote.objects.filter(assessment=OuterRef("pk"), criterion__code=code, author=user)
    for_visit = VisitQuestion.objects.filter(participant__assessment=OuterRef("pk"), criterion__code=code)
    return with_thread(audits, code).annotate(home_note=Subquery(own.values("text")[:1]), has_question=Exists(for_visit))


def asides_of(audit: Any, criterion: Criterion, user: User) -> dict[str, Any]:
    """Return the blocks' context: a query for each kind of question where something has been asked, else none."""
    return {
        "thread": thread_of(audit, criterion) if audit.has_thread else None,
        "questions": questions_of_criterion(audit, user, criterion) if audit.has_question else [],
        "home_note": audit.home_note or "",
    }
