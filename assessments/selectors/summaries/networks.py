"""What a network's coordinator sees beside the figures: who holds a mark, and who has begun, where the workshop has agreed to show it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from assessments.choices import AssessmentKind
from assessments.models import Assessment
from assessments.selectors.marks import MarkStanding, named_marks, standings

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from workshops.models import Network


def holders_in(network: Network, on: dt.date) -> list[MarkStanding]:
    """Return the marks that hold on the day in a workshop of the network, by holder."""
    marks = named_marks().valid_on(on).filter(workshops__networks=network).distinct().order_by("organisation__sort_key", "pk")
    return standings(marks, on)


def begun_in(network: Network) -> QuerySet[Assessment]:
    """Return the self-assessments under way in the network's workshops that have agreed to show it; what is in them is not for her."""
    rows = Assessment.objects.open().filter(
        kind=AssessmentKind.SELF, started_at__isnull=False, workshop__networks=network, workshop__shows_progress=True
    )
    return rows.select_related("workshop__organisation").order_by("workshop__sort_key", "pk")
