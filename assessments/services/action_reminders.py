"""Reminding owners of what was agreed, once before each agreed day."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from assessments.mail.assessments import mail_action_reminder
from assessments.models import Action
from assessments.services.actions import reminder_day
from config.toolkit.working_days import is_working_day
from workshops.models import RoleGrant
from workshops.roles import Permission

# The longest quiet time is 31 days; nothing that is due later than this can have its reminder day today.
HORIZON = dt.timedelta(days=60)


def remind_of_actions(*, at: dt.datetime) -> int:
    """Mail each owner whose action is due in a week, or later when quiet times come between; return how many were reminded.

    Run by the worker over and over: each agreed day is reminded of once, never at a weekend or in a quiet time.
    """
    today = timezone.localdate(at)
    if not is_working_day(today):
        return 0
    dated = _candidates(today).values_list("pk", "due_date")
    waiting = [pk for pk, due_date in dated if due_date and reminder_day(due_date) <= today]
    return sum(_remind(pk, today, at) for pk in waiting)


def _candidates(today: dt.date) -> QuerySet[Action]:
    """Return the open actions of owners who use the service and still have a role in the workshop, not reminded of their day yet."""
    here = Q(workshop=OuterRef("workshop")) | Q(organisation=OuterRef("workshop__organisation"))
    roles = RoleGrant.objects.current(today).giving(Permission.READ_COMPLETED).filter(here, user=OuterRef("owner"))
    near = Action.objects.open().filter(Exists(roles), owner__is_active=True, due_date__gte=today, due_date__lte=today + HORIZON)
    return near.exclude(reminded_date=F("due_date"), reminded_date__isnull=False).order_by("pk")


@transaction.atomic
def _remind(pk: int, today: dt.date, at: dt.datetime) -> bool:
    """Remind of one action under its lock; another worker may have done so since it was found."""
    action = _candidates(today).filter(pk=pk).select_related("owner", "workshop").select_for_update(of=("self",), skip_locked=True).first()
    if action is None:
        return False
    mail_action_reminder(action, at)
    Action.objects.filter(pk=pk).update(reminded_date=action.due_date)
    return True
