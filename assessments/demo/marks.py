"""Decisions on the audited applications, and quality marks of every state."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from assessments.demo.content import marks
from assessments.demo.decisions import decide_case
from assessments.demo.stage import Stage
from assessments.models import QualityMark
from assessments.reports import render_mark_certificate
from assessments.services.marks import consent_to_register, order_certificate, record_old_mark, revoke_mark

CASES = {"niitty": "conditional", "inari": "refused", "laituri": "superseded"}  # application → what is decided
MONTH = dt.timedelta(days=30)


def decide_and_grant(stage: Stage) -> None:
    """Let the decider decide, and record the marks that were granted before this service."""
    stage.tell("Päätökset ja laatumerkit")
    for application, case in CASES.items():
        decide_case(stage, stage.applications[application], case)
    for row in marks()["old"]:
        _record(stage, row)
    for key in marks()["in_register"]:
        mark = QualityMark.objects.get(application=stage.applications[key], revoked_at=None)
        consent_to_register(mark=mark, agrees=True, by=stage.contacts[key], at=stage.calendar.ago(12, 11))


def render_certificate_of(stage: Stage, key: str, at: dt.datetime) -> None:
    """Order and render the certificate of the workshop's mark here, so that it is ready without a worker."""
    mark = stage.workshops[key].marks.get(revoked_at=None)
    certificate = order_certificate(mark=mark, by=stage.contacts[key], at=at)
    render_mark_certificate(certificate_id=certificate.pk, at=at)


def _record(stage: Stage, row: dict[str, Any]) -> None:
    workshop, on = stage.workshops[row["workshop"]], timezone.localdate(stage.calendar.now)
    days = {"granted_date": on + row["granted"] * MONTH, "last_date": on + row["last"] * MONTH}
    by: dict[str, Any] = {"by": stage.logins["coordinator"], "at": stage.calendar.ago(28, 13)}
    mark = record_old_mark(organisation=workshop.organisation, workshops=[workshop], **days, **by)
    if row.get("in_register"):
        consent_to_register(mark=mark, agrees=True, by=stage.contacts[row["workshop"]], at=stage.calendar.ago(26, 9))
    if row.get("revoked"):
        revoke_mark(mark=mark, reason=row["revoked"], by=stage.logins["decider"], at=stage.calendar.ago(8, 10))
