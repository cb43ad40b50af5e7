"""Until when a mark holds in a unit, and what it is on a day. Pure; `QualityMark.objects.valid_on` asks the same of the database.

A mark holds to its last day or, when a renewal was submitted in time, to the decision on it: a refusal never shortens it, a grant begins
a mark of its own. A revoked mark does not hold (docs/domain.md 4.5, made precise by the association's wishes).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from assessments.choices import MarkState

ENDING = dt.timedelta(days=183)  # "six months ahead" of the last day


@dataclass(frozen=True)
class Renewal:
    """An application that covers the unit: when it was registered, first submitted, and decided if it has been."""

    registered_date: dt.date
    submitted_date: dt.date
    decided_date: dt.date | None  # of its first decision; None: it waits


@dataclass(frozen=True)
class Validity:
    """How long a mark holds in one unit. `last_date` None: to a decision that has not been made."""

    first_date: dt.date
    last_date: dt.date | None
    is_revoked: bool

    def state(self, on: dt.date) -> MarkState:
        """Return what the mark is on the day in the unit; a day before the first is a day of no mark yet, told as ended."""
        if self.is_revoked:
            return MarkState.REVOKED
        is_held = on >= self.first_date and (self.last_date is None or on <= self.last_date)
        return MarkState.VALID if is_held else MarkState.ENDED


def validity_of(
    *, granted_date: dt.date, last_date: dt.date, is_revoked: bool, renewals: Sequence[Renewal] = (), taken_over: Sequence[dt.date] = ()
) -> Validity:
    """Return how long a mark holds in a unit.

    `renewals` are the applications that cover the unit, `taken_over` the days on which it was granted other marks.
    """
    in_time = [each for each in renewals if each.registered_date >= granted_date and each.submitted_date <= last_date]
    decided = [each.decided_date for each in in_time if each.decided_date is not None]
    held_to = max([last_date, *decided]) if len(decided) == len(in_time) else None
    later = [day - dt.timedelta(days=1) for day in taken_over if day > granted_date]
    if later:
        held_to = min(later) if held_to is None else min(held_to, *later)
    return Validity(granted_date, held_to, is_revoked)


def state_of_units(units: Sequence[Validity], on: dt.date) -> MarkState:
    """Return what a mark is on the day as a whole: valid as long as it holds in some unit."""
    states = {unit.state(on) for unit in units}
    if MarkState.REVOKED in states:
        return MarkState.REVOKED
    return MarkState.VALID if MarkState.VALID in states else MarkState.ENDED


def is_ending(last_date: dt.date, on: dt.date) -> bool:
    """Tell whether the last day is at most six months ahead and not behind."""
    return on <= last_date <= on + ENDING
