"""Quality marks as they are recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import QualityMark
from assessments.permissions import can_manage_rounds
from assessments.services.guards import access_of, require
from config.toolkit.errors import RefusedInputError
from workshops.models import Organisation, User, Workshop
from workshops.services.audit_events import record_event


@transaction.atomic
def record_old_mark(
    *, organisation: Organisation, workshops: Sequence[Workshop], granted_date: dt.date, last_date: dt.date, by: User, at: dt.datetime
) -> QualityMark:
    """Record a mark that was granted before this service, without an application.

    Raises `RefusedInputError` without workshops, for a workshop of another organisation, or for a day to come; `ValidationError` for a
    mark that ends before it begins.
    """
    access = access_of(by, at)
    require(can_manage_rounds(access))
    if not workshops or any(workshop.organisation_id != organisation.pk for workshop in workshops):
        raise RefusedInputError(_("Valitse organisaation omat työpajat."), field="workshops")
    if granted_date > access.on:
        raise RefusedInputError(_("Myöntämispäivä on tulevaisuudessa."), field="granted_date")
    mark = QualityMark(organisation=organisation, granted_date=granted_date, last_date=last_date, recorded_at=at, recorded_by=by)
    mark.full_clean()
    mark.save()
    mark.workshops.set(workshops)
    details = {"granted": granted_date.isoformat(), "last": last_date.isoformat(), "workshops": sorted(each.ref for each in workshops)}
    record_event(action="old_mark_recorded", obj=mark, by=by, at=at, organisation=organisation, details=details)
    return mark
