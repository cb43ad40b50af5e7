"""Ordering the PDF of a national summary; the worker renders it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction

from assessments.models import Summary, SummaryReport
from assessments.selectors.summaries.access import can_read_group
from assessments.selectors.summaries.choice import narrowing_address
from assessments.services.guards import access_of, require
from assessments.services.renderings import order_rendering
from assessments.tasks import render_summary

if TYPE_CHECKING:
    from assessments.small_groups import Key
    from workshops.models import User


@transaction.atomic
def order_summary_report(*, summary: Summary, narrowing: Key, by: User, at: dt.datetime) -> SummaryReport:
    """Order the PDF of the summary narrowed to the group, and return the row to follow as `order_rendering` does.

    Raises `NotAllowedError` for others than those who read the group.
    """
    summary = Summary.objects.select_for_update().get(pk=summary.pk)
    require(can_read_group(access_of(by, at), narrowing))
    of = {"summary": summary, "narrowing": narrowing_address(narrowing)}
    details = {"year": summary.year, "series": summary.series}
    rows, enqueue = SummaryReport.objects.all(), render_summary.enqueue
    return order_rendering(rows, enqueue, of=of, action="summary_report_ordered", by=by, at=at, details=details)
