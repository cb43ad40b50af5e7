"""What the discussion may see of single ratings. The only place that reads other people's ratings.

Rule: as a spread from four ratings of the criterion up, or with names, as declared at the start; a note only if its author
allowed it, without a name and never beside a level.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from assessments.choices import SPREAD_MINIMUM, Answer, RatingsShown
from assessments.models import Assessment, Rating
from assessments.scoring import agreed_level, level_range
from criteria.models import Criterion, Level

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from workshops.models import User


@dataclass(frozen=True)
class NamedRating:
    """A rating with its author's name; only in assessments declared to show names."""

    name: str
    answer: str
    level: Level | None
    is_typed_in: bool = False  # from paper, by somebody else

    @property
    def label(self) -> str:
        """The name as it is shown, with word of a rating that came from paper."""
        return _("%(name)s (kirjattu paperilta)") % {"name": self.name} if self.is_typed_in else self.name


@dataclass(frozen=True)
class Discussed:
    """What is known of one criterion's ratings in the discussion. `shown` is False when showing would tell who rated what."""

    criterion: Criterion
    total: int
    shown: bool
    counts: dict[int, int] = field(default_factory=dict)  # level value → how many
    not_applicable: int = 0
    dont_know: int = 0
    named: tuple[NamedRating, ...] = ()
    notes: tuple[str, ...] = ()
    own: Rating | None = None  # the asker's own answer, told to nobody else

    @property
    def disagreement(self) -> int:
        """How far apart the shown ratings are, in levels; 0 when they are not shown."""
        return level_range([value for value, count in self.counts.items() if count])

    @property
    def agreed_value(self) -> int | None:
        """The level value that every rater gave, when it may be shown."""
        if not self.shown or self.not_applicable or self.dont_know:
            return None
        return agreed_level([value for value, count in self.counts.items() for _each in range(count)])


def discuss(assessment: Assessment, criteria: Iterable[Criterion], viewer: User | AnonymousUser | None = None) -> list[Discussed]:
    """Return, in the order of `criteria`, what the discussion may see of each, and the viewer's own answer.

    One query at any number of raters. Whether the asker may see the discussion at all is `permissions.can_see_discussion`.
    """
    criteria = list(criteria)
    by_criterion: dict[int, list[Rating]] = {}
    for rating in _ratings(assessment, criteria):
        by_criterion.setdefault(rating.criterion_id, []).append(rating)
    discussed = [_discussed(assessment, criterion, by_criterion.get(criterion.pk, [])) for criterion in criteria]
    if viewer is None:
        return discussed
    return [replace(item, own=_own(by_criterion.get(item.criterion.pk, []), viewer)) for item in discussed]


def agreed_levels(assessment: Assessment) -> list[tuple[Criterion, Level]]:
    """Return the criteria in which every rater gave the same level and that may be shown, with the level."""
    levels = {level.value: level for level in assessment.version.scale.levels.all()}
    criteria = Criterion.objects.filter(area__assessments=assessment).order_by("order")
    discussed = discuss(assessment, criteria)
    return [(item.criterion, levels[item.agreed_value]) for item in discussed if item.agreed_value is not None]


def _ratings(assessment: Assessment, criteria: Sequence[Criterion]) -> Iterable[Rating]:
    return (
        Rating.objects.filter(participant__assessment=assessment, participant__removed_at=None, criterion__in=criteria)
        .select_related("level", "participant__user", "participant__invitation__accepted_by")
        .order_by("criterion__order", "pk")
    )


def _discussed(assessment: Assessment, criterion: Criterion, ratings: list[Rating]) -> Discussed:
    answered = [rating for rating in ratings if rating.answer]
    # Sorted by their text: the order tells nothing of who wrote which.
    notes = tuple(sorted(rating.note for rating in ratings if rating.note and rating.note_may_be_shown))
    with_names = assessment.ratings_shown == RatingsShown.NAMES
    if not with_names and (len(answered) < SPREAD_MINIMUM or _tells_a_typist(answered)):
        return Discussed(criterion, total=len(answered), shown=False, notes=notes)
    answers = Counter(rating.answer for rating in answered)
    return Discussed(
        criterion,
        total=len(answered),
        shown=bool(answered),
        counts=dict(Counter(rating.level.value for rating in answered if rating.level)),
        not_applicable=answers[Answer.NOT_APPLICABLE],
        dont_know=answers[Answer.DONT_KNOW],
        named=tuple(_named(rating) for rating in answered) if with_names else (),
        notes=notes,
    )


def _tells_a_typist(answered: Sequence[Rating]) -> bool:
    """Tell whether somebody who typed ratings in from paper could work out single ratings of others by leaving hers out.

    Safe for her are as many others as are safe for any rater, or none: then she knows every rating already.
    """
    typists = {rating.typed_in_by_id for rating in answered} - {None}
    known = [sum(rating.typed_in_by_id == typist or _author_key(rating) == typist for rating in answered) for typist in typists]
    return any(0 < len(answered) - count < SPREAD_MINIMUM - 1 for count in known)


def _author_key(rating: Rating) -> int | None:
    author = _author(rating)
    return author.pk if author else None


def _named(rating: Rating) -> NamedRating:
    person = _author(rating)
    name = person.name if person else rating.participant.name
    return NamedRating(name=name, answer=rating.answer, level=rating.level, is_typed_in=rating.typed_in_by_id is not None)


def _own(ratings: Iterable[Rating], viewer: User | AnonymousUser) -> Rating | None:
    return next((rating for rating in ratings if rating.answer and viewer.is_authenticated and _author(rating) == viewer), None)


def _author(rating: Rating) -> User | None:
    participant = rating.participant
    return participant.user or (participant.invitation.accepted_by if participant.invitation else None)
