"""In which order possible auditors of an application are offered: the rule of the list, in one place; no database.

Source: the association's wishes: nobody is overloaded, the applicant is audited in its own language, and whoever has rested longest
goes first. A conflict of interest decides before anything else (docs/domain.md section 9).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class CandidateFacts:
    """What decides one auditor's place among the possible auditors of one application."""

    key: int  # of her row: the last word between equals, so that the order is always the same
    blocks: int = 0  # conflicts without override
    warnings: int = 0  # conflicts passable with a written reason
    speaks_language: bool = True  # a language of every unit of the applicant
    is_away: bool = False  # an absence of hers falls within the days planned for the audit
    has_left: bool = False  # she had a place in this audit that ended: she declined, or was replaced
    load: int = 0  # audits that begin in the same year
    most: int = 4  # audits she makes in a year at most
    made: int = 0  # audits she has ever made
    is_experienced: bool = True
    last_audited_date: dt.date | None = None  # when she last took an audit on; None: never here

    @property
    def is_full(self) -> bool:
        """Whether she has as many audits this year as she makes at most."""
        return self.load >= self.most

    @property
    def share(self) -> Fraction:
        """How much of what she manages in a year is taken; 1 for whoever makes none."""
        return Fraction(self.load, self.most) if self.most else Fraction(1)


def rank_key(facts: CandidateFacts) -> tuple[bool, bool, bool, bool, bool, int, Fraction, bool, dt.date, int]:
    """Return the key of sorting, best first: the same facts give the same order whenever it is asked.

    In turn: can be named at all; speaks the language; is not away; has not left this audit; is not full; the fewest warnings; the
    smallest share of her year taken; has audited before; has rested longest, whoever never audited first of all.
    """
    return (
        facts.blocks > 0,
        not facts.speaks_language,
        facts.is_away,
        facts.has_left,
        facts.is_full,
        facts.warnings,
        facts.share,
        not facts.is_experienced,
        facts.last_audited_date or dt.date.min,
        facts.key,
    )
