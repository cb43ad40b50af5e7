"""Two closed years for the tests of access."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.choices import Compared, Dimension
from assessments.models import SummaryChange
from criteria.models import Criterion
from tests.factories.summaries import make_told

if TYPE_CHECKING:
    from assessments.small_groups import Key
    from tests.access.cast import World


def make_closed_years(world: World) -> None:
    """Make the summaries of two years straight from figures: of the country, the workshop's region and the network; one is hidden."""
    codes = list(Criterion.objects.filter(area__version=world.version).values_list("code", flat=True))
    region = world.workshop.municipality.region.code
    groups: list[Key] = [(), ((Dimension.REGION.value, region),), ((Dimension.NETWORK.value, world.network.slug),)]
    for year in (2024, 2025):
        summary = make_told(world.version, year, {code: {1: 1, 2: 4, 3: 3, None: 1} for code in codes[:-1]}, groups=groups)
    completed = world.assessments["completed"]
    summary.participants.create(workshop=completed.workshop, assessment=completed)
    SummaryChange.objects.create(
        summary=summary, compared=Compared.YEAR_BEFORE, area_code=codes[0].split(".")[0], workshops=9, lower=5, same=6, higher=7
    )
