"""How an auditor's confirmed practice differs from the reference: criterion by criterion in words, and as a whole in numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import PracticeAnswer, PracticeCase, PracticeRating
from assessments.selectors.auditing.rating import Side, side_of
from config.toolkit.svg import ProfileChart, ProfileRow, Step, profile_chart

if TYPE_CHECKING:
    from criteria.models import Criterion, Level


@dataclass(frozen=True)
class Compared:
    """One confirmed criterion: the auditor's side, the reference, and why the reference is what it is."""

    criterion: Criterion
    mine: Side
    reference: Side
    explanation: str

    @property
    def apart(self) -> int | None:
        """How many levels she is above the reference; None when one of them is no level."""
        if self.mine.level is None or self.reference.level is None:
            return None
        return self.mine.level - self.reference.level

    @property
    def is_same_verdict(self) -> bool:
        return self.mine.verdict == self.reference.verdict

    @property
    def level_words(self) -> str:
        if self.apart is None:
            return _("Vastaus on sama.") if self.mine.answer == self.reference.answer else _("Vastaus on eri.")
        count = {"count": abs(self.apart)}
        if self.apart > 0:
            return ngettext("Arviosi on tason korkeampi.", "Arviosi on %(count)s tasoa korkeampi.", self.apart) % count
        if self.apart < 0:
            return ngettext("Arviosi on tason matalampi.", "Arviosi on %(count)s tasoa matalampi.", -self.apart) % count
        return _("Taso on sama.")

    @property
    def verdict_words(self) -> str:
        """How the verdicts differ; empty when neither side has one."""
        if not (self.mine.verdict or self.reference.verdict):
            return ""
        return (
            _("Vastaus kysymykseen ”Täyttyykö kriteeri?” on sama.")
            if self.is_same_verdict
            else _("Vastaus kysymykseen ”Täyttyykö kriteeri?” on eri.")
        )


@dataclass(frozen=True)
class PracticeSummary:
    """All that is confirmed beside the reference."""

    rows: tuple[Compared, ...]
    levels: tuple[Level, ...]  # of the scale, lowest first

    @property
    def steps(self) -> list[Step]:
        return [(level.value, str(level.name)) for level in self.levels]

    @property
    def figures(self) -> list[tuple[str, str]]:
        """What is counted, and "3/5"; only criteria in which both sides have a level, or a verdict, are counted."""
        apart = [abs(row.apart) for row in self.rows if row.apart is not None]
        verdicts = [row.is_same_verdict for row in self.rows if row.mine.verdict and row.reference.verdict]
        counted = [
            (_("Sama taso"), sum(each == 0 for each in apart), len(apart)),
            (_("Enintään yhden tason ero"), sum(each <= 1 for each in apart), len(apart)),
            (_("Sama vastaus: täyttyykö kriteeri"), sum(verdicts), len(verdicts)),
        ]
        return [(what, _("%(count)s/%(total)s kriteeristä") % {"count": count, "total": total}) for what, count, total in counted if total]

    @property
    def chart(self) -> ProfileChart:
        """The levels of both sides as a picture."""
        return profile_chart(
            rows=[ProfileRow(str(row.criterion), row.mine.level, row.reference.level) for row in self.rows],
            steps=self.steps,
            title=_("Arviosi ja malliarvio kriteereittäin. Samat tiedot ovat taulukossa kuvan jälkeen."),
            now_label=_("Sinun arviosi"),
            earlier_label=_("Malliarvio"),
        )


def levels_of(case: PracticeCase) -> list[Level]:
    """Return the levels of the example's scale, lowest first; one query."""
    return list(case.version.scale.levels.order_by("value"))


def practice_summary(case: PracticeCase, ratings: Iterable[PracticeRating], levels: Sequence[Level]) -> PracticeSummary:
    """Return what is confirmed among the auditor's ratings beside the reference; one query.

    That a rating is confirmed is what opens its reference: of the other criteria nothing is read.
    """
    confirmed = {row.criterion_id: row for row in ratings if row.confirmed_at}
    answers = PracticeAnswer.objects.filter(case=case, criterion__in=confirmed).select_related("criterion__area", "level", "verdict")
    rows = tuple(_compared(confirmed[row.criterion_id], row, levels) for row in answers.order_by("criterion__order"))
    return PracticeSummary(rows, tuple(levels))


def _compared(rating: PracticeRating, answer: PracticeAnswer, levels: Sequence[Level]) -> Compared:
    names = {level.value: str(level.name) for level in levels}
    mine = side_of(_("Sinä"), rating, names)
    return Compared(answer.criterion, mine, side_of(_("Malliarvio"), answer, names, ""), answer.explanation)
