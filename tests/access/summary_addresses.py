"""The lines of the national summaries in the table of access."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.access.arguments import ON_NOTHING

if TYPE_CHECKING:
    from tests.access.arguments import Arguments

NAMES = (
    "national-summary",
    "summary-regions",
    "summary-course",
    "summary-participants",
    "national-summary-xlsx",
    "national-summary-csv",
    "national-summary-json",
    "summary-report-order",
    "summary-report-state",
    "national-summary-pdf",
    "summary-publish",
)
NAMES_OF_NETWORK = (
    "network-summary",
    "network-summary-xlsx",
    "network-summary-csv",
    "network-summary-json",
    "network-report-order",
    "network-report-state",
    "network-summary-pdf",
)


def summary_addresses() -> dict[str, dict[str, Arguments]]:
    """Return the lines of every address of a summary."""
    national = {f"assessments:{name}": ON_NOTHING for name in NAMES}
    return national | {f"assessments:{name}": {"": lambda world: {"slug": world.network.slug}} for name in NAMES_OF_NETWORK}
