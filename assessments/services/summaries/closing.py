"""Closing a year: its national summaries are counted once, when nothing of the year can change any more (docs/decisions/0035)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import ExtractYear
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.choices import ActionStatus, Compared, SummarySeries
from assessments.models import Action, Assessment, Summary, SummaryParticipant
from assessments.selectors.summaries.standing import KINDS, facts_of, finished_in, standing_answers
from assessments.services.summaries.counting import Count, count_everyone, count_year, store_count
from assessments.years import begins_at, closes_at, last_closed_year
from config.toolkit.errors import WrongStateError
from config.toolkit.search import sort_key
from criteria.models import Framework, FrameworkVersion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assessments.small_groups import Key

CLOSED = "criteria"  # the kind of frameworks whose years are counted


def close_years(*, at: dt.datetime) -> None:
    """Close every year that can be and has not been: of each framework of criteria, self-assessments and audits apart. The worker's."""
    for framework, series, year in _open_years(at):
        close_year(framework=Framework.objects.get(pk=framework), series=series, year=year, at=at)


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
    summary = Summary.objects.create(
        framework=framework,
        series=series,
        year=year,
        closed_at=at,
        **year_totals(framework, series, year, count),
        actions_finished=_finished_actions(year),
    )
    store_rows(summary, count, count_everyone())
    return summary


def store_rows(summary: Summary, count: Count, everyone: Mapping[Key, int]) -> None:
    """Store all that belongs to the summary: who took part, the groups with their figures, and the changes."""
    SummaryParticipant.objects.bulk_create(
        SummaryParticipant(summary=summary, workshop_id=workshop, assessment_id=assessment, sort_key=sort_key(count.facts[assessment].name))
        for workshop, assessment in count.participants.items()
    )
    store_count(summary, count, everyone)


def counted(framework: Framework, series: str, year: int) -> Count:
    """Count the year from what is stored of it now: for its summary, and to check one (`manage.py check_counts`)."""
    standing = standing_answers(framework, series, year)
    earlier = {Compared.YEAR_BEFORE: [standing_answers(framework, series, year - 1)]}
    if series == SummarySeries.AUDIT:  # what the workshops said of themselves in the audits' year or the year before it: the newer counts
        earlier[Compared.OWN] = [standing_answers(framework, SummarySeries.SELF, number) for number in (year, year - 1)]
    finished = dict(finished_in(framework, series, year).values_list("workshop_id", "pk"))
    told = [standing, *(codes for years in earlier.values() for codes in years)]
    assessments = {answer.assessment for codes in told for population in codes.values() for answer in population.values()}
    return count_year(standing=standing, earlier=earlier, participants=finished, facts=facts_of([*assessments, *finished.values()]))


def year_totals(framework: Framework, series: str, year: int, count: Count) -> dict[str, Any]:
    """Return the fields of a summary that are the same whenever the closed year is counted."""
    finished = finished_in(framework, series, year)
    start, end = begins_at(year), begins_at(year + 1)
    begun = Assessment.objects.filter(
        kind__in=KINDS[SummarySeries(series)], version__framework=framework, created_at__gte=start, created_at__lt=end
    )
    used = FrameworkVersion.objects.filter(pk__in=finished.order_by().values("version"))
    return {
        "version": used.order_by("published_at", "pk").last(),
        "organisations": len({count.facts[assessment].organisation for assessment in count.participants.values()}),
        "replaced": finished.count() - len(count.counted_assessments),
        "unfinished": begun.filter(Q(completed_at=None) | Q(completed_at__gte=end)).count(),
        "actions_agreed": Action.objects.filter(agreed_at__gte=start, agreed_at__lt=end).count(),
    }


def _finished_actions(year: int) -> int:
    """Return how many actions stand as done in the year; as of the closing, for one may be taken up again at any time."""
    return Action.objects.filter(status=ActionStatus.DONE, finished_at__gte=begins_at(year), finished_at__lt=begins_at(year + 1)).count()


def _open_years(at: dt.datetime) -> list[tuple[int, str, int]]:
    """Return the framework, series and year of what was finished in a year that is over and has no summary yet; two queries."""
    zone = timezone.get_default_timezone()
    finished = (
        Assessment.objects.filter(version__framework__kind=CLOSED, completed_at__lt=begins_at(last_closed_year(at) + 1))
        .annotate(year=ExtractYear("completed_at", tzinfo=zone))
        .order_by()
        .values_list("version__framework", "kind", "year")
        .distinct()
    )
    closed = set(Summary.objects.order_by().values_list("framework", "series", "year"))
    series_of = {kind.value: series.value for series, kinds in KINDS.items() for kind in kinds}
    return sorted({(framework, series_of[kind], year) for framework, kind, year in finished} - closed)
