"""Ordering the decision pack of a round; the worker renders it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from assessments.choices import ReportStatus
from assessments.models import DecisionPack, Round
from assessments.models.report import UNDER_WAY
from assessments.permissions import can_read_decisions
from assessments.services.guards import access_of, require
from assessments.tasks import render_pack
from workshops.models import User
from workshops.services.audit_events import record_event


@transaction.atomic
def order_decision_pack(*, round_: Round, by: User, at: dt.datetime) -> DecisionPack:
    """Order the pack of what the asker sees of the round now, and return the row to follow; one under way is returned as it is.

    One that has been silent for too long is given up and ordered anew. Raises `NotAllowedError` for others than deciders and coordinators.
    """
    round_ = Round.objects.select_for_update(no_key=True).get(pk=round_.pk)
    require(can_read_decisions(access_of(by, at)))
    under_way = DecisionPack.objects.filter(round=round_, requested_by=by, status__in=UNDER_WAY).first()
    if under_way and not under_way.has_failed(at):
        return under_way
    if under_way:
        DecisionPack.objects.filter(pk=under_way.pk).update(status=ReportStatus.FAILED, finished_at=at)
    pack = DecisionPack.objects.create(round=round_, requested_by=by, requested_at=at)
    record_event(action="decision_pack_ordered", obj=pack, by=by, at=at, details={"round": round_.ref})
    transaction.on_commit(lambda: render_pack.enqueue(pack.pk))
    return pack
