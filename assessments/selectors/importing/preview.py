"""The preview of a list: every row with its faults, what is new, what is there already. The same check is asked again when confirming."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessments.choices import ImportKind
from assessments.imports.columns import COLUMNS
from assessments.imports.rows import Line, lines_of
from assessments.models import ImportBatch
from assessments.selectors.importing import marks, organisations, people

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from workshops.permissions import Access


@dataclass(frozen=True)
class Preview:
    """A list as it would be brought in."""

    titles: list[str]
    lines: list[Line]

    @property
    def faulty(self) -> list[Line]:
        return [line for line in self.lines if line.faults]

    @property
    def new(self) -> list[Line]:
        return [line for line in self.lines if not line.faults and not line.is_known]

    @property
    def known(self) -> list[Line]:
        return [line for line in self.lines if not line.faults and line.is_known]

    @property
    def sentences(self) -> list[str]:
        return [sentence for line in self.lines for sentence in line.sentences]


def preview_of(batch: ImportBatch, access: Access, at: dt.datetime) -> Preview:
    """Return the batch's rows checked against what is in the service now; a constant number of queries up to a thousand rows."""
    lines = lines_of(batch.kind, batch.rows)
    if batch.kind == ImportKind.ORGANISATIONS:
        organisations.check(lines)
    elif batch.kind == ImportKind.PEOPLE:
        people.check(lines, access, at)
    else:
        marks.check(lines, access)
    order = [column.name for column in COLUMNS[batch.kind]]
    for line in lines:
        line.faults.sort(key=lambda fault: order.index(fault.name))
    return Preview([str(column.title) for column in COLUMNS[batch.kind]], lines)


def batches() -> QuerySet[ImportBatch]:
    """Return the lists brought and those that wait for it, the newest first, without their rows."""
    return ImportBatch.objects.defer("rows").select_related("uploaded_by", "imported_by").order_by("-uploaded_at", "-pk")


def batches_for_page() -> QuerySet[ImportBatch]:
    """Return the same with their rows."""
    return ImportBatch.objects.select_related("uploaded_by", "imported_by")
