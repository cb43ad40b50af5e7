"""The open rounds on the coordinator's front page."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.lifecycle import LIVE_STATUSES, ApplicationStatus
from assessments.models import Round
from assessments.permissions import can_manage_rounds
from assessments.selectors.task_list import TASK_LIMIT, Task, TaskList, weekday
from config.toolkit.templatetags.ui import clock

if TYPE_CHECKING:
    from typing import TypedDict

    from django_stubs_ext import WithAnnotations

    from workshops.permissions import Access

    class Counts(TypedDict):
        """What `_current_rounds` annotates."""

        live: int
        submitted: int

    CountedRound = WithAnnotations[Round, Counts]


def add_round_tasks(tasks: TaskList, access: Access, at: dt.datetime) -> None:
    """Add the rounds that are open, which wait for the applicants; one query. What waits after a deadline is `desk_tasks`' to tell."""
    if can_manage_rounds(access):
        tasks.others.extend(_open(each) for each in _open_rounds(at))


def _open_rounds(at: dt.datetime) -> QuerySet[CountedRound]:
    rounds: QuerySet[Round] = Round.objects.taking_applications(at)
    counted = rounds.annotate(
        live=Count("applications", filter=Q(applications__status__in=LIVE_STATUSES)),
        submitted=Count("applications", filter=Q(applications__status=ApplicationStatus.SUBMITTED)),
    )
    return counted[:TASK_LIMIT]


def _open(each: CountedRound) -> Task:
    detail = _("Ei vielä hakemuksia.")
    if each.live:
        live = ngettext("Yksi hakemus", "%(count)s hakemusta", each.live) % {"count": each.live}
        detail = _("%(live)s, lähetettyjä %(submitted)s.") % {"live": live, "submitted": each.submitted}
    return Task(each.name, _board(each), detail, _("määräaika %(moment)s") % {"moment": _moment(each.deadline_at)})


def _board(each: Round) -> str:
    return reverse("assessments:round-board", args=[each.ref])


def _moment(at: dt.datetime) -> str:
    return f"{weekday(timezone.localtime(at))} {clock(at)}"
