"""The lines of yearly reports, "Laatutyö Suomessa" and its examples in the table of access."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.access.arguments import ON_NOTHING, refs
from tests.access.yearly import EXAMPLES, REPORTS

if TYPE_CHECKING:
    from tests.access.arguments import Arguments


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
