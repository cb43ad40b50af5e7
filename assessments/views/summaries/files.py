"""A summary of the nation or of a network as files: spreadsheet, CSV, JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.views.decorators.http import require_safe

from assessments.selectors.summaries.sheets import summary_csv, summary_json, summary_notes, summary_sheets
from assessments.views.summaries.choosing import page_or_404
from config.toolkit.sheets import xlsx_response
from config.toolkit.uploads.downloads import streamed_attachment
from config.toolkit.uploads.names import clean_name

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from assessments.selectors.summaries.page import SummaryPage


def file_name(page: SummaryPage) -> str:
    """Return the name of the files of a summary, without an extension."""
    return "-".join(["kooste", page.choice.series_word, str(page.summary.year), *(value for _dimension, value in page.choice.narrowing)])


@require_safe
def summary_xlsx(request: HttpRequest, slug: str = "") -> HttpResponseBase:
    """Give the summary as a spreadsheet."""
    page = page_or_404(request, slug)
    return xlsx_response(file_name(page), summary_sheets(page), at=page.summary.closed_at, notes=summary_notes(page))


@require_safe
def summary_csv_file(request: HttpRequest, slug: str = "") -> HttpResponseBase:
    """Give the levels as CSV, sent row by row."""
    page = page_or_404(request, slug)
    parts = (line.encode() for line in summary_csv(page))
    return streamed_attachment(parts, clean_name(f"{file_name(page)}.csv", "csv"), "text/csv; charset=utf-8")


@require_safe
def summary_json_file(request: HttpRequest, slug: str = "") -> HttpResponseBase:
    """Give the summary as JSON."""
    page = page_or_404(request, slug)
    text = json.dumps(summary_json(page), ensure_ascii=False, indent=1)
    return streamed_attachment([text.encode()], clean_name(f"{file_name(page)}.json", "json"), "application/json")
