"""The whole assessment in a spreadsheet."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.permissions import can_read_results, can_see_discussion
from assessments.selectors.sheets import assessment_sheets, last_saved_at
from assessments.services.guards import require
from assessments.views.discussion import visible_or_404
from config.toolkit.sheets import xlsx_response


@require_safe
def assessment_sheet(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Give what was agreed as an XLSX file: while it is discussed to those who discuss, afterwards to those who read the results."""
    assessment = visible_or_404(request, ref)
    require(can_see_discussion(request.access, assessment) or can_read_results(request.access, assessment))
    saved_at = last_saved_at(assessment)
    name = f"itsearviointi-{assessment.workshop.name}-{timezone.localdate(saved_at):%Y-%m-%d}"
    return xlsx_response(name, assessment_sheets(assessment), at=saved_at)
