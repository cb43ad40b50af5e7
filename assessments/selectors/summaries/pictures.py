"""Every picture of a summary at once, for its PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assessments.choices import Compared, Dimension
from assessments.selectors.summaries.charts import areas_chart, changes_of, criteria_chart, region_rows, regions_chart, trend_chart
from assessments.selectors.summaries.sheets import summary_notes

if TYPE_CHECKING:
    from assessments.selectors.summaries.page import SummaryPage


def summary_pictures(page: SummaryPage) -> dict[str, Any]:
    """Return what the report draws beside the page's own figures: the same pictures as on the pages, of all areas."""
    changes = [changes_of(page, compared) for compared in Compared]
    has_map = page.region_key("") is not None
    return {
        "areas_chart": areas_chart(page),
        "criteria": [(area.area, criteria_chart(area, page), page.criterion_lines_of(area)) for area in page.areas],
        "trend_chart": trend_chart(page),
        "changes": [told for told in changes if told],
        "regions_chart": regions_chart(page) if has_map else None,
        "regions": region_rows(page) if has_map else [],
        "dimensions": [(str(dimension.label), page.participation(dimension)) for dimension in Dimension if dimension != Dimension.REGION],
        "notes": summary_notes(page),
    }
