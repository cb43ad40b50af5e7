"""The one page that is open during a visit: every criterion with what was written, what is asked, and one's own notes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from assessments.selectors.auditing.reading import blind_sheet
from assessments.selectors.auditing.visits import open_notes, questions_by_criterion
from assessments.selectors.results import criteria_of
from criteria.selectors import interview_questions_of

if TYPE_CHECKING:
    from assessments.models import Assessment, Submission, VisitNote, VisitQuestion
    from criteria.models import Area, Criterion
    from workshops.models import User


@dataclass(frozen=True)
class VisitPart:
    """One criterion on the page of the visit; nothing of anybody's level."""

    criterion: Criterion
    text: str  # what the applicant wrote
    interview: tuple[str, ...]  # the questions that belong to the criterion
    questions: tuple[VisitQuestion, ...]
    notes: tuple[VisitNote, ...]


@dataclass(frozen=True)
class VisitSheet:
    """All criteria in their order, and the notes of the whole visit."""

    parts: tuple[VisitPart, ...]
    notes: tuple[VisitNote, ...]

    @property
    def areas(self) -> list[tuple[Area, list[VisitPart]]]:
        """The criteria area by area, in the version's order."""
        return [(area, list(parts)) for area, parts in groupby(self.parts, key=lambda part: part.criterion.area)]


def visit_sheet(audit: Assessment, submission: Submission, user: User) -> VisitSheet:
    """Return what the auditor has before her during the visit; six queries, however many the criteria."""
    texts = {answer.criterion.code: answer.text for answer in blind_sheet(submission).answers}
    questions = questions_by_criterion(audit, user)
    notes: dict[str, list[VisitNote]] = {}
    for note in open_notes(audit, user):
        notes.setdefault(note.criterion.code if note.criterion else "", []).append(note)
    criteria = criteria_of(audit)
    interview = interview_questions_of(audit.version)
    parts = tuple(
        VisitPart(
            criterion,
            texts.get(criterion.code, ""),
            tuple(str(question) for question in interview[criterion.pk]),
            tuple(questions.get(criterion.code, ())),
            tuple(notes.get(criterion.code, ())),
        )
        for criterion in criteria
    )
    return VisitSheet(parts, tuple(notes.get("", ())))
