"""What a line of the front page is, and how its day is said."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.utils.formats import date_format
from django.utils.translation import gettext as _

TASK_LIMIT = 60  # more open assessments than the largest organisation has units


@dataclass(frozen=True)
class Task:
    """One line of the front page: what, where, by when in words, and a sentence."""

    title: str
    url: str
    detail: str = ""
    tag: str = ""
    tone: str = "todo"
    due_date: dt.date | None = None


@dataclass(frozen=True)
class TaskList:
    """What waits for the asker herself, what waits for others, what goes no further by itself, and what has become ready."""

    mine: list[Task] = field(default_factory=list)
    others: list[Task] = field(default_factory=list)
    stuck: list[Task] = field(default_factory=list)
    ready: list[Task] = field(default_factory=list)
    manages: bool = False  # may start a self-assessment somewhere
    takes_part: bool = False  # may be asked to take part somewhere

    @property
    def is_empty(self) -> bool:
        return not (self.mine or self.others or self.stuck or self.ready)


def by_day(date: dt.date | None) -> str:
    """Return "ke 25.11. mennessä"; nothing for None."""
    return _("%(day)s mennessä") % {"day": weekday(date)} if date else ""


def weekday(date: dt.date) -> str:
    """Return "ke 25.11."."""
    return date_format(date, "D j.n.").lower()
