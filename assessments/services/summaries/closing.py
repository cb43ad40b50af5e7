"""Closing a year: its national summaries are counted once, when nothing of the year can change any more (docs/decisions/0035)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.choices import ActionStatus, SummarySeries
from assessments.models import Action, Assessment, Summary, SummaryParticipant
from assessments.selectors.summaries.standing import KINDS, facts_of, finished_in, standing_answers
from assessments.services.summaries.counting import Count, count_year, store_count
from assessments.years import begins_at, closes_at, last_closed_year
from config.toolkit.errors import WrongStateError
from criteria.models import Framework, FrameworkVersion

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from assessments.selectors.summaries.standing import Population


def close_years(*, at: dt.datetime) -> None:
    """Close every year that can be and has not been: of each framework of criteria, self-assessments and audits apart. The worker's."""
    for framework in Framework.objects.filter(kind="criteria"):
        for series in SummarySeries:
            for year in _open_years(framework, series, at):
                close_year(framework=framework, series=series, year=year, at=at)


@transaction.atomic
def close_year(*, framework: Framework, series: str, year: int, at: dt.datetime) -> Summary | None:
    """Count the year and return its summary; again returns the same one. None when nobody took part.

    Raises `WrongStateError` before the year has closed: its figures could still change, and their change would tell of single workshops.
    """
    if at < closes_at(year):
        raise WrongStateError(_("Vuosi ei ole vielä päättynyt, joten sen lukuja ei lasketa."))
    framework = Framework.objects.select_for_update().get(pk=framework.pk)
    closed = Summary.objects.filter(framework=framework, series=series, year=year).first()
    if closed is not None:
        return closed
    count = counted(framework, series, year)
    if not count.participants:
        return None
    summary = _create(framework, series, year, count, at)
    SummaryParticipant.objects.bulk_create(
        SummaryParticipant(summary=summary, workshop_id=workshop, assessment_id=assessment)
        for workshop, assessment in count.participants.items()
    )
    store_count(summary, count)
    return summary


def counted(framework: Framework, series: str, year: int) -> Count:
    """Count the year from what is stored of it now: for its summary, and to check one (`manage.py check_counts`)."""
    standing = standing_answers(framework, series, year)
    before = standing_answers(framework, series, year - 1)
    own = own_before_audits(framework, year) if series == SummarySeries.AUDIT else {}
    finished = dict(finished_in(framework, series, year).values_list("workshop_id", "pk"))
    told = [answer.assessment for codes in (standing, before, own) for population in codes.values() for answer in population.values()]
    return count_year(standing=standing, before=before, own=own, participants=finished, facts=facts_of([*told, *finished.values()]))


def own_before_audits(framework: Framework, year: int) -> dict[str, Population]:
    """Return what the workshops said of themselves in the audits' year or the year before it: the newer one counts."""
    earlier, same = (standing_answers(framework, SummarySeries.SELF, number) for number in (year - 1, year))
    return {code: {**earlier.get(code, {}), **same.get(code, {})} for code in earlier.keys() | same.keys()}


def _open_years(framework: Framework, series: str, at: dt.datetime) -> list[int]:
    """Return the years with finished assessments that are over and have no summary yet."""
    first = _of(framework, series).aggregate(first=Min("completed_at"))["first"]
    if first is None:
        return []
    closed = set(Summary.objects.filter(framework=framework, series=series).values_list("year", flat=True))
    years = range(timezone.localdate(first).year, last_closed_year(at) + 1)
    return [year for year in years if year not in closed and finished_in(framework, series, year).exists()]


def _of(framework: Framework, series: str) -> QuerySet[Assessment]:
    return Assessment.objects.filter(kind__in=KINDS[SummarySeries(series)], version__framework=framework)


def _create(framework: Framework, series: str, year: int, count: Count, at: dt.datetime) -> Summary:
    finished = finished_in(framework, series, year)
    start, end = begins_at(year), begins_at(year + 1)
    begun = _of(framework, series).filter(created_at__gte=start, created_at__lt=end)
    return Summary.objects.create(
        framework=framework,
        version=FrameworkVersion.objects.filter(pk__in=finished.order_by().values("version")).latest("published_at"),
        series=series,
        year=year,
        closed_at=at,
        organisations=len({count.facts[assessment].organisation for assessment in count.participants.values()}),
        replaced=finished.count() - len(count.counted_assessments),
        unfinished=begun.filter(Q(completed_at=None) | Q(completed_at__gte=end)).count(),
        actions_agreed=Action.objects.filter(agreed_at__gte=start, agreed_at__lt=end).count(),
        actions_finished=Action.objects.filter(status=ActionStatus.DONE, finished_at__gte=start, finished_at__lt=end).count(),
    )
