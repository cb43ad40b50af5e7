"""Reads of evidence: always through the assessments the asker may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Max, QuerySet, Sum

from assessments.models import Assessment, Evidence
from assessments.selectors.results import criteria_of
from criteria.models import Criterion

if TYPE_CHECKING:
    from workshops.permissions import Access


def evidence_visible_to(access: Access) -> QuerySet[Evidence]:
    """Return the evidence of the assessments the asker sees from inside: of an open one only those who take part or manage it."""
    inside = Assessment.objects.seen_from_inside(access)
    return Evidence.objects.filter(assessment__in=inside).select_related("file", "assessment__workshop")


def evidence_of(assessment: Assessment, criterion: Criterion) -> QuerySet[Evidence]:
    """Return the evidence of one criterion in the order it was added."""
    return assessment.evidence.filter(criteria=criterion).select_related("file", "added_by").order_by("pk")


def earlier_files(access: Access, assessment: Assessment) -> QuerySet[Evidence]:
    """Return the files the asker may pick again, newest first, each stored file once under its latest title.

    They are those of the organisation's assessments that the asker may see, this one's included: the same file may speak of
    several criteria.
    """
    own = evidence_visible_to(access).filter(assessment__workshop__organisation=assessment.workshop.organisation_id, file__isnull=False)
    latest = own.order_by().values("file").annotate(latest=Max("pk")).values("latest")
    return own.filter(pk__in=latest).order_by("-pk")


@dataclass(frozen=True)
class CriterionEvidence:
    """One criterion with its evidence."""

    criterion: Criterion
    evidence: tuple[Evidence, ...]


def evidence_by_criterion(assessment: Assessment) -> list[CriterionEvidence]:
    """Return every criterion of the assessment with its evidence, in the version's order; three queries."""
    rows: dict[int, list[Evidence]] = {}
    for item in assessment.evidence.select_related("file", "added_by").prefetch_related("criterion_links").order_by("pk"):
        for link in item.criterion_links.all():
            rows.setdefault(link.criterion_id, []).append(item)
    return [CriterionEvidence(criterion, tuple(rows.get(criterion.pk, ()))) for criterion in criteria_of(assessment)]


def stored_bytes(assessment: Assessment) -> int:
    """Return how many bytes the files of the assessment take, each evidence counted."""
    return assessment.evidence.aggregate(total=Sum("file__size"))["total"] or 0
