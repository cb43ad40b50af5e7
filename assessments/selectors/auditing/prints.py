"""The submission to take along: as one PDF, and its files numbered the same way in one ZIP. Levels are in neither."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from assessments.models import SubmissionPrint
from assessments.selectors.auditing.reading import BlindSheet, blind_sheet, submitted_units
from config.toolkit.uploads.names import clean_name, split_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from assessments.models import Submission
    from criteria.models import Area, Criterion


@dataclass(frozen=True)
class Piece:
    """One evidence of the submission: a file has a number and a name of its own in the ZIP, a link has neither."""

    title: str
    criteria: tuple[str, ...]  # codes
    link: str = ""
    sha256: str = ""
    number: str = ""  # "01"
    name: str = ""  # "01 K1.1 Suunnitelma.pdf"


@dataclass(frozen=True)
class PrintedAnswer:
    """What was written of one criterion, and its evidence with numbers."""

    criterion: Criterion
    text: str
    evidence: tuple[Piece, ...]


@dataclass(frozen=True)
class PrintedSubmission:
    """The submission as it is printed for its auditors."""

    submission: Submission
    answers: tuple[PrintedAnswer, ...]
    pieces: tuple[Piece, ...]

    @property
    def areas(self) -> list[tuple[Area, list[PrintedAnswer]]]:
        return [(area, list(rows)) for area, rows in groupby(self.answers, key=lambda row: row.criterion.area)]

    @property
    def files(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.sha256]

    @property
    def links(self) -> list[Piece]:
        return [piece for piece in self.pieces if not piece.sha256]

    @property
    def organisation(self) -> str:
        return str(self.submission.data["organisation"]["name"])

    @property
    def round(self) -> str:
        return str(self.submission.data["round"]["name"])

    @property
    def unit_names(self) -> str:
        return submitted_units(self.submission)


def printed_submission(submission: Submission) -> PrintedSubmission:
    """Return what the PDF says; one query. Only what an auditor reads before she has rated: texts and evidence (`blind_sheet`)."""
    sheet = blind_sheet(submission)
    pieces = pieces_of(sheet)
    answers = (
        PrintedAnswer(row.criterion, row.text, tuple(piece for piece in pieces if row.criterion.code in piece.criteria))
        for row in sheet.answers
    )
    return PrintedSubmission(submission, tuple(answers), pieces)


def pieces_of(sheet: BlindSheet) -> tuple[Piece, ...]:
    """Return the evidence in the order of the criteria it was given for, the files numbered from one: so paper and ZIP meet."""
    order = {row.criterion.code: position for position, row in enumerate(sheet.answers)}
    rows = sorted(sheet.evidence, key=lambda row: min((order.get(code, len(order)) for code in row["criteria"]), default=len(order)))
    width = max(2, len(str(sum(bool(row["sha256"]) for row in rows))))
    return tuple(_numbered(rows, order, width))


def latest_print(submission: Submission) -> SubmissionPrint | None:
    """Return the PDF of the submission that was ordered last; one query."""
    return SubmissionPrint.objects.filter(submission=submission).select_related("file").order_by("-pk").first()


def _numbered(rows: Iterable[dict[str, Any]], order: dict[str, int], width: int) -> Iterable[Piece]:
    number = 0
    for row in rows:
        codes = tuple(sorted(row["criteria"], key=lambda code: order.get(code, len(order))))
        if not row["sha256"]:
            yield Piece(row["title"], codes, link=row["link"])
            continue
        number += 1
        told = f"{number:0{width}}"
        stem, extension = split_name(row["file_name"])
        name = clean_name(f"{told} {codes[0]} {stem}.{extension}", extension)
        yield Piece(row["title"], codes, sha256=row["sha256"], number=told, name=name)
