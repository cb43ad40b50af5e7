"""Yearly reports and public examples for the tests of access, in every state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.models import Summary
from criteria.models import Criterion
from tests.factories.yearly_reports import make_draft, make_example, make_published, make_returned, make_shown, make_withdrawn

if TYPE_CHECKING:
    from tests.access.cast import World

REPORTS = ("draft", "published")
EXAMPLES = ("waiting", "shown", "returned", "withdrawn")


def make_yearly(world: World) -> None:
    """Write a report of each of the two closed years, and give an example in every state."""
    coordinator, contact = world.users["coordinator"], world.users["contact"]
    draft, published = Summary.objects.filter(framework=world.version.framework).order_by("-year")
    world.reports = {"published": make_published(coordinator, published), "draft": make_draft(coordinator, draft)}
    criterion = Criterion.objects.select_related("area__version__framework").get(area__version=world.version, code="K1.1")
    world.examples = {
        "waiting": make_example(world.workshop, contact, criterion, title="Odottava esimerkki"),
        "shown": make_shown(world.workshop, contact, criterion, coordinator, title="Näkyvä esimerkki"),
        "returned": make_returned(world.workshop, contact, criterion, coordinator),
        "withdrawn": make_withdrawn(world.workshop, contact, criterion),
    }
