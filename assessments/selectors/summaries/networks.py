"""What a network's coordinator sees beside the figures: who holds a mark, and who has begun, where the workshop has agreed to show it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from assessments.choices import AssessmentKind
from assessments.models import Assessment
from assessments.models.mark import held_units
from assessments.selectors.marks import MarkStanding, named_marks, standings

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from workshops.models import Network


def holders_in(network: Network, on: dt.date) -> list[MarkStanding]:
    """Return the marks that hold on the day in a unit of the network, by holder, each as it stands in those units alone; five queries."""
    members = set(network.workshops.order_by().values_list("pk", flat=True))
    held = held_units(on).filter(qualitymark=OuterRef("pk"), workshop__networks=network)
    marks = named_marks().valid_on(on).filter(Exists(held)).order_by("organisation__sort_key", "pk")
    return [replace(told, units=tuple(unit for unit in told.units if unit[0].pk in members)) for told in standings(marks, on)]


def begun_in(network: Network) -> QuerySet[Assessment]:
    """Return the self-assessments under way in the network's workshops that have agreed to show it; what is in them is not for her."""
    rows = Assessment.objects.open().filter(
        kind=AssessmentKind.SELF, started_at__isnull=False, workshop__networks=network, workshop__shows_progress=True
    )
    return rows.select_related("workshop__organisation").order_by("workshop__sort_key", "pk")
