"""How far the confirmed ratings of pairs differ, for coordinators who look for criteria that need clearer words; never of one auditor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Abs
from django.utils.translation import gettext as _

from assessments.agreement import BATCH, Agreement, agreement_from_distances, whole_batches
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
    audits: int  # counted, in whole batches
    waiting: int  # final, but not in a whole batch yet

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
    total = audits.count()
    counted = whole_batches(total)
    distances = _distances(audits, counted) if counted else {}
    criteria = Criterion.objects.filter(area__version=version).select_related("area").order_by("order")
    rows = tuple(CriterionAgreement(each, agreement_from_distances(distances.get(each.code, {}))) for each in criteria)
    return AuditorAgreement(rows, counted, total - counted)


def agreement_chart(told: AuditorAgreement) -> BarsChart:
    """Return the picture of the page: a bar for each criterion."""
    few = _("liian vähän pareja")
    rows = [BarRow(str(row.criterion), row.agreement.counts if row.agreement.is_told else None, few) for row in told.rows]
    parts = [_("kauempana toisistaan"), _("yhden tason päässä"), _("sama taso")]
    return bars_chart(rows=rows, parts=parts, title=_("Parien arviot kriteereittäin. Samat luvut ovat taulukossa kuvan jälkeen."))


def agreement_note() -> str:
    """Return why figures come in batches."""
    sentence = _("Luvut kerrotaan %(count)s auditoinnin erissä, jotta kenenkään yksittäistä arviota ei voi päätellä.")
    return sentence % {"count": BATCH}


def _audits_by_pairs(version: FrameworkVersion) -> QuerySet[Assessment]:
    active = Count("participants", filter=Q(participants__removed_at=None))
    audits = Assessment.objects.exclude(kind=AssessmentKind.SELF).filter(status__in=REPORTED_AUDIT_STATUSES)
    return audits.filter(version__framework=version.framework_id).annotate(active=active).filter(active=2)


def _distances(audits: QuerySet[Assessment], counted: int) -> dict[str, dict[int, int]]:
    """Return code → distance in levels → pairs, of the first `counted` audits; two queries."""
    last = audits.order_by("completed_at", "pk").values_list("completed_at", "pk")[counted - 1]
    within = audits.filter(Q(completed_at__lt=last[0]) | Q(completed_at=last[0], pk__lte=last[1])).order_by()
    places = Participant.objects.filter(removed_at=None, assessment__in=within.values("pk"))
    other = ConfirmedRating.objects.filter(
        participant__assessment=OuterRef("participant__assessment"),
        participant__removed_at=None,
        participant__gt=OuterRef("participant"),
        criterion=OuterRef("criterion"),
        level__isnull=False,
    )
    given = ConfirmedRating.objects.filter(participant__in=places.values("pk"), level__isnull=False)
    pairs = given.annotate(others=Subquery(other.values("level__value")[:1])).filter(others__isnull=False)
    counts = pairs.annotate(distance=Abs(F("level__value") - F("others"))).order_by().values("criterion__code", "distance")
    found: dict[str, dict[int, int]] = {}
    for row in counts.annotate(pairs=Count("pk")):
        found.setdefault(row["criterion__code"], {})[row["distance"]] = row["pairs"]
    return found
