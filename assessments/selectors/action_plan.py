"""What leaves the service of a workshop's actions: the plan as a PDF, the spreadsheet, the calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.models import Action
from assessments.selectors.actions import owner_of
from config.toolkit.calendars import DayEntry
from config.toolkit.sheets import Column, Sheet, Value
from workshops.models import Workshop

PLAN_OPEN, PLAN_FINISHED = 400, 100  # the plan of a workshop; more is read in the spreadsheet


@dataclass(frozen=True)
class ActionPlanText:
    """The plan: what is open by its day, and what was finished last."""

    workshop: Workshop
    open: tuple[Action, ...]
    finished: tuple[Action, ...]

    @property
    def newest(self) -> dt.datetime | None:
        """When something of it was saved last."""
        return max((action.saved_at for action in (*self.open, *self.finished)), default=None)


def plan_of(workshop: Workshop) -> ActionPlanText:
    """Return the plan of the workshop; two queries."""
    actions = Action.objects.filter(workshop=workshop).select_related("owner", "criterion", "assessment")
    by_day = actions.open().order_by(F("due_date").asc(nulls_last=True), "pk")
    finished = actions.filter(finished_at__isnull=False).order_by("-finished_at", "-pk")
    return ActionPlanText(workshop, tuple(by_day[:PLAN_OPEN]), tuple(finished[:PLAN_FINISHED]))


def action_sheet(title: str, actions: Iterable[Action]) -> Sheet:
    """Return the actions as a sheet, a row each."""
    columns = [
        Column(_("Työpaja"), 24),
        Column(_("Kriteeri"), 30),
        Column(_("Mitä tehdään"), 60),
        Column(_("Tekijä"), 22),
        Column(_("Mihin mennessä"), 14),
        Column(_("Tilanne"), 12),
        Column(_("Sovittu"), 12),
        Column(_("Päättynyt"), 12),
        Column(_("Miksi luovuttiin"), 30),
        Column(_("Muistiinpanot"), 50),
    ]
    return Sheet(title, columns, map(_row, actions))


def _row(action: Action) -> list[Value]:
    return [
        action.workshop.name,
        str(action.criterion) if action.criterion else None,
        action.what,
        owner_of(action),
        action.due_date,
        action.get_status_display(),
        action.agreed_at,
        action.finished_at,
        action.drop_reason,
        action.notes,
    ]


def calendar_entries(actions: Iterable[Action]) -> list[DayEntry]:
    """Return the agreed days of the actions that have one."""
    return [_entry(action, action.due_date) for action in actions if action.due_date]


def _entry(action: Action, day: dt.date) -> DayEntry:
    url = f"{settings.SITE_URL}{reverse('assessments:action-detail', args=[action.ref])}"
    lines = [action.what, _("Tekijä: %(name)s") % {"name": owner_of(action)} if owner_of(action) else "", action.workshop.name, url]
    return DayEntry(
        uid=f"toimenpide-{action.ref}@{urlsplit(settings.SITE_URL).hostname}",
        day=day,
        title=action.what if len(action.what) <= 120 else f"{action.what[:117].rstrip()}...",
        text="\n".join(filter(None, lines)),
        url=url,
        saved_at=action.saved_at,
        revision=action.revision,
    )
