"""What became of the results that were brought from last time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments.models import Assessment, Result

TEXTS = ("answer", "level_id", "reason", "current_practice", "development")


@dataclass(frozen=True)
class Carried:
    """How many of the brought results somebody confirmed word for word, changed, or has not touched."""

    confirmed: int
    changed: int
    untouched: int

    @property
    def sentence(self) -> str:
        """The three counts in words, the same on every page and in the report."""
        return _("Viime kerran tuloksista ennallaan pidettiin %(confirmed)s ja muutettiin %(changed)s. Tarkistamatta on %(untouched)s.") % {
            "confirmed": self.confirmed,
            "changed": self.changed,
            "untouched": self.untouched,
        }


def carried_of(assessment: Assessment, results: Iterable[Result] | None = None) -> Carried | None:
    """Return what became of the brought results, given or read; None when nothing was brought. No query without an earlier assessment.

    Compared with what was brought, the first version of each, so that reopening the earlier assessment changes nothing here.
    """
    if assessment.previous_id is None:
        return None
    now = {result.pk: result for result in (assessment.results.all() if results is None else results) if result.carried_from_id}
    if not now:
        return None
    brought = Result.history.filter(assessment=assessment.pk, history_type="+", carried_from__isnull=False).values_list("id", *TEXTS)
    same = {key for key, *values in brought if key in now and [getattr(now[key], name) for name in TEXTS] == values}
    untouched = {key for key, result in now.items() if result.is_unchecked}
    return Carried(confirmed=len(same - untouched), changed=len(now.keys() - same - untouched), untouched=len(untouched))
