"""What is read where an audit's report is written: the whole draft for its overview, and one criterion with all that is known of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery, prefetch_related_objects
from django.utils.translation import gettext as _

from assessments.lifecycle import AuditStatus
from assessments.models import (
    ApplicationUnit,
    AreaSummary,
    Assessment,
    AuditSeat,
    CommentPeriod,
    Conclusion,
    DraftComment,
    Result,
    VisitNote,
)
from assessments.selectors.answering import described_levels, descriptions_of
from assessments.selectors.audience import people_with
from assessments.selectors.auditing.pair import Opinions, opinions_of
from assessments.selectors.auditing.reading import BlindAnswer, blind_answer, submission_along, submitted_units, with_submission
from assessments.selectors.progress import AreaProgress, Progress, agreed_progress
from assessments.selectors.results import criteria_of
from criteria.models import Criterion, LevelDescription, Verdict
from workshops.roles import Permission

if TYPE_CHECKING:
    from criteria.models import Area
    from workshops.models import User
    from workshops.permissions import Access


@dataclass(frozen=True)
class DraftArea:
    """One area of the draft: how many of its criteria have an agreed result, where to go on, and whether its strengths are written."""

    area: Area
    done: int
    total: int
    code: str  # of the criterion to go on from
    has_strengths: bool


@dataclass(frozen=True)
class Draft:
    """All that is written for one report, and what its names of places are."""

    criteria: tuple[Criterion, ...]
    results: dict[int, Result]  # by the criterion's key; each with its level and verdict, and `first_verdict`, the order of "täyttyy"
    summaries: tuple[AreaSummary, ...]
    conclusion: Conclusion | None
    comments: tuple[DraftComment, ...]
    unit_names: tuple[str, ...]
    place_names: frozenset[str]  # of organisations, workshops and municipalities

    @property
    def done(self) -> int:
        return sum(self.is_agreed(criterion) for criterion in self.criteria)

    @property
    def areas(self) -> list[DraftArea]:
        """The areas in the version's order."""
        return [self._area(area, list(rows)) for area, rows in groupby(self.criteria, key=lambda row: row.area)]

    @property
    def next_code(self) -> str:
        """The first criterion without an agreed result; empty when all have one."""
        return next((row.code for row in self.criteria if not self.is_agreed(row)), "")

    def is_agreed(self, criterion: Criterion) -> bool:
        result = self.results.get(criterion.pk)
        return result is not None and bool(result.answer)

    def _area(self, area: Area, rows: list[Criterion]) -> DraftArea:
        code = next((row.code for row in rows if not self.is_agreed(row)), rows[0].code)
        has_strengths = any(summary.area_id == area.pk and summary.strengths for summary in self.summaries)
        return DraftArea(area, sum(map(self.is_agreed, rows)), len(rows), code, has_strengths)


def written_audits(access: Access) -> QuerySet[Assessment]:
    """Return the audits whose report the asker writes now: the twin of `can_write_audit_report`.

    Each with what its pages name, what was submitted (`submission_along`), and the newest period of comments (`comments_until`).
    """
    writing = AuditSeat.objects.reporting(access).order_by().values("assessment")
    periods = CommentPeriod.objects.filter(assessment=OuterRef("pk")).order_by("-pk")
    related = ("workshop", "version__framework", "version__scale", "application__organisation")
    audits = with_submission(Assessment.objects.filter(pk__in=writing).select_related(*related))
    return audits.annotate(
        comments_last_date=Subquery(periods.values("last_date")[:1]),
        comments_finished_at=Subquery(periods.values("finished_at")[:1]),
    )


def comments_until(audit: Any, on: dt.date) -> dt.date | None:
    """Return the day until which the workshop comments, None when it does not; of an audit of `written_audits`, no query."""
    if audit.status != AuditStatus.COMMENTING or audit.comments_last_date is None:
        return None
    newest = CommentPeriod(last_date=audit.comments_last_date, finished_at=audit.comments_finished_at)
    return newest.last_date if newest.is_open(on) else None


def draft_of(audit: Assessment) -> Draft:
    """Return what is written of the report; six queries, whatever the number of criteria."""
    first = Verdict.objects.filter(version=OuterRef("assessment__version")).order_by("order").values("order")
    results = audit.results.select_related("level", "verdict").annotate(first_verdict=Subquery(first[:1]))
    units = list(ApplicationUnit.objects.filter(application=audit.application_id).order_by("workshop__sort_key", "pk").values_list(*PLACES))
    return Draft(
        criteria=tuple(criteria_of(audit)),
        results={result.criterion_id: result for result in results},
        summaries=tuple(audit.area_summaries.select_related("area")),
        conclusion=Conclusion.objects.filter(assessment=audit).first(),
        comments=tuple(audit.draft_comments.select_related("criterion")),
        unit_names=tuple(row[0] for row in units),
        place_names=frozenset(name for row in units for name in row if name),
    )


PLACES = (
    "workshop__name",
    "workshop__organisation__name",
    "workshop__municipality__name_fi",
    "workshop__municipality__name_sv",
    "application__organisation__name",
    "application__organisation__municipality__name_fi",
    "application__organisation__municipality__name_sv",
)


@dataclass(frozen=True)
class FindingSheet:
    """One criterion of the report: what was submitted of it, what the pair thinks and noted on the visit, and the agreed result."""

    criterion: Criterion
    descriptions: tuple[LevelDescription, ...]
    answer: BlindAnswer
    opinions: Opinions
    notes: tuple[VisitNote, ...]
    result: Result | None
    progress: Progress  # of the agreed results
    unit_names: str

    @property
    def area(self) -> AreaProgress:
        return next(area for area in self.progress.areas if area.area.pk == self.criterion.area_id)

    @cached_property
    def _criteria(self) -> list[Criterion]:
        return [step.criterion for step in self.progress.steps]

    @property
    def previous(self) -> Criterion | None:
        position = self._criteria.index(self.criterion)
        return self._criteria[position - 1] if position else None

    @property
    def next(self) -> Criterion | None:
        position = self._criteria.index(self.criterion) + 1
        return self._criteria[position] if position < len(self._criteria) else None

    @property
    def level_steps(self) -> list[tuple[int, str]]:
        """The levels as a badge needs them, lowest first."""
        return [(row.level.value, row.level.name) for row in self.descriptions]


def finding_sheet(audit: Any, code: str, viewer: User) -> FindingSheet:
    """Return the sheet of the criterion with the code, of an audit of `written_audits`; five queries.

    Raises `Criterion.DoesNotExist` for a criterion outside the audit.
    """
    progress = agreed_progress(audit)
    criterion = next((step.criterion for step in progress.steps if step.criterion.code == code), None)
    if criterion is None:
        raise Criterion.DoesNotExist(code)
    prefetch_related_objects([criterion], Prefetch("level_descriptions", queryset=described_levels()))
    descriptions = descriptions_of(criterion)
    submission = submission_along(audit)
    assert submission is not None  # what is audited was submitted
    levels = [description.level for description in descriptions]
    return FindingSheet(
        criterion=criterion,
        descriptions=descriptions,
        answer=blind_answer(submission, criterion),
        opinions=opinions_of(audit, criterion, viewer, submission, levels),
        notes=tuple(visit_notes(audit, criterion)),
        result=current_finding(audit, criterion),
        progress=progress,
        unit_names=submitted_units(submission),
    )


def current_finding(audit: Assessment, criterion: Criterion) -> Result | None:
    """Return what is stored now as the result of the criterion, with its level, verdict and who saved it; one query."""
    return audit.results.filter(criterion=criterion).select_related("level", "verdict", "saved_by").first()


def current_conclusion(audit: Assessment) -> Conclusion | None:
    """Return what is stored now of the conclusion, with who saved it; one query."""
    return Conclusion.objects.filter(assessment=audit).select_related("saved_by").first()


def visit_notes(audit: Assessment, criterion: Criterion | None) -> QuerySet[VisitNote]:
    """Return what its present auditors noted on the visit of the criterion, or of the whole (None), in the order of writing."""
    present = VisitNote.objects.filter(participant__assessment=audit, participant__removed_at=None, criterion=criterion)
    return present.select_related("participant__user").order_by("written_at", "pk")


def who_sees_finding() -> list[tuple[str, str]]:
    """Return who reads what is written for the report, by its state: `can_write_audit_report`, then `readable_reports`."""
    people = {
        "applicants": people_with(Permission.APPLY),
        "coordinators": people_with(Permission.MANAGE_ROUNDS),
        "deciders": people_with(Permission.DECIDE),
        "readers": people_with(Permission.READ_COMPLETED),
    }
    return [
        (_("Nyt"), _("Auditoinnin auditoitsijat.")),
        (_("Kun työpaja kommentoi"), _("Myös hakemuksen työpajojen %(applicants)s sekä yhdistyksen %(coordinators)s.") % people),
        (_("Kun raportti on valmis"), _("Hakemuksen työpajojen %(readers)s sekä yhdistyksen %(coordinators)s ja %(deciders)s.") % people),
        (_("Kummankin oma arvio"), _("Vain auditoitsijat. Raportissa on vain yhteinen tulos.")),
    ]


def who_sees_changed_rating() -> list[tuple[str, str]]:
    """Return who sees an auditor's own rating after the visit and why it changed: `pair.opinions_of`, and nobody else at any time."""
    later = _("Hakija, koordinaattori ja päättäjä eivät näe kummankaan omaa arviota eikä sen perustelua.")
    return [(_("Nyt"), _("Sinä ja parisi.")), (_("Raportissa"), later)]
