"""Ordering the PDF of an organisation's units; the worker renders it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from assessments.choices import ReportStatus
from assessments.models import UnitsReport
from assessments.models.report import UNDER_WAY
from assessments.permissions import can_compare_units
from assessments.services.guards import access_of, require
from assessments.tasks import render_units
from criteria.models import Framework
from workshops.models import Organisation, User
from workshops.services.audit_events import record_event


@transaction.atomic
def order_units_report(*, organisation: Organisation, framework: Framework, by: User, at: dt.datetime) -> UnitsReport:
    """Order the PDF of what the asker sees of the units now, and return the row to follow; one under way is returned as it is.

    One that has been silent for too long is given up and ordered anew.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    require(can_compare_units(access_of(by, at), organisation))
    under_way = UnitsReport.objects.filter(organisation=organisation, framework=framework, requested_by=by, status__in=UNDER_WAY).first()
    if under_way and not under_way.has_failed(at):
        return under_way
    if under_way:
        UnitsReport.objects.filter(pk=under_way.pk).update(status=ReportStatus.FAILED, finished_at=at)
    report = UnitsReport.objects.create(organisation=organisation, framework=framework, requested_by=by, requested_at=at)
    record_event(action="units_report_ordered", obj=report, by=by, at=at, organisation=organisation)
    transaction.on_commit(lambda: render_units.enqueue(report.pk))
    return report
