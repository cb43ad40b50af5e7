"""What rounds ask of the coordinator on her front page."""

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
from assessments.selectors.round_figures import Choice
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
    """Add the rounds that are open, which wait for the applicants, and those whose submitted applications wait for her; one query."""
    if not can_manage_rounds(access):
        return
    for each in _current_rounds(at):
        if each.has_passed(at):
            tasks.mine.append(_to_assign(each))
        else:
            tasks.others.append(_open(each))


def _current_rounds(at: dt.datetime) -> QuerySet[CountedRound]:
    rounds: QuerySet[Round] = Round.objects.filter(opens_date__lte=timezone.localdate(at))
    counted = rounds.annotate(
        live=Count("applications", filter=Q(applications__status__in=LIVE_STATUSES)),
        submitted=Count("applications", filter=Q(applications__status=ApplicationStatus.SUBMITTED)),
    )
    return counted.filter(Q(deadline_at__gte=at) | Q(submitted__gt=0)).order_by("deadline_at", "pk")[:TASK_LIMIT]


def _to_assign(each: CountedRound) -> Task:
    sentence = ngettext("%(round)s: yksi hakemus odottaa auditointia", "%(round)s: %(count)s hakemusta odottaa auditointia", each.submitted)
    detail = _("Määräaika päättyi %(moment)s. Hakemukset ovat nyt luettavissa.") % {"moment": _moment(each.deadline_at)}
    url = _board(each) + Choice(waits="sinua").query
    return Task(sentence % {"round": each.name, "count": each.submitted}, url, detail, _("odottaa sinua"), "due")


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
