"""What waits for a decider on the front page: applications to decide on, and conditions that have not been met by their day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.lifecycle import ApplicationStatus
from assessments.models import Decision, QualityMark
from assessments.permissions import can_decide
from assessments.selectors.applications.listing import unit_names
from assessments.selectors.decisions.access import decided_by
from assessments.selectors.task_list import TASK_LIMIT, Task, TaskList, weekday
from config.toolkit.templatetags.ui import full_day

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from workshops.permissions import Access


def add_decision_tasks(tasks: TaskList, access: Access) -> None:
    """Add what waits for a decider, and which conditions are past their day; three queries, none for others."""
    if can_decide(access):
        _add_waiting(tasks, access)
        _add_unmet(tasks, access)
        tasks.mine.sort(key=lambda task: (task.due_date is None, task.due_date or dt.date.max))


def _add_waiting(tasks: TaskList, access: Access) -> None:
    """Add how many applications the decider could decide on; those she has a conflict with wait for somebody else."""
    waiting = decided_by(access).filter(status=ApplicationStatus.AUDITED).order_by()
    found = waiting.aggregate(count=Count("pk"), day=Min("round__decision_date"))
    if not found["count"]:
        return
    title = ngettext("Päätettävänä yksi hakemus", "Päätettävänä %(count)s hakemusta", found["count"]) % {"count": found["count"]}
    detail = _("Auditoinnin raportti on valmis. Lue se ja kirjaa päätös.")
    tag = _("päätökset viimeistään %(day)s") % {"day": weekday(found["day"])}
    tasks.mine.append(Task(title, reverse("assessments:decision-list"), detail, tag, "due", found["day"]))


def _add_unmet(tasks: TaskList, access: Access) -> None:
    for decision in unmet_decisions(access)[:TASK_LIMIT]:
        application, due_date = decision.application, decision.conditions_due_date
        assert due_date is not None  # it has passed
        what = {"organisation": application.organisation.name, "units": unit_names(application)}
        title = _("%(organisation)s, %(units)s: päätöksen ehdot") % what
        detail = _("Ehtojen täyttymistä ei ole kirjattu määräpäivään %(day)s mennessä. Kirjaa, että ne täyttyivät, tai peru merkki.")
        tag = _("määräpäivä oli %(day)s") % {"day": weekday(due_date)}
        url = reverse("assessments:decision-detail", args=[application.ref])
        tasks.mine.append(Task(title, url, detail % {"day": full_day(due_date)}, tag, "due", due_date))


def unmet_decisions(access: Access) -> QuerySet[Decision]:
    """Return the decisions that count whose conditions are past their day and not recorded as met, while the mark holds."""
    late = Q(conditions_due_date__lt=access.on, follow_up=None, superseded_by=None)
    held = QualityMark.objects.valid_on(access.on).order_by().values("pk")
    rows = Decision.objects.filter(late, mark__in=held, application__in=decided_by(access).order_by().values("pk"))
    return (
        rows.select_related("application__organisation")
        .prefetch_related("application__units__workshop")
        .order_by("conditions_due_date", "pk")
    )
