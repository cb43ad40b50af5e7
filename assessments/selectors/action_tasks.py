"""The asker's own actions on the front page."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from assessments.models import Action
from assessments.selectors.actions import own_open_actions
from assessments.selectors.task_list import Task, TaskList, by_day

if TYPE_CHECKING:
    from workshops.permissions import Access

SOON_DAYS = 30  # an action comes to the front page this many days before its day


def add_action_tasks(tasks: TaskList, access: Access) -> None:
    """Add the asker's open actions whose day is near or has gone by, each in the order of its day; one query."""
    tasks.mine.extend(_task(action, access.on) for action in own_open_actions(access, access.on + dt.timedelta(days=SOON_DAYS)))
    tasks.mine.sort(key=lambda task: (task.due_date is None, task.due_date or dt.date.max))


def _task(action: Action, on: dt.date) -> Task:
    assert action.due_date is not None  # the query asks for one
    if action.has_passed(on):
        tag = _("sovittu %(day)s") % {"day": date_format(action.due_date, "D j.n.").lower()}
        detail = _("Onko tämä tehty, siirretäänkö päivää vai luovutaanko?")
    else:
        tag, detail = by_day(action.due_date), _("Kehittämistoimenpide. Kun se on tehty, merkitse se tehdyksi.")
    return Task(
        title=f"{Truncator(action.what).chars(90)} ({action.workshop.name})",
        url=reverse("assessments:action-detail", args=[action.ref]),
        detail=detail,
        tag=tag,
        tone="due",
        due_date=action.due_date,
    )
