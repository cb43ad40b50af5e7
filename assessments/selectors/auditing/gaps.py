"""What an audit's report still lacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from assessments.models import Assessment


@dataclass(frozen=True)
class Gap:
    """One thing that is missing or looks wrong; a blocking one must be put right before the report goes on."""

    sentence: str
    code: str = ""  # of the criterion; empty: of the whole report
    is_blocking: bool = True


def report_gaps(audit: Assessment) -> list[Gap]:
    """Return what the report lacks, in the order of the criteria; one query."""
    unanswered = audit.draft_comments.filter(answer="").select_related("criterion")
    return [Gap(_("Työpajan kommenttiin ei ole vastattu."), comment.criterion.code if comment.criterion else "") for comment in unanswered]
