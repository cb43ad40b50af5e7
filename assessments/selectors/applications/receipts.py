"""What the receipts of a submission show: to those who may read it everything, to the public that it arrived and whether it counts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from assessments.choices import Answer
from assessments.lifecycle import ApplicationStatus
from assessments.models import Submission
from assessments.selectors.applications.submissions import submission_by_code
from criteria.models import Area, Criterion, FrameworkVersion

_CHECKSUM = re.compile(r"[0-9a-f]{64}")


class Standing(StrEnum):
    """Whether a submission counts."""

    IN_FORCE = "in_force"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


class Comparison(StrEnum):
    """How a checksum that somebody holds compares with the stored one."""

    SAME = "same"
    DIFFERENT = "different"
    NO_CHECKSUM = "no_checksum"  # what was typed cannot be one


@dataclass(frozen=True)
class Receipt:
    """A submission with whether it counts, and the one that counts instead."""

    submission: Submission
    last: Submission

    @property
    def standing(self) -> Standing:
        if self.submission.application.status == ApplicationStatus.WITHDRAWN:
            return Standing.WITHDRAWN
        return Standing.IN_FORCE if self.submission.pk == self.last.pk else Standing.REPLACED


@dataclass(frozen=True)
class SubmittedAnswer:
    """What was submitted of one criterion, with the evidence given for it."""

    criterion: Criterion
    text: str
    level: int | None
    not_applicable: bool
    evidence: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class SubmissionSheet:
    """A submission as it is read: its content with the names that the criteria and levels have."""

    receipt: Receipt
    data: dict[str, Any]
    version: FrameworkVersion
    answers: tuple[SubmittedAnswer, ...]
    steps: tuple[tuple[int, str], ...]

    @property
    def submission(self) -> Submission:
        return self.receipt.submission

    @property
    def areas(self) -> list[tuple[Area, list[SubmittedAnswer]]]:
        """The answers under their areas, in the version's order."""
        return [(area, list(answers)) for area, answers in groupby(self.answers, key=lambda answer: answer.criterion.area)]

    @property
    def files(self) -> list[dict[str, Any]]:
        return [row for row in self.data["evidence"] if row["sha256"]]

    @property
    def links(self) -> list[dict[str, Any]]:
        return [row for row in self.data["evidence"] if row["link"]]


def receipt_of(submission: Submission) -> Receipt:
    """Return the submission with the one that counts now; one query. The submission comes with its application."""
    last = submission.application.submissions.defer("content").last()
    assert last is not None  # there is this one at least
    return Receipt(submission, last)


def receipt_by_code(code: str) -> Receipt | None:
    """Return the public receipt with the code; None for a code that nobody was given."""
    submission = submission_by_code(code)
    return receipt_of(submission) if submission else None


def compare_checksum(submission: Submission, typed: str) -> Comparison:
    """Compare a pasted checksum with the stored one; spaces, line ends and capitals in it mean nothing."""
    given = "".join(typed.split()).lower()
    if not _CHECKSUM.fullmatch(given):
        return Comparison.NO_CHECKSUM
    return Comparison.SAME if given == submission.sha256 else Comparison.DIFFERENT


def submission_sheet(submission: Submission) -> SubmissionSheet:
    """Return the submission as it is read, drawn from the stored content alone; four queries. A published version never changes."""
    data = submission.data
    told = data["version"]
    version = FrameworkVersion.objects.select_related("framework", "scale").get(framework__slug=told["framework"], version=told["version"])
    rows = {row["criterion"]: row for row in data["answers"]}
    criteria = Criterion.objects.filter(area__version=version).select_related("area").order_by("order")
    return SubmissionSheet(
        receipt=receipt_of(submission),
        data=data,
        version=version,
        answers=tuple(_answer(one, rows[one.code], data["evidence"]) for one in criteria if one.code in rows),
        steps=tuple((level.value, level.name) for level in version.scale.levels.all()),
    )


def _answer(criterion: Criterion, row: dict[str, Any], evidence: list[dict[str, Any]]) -> SubmittedAnswer:
    return SubmittedAnswer(
        criterion=criterion,
        text=row["text"],
        level=row["level"],
        not_applicable=row["answer"] == Answer.NOT_APPLICABLE,
        evidence=tuple(piece for piece in evidence if criterion.code in piece["criteria"]),
    )
