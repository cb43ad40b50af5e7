"""Until when an applicant may ask for a decision to be corrected."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from assessments.models import Decision

APPEAL = dt.timedelta(days=30)  # docs/domain.md section 11, row 10


def appeal_date(decision: Decision) -> dt.date:
    """Return the last day of asking for a correction: 30 days from the day on which the decision was recorded and told."""
    return timezone.localdate(decision.recorded_at) + APPEAL
