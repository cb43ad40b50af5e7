"""What the meeting view and the result page show: read together, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.choices import Answer
from assessments.models import AreaSummary, Assessment, Evidence, Result
from assessments.selectors.assignments import Holder, holder_of, with_holder
from assessments.selectors.charts import rating_spread
from assessments.selectors.discussion import Discussed, discuss
from assessments.selectors.evidence import evidence_of
from assessments.selectors.latest import latest_summary
from assessments.selectors.past_actions import PastAction, actions_beside, with_actions
from assessments.selectors.progress import AGREED
from config.toolkit.svg import SpreadChart, tone_of
from criteria.models import Area, Criterion, Level, LevelDescription, Scale

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from workshops.models import User

WIDE_RANGE = 2  # levels; from this on the page says that the ratings differ


@dataclass(frozen=True)
class StepShown:
    """One level with how many gave it, and who, when names are shown."""

    level: Level
    tone: int
    count: int
    names: tuple[str, ...]

    @property
    def dots(self) -> range:
        return range(self.count)


@dataclass(frozen=True)
class OtherShown:
    """An answer that is no level ("Ei koske", "En osaa sanoa") with how many gave it, and who, when names are shown."""

    label: str
    count: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class MeetingRow:
    """One criterion in the meeting view: what its ratings show, and what has been agreed."""

    discussed: Discussed
    result: Result | None
    level: Level | None  # the one every rater gave and that may be accepted as such
    steps: tuple[StepShown, ...]
    others: tuple[OtherShown, ...]

    @property
    def criterion(self) -> Criterion:
        return self.discussed.criterion

    @property
    def holder(self) -> Holder | None:
        """Who has been asked to write its shared view."""
        return holder_of(self.criterion)

    @property
    def is_agreed(self) -> bool:
        return bool(self.result and self.result.answer and not self.result.is_unchecked)

    @property
    def order(self) -> tuple[bool, int, bool, int]:
        """The widest disagreement first; what may not be shown last, in the framework's order."""
        return not self.steps, -self.discussed.disagreement, not self.others, self.criterion.order

    @property
    def group(self) -> str:
        """The heading under which the row stands: how far apart the ratings are, in words."""
        apart = self.discussed.disagreement
        if not self.steps:
            return _("Arvioita ei näytetä")
        if apart:
            return ngettext("Arviot eroavat yhden tason", "Arviot eroavat %(count)s tasoa", apart) % {"count": apart}
        return _("Kaikki eivät valinneet tasoa") if self.others else _("Arviot ovat samalla tasolla")


@dataclass(frozen=True)
class MeetingArea:
    """One area in the meeting view: how far it is, and whether its strengths have been written."""

    area: Area
    agreed: int
    total: int
    has_strengths: bool

    @property
    def tone(self) -> str:
        return "done" if self.has_strengths else "todo"


@dataclass(frozen=True)
class Meeting:
    """Every criterion of the assessment, those with the widest spread first."""

    rows: tuple[MeetingRow, ...]
    areas: tuple[MeetingArea, ...]
    levels: tuple[Level, ...]

    @property
    def total(self) -> int:
        return len(self.rows)

    @property
    def agreed(self) -> int:
        return sum(row.is_agreed for row in self.rows)

    @property
    def first_open(self) -> MeetingRow | None:
        """The first criterion that has not been agreed."""
        return next((row for row in self.rows if not row.is_agreed), None)

    @property
    def acceptable(self) -> list[MeetingRow]:
        """The criteria in which all agree and nothing has been agreed yet, in the framework's order."""
        rows = [row for row in self.rows if row.level and not row.is_agreed]
        return sorted(rows, key=lambda row: row.criterion.order)


def meeting_of(assessment: Assessment) -> Meeting:
    """Return the meeting view of the assessment; five queries at any number of criteria and raters."""
    criteria = criteria_with_state(assessment)
    scale = assessment.version.scale
    levels = tuple(scale.levels.all())
    texts = ("reason", "current_practice", "development")
    results = {result.criterion_id: result for result in assessment.results.select_related("level").defer(*texts)}
    rows = [_row(item, results.get(item.criterion.pk), scale, levels) for item in discuss(assessment, criteria)]
    with_strengths = set(assessment.area_summaries.exclude(strengths="").values_list("area_id", flat=True))
    return Meeting(
        rows=tuple(sorted(rows, key=lambda row: row.order)),
        areas=tuple(_areas(rows, with_strengths)),
        levels=levels,
    )


def _row(discussed: Discussed, result: Result | None, scale: Scale, levels: tuple[Level, ...]) -> MeetingRow:
    agreed = next((level for level in levels if level.value == discussed.agreed_value), None)
    return MeetingRow(discussed, result, agreed, steps_shown(discussed, levels), others_shown(discussed, scale))


def steps_shown(discussed: Discussed, levels: Sequence[Level]) -> tuple[StepShown, ...]:
    """Return every level with what may be shown of it; nothing when the ratings may not be shown."""
    if not discussed.shown:
        return ()
    return tuple(
        StepShown(
            level,
            tone_of(position, len(levels)),
            discussed.counts.get(level.value, 0),
            tuple(rating.label for rating in discussed.named if rating.level and rating.level.value == level.value),
        )
        for position, level in enumerate(levels)
    )


def others_shown(discussed: Discussed, scale: Scale) -> tuple[OtherShown, ...]:
    """Return the answers that are no level, those that were given and may be shown."""
    answers = [
        (Answer.NOT_APPLICABLE, scale.not_applicable, discussed.not_applicable),
        (Answer.DONT_KNOW, scale.dont_know, discussed.dont_know),
    ]
    return tuple(
        OtherShown(label, count, tuple(rating.label for rating in discussed.named if rating.answer == answer))
        for answer, label, count in answers
        if count
    )


def _areas(rows: Iterable[MeetingRow], with_strengths: set[int]) -> list[MeetingArea]:
    by_area: dict[Area, list[MeetingRow]] = {}
    for row in rows:
        by_area.setdefault(row.criterion.area, []).append(row)
    return [
        MeetingArea(area, sum(row.is_agreed for row in in_area), len(in_area), area.pk in with_strengths)
        for area, in_area in by_area.items()
    ]


@dataclass(frozen=True)
class ResultSheet:
    """One criterion in the discussion: what it means, what its ratings show, what has been agreed, and where it stands among the others."""

    criterion: Criterion
    descriptions: tuple[LevelDescription, ...]
    discussed: Discussed
    steps: tuple[StepShown, ...]
    others: tuple[OtherShown, ...]
    spread: SpreadChart | None  # when the ratings are shown without names
    result: Result | None
    evidence: tuple[Evidence, ...]
    in_area: tuple[Criterion, ...]  # each with `is_agreed`
    previous: Criterion | None
    next: Criterion | None
    actions: tuple[PastAction, ...] = ()

    @property
    def holder(self) -> Holder | None:
        """Who has been asked to write it."""
        return holder_of(self.criterion)

    @property
    def agreed_in_area(self) -> int:
        return sum(criterion.is_agreed for criterion in self.in_area)  # type: ignore[attr-defined]  # annotated by criteria_with_state

    @property
    def differs(self) -> bool:
        """Whether the shown ratings are far enough apart to be said."""
        return self.discussed.disagreement >= WIDE_RANGE


def criteria_with_state(assessment: Assessment, code: str = "") -> list[Criterion]:
    """Return the criteria in the version's order, each with its area, `is_agreed` and holder; `with_actions` of the one with the code."""
    answered = Result.objects.filter(AGREED, assessment=assessment, criterion=OuterRef("pk"))
    criteria = Criterion.objects.filter(area__assessments=assessment).select_related("area").order_by("order")
    held = with_holder(criteria.annotate(is_agreed=Exists(answered)), assessment)
    return list(with_actions(held, assessment, code) if code else held)


def result_sheet(assessment: Assessment, code: str, viewer: User | AnonymousUser) -> ResultSheet:
    """Return the sheet of the criterion with the code; six queries. Raises `Criterion.DoesNotExist` for one outside the assessment."""
    criteria = criteria_with_state(assessment, code)
    position = next((index for index, criterion in enumerate(criteria) if criterion.code == code), None)
    if position is None:
        raise Criterion.DoesNotExist(code)
    criterion = criteria[position]
    described = LevelDescription.objects.select_related("level").order_by("level__value")
    prefetch_related_objects([criterion], "questions", Prefetch("level_descriptions", queryset=described))
    descriptions = tuple(criterion.level_descriptions.all())
    [discussed] = discuss(assessment, [criterion], viewer)
    levels = [description.level for description in descriptions]
    shows_spread = discussed.shown and not discussed.named
    return ResultSheet(
        criterion=criterion,
        descriptions=descriptions,
        discussed=discussed,
        steps=steps_shown(discussed, levels),
        others=others_shown(discussed, assessment.version.scale),
        spread=rating_spread(discussed, levels) if shows_spread else None,
        result=current_result(assessment, criterion),
        evidence=tuple(evidence_of(assessment, criterion)),
        in_area=tuple(other for other in criteria if other.area_id == criterion.area_id),
        previous=criteria[position - 1] if position else None,
        next=criteria[position + 1] if position + 1 < len(criteria) else None,
        actions=tuple(actions_beside(criterion, assessment)),
    )


def current_result(assessment: Assessment, criterion: Criterion) -> Result | None:
    """Return what is stored now for the criterion, with its level, who saved it, and where it was brought from."""
    related = ("level", "saved_by", "carried_from__level", "carried_from__assessment", "copied_from__assessment__workshop")
    return assessment.results.filter(criterion=criterion).select_related(*related).first()


@dataclass(frozen=True)
class AreaSheet:
    """One area in the discussion: the agreed answers of its criteria, and its strengths."""

    area: Area
    results: tuple[tuple[Criterion, Result | None], ...]
    summary: AreaSummary | None
    earlier: AreaSummary | None  # last time's strengths, when the assessment was started from an earlier one


def area_sheet(assessment: Assessment, code: str) -> AreaSheet:
    """Return the sheet of the area with the code. Raises `Area.DoesNotExist` for one outside the assessment."""
    area = assessment.areas.get(code=code)
    results = {result.criterion_id: result for result in assessment.results.filter(criterion__area=area).select_related("level")}
    return AreaSheet(
        area,
        tuple((criterion, results.get(criterion.pk)) for criterion in area.criteria.order_by("order")),
        current_summary(assessment, area),
        latest_summary(assessment, code),
    )


def current_summary(assessment: Assessment, area: Area) -> AreaSummary | None:
    """Return what is stored now for the area, with who saved it."""
    return assessment.area_summaries.filter(area=area).select_related("saved_by").first()
