"""What "Tarkista" shows before an application is submitted."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from assessments.file_store import path_of
from assessments.models import Application, ApplicationAnswer, Evidence, Submission
from assessments.selectors.evidence import evidence_by_criterion
from criteria.models import Area, Criterion


@dataclass(frozen=True)
class CheckRow:
    """One criterion with what has been written of it and the evidence given for it."""

    criterion: Criterion
    answer: ApplicationAnswer | None
    evidence: tuple[Evidence, ...]

    @property
    def is_written(self) -> bool:
        return bool(self.answer and self.answer.text)


@dataclass(frozen=True)
class ApplicationCheck:
    """Every criterion of the application. Only a missing text keeps it from being submitted; the rest are gentle reminders."""

    rows: tuple[CheckRow, ...]
    links: tuple[Evidence, ...]  # what lies behind a link is not stored with the submission
    lost: tuple[Evidence, ...]  # whose file can no longer be read
    last: Submission | None

    @property
    def total(self) -> int:
        return len(self.rows)

    @property
    def written(self) -> int:
        return sum(row.is_written for row in self.rows)

    @property
    def missing(self) -> list[Criterion]:
        return [row.criterion for row in self.rows if not row.is_written]

    @property
    def without_evidence(self) -> list[Criterion]:
        return [row.criterion for row in self.rows if not row.evidence]

    @property
    def areas(self) -> list[tuple[Area, list[CheckRow]]]:
        """The rows under their areas, in the version's order."""
        return [(area, list(rows)) for area, rows in groupby(self.rows, key=lambda row: row.criterion.area)]


def check_of_application(application: Application) -> ApplicationCheck:
    """Return the whole form as it would be submitted now; five queries."""
    answers = {answer.criterion_id: answer for answer in application.answers.select_related("level")}
    given = evidence_by_criterion(application)
    items = {item.pk: item for row in given for item in row.evidence}.values()
    return ApplicationCheck(
        rows=tuple(CheckRow(row.criterion, answers.get(row.criterion.pk), row.evidence) for row in given),
        links=tuple(item for item in items if item.link),
        lost=tuple(item for item in items if item.file and not path_of(item.file).is_file()),
        last=application.submissions.defer("content").last(),
    )
