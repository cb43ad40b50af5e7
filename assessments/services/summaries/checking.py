"""Counting closed years anew: what differs from what is stored, and putting right what nobody outside has seen."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import Summary, SummaryChange, SummaryFigure
from assessments.services.summaries.closing import ClosedYear, count_closed, open_years, store_rows
from assessments.services.summaries.counting import Count, count_everyone
from config.toolkit.errors import WrongStateError
from criteria.models import Framework
from workshops.services.audit_events import record_event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assessments.small_groups import Key

Row = tuple[object, ...]  # what a number is about: its kind first, then whose it is
Rows = dict[Row, object]


@dataclass(frozen=True)
class Difference:
    """A row that is stored otherwise than it is counted now; None: there is no such row."""

    row: Row
    stored: object
    counted: object

    def __str__(self) -> str:
        named = " ".join(_named(part) for part in self.row if part != "")
        return f"{named}: stored {_named(self.stored)}, counted {_named(self.counted)}"


def _named(part: object) -> str:
    if isinstance(part, tuple):
        return "/".join(_named(each) for each in part) or "everybody"
    return "-" if part is None else str(part)


@dataclass(frozen=True)
class Check:
    """A stored summary, its year counted anew, and what differs."""

    summary: Summary
    count: Count
    totals: dict[str, Any]
    differences: list[Difference]

    @property
    def name(self) -> str:
        return f"{self.summary.framework.slug} {self.summary}"


def check_summaries() -> Iterator[Check]:
    """Count every closed year anew, one by one, and yield what differs; changes nothing."""
    for summary in Summary.objects.select_related("framework", "version").order_by("framework__slug", "series", "year"):
        yield check_summary(summary)


def uncounted_years(at: dt.datetime) -> list[str]:
    """Return the closed years that should have a summary and have none, in words; the worker counts them within the hour."""
    slugs = dict(Framework.objects.values_list("pk", "slug"))
    return [f"{slugs[framework]} {series} {year}" for framework, series, year in open_years(at)]


def check_summary(summary: Summary) -> Check:
    """Count the summary's year anew from the assessments and tell, row by row, what differs from what is stored.

    Not compared is what is true of the moment of closing alone: how many workshops there were, and how many actions stood as done.
    """
    counted = count_closed(summary.framework, summary.series, summary.year) or ClosedYear(Count({}, {}, set()), {})
    count, totals = counted.count, counted.totals
    stored, now = _stored_rows(summary, totals), _counted_rows(count, totals)
    rows = sorted(stored.keys() | now.keys(), key=repr)
    found = [Difference(row, stored.get(row), now.get(row)) for row in rows if stored.get(row) != now.get(row)]
    return Check(summary, count, totals, found)


def rebuild_summary(*, summary: Summary, at: dt.datetime) -> list[Difference]:
    """Count the summary anew, replace all of it unless nothing differs, and return what differed.

    Raises `WrongStateError` for a published one: what anyone may have read stays as it is.

    What is told follows by the same rule from who answered (docs/decisions/0034), so a summary whose answers alone were wrong tells of the
    same groups again. Its PDFs go with the former figures. Coordinators and workshops may have read those: where others are counted than
    then, the difference of the two tellings tells of them, so this is for mending a fault, and is recorded.
    """
    _require_unpublished(summary)
    check = check_summary(summary)
    if check.differences:
        _replace(check, at)
    return check.differences


def _require_unpublished(summary: Summary) -> None:
    if summary.published_at is not None:
        raise WrongStateError(_("Julkaistua koostetta ei lasketa uudelleen."))


@transaction.atomic
def _replace(check: Check, at: dt.datetime) -> None:
    """Store the count in the place of what is stored; of a year in which nobody took part nothing is left."""
    summary = Summary.objects.select_for_update(of=("self",)).get(pk=check.summary.pk)
    _require_unpublished(summary)
    record_event(action="summary_rebuilt", obj=summary, by=None, at=at, details={"differences": len(check.differences)})
    everyone = {key: number for key, number in count_everyone().items() if key in check.count.groups}  # of a group that was not there
    everyone |= {cell.key: cell.everyone for cell in summary.cells.all() if cell.everyone}  # as of the closing
    for rows in (summary.participants, summary.changes, summary.cells, summary.reports):
        rows.all().delete()
    if not check.count.participants:
        summary.delete()
        return
    Summary.objects.filter(pk=summary.pk).update(**check.totals)
    store_rows(summary, check.count, everyone)


def _stored_rows(summary: Summary, totals: dict[str, Any]) -> Rows:
    rows: Rows = {("total", name): getattr(summary, name) for name in totals}
    rows |= {("participant", workshop): assessment for workshop, assessment in summary.participants.values_list("workshop", "assessment")}
    keys: dict[int, Key] = {cell.pk: cell.key for cell in summary.cells.all()}
    rows |= {("group", keys[cell.pk]): cell.participants for cell in summary.cells.all() if cell.participants}
    figures = SummaryFigure.objects.filter(cell__summary=summary).order_by()
    for cell, code, level, is_top, workshops in figures.values_list("cell", "code", "level", "is_top", "workshops"):
        rows["figure", keys[cell], code, level, _top(is_top)] = workshops
    changes = SummaryChange.objects.filter(summary=summary).order_by()
    for compared, area, *numbers in changes.values_list("compared", "area_code", "workshops", "lower", "same", "higher"):
        rows["change", compared, area] = tuple(numbers)
    return rows


def _counted_rows(count: Count, totals: dict[str, Any]) -> Rows:
    rows: Rows = {("total", name): value for name, value in totals.items()}
    rows |= {("participant", workshop): assessment for workshop, assessment in count.participants.items()}
    rows |= {("group", key): participants for key, participants in count.groups.items()}
    for key, codes in count.figures.items():
        for code, answers in codes.items():
            rows |= {("figure", key, code, level, _top(is_top)): workshops for (level, is_top), workshops in answers.items()}
    rows |= {("change", str(compared), area): tuple(change) for (compared, area), change in count.changes.items()}
    return rows


def _top(is_top: bool) -> str:
    return "top" if is_top else ""
