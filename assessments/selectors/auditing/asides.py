"""What stands beside a criterion on the auditor's page: the questions to the applicant, and what she takes home herself.

Both are read along with the audit, so that a page with neither asks nothing more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Subquery

from assessments.models import HomeNote
from assessments.selectors.auditing.clarifications import thread_of, with_thread

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from criteria.models import Criterion
    from workshops.models import User


def with_asides(audits: QuerySet[Any], code: str, user: User) -> QuerySet[Any]:
    """Annotate what `asides_of` takes of the criterion with the code, for the one auditor."""
    own = HomeNote.objects.filter(assessment=OuterRef("pk"), criterion__code=code, author=user)
    return with_thread(audits, code).annotate(home_note=Subquery(own.values("text")[:1]))


def asides_of(audit: Any, criterion: Criterion) -> dict[str, Any]:
    """Return the blocks' context: one query where something has been asked, else none."""
    return {"thread": thread_of(audit, criterion) if audit.has_thread else None, "home_note": audit.home_note or ""}
