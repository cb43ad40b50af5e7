"""What was written earlier: every saved version of a shared view, of strengths, or of one's own rating, with what changed in each.

The order is that of saving (`history_id`), never that of the clock, which may be set back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from assessments.choices import Answer
from assessments.models import AreaSummary, Assessment, Rating, Result
from config.toolkit.differences import Difference, differences
from criteria.models import Area, Criterion, Scale

if TYPE_CHECKING:
    from workshops.models import User

Texts = tuple[tuple[str, str], ...]  # (label, text) of each field


@dataclass(frozen=True)
class Version:
    """One saved version: who, when, what it says, and what it changed in the one before."""

    revision: int
    saved_at: dt.datetime
    saved_by: User | None  # nobody with an account: came in with a personal code
    texts: Texts
    changes: tuple[Difference, ...]  # against the version saved before it; of the first one, everything it says
    is_present: bool

    @property
    def is_first(self) -> bool:
        return self.revision == 1

    @property
    def filled(self) -> list[tuple[str, str]]:
        """The fields that hold something."""
        return [(label, text) for label, text in self.texts if text]


def result_history(assessment: Assessment, criterion: Criterion) -> list[Version]:
    """Return every saved version of the shared view, the latest first; one query."""
    rows = Result.history.filter(assessment=assessment, criterion=criterion)
    return _versions(rows, _result_texts(assessment.version.scale))


def area_summary_history(assessment: Assessment, area: Area) -> list[Version]:
    """Return every saved version of the area's strengths, the latest first; one query."""
    return _versions(AreaSummary.history.filter(assessment=assessment, area=area), _summary_texts)


def rating_history(assessment: Assessment, criterion: Criterion, author: User) -> list[Version]:
    """Return every saved version of the author's own rating, the latest first; one query. Hers alone: nobody else's are read here."""
    places = assessment.participants.active().of(author)
    rows = Rating.history.filter(participant__in=places.values("pk"), criterion=criterion)
    return _versions(rows, _rating_texts(assessment.version.scale))


def criterion_in(assessment: Assessment, code: str) -> Criterion:
    """Return the criterion of the assessment with the code. Raises `Criterion.DoesNotExist` for one outside it."""
    return Criterion.objects.select_related("area").get(area__assessments=assessment, code=code)


def _versions(rows: Any, texts_of: Callable[[Any], Texts]) -> list[Version]:
    related = ["history_user", *(["level"] if hasattr(rows.model, "level") else [])]
    versions: list[Version] = []
    before: Texts | None = None
    saved = list(rows.select_related(*related).order_by("history_id"))
    for row in saved:
        texts = texts_of(row)
        changes = differences(_pairs(texts, before))
        versions.append(Version(row.revision, row.history_date, row.history_user, texts, tuple(changes), is_present=row is saved[-1]))
        before = texts
    return versions[::-1]


def _pairs(texts: Texts, before: Texts | None) -> Iterable[tuple[str, str, str]]:
    earlier = dict(before or ())
    return ((label, text, earlier.get(label, "")) for label, text in texts)


def _answer(row: Any, scale: Scale) -> str:
    words = {Answer.NOT_APPLICABLE.value: scale.not_applicable, Answer.DONT_KNOW.value: scale.dont_know, "": ""}
    return str(row.level) if row.level else words.get(row.answer, "")


def _result_texts(scale: Scale) -> Callable[[Any], Texts]:
    def texts(row: Any) -> Texts:
        return (
            (_("Sovittu taso"), _answer(row, scale)),
            (_("Miksi kriteeri ei koske työpajaanne?"), row.reason),
            (_("Miten toimimme nyt"), row.current_practice),
            (_("Mitä kehitämme"), row.development),
        )

    return texts


def _summary_texts(row: Any) -> Texts:
    return ((_("Vahvuudet"), row.strengths),)


def _rating_texts(scale: Scale) -> Callable[[Any], Texts]:
    def texts(row: Any) -> Texts:
        shown = _("Saa näyttää keskustelussa nimettömänä.") if row.note_may_be_shown else ""
        return (
            (_("Oma arvio"), _answer(row, scale)),
            (_("Perustelu"), row.reason),
            (_("Muistiinpano"), row.note),
            (_("Muistiinpanon näyttäminen"), shown),
        )

    return texts
