"""Yearly reports and public examples for the tests of access, in every state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from criteria.models import Criterion
from tests.factories.summaries import make_nation, make_year
from tests.factories.yearly_reports import YEAR, make_draft, make_example, make_published, make_returned, make_shown, make_withdrawn

if TYPE_CHECKING:
    from tests.access.cast import World

REPORTS = ("draft", "published")
EXAMPLES = ("waiting", "shown", "returned", "withdrawn")


def make_yearly(world: World) -> None:
    """Close two years of a small nation beside the world's own workshops, write a report of each, and give an example in every state."""
    coordinator, contact = world.users["coordinator"], world.users["contact"]
    nation = make_nation(5)
    world.reports = {
        "published": make_published(coordinator, make_year(world.version, nation, YEAR - 1)),
        "draft": make_draft(coordinator, make_year(world.version, nation, YEAR)),
    }
    criterion = Criterion.objects.select_related("area__version__framework").get(area__version=world.version, code="K1.1")
    world.examples = {
        "waiting": make_example(world.workshop, contact, criterion, title="Odottava esimerkki"),
        "shown": make_shown(world.workshop, contact, criterion, coordinator, title="Näkyvä esimerkki"),
        "returned": make_returned(world.workshop, contact, criterion, coordinator),
        "withdrawn": make_withdrawn(world.workshop, contact, criterion),
    }
