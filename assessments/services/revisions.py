"""Rows that several people or tabs may write: a revision guards each, and every saved version stays in its history where it has one."""

from __future__ import annotations

import datetime as dt
from typing import TypeVar

from django.db import models
from django.utils.translation import gettext as _

from assessments.choices import Answer
from assessments.models import (
    Action,
    ApplicationAnswer,
    AreaSummary,
    Conclusion,
    HomeNote,
    PracticeAnswer,
    PracticeCase,
    PracticeRating,
    Rating,
    Result,
    YearlyRemark,
    YearlyReport,
)
from config.toolkit.errors import StaleRevisionError
from config.toolkit.models import require_lengths
from workshops.models import User

Revised = TypeVar(
    "Revised",
    Action,
    ApplicationAnswer,
    AreaSummary,
    Conclusion,
    HomeNote,
    PracticeAnswer,
    PracticeCase,
    PracticeRating,
    Rating,
    Result,
    YearlyRemark,
    YearlyReport,
)
ONES_OWN = (HomeNote, PracticeRating, Rating)  # these have an author of their own


def require_revision(row: Revised, seen: int) -> None:
    """Raise `StaleRevisionError` unless the writer has seen the row as it is stored; 0 is a row that is not stored yet."""
    if row.revision != seen:
        raise StaleRevisionError(_("Tähän on tallennettu jotain sen jälkeen, kun avasit sivun. Mitään ei ole korvattu."))


def save_if_changed(row: Revised, *, by: User | None, at: dt.datetime, **values: object) -> Revised:
    """Give the row the values and save it with `save_revision`; a stored row that has them all already stays as it is. Return it.

    A page that saves by itself sends the same again when the writer presses the button: that is no new version.
    """
    if row.pk is not None and all(_holds(row, name, value) for name, value in values.items()):
        return row
    for name, value in values.items():
        setattr(row, name, value)
    return save_revision(row, by=by, at=at)


def _holds(row: Revised, name: str, value: object) -> bool:
    """Tell whether the field has the value; a reference is compared by its key, without reading what it points to."""
    [column] = [field.attname for field in row._meta.concrete_fields if field.name == name]
    return bool(getattr(row, column) == getattr(value, "pk", value))


def save_revision(row: Revised, *, by: User | None, at: dt.datetime) -> Revised:
    """Save the row under its next revision and return it; a history, where it has one, names the writer (nobody without an account).

    Raises `ValidationError` for texts too long and for combinations that the row's constraints tell of.
    """
    row.revision += 1
    row.saved_at = at
    if not isinstance(row, ONES_OWN):
        assert by is not None
        row.saved_by = by
    row._history_user, row._history_date = by, at  # type: ignore[attr-defined]  # read by simple-history
    _validate(row)
    row.save()
    return row


def _validate(row: Revised) -> None:
    """Check what can be wrong in a row whose references its service has just loaded and whose assessment it has locked.

    What the service has answered for is not asked of the database again, as `full_clean()` would (measured: 25 of the 34 queries of a
    save): that the references exist, that the row is the only one, and that level and verdict go with the answer (`services.ratings`). Nor
    what cannot be wrong: a reason is required of "ei koske" alone, an origin of what is unchecked.
    """
    row.clean_fields(exclude={field.name for field in row._meta.concrete_fields if field.is_relation})
    row.clean()
    require_lengths(row)
    sure = {"level", "verdict"}
    for constraint in row._meta.constraints:
        sure.update(constraint.fields if isinstance(constraint, models.UniqueConstraint) else ())
    if getattr(row, "answer", "") != Answer.NOT_APPLICABLE:
        sure.add("reason")
    if not getattr(row, "is_unchecked", False):
        sure.add("is_unchecked")
    row.validate_constraints(exclude=sure)
