"""Closing a year: its national summaries are counted once, when nothing of the year can change any more (docs/decisions/0035)."""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, transaction
from django.db.models import Q
from django.db.models.functions import ExtractYear
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.choices import ActionStatus, Compared, SummarySeries
from assessments.models import Action, Assessment, Summary, SummaryParticipant
from assessments.selectors.summaries.figures import areas_with_criteria
from assessments.selectors.summaries.standing import KINDS, facts_of, finished_in, on_scale, standing_answers
from assessments.services.summaries.counting import Count, count_everyone, count_year, store_count
from assessments.years import begins_at, closes_at, last_closed_year
from config.toolkit.errors import WrongStateError
from config.toolkit.search import sort_key
from criteria.models import Framework, FrameworkVersion

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from assessments.small_groups import Key

logger = logging.getLogger(__name__)
CLOSED = "criteria"  # the kind of frameworks whose years are counted


def close_years(*, at: dt.datetime) -> None:
    """Close every year that can be and has not been: of each framework of criteria, self-assessments and audits apart. The worker's.

    A year that fails is told of in the log and tried again; the others are closed.
    """
    for framework, series, year in open_years(at):
        try:
            close_year(framework=Framework.objects.get(pk=framework), series=series, year=year, at=at)
        except DatabaseError:
            raise
        except Exception:
            logger.exception("The national summary was not counted: framework %s, %s %s", framework, series, year)


def close_year(*, framework: Framework, series: str, year: int, at: dt.datetime) -> Summary | None:
    """Count the year and return its summary; again returns the same one. None when nobody took part.

    Counting takes minutes and locks nothing: nothing of a closed year changes. Raises `WrongStateError` before the year has closed: its
    figures could still change, and their change would tell of single workshops.
    """
    if at < closes_at(year):
        raise WrongStateError(_("Vuosi ei ole vielä päättynyt, joten sen lukuja ei lasketa."))
    closed = Summary.objects.filter(framework=framework, series=series, year=year).first()
    if closed is not None:
        return closed
    counted = count_closed(framework, series, year)
    if counted is None:
        return None
    return _store(Summary(framework=framework, series=series, year=year, closed_at=at, **counted.totals), counted.count)


@transaction.atomic
def _store(summary: Summary, count: Count) -> Summary:
    """Store the summary and all that belongs to it, unless another worker has done so meanwhile."""
    Framework.objects.select_for_update().get(pk=summary.framework_id)
    closed = Summary.objects.filter(framework=summary.framework_id, series=summary.series, year=summary.year).first()
    if closed is not None:
        return closed
    summary.actions_finished = _finished_actions(summary.year)
    summary.save()
    store_rows(summary, count, count_everyone())
    return summary


def store_rows(summary: Summary, count: Count, everyone: Mapping[Key, int]) -> None:
    """Store all that belongs to the summary: who took part, the groups with their figures, and the changes."""
    SummaryParticipant.objects.bulk_create(
        SummaryParticipant(summary=summary, workshop_id=workshop, assessment_id=assessment, sort_key=sort_key(count.facts[assessment].name))
        for workshop, assessment in count.participants.items()
    )
    store_count(summary, count, everyone)


@dataclass(frozen=True)
class ClosedYear:
    """A year counted, with the fields of its summary that are the same whenever it is counted."""

    count: Count
    totals: dict[str, Any]


def count_closed(framework: Framework, series: str, year: int) -> ClosedYear | None:
    """Count the year from what is stored of it now: for its summary, and to check one (`manage.py check_counts`). None: nobody took part.

    What counts are the results on the scale of the version that most workshops used: levels of two scales are not one distribution.
    """
    last = {row.workshop_id: row for row in finished_in(framework, series, year).only("workshop_id", "version_id")}
    if not last:
        return None
    version = most_used_version(row.version_id for row in last.values())
    whole = standing_answers(framework, series, year)
    scale = tuple(version.scale.levels.order_by("value").values_list("value", flat=True))
    standing, other_scale = on_scale(whole, scale)
    earlier = {Compared.YEAR_BEFORE: [standing_answers(framework, series, year - 1)]}
    if series == SummarySeries.AUDIT:  # what the workshops said of themselves in the audits' year or the year before it: the newer counts
        earlier[Compared.OWN] = [standing_answers(framework, SummarySeries.SELF, number) for number in (year, year - 1)]
    participants = {workshop: row.pk for workshop, row in last.items()}
    answered = {answer.assessment for population in standing.values() for answer in population.values()}
    count = count_year(
        standing=standing,
        earlier=earlier,
        areas={criterion.code: area.area.code for area in areas_with_criteria(version) for criterion in area.criteria},
        participants=participants,
        facts=facts_of([*answered, *participants.values()]),
    )
    return ClosedYear(count, {"version": version, **_totals(framework, series, year, count, len(other_scale))})


def most_used_version(used: Iterable[int]) -> FrameworkVersion:
    """Return the version that occurs most often; of equal ones the newest."""
    times = Counter(used)
    versions = FrameworkVersion.objects.filter(pk__in=times).select_related("scale")
    return max(versions, key=lambda version: (times[version.pk], version.published_at, version.pk))


def _totals(framework: Framework, series: str, year: int, count: Count, other_scale: int) -> dict[str, Any]:
    finished = finished_in(framework, series, year)
    start, end = begins_at(year), begins_at(year + 1)
    begun = Assessment.objects.filter(
        kind__in=KINDS[SummarySeries(series)], version__framework=framework, started_at__gte=start, started_at__lt=end
    )
    return {
        "organisations": len({count.facts[assessment].organisation for assessment in count.participants.values()}),
        "replaced": finished.count() - len(count.counted_assessments) - other_scale,
        "other_scale": other_scale,
        "unfinished": begun.filter(Q(completed_at=None) | Q(completed_at__gte=end)).count(),
        "actions_agreed": Action.objects.filter(agreed_at__gte=start, agreed_at__lt=end).count(),
    }


def _finished_actions(year: int) -> int:
    """Return how many actions stand as done in the year; as of the closing, for one may be taken up again at any time."""
    return Action.objects.filter(status=ActionStatus.DONE, finished_at__gte=begins_at(year), finished_at__lt=begins_at(year + 1)).count()


def open_years(at: dt.datetime) -> list[tuple[int, str, int]]:
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
