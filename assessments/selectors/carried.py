"""What became of the results that were brought from last time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from assessments.choices import Answer
from assessments.models import Assessment, Result

TEXTS = ("answer", "reason", "current_practice", "development")


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


def with_brought(results: QuerySet[Result]) -> QuerySet[Result]:
    """Annotate `is_as_brought`: the result says what its first version said. In the same query.

    Compared with what was brought, not with the earlier assessment, so that reopening that one changes nothing here.
    """
    first = Result.history.filter(id=OuterRef("pk"), history_type="+", **{name: OuterRef(name) for name in TEXTS})
    same_level = Q(level_id=OuterRef("level_id")) | Q(level_id__isnull=True, answer__in=["", Answer.NOT_APPLICABLE])
    return results.annotate(is_as_brought=Exists(first.filter(same_level)))


def carried_of(assessment: Assessment, results: Iterable[Result]) -> Carried | None:
    """Return what became of the brought ones among the results of `with_brought`; None when nothing was brought."""
    now = [result for result in results if result.carried_from_id] if assessment.previous_id else []
    if not now:
        return None
    touched = [result for result in now if not result.is_unchecked]
    confirmed = sum(result.is_as_brought for result in touched)  # type: ignore[attr-defined]  # annotated by with_brought
    return Carried(confirmed=confirmed, changed=len(touched) - confirmed, untouched=len(now) - len(touched))
