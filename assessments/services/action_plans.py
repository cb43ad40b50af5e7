"""Ordering the PDF of a workshop's actions; the worker renders it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from assessments.choices import ReportStatus
from assessments.models import ActionPlan
from assessments.models.report import UNDER_WAY
from assessments.permissions import can_read_actions
from assessments.services.guards import access_of, require
from assessments.tasks import render_plan
from workshops.models import User, Workshop
from workshops.services.audit_events import record_event


@transaction.atomic
def order_action_plan(*, workshop: Workshop, by: User, at: dt.datetime) -> ActionPlan:
    """Order the PDF of the actions as they are, and return the row to follow; one under way is returned as it is.

    One that has been silent for too long is given up and ordered anew.
    """
    workshop = Workshop.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=workshop.pk)
    require(can_read_actions(access_of(by, at), workshop))
    under_way = workshop.action_plans.filter(status__in=UNDER_WAY).first()
    if under_way and not under_way.has_failed(at):
        return under_way
    if under_way:
        workshop.action_plans.filter(pk=under_way.pk).update(status=ReportStatus.FAILED, finished_at=at)
    plan = ActionPlan.objects.create(workshop=workshop, requested_at=at)
    record_event(action="action_plan_ordered", obj=plan, by=by, at=at, workshop=workshop)
    transaction.on_commit(lambda: render_plan.enqueue(plan.pk))
    return plan
