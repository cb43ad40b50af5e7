"""Ordering the PDF of an organisation's units; the worker renders it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from assessments.models import UnitsReport
from assessments.permissions import can_compare_units
from assessments.services.guards import access_of, require
from assessments.services.renderings import order_rendering
from assessments.tasks import render_units
from criteria.models import Framework
from workshops.models import Organisation, User


@transaction.atomic
def order_units_report(*, organisation: Organisation, framework: Framework, by: User, at: dt.datetime) -> UnitsReport:
    """Order the PDF of what the asker sees of the units now, and return the row to follow as `order_rendering` does."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    require(can_compare_units(access_of(by, at), organisation))
    of = {"organisation": organisation, "framework": framework, "requested_by": by}
    rows, enqueue = UnitsReport.objects.all(), render_units.enqueue
    return order_rendering(rows, enqueue, of=of, action="units_report_ordered", by=by, at=at, organisation=organisation)
