"""Yearly reports and public examples for the tests of access, and their lines in the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from criteria.models import Criterion
from tests.access.arguments import ON_NOTHING, refs
from tests.factories.summaries import make_nation, make_year
from tests.factories.yearly_reports import YEAR, make_draft, make_example, make_published, make_returned, make_shown, make_withdrawn

if TYPE_CHECKING:
    from tests.access.arguments import Arguments
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


def yearly_addresses() -> dict[str, dict[str, Arguments]]:
    """Return the lines of every address of yearly reports, "Laatutyö Suomessa" and its examples."""
    nothing = ("yearly-report-list", "yearly-report-create", "published-report-list", "public-work", "public-work-pdf")
    of_report = ("detail", "update", "preview", "publish", "pdf-order")
    return {
        **{f"assessments:{name}": ON_NOTHING for name in (*nothing, "example-check-list", "public-sheet-order")},
        **{f"assessments:yearly-report-{name}": refs("reports", *REPORTS) for name in of_report},
        "assessments:yearly-remark-update": {name: _of_area(name) for name in REPORTS},
        **{f"assessments:{name}": {each: _of_year(each) for each in REPORTS} for name in ("yearly-report", "yearly-report-pdf")},
        **{f"assessments:{name}": {"": lambda world: {"ref": world.workshop.ref}} for name in ("example-list", "example-create")},
        **{f"assessments:{name}": refs("examples", *EXAMPLES) for name in ("example-withdraw", "example-check", "example-approve")},
    }


def _of_area(name: str) -> Arguments:
    return lambda world: {"ref": world.reports[name].ref, "area_code": "K1"}


def _of_year(name: str) -> Arguments:
    return lambda world: {"year": str(world.reports[name].year)}


YEARLY_BODIES = {
    "assessments:yearly-report-update": lambda world: {"title": "Toinen", "introduction": "Uusi.", "closing": "", "revision": "2"},
    "assessments:yearly-remark-update": lambda world: {"text": "Uusi huomio.", "revision": "1"},
    "assessments:example-create": lambda world: {
        "criterion": f"{world.version.framework.slug}-K1.1",
        "title": "Uusi esimerkki",
        "text": "Teemme näin.",
        "consents": "on",
    },
    "assessments:example-check": lambda world: {"reason": "Tekstissä on nimi."},
}
