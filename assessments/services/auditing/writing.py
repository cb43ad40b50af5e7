"""What every write of an audit's report asks first: that the report is being written, and that she writes it."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.lifecycle import AUDIT_STATUS_LABELS, AuditStatus
from assessments.models import Assessment
from assessments.permissions import can_write_audit_report
from assessments.selectors.auditing.report_access import open_comments
from assessments.services.guards import access_of, lock_assessment, require
from config.toolkit.errors import WrongStateError
from workshops.models import User


def lock_report(audit: Assessment, by: User, at: dt.datetime) -> Assessment:
    """Lock the audit whose report the asker writes now, until the transaction ends, and return it fresh.

    Raises `WrongStateError` as `require_writing`, `NotAllowedError` for one who is none of its auditors (any more).
    """
    audit = lock_assessment(audit)
    require_writing(audit, at)
    require(can_write_audit_report(access_of(by, at), audit))
    return audit


def require_writing(audit: Assessment, at: dt.datetime) -> None:
    """Raise `WrongStateError` unless the report is being written: while the workshop comments, nothing of what it reads changes."""
    if audit.status not in {AuditStatus.DRAFTING, AuditStatus.COMMENTING}:
        label = AUDIT_STATUS_LABELS[AuditStatus(audit.status)]
        raise WrongStateError(_("Raporttia ei voi nyt kirjoittaa, sillä auditoinnin tila on ”%(state)s”.") % {"state": label})
    period = open_comments(audit, timezone.localdate(at))
    if period is not None:
        last = {"day": date_format(period.last_date, "j.n.Y")}
        raise WrongStateError(_("Työpaja kommentoi luonnosta %(day)s asti. Voit muuttaa raporttia, kun kommentointi on päättynyt.") % last)
