"""Ordering the PDF of a workshop's actions; the worker renders it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from assessments.models import ActionPlan
from assessments.permissions import can_read_actions
from assessments.services.guards import access_of, require
from assessments.services.renderings import order_rendering
from assessments.tasks import render_plan
from workshops.models import User, Workshop


@transaction.atomic
def order_action_plan(*, workshop: Workshop, by: User, at: dt.datetime) -> ActionPlan:
    """Order the PDF of the actions as they are, and return the row to follow as `order_rendering` does."""
    workshop = Workshop.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=workshop.pk)
    require(can_read_actions(access_of(by, at), workshop))
    rows, of = ActionPlan.objects.all(), {"workshop": workshop}
    return order_rendering(rows, render_plan.enqueue, of=of, action="action_plan_ordered", by=by, at=at, workshop=workshop)
