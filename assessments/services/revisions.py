"""Rows that several people or tabs may write: a revision guards each, and every saved version stays in its history."""

from __future__ import annotations

import datetime as dt
from typing import TypeVar

from django.utils.translation import gettext as _

from assessments.models import Action, AreaSummary, Rating, Result
from config.toolkit.errors import StaleRevisionError
from workshops.models import User

Revised = TypeVar("Revised", Action, AreaSummary, Rating, Result)


def require_revision(row: Revised, seen: int) -> None:
    """Raise `StaleRevisionError` unless the writer has seen the row as it is stored; 0 is a row that is not stored yet."""
    if row.revision != seen:
        raise StaleRevisionError(_("Tähän on tallennettu jotain sen jälkeen, kun avasit sivun. Mitään ei ole korvattu."))


def save_revision(row: Revised, *, by: User | None, at: dt.datetime) -> Revised:
    """Save the row under its next revision, with a history row that names the writer (nobody for who has no account); return it."""
    row.revision += 1
    row.saved_at = at
    if not isinstance(row, Rating):
        assert by is not None
        row.saved_by = by
    row._history_user, row._history_date = by, at  # type: ignore[attr-defined]  # read by simple-history
    row.full_clean()
    row.save()
    return row
