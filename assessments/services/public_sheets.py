"""The one-page PDF of "Laatutyö Suomessa": ordered by a coordinator, renewed by the worker, thrown away when its words may not be shown."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from assessments.choices import ReportStatus
from assessments.models import PublicSheet
from assessments.permissions import can_write_yearly_report
from assessments.reports import public_sheet_html
from assessments.selectors.public_work import latest_sheet, ready_sheet
from assessments.services.guards import access_of, require
from assessments.tasks import render_sheet
from config.toolkit.pdf.rendering import content_sha256
from workshops.models import User
from workshops.services.audit_events import record_event

TRIED_AGAIN_AFTER = dt.timedelta(hours=6)  # a rendering that failed would most likely fail again at once


@transaction.atomic
def order_public_sheet(*, by: User, at: dt.datetime) -> PublicSheet:
    """Order the PDF of the page as it is now, and return the row to follow; one under way is returned as it is."""
    require(can_write_yearly_report(access_of(by, at)))
    latest = latest_sheet()
    if latest and _is_under_way(latest, at):
        return latest
    sheet = add_public_sheet(at=at)
    record_event(action="public_sheet_ordered", obj=sheet, by=by, at=at)
    return sheet


def renew_public_sheet(*, at: dt.datetime) -> None:
    """Order the PDF anew when the page has changed since the stored one was made; nothing when it says the same. The worker's."""
    latest, ready = latest_sheet(), ready_sheet()
    if latest and (_is_under_way(latest, at) or _has_just_failed(latest, at)):
        return
    on = timezone.localdate(at)
    if ready is None or ready.content_sha256 != content_sha256(public_sheet_html(on=on, as_of=ready.as_of_date)):
        with transaction.atomic():
            add_public_sheet(at=at)


def discard_public_sheets(*, at: dt.datetime) -> None:
    """Throw every stored PDF away, also one being made, and order a new one: an example they may hold is shown no more.

    Runs in the transaction that hides the example, so that its words are nowhere when that has been answered.
    """
    PublicSheet.objects.all().delete()
    add_public_sheet(at=at)


def add_public_sheet(*, at: dt.datetime) -> PublicSheet:
    """Add a row for the worker to render; runs in the caller's transaction."""
    sheet = PublicSheet.objects.create(requested_at=at, as_of_date=timezone.localdate(at))
    transaction.on_commit(lambda: render_sheet.enqueue(sheet.pk))
    return sheet


def _is_under_way(sheet: PublicSheet, at: dt.datetime) -> bool:
    return sheet.status != ReportStatus.READY and not sheet.has_failed(at)


def _has_just_failed(sheet: PublicSheet, at: dt.datetime) -> bool:
    return sheet.status == ReportStatus.FAILED and sheet.finished_at is not None and at - sheet.finished_at < TRIED_AGAIN_AFTER
