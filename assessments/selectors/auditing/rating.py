"""What the page of one criterion shows an auditor: the submission, her own rating, and the others' once she has confirmed hers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.choices import Answer
from assessments.models import ConfirmedRating, Participant
from assessments.scoring import level_range
from assessments.selectors.progress import AreaProgress, Progress, own_ratings, rated_progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assessments.models import Assessment, PracticeAnswer, PracticeRating, Rating, Submission
    from criteria.models import Criterion, Level
    from workshops.models import User


@dataclass(frozen=True)
class Side:
    """What one side says of a criterion."""

    who: str
    answer: str  # in words: the level's name, or that the criterion does not concern the applicant
    level: int | None = None
    verdict: str = ""
    text: str = ""
    is_missing: bool = False  # she has not confirmed hers yet


@dataclass(frozen=True)
class Comparison:
    """All sides of one criterion, and in words how far they are from each other."""

    sides: tuple[Side, ...]  # the applicant, the asker, her pair
    differences: tuple[str, ...]
    confirmed_at: dt.datetime  # when the asker confirmed hers


@dataclass(frozen=True)
class AuditProgress:
    """How far an auditor is with the whole audit."""

    rated: Progress
    confirmed: frozenset[str]  # codes of the criteria

    @property
    def areas(self) -> list[tuple[AreaProgress, int, str]]:
        """Return each area with how many of its criteria are confirmed, and the criterion to go on from."""
        return [(area, self._confirmed_in(area), _go_on(area, self.confirmed)) for area in self.rated.areas]

    @property
    def next_code(self) -> str:
        """The first criterion that is not confirmed; empty when all are."""
        return next((code for area, count, code in self.areas if count < area.total), "")

    def _confirmed_in(self, area: AreaProgress) -> int:
        return sum(step.criterion.code in self.confirmed for step in area.steps)


def audit_progress(audit: Assessment, user: User) -> AuditProgress:
    """Return how far the auditor is; two queries."""
    confirmed = ConfirmedRating.objects.filter(participant__in=_own_places(audit, user)).values_list("criterion__code", flat=True)
    return AuditProgress(rated_progress(audit, own_ratings(audit, user)), frozenset(confirmed))


def has_confirmed(audit: Assessment, user: User) -> Exists:
    """Return, for a query of criteria, whether the auditor has confirmed hers: it alone opens the others' sides."""
    return Exists(ConfirmedRating.objects.filter(participant__in=_own_places(audit, user), criterion=OuterRef("pk")))


def comparison(audit: Assessment, criterion: Criterion, user: User, submission: Submission, levels: Sequence[Level]) -> Comparison | None:
    """Return every side of the criterion for one who has confirmed hers, for everybody else None. One query.

    The applicant's level comes from what was submitted; a pair's rating only after she has confirmed it too.
    """
    names = {level.value: str(level.name) for level in levels}
    places = _places_with_confirmed(audit, criterion)
    own = next((told for place, told in places if place.user_id == user.pk and told), None)
    if own is None:
        return None
    mine = side_of(_("Sinä"), own, names)
    pair = [_pair_side(place, told, names) for place, told in places if place.pk != own.participant_id]
    applicant = applicant_side(submission, criterion.code, names)
    return Comparison((applicant, mine, *pair), tuple(differences_between(applicant, mine, pair)), own.confirmed_at)


def side_of(
    who: str, row: ConfirmedRating | PracticeAnswer | PracticeRating | Rating, names: dict[int, str], text: str | None = None
) -> Side:
    """Return what a row with an answer says as one side; needs its level and verdict loaded.

    `names`: the levels' names by value. Without a text of its own it is the reason and the note of a rating.
    """
    if text is None:
        text = "\n\n".join(filter(None, [row.reason, row.note]))  # type: ignore[union-attr]  # a reference is given its text
    value = row.level.value if row.level else None
    return Side(who, _words(row.answer, value, names), value, str(row.verdict.name) if row.verdict else "", text)


def _go_on(area: AreaProgress, confirmed: frozenset[str]) -> str:
    codes = [step.criterion.code for step in area.steps]
    return next((code for code in codes if code not in confirmed), codes[0])


def _places_with_confirmed(audit: Assessment, criterion: Criterion) -> list[tuple[Participant, ConfirmedRating | None]]:
    """Return the places of the audit that go on, each with its user, and what is confirmed of the criterion from it."""
    told = FilteredRelation("confirmed_ratings", condition=Q(confirmed_ratings__criterion=criterion))
    places = Participant.objects.filter(assessment=audit, removed_at=None).annotate(told=told)
    rows = places.select_related("user", "told__level", "told__verdict").order_by("pk")  # type: ignore[misc]  # annotated above
    return [(place, getattr(place, "told", None)) for place in rows]


def _own_places(audit: Assessment, user: User) -> Any:
    return Participant.objects.active().of(user).filter(assessment=audit).values("pk")


def _pair_side(other: Participant, confirmed: ConfirmedRating | None, names: dict[int, str]) -> Side:
    assert other.user is not None  # an auditor has an account
    if confirmed is None:
        return Side(other.user.name, _("Ei ole vielä vahvistanut ennakkoarviotaan."), is_missing=True)
    return side_of(other.user.name, confirmed, names)


def applicant_side(submission: Submission, code: str, names: dict[int, str]) -> Side:
    """Return what was submitted of the criterion, with its level: only for those who have said what they think themselves."""
    row = next((each for each in submission.data["answers"] if each["criterion"] == code), None)
    if row is None:
        return Side(_("Työpaja"), _("Ei ole kirjoittanut tästä."))
    return Side(_("Työpaja"), _words(row["answer"], row["level"], names), row["level"], text=row["text"])


def _words(answer: str, value: int | None, names: dict[int, str]) -> str:
    if answer == Answer.LEVEL and value is not None:
        return names.get(value, str(value))
    others = {Answer.NOT_APPLICABLE.value: _("Ei koske hakijaa"), Answer.DONT_KNOW.value: _("Ei osaa sanoa")}
    return others.get(answer, _("Ei kertonut tasoa"))


def differences_between(applicant: Side, mine: Side, pair: Sequence[Side]) -> list[str]:
    """Say how far the levels are from each other; an answer without a level is told as it is."""
    sentences = []
    among = [side.level for side in (mine, *pair) if side.level is not None]
    if pair and len(among) == len(pair) + 1:
        apart = level_range(among)
        told = ngettext("Arvionne eroavat yhden tason verran.", "Arvionne eroavat %(count)s tason verran.", apart) % {"count": apart}
        sentences.append(told if apart else _("Arvionne ovat samalla tasolla."))
    if applicant.level is not None and mine.level is not None:
        sentences.append(_beside_applicant(mine.level - applicant.level))
    return sentences


def _beside_applicant(apart: int) -> str:
    count = {"count": abs(apart)}
    if apart > 0:
        return ngettext("Arviosi on tason korkeampi kuin työpajan.", "Arviosi on %(count)s tasoa korkeampi kuin työpajan.", apart) % count
    if apart < 0:
        return ngettext("Arviosi on tason matalampi kuin työpajan.", "Arviosi on %(count)s tasoa matalampi kuin työpajan.", -apart) % count
    return _("Arvioit saman tason kuin työpaja.")
