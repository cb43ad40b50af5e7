"""The decision pack (päätösaineisto): a round's final reports for the meeting that decides, as its orderer may see them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from assessments.models import DraftComment, Result
from assessments.selectors.decisions.access import decision_matters
from assessments.selectors.decisions.matters import Matter, for_pages, matters_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from assessments.models import Round
    from criteria.models import Area
    from workshops.permissions import Access

ROWS_ON_PAGE = 8  # of one table: a table that crosses a page becomes several in the structure of the PDF


@dataclass(frozen=True)
class PackReport:
    """One application in the pack: its matter, the agreed results area by area, and the workshop's comments with their answers."""

    matter: Matter
    areas: tuple[tuple[Area, tuple[Result, ...]], ...]
    comments: tuple[DraftComment, ...]


@dataclass(frozen=True)
class Pack:
    """The whole pack, in an order that depends on nothing but what it holds."""

    round: Round
    reports: tuple[PackReport, ...]

    @property
    def tables(self) -> Iterator[tuple[PackReport, ...]]:
        """The list on the cover's next page, in tables that fit on a page."""
        for first in range(0, len(self.reports), ROWS_ON_PAGE):
            yield self.reports[first : first + ROWS_ON_PAGE]

    @property
    def newest(self) -> dt.datetime | None:
        """When the last of the reports became final."""
        return max((moment for report in self.reports if (moment := report.matter.audit.completed_at)), default=None)


def pack_of(round_: Round, access: Access) -> Pack | None:
    """Return the round's pack as the asker may see it, by the applicants' names; None when she sees nothing. Fifteen queries at most."""
    rows = for_pages(decision_matters(access).filter(round=round_)).order_by("organisation__sort_key", "ref")
    matters = matters_of(rows)
    if not matters:
        return None
    audits = [matter.audit.pk for matter in matters]
    results, comments = _results(audits), _comments(audits)
    return Pack(
        round_,
        tuple(PackReport(matter, tuple(_by_area(results[matter.audit.pk])), tuple(comments[matter.audit.pk])) for matter in matters),
    )


def _by_area(results: Iterable[Result]) -> Iterator[tuple[Area, tuple[Result, ...]]]:
    for area, rows in groupby(results, key=lambda row: row.criterion.area):
        yield area, tuple(rows)


def _results(audits: Collection[int]) -> dict[int, list[Result]]:
    found: dict[int, list[Result]] = defaultdict(list)
    rows = Result.objects.filter(assessment__in=audits).select_related("criterion__area", "level", "verdict")
    for row in rows.order_by("assessment", "criterion__order"):
        found[row.assessment_id].append(row)
    return found


def _comments(audits: Collection[int]) -> dict[int, list[DraftComment]]:
    found: dict[int, list[DraftComment]] = defaultdict(list)
    for row in DraftComment.objects.filter(assessment__in=audits).select_related("criterion"):
        found[row.assessment_id].append(row)
    return found
