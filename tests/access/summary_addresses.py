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


def summary_addresses() -> dict[str, dict[str, Arguments]]:
    """Return the lines of every address of a summary."""
    national = {f"assessments:{name}": ON_NOTHING for name in NAMES}
    return {**national, "assessments:network-summary": {"": lambda world: {"slug": world.network.slug}}}
