"""What the report of an audit holds: the same for its page and its PDF, and never one auditor's own rating."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.choices import Answer
from assessments.lifecycle import REPORTED_AUDIT_STATUSES, SeatStatus
from assessments.models import Assessment, Conclusion, Submission
from assessments.scoring import median
from assessments.selectors.auditing.reading import last_submission
from assessments.selectors.auditing.report_words import (
    auditor_words,
    described_visit,
    level_difference,
    said_in_words,
)
from assessments.selectors.auditing.seats import RELATED
from assessments.selectors.results import criteria_of
from config.toolkit.templatetags.ui import full_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from django.db.models import QuerySet

    from assessments.models import AuditSeat, CommentPeriod, DraftComment, Result, Visit
    from criteria.models import Area, Criterion, Level

Facts = list[tuple[str, str]]


@dataclass(frozen=True)
class Said:
    """What the workshop submitted of one criterion."""

    text: str = ""
    answer: str = ""
    level: int | None = None
    is_missing: bool = False


@dataclass(frozen=True)
class AuditedCriterion:
    """One criterion of the report: what the workshop said, what the auditors agreed, and the comments on it."""

    criterion: Criterion
    said: Said
    result: Result | None
    comments: tuple[DraftComment, ...] = ()

    @property
    def value(self) -> int | None:
        """The agreed level; None for "ei koske" and while it is not agreed."""
        return self.result.level.value if self.result and self.result.level else None

    @property
    def said_words(self) -> str:
        """What the workshop said instead of a level."""
        return said_in_words(self.said.answer, is_missing=self.said.is_missing)

    @property
    def agreed_words(self) -> str:
        """What the auditors agreed instead of a level."""
        is_not_applicable = self.result is not None and self.result.answer == Answer.NOT_APPLICABLE
        return _("Ei koske työpajaa") if is_not_applicable else _("Ei vielä sovittu")

    @property
    def verdict(self) -> str:
        return str(self.result.verdict.name) if self.result and self.result.verdict else ""

    @property
    def difference(self) -> str:
        """How far the agreed level is from the workshop's own, in words; empty until it is agreed."""
        if self.result is None or not self.result.answer:
            return ""
        return level_difference(self.said.level, self.value)

    @property
    def observations(self) -> list[tuple[str, str]]:
        """What was observed, each with its source."""
        if self.result is None:
            return []
        told = [
            (_("Asiakirja"), self.result.seen_in_documents),
            (_("Haastattelu"), self.result.heard_in_interviews),
            (_("Havainto"), self.result.seen_on_visit),
        ]
        return [(source, text) for source, text in told if text]


@dataclass(frozen=True)
class AuditedArea:
    """One area of the report; a median is None when no criterion of the area has a level on that side."""

    area: Area
    criteria: tuple[AuditedCriterion, ...]
    strengths: str = ""

    @property
    def said_median(self) -> Decimal | None:
        """Of the levels the workshop told."""
        return median(row.said.level for row in self.criteria if row.said.level is not None)

    @property
    def agreed_median(self) -> Decimal | None:
        """Of the levels the auditors agreed."""
        return median(row.value for row in self.criteria if row.value is not None)


@dataclass(frozen=True)
class AuditReport:
    """The whole report. `comments` are those on the whole; each criterion has its own."""

    audit: Assessment
    organisation: str  # as it was when it submitted
    units: str
    levels: tuple[Level, ...]
    areas: tuple[AuditedArea, ...]
    conclusion: Conclusion | None
    seats: tuple[AuditSeat, ...]
    visit: Visit | None
    period: CommentPeriod | None
    comments: tuple[DraftComment, ...]

    @property
    def is_draft(self) -> bool:
        return self.audit.status not in REPORTED_AUDIT_STATUSES

    @property
    def steps(self) -> list[tuple[int, str]]:
        """The version's scale as (value, name), lowest first."""
        return [(level.value, level.name) for level in self.levels]

    @property
    def facts(self) -> Facts:
        """What was audited, by whom, when and how: the cover of the PDF."""
        version, application = self.audit.version, self.audit.application
        rows = [
            (_("Organisaatio"), self.organisation),
            (_("Auditoinnin laji"), capfirst(self.audit.get_kind_display())),
            (_("Hakukierros"), application.round.name if application and application.round else ""),
            (_("Kriteeristö"), f"{version.framework} {version.version}"),
            (_("Auditoitsijat"), "\n".join(auditor_words(seat) for seat in self.seats)),
            (_("Käynti"), described_visit(self.visit)),
            (_("Raportti valmis"), full_day(self.audit.completed_at)),
        ]
        return [(term, value) for term, value in rows if value]

    @property
    def all_facts(self) -> Facts:
        """The facts with what has no room on a cover: the units and whom the auditors met."""
        people = self.visit.people if self.visit else ""
        return [(_("Työpajat"), self.units), *self.facts, *([(_("Keitä tavattiin"), people)] if people else [])]

    @property
    def verdicts_in_words(self) -> str:
        """How many criteria have each verdict, in the version's order; a count of criteria, no score."""
        given = [row.result.verdict for row in self.criteria if row.result and row.result.verdict]
        counts = Counter(given)
        parts = [f"{verdict.name}: {counts[verdict]}" for verdict in sorted(counts, key=lambda each: each.order)]
        without = len(self.criteria) - len(given)
        if without:
            parts.append(_("ilman kantaa: %(count)s") % {"count": without})
        total = len(self.criteria)
        sentence = ngettext("Kriteereitä on yksi.", "Kriteereitä on %(count)s.", total) % {"count": total}
        return f"{sentence} {', '.join(parts)}."

    @property
    def criteria(self) -> list[AuditedCriterion]:
        return [row for area in self.areas for row in area.criteria]

    @property
    def commented(self) -> list[Criterion]:
        """The criteria that the workshop has commented on."""
        return [row.criterion for row in self.criteria if row.comments]

    @property
    def comments_in_words(self) -> str:
        """Until when the workshop could comment, and how many factual errors it pointed out."""
        if self.period is None:
            return ""
        until = _("Työpaja sai ilmoittaa raporttiluonnoksen asiavirheistä %(day)s asti.") % {"day": full_day(self.period.last_date)}
        count = len(self.comments) + sum(len(row.comments) for row in self.criteria)
        if not count:
            return f"{until} {_('Kommentteja ei ole.')}" if self.is_draft else f"{until} {_('Asiavirheitä ei ilmoitettu.')}"
        told = ngettext("Työpaja antoi yhden kommentin.", "Työpaja antoi %(count)s kommenttia.", count) % {"count": count}
        return f"{until} {told}"


def for_reports(audits: QuerySet[Assessment]) -> QuerySet[Assessment]:
    """Return the audits with what a report names; no query more for each of them."""
    return audits.select_related(
        "workshop__organisation", "version__framework", "version__scale", "application__organisation", "application__round"
    )


def audit_report_of(audit: Assessment) -> AuditReport:
    """Collect the report in a constant number of queries, whatever the number of criteria; give an audit loaded by `for_reports`.

    It never asks for a rating: what each auditor thought alone is the pair's (docs/domain.md 4.3). Raises `Submission.DoesNotExist`
    for an audit of which nothing was submitted.
    """
    submission = last_submission(audit.application)
    if submission is None:
        raise Submission.DoesNotExist(audit.ref)
    told = submission.data
    comments = list(audit.draft_comments.select_related("criterion"))
    return AuditReport(
        audit=audit,
        organisation=told["organisation"]["name"],
        units=", ".join(unit["name"] for unit in told["units"]),
        levels=tuple(audit.version.scale.levels.all()),
        areas=tuple(_areas(audit, _said(told["answers"]), comments)),
        conclusion=Conclusion.objects.filter(assessment=audit).first(),
        seats=tuple(audit.seats.filter(status=SeatStatus.ACCEPTED).select_related(*RELATED, "employer")),
        visit=audit.visits.filter(ended_at=None).first(),
        period=audit.comment_periods.first(),
        comments=tuple(comment for comment in comments if comment.criterion_id is None),
    )


def _areas(audit: Assessment, said: dict[str, Said], comments: Sequence[DraftComment]) -> Iterator[AuditedArea]:
    results = {result.criterion_id: result for result in audit.results.select_related("level", "verdict")}
    strengths = dict(audit.area_summaries.values_list("area_id", "strengths"))
    on = {criterion: tuple(rows) for criterion, rows in groupby(comments, key=lambda comment: comment.criterion_id)}
    rows = [
        AuditedCriterion(each, said.get(each.code, Said(is_missing=True)), results.get(each.pk), on.get(each.pk, ()))
        for each in criteria_of(audit)
    ]
    for area, in_area in groupby(rows, key=lambda row: row.criterion.area):
        yield AuditedArea(area, tuple(in_area), strengths.get(area.pk, ""))


def _said(answers: Iterable[dict[str, Any]]) -> dict[str, Said]:
    return {row["criterion"]: Said(row["text"], row["answer"], row["level"]) for row in answers}
