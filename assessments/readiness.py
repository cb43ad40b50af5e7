"""Readiness (valmius): whether what the auditors agreed meets the conditions that a round has set. Pure; never a decision.

Source: docs/domain.md section 11, row 4. The conditions are the round's settings; a person decides, whatever they say.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import groupby

from assessments.scoring import median


class ReadinessKind(StrEnum):
    NO_UNMET = "no_unmet"  # no criterion has the version's last verdict
    MEDIANS = "medians"  # the median of levels in each area


@dataclass(frozen=True)
class Finding:
    """What was agreed of one criterion: its area (told back as it is), its code, the level (None: it does not concern the applicant)."""

    area: Hashable
    code: str
    level: int | None
    is_unmet: bool = False


@dataclass(frozen=True)
class LowArea:
    """An area whose median is under the limit; halves are kept."""

    area: Hashable
    median: Decimal


@dataclass(frozen=True)
class Condition:
    """One condition: whether it is met, and what it fails on. `least` is the limit of medians, None for the other kind."""

    kind: ReadinessKind
    unmet: tuple[str, ...] = ()  # codes of the criteria
    least: int | None = None
    low: tuple[LowArea, ...] = ()
    passed_over: tuple[Hashable, ...] = ()  # areas with nothing but "ei koske": they have no median, and fail nothing

    @property
    def is_met(self) -> bool:
        return not (self.unmet or self.low)


@dataclass(frozen=True)
class Readiness:
    """The conditions of a round applied to one audit; without conditions there is nothing to be ready for."""

    conditions: tuple[Condition, ...]

    @property
    def is_asked(self) -> bool:
        return bool(self.conditions)

    @property
    def is_met(self) -> bool:
        return all(condition.is_met for condition in self.conditions)


def readiness_of(findings: Sequence[Finding], *, forbids_unmet: bool, least_median: int | None) -> Readiness:
    """Return the conditions with what each fails on; `findings` are in the version's order, area by area.

    `least_median`: the least median of levels in each area; None asks for none.
    """
    conditions = []
    if forbids_unmet:
        conditions.append(Condition(ReadinessKind.NO_UNMET, unmet=tuple(each.code for each in findings if each.is_unmet)))
    if least_median is not None:
        conditions.append(_medians(findings, least_median))
    return Readiness(tuple(conditions))


def _medians(findings: Sequence[Finding], least: int) -> Condition:
    medians = [
        (area, median(each.level for each in rows if each.level is not None))
        for area, rows in groupby(findings, key=lambda each: each.area)
    ]
    low = tuple(LowArea(area, value) for area, value in medians if value is not None and value < least)
    return Condition(ReadinessKind.MEDIANS, least=least, low=low, passed_over=tuple(area for area, value in medians if value is None))
