"""How far the confirmed ratings of pairs differ, for coordinators who look for criteria that need clearer words; never of one auditor."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, OuterRef, Q, Subquery, Window
from django.db.models.functions import Abs, RowNumber
from django.utils.translation import gettext as _

from assessments.agreement import BATCH, Agreement, agreement_from_distances, told_distances
from assessments.choices import AssessmentKind
from assessments.lifecycle import REPORTED_AUDIT_STATUSES
from assessments.models import Assessment, ConfirmedRating, Participant
from config.toolkit.bars import BarRow, BarsChart, bars_chart
from criteria.models import Criterion

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from criteria.models import FrameworkVersion

LEAST_ALIKE = 3  # so many criteria are named as those whose words need a look


@dataclass(frozen=True)
class CriterionAgreement:
    criterion: Criterion
    agreement: Agreement


@dataclass(frozen=True)
class AuditorAgreement:
    """The page: every criterion of the version, and how many audits by pairs stand behind it."""

    rows: tuple[CriterionAgreement, ...]
    audits: int  # final ones; of each criterion only whole batches of their pairs are told

    @property
    def is_told(self) -> bool:
        """Whether there are pairs enough to tell of any criterion."""
        return any(row.agreement.is_told for row in self.rows)

    @property
    def least_alike(self) -> list[CriterionAgreement]:
        """The criteria in which pairs most seldom gave the same level; those that share the last place are all named."""
        told = sorted((row for row in self.rows if row.agreement.is_told), key=lambda row: row.agreement.exact_share)
        if not told or told[0].agreement.exact_share == told[-1].agreement.exact_share:
            return []
        last = told[min(LEAST_ALIKE, len(told)) - 1].agreement.exact_share
        return [row for row in told if row.agreement.exact_share <= last]


def auditor_agreement(version: FrameworkVersion) -> AuditorAgreement:
    """Return the agreement of pairs in the final audits of the version's framework, by the codes of the version; four queries.

    Earlier versions count under the same code. A criterion that either of a pair did not place on a level is no pair.
    """
    audits = _audits_by_pairs(version)
    distances = _distances(audits)
    criteria = Criterion.objects.filter(area__version=version).select_related("area").order_by("order")
    rows = tuple(CriterionAgreement(each, agreement_from_distances(distances.get(each.code, {}))) for each in criteria)
    return AuditorAgreement(rows, audits.count())


def agreement_chart(told: AuditorAgreement) -> BarsChart:
    """Return the picture of the page: a bar for each criterion."""
    few = _("liian vähän pareja")
    rows = [BarRow(str(row.criterion), row.agreement.counts if row.agreement.is_told else None, few) for row in told.rows]
    parts = [_("kauempana toisistaan"), _("yhden tason päässä"), _("sama taso")]
    return bars_chart(rows=rows, parts=parts, title=_("Parien arviot kriteereittäin. Samat luvut ovat taulukossa kuvan jälkeen."))


def agreement_note() -> str:
    """Return why figures come in batches."""
    sentence = _("Kunkin kriteerin luvut kerrotaan %(count)s parin erissä, jotta kenenkään yksittäistä arviota ei voi päätellä.")
    return sentence % {"count": BATCH}


def _audits_by_pairs(version: FrameworkVersion) -> QuerySet[Assessment]:
    active = Count("participants", filter=Q(participants__removed_at=None))
    audits = Assessment.objects.exclude(kind=AssessmentKind.SELF).filter(status__in=REPORTED_AUDIT_STATUSES)
    return audits.filter(version__framework=version.framework_id).annotate(active=active).filter(active=2)


def _distances(audits: QuerySet[Assessment]) -> dict[str, dict[int, int]]:
    """Return code → distance in levels → pairs, in whole batches of each criterion; two queries."""
    pairs, found = _pairs(audits), defaultdict[str, dict[int, int]](dict)
    counts = pairs.order_by().values("criterion__code", "distance").annotate(pairs=Count("pk"))  # type: ignore[misc]  # annotated by `_pairs`
    for row in counts:
        found[row["criterion__code"]][row["distance"]] = row["pairs"]
    newest = _newest(pairs)
    return {code: told_distances(by_distance, newest[code]) for code, by_distance in found.items()}


def _pairs(audits: QuerySet[Assessment]) -> QuerySet[ConfirmedRating]:
    """Return a row for each pair that gave the criterion a level, with the distance of the two."""
    places = Participant.objects.filter(removed_at=None, assessment__in=audits.order_by().values("pk"))
    other = ConfirmedRating.objects.filter(
        participant__assessment=OuterRef("participant__assessment"),
        participant__removed_at=None,
        participant__gt=OuterRef("participant"),
        criterion=OuterRef("criterion"),
        level__isnull=False,
    )
    given = ConfirmedRating.objects.filter(participant__in=places.values("pk"), level__isnull=False)
    pairs = given.annotate(others=Subquery(other.values("level__value")[:1])).filter(others__isnull=False)
    return pairs.annotate(distance=Abs(F("level__value") - F("others")))


def _newest(pairs: QuerySet[ConfirmedRating]) -> dict[str, list[int]]:
    """Return code → the distances of its newest pairs, fewer than a batch, the newest first."""
    newest_first = [F("participant__assessment__completed_at").desc(), F("participant__assessment").desc()]
    order = Window(RowNumber(), partition_by=F("criterion__code"), order_by=newest_first)
    rows = pairs.order_by().annotate(nth=order).filter(nth__lt=BATCH).order_by("nth")
    found = defaultdict[str, list[int]](list)
    for code, distance in rows.values_list("criterion__code", "distance"):
        found[code].append(distance)
    return found
