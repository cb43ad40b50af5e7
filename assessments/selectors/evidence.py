"""Reads of evidence: always through the assessments and applications the asker may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Max, Q, QuerySet, Sum

from assessments.models import Application, Assessment, Evidence
from assessments.selectors.applications.form import criteria_of_application
from assessments.selectors.results import criteria_of
from criteria.models import Criterion

if TYPE_CHECKING:
    from assessments.models.evidence import EvidenceQuerySet
    from workshops.models import Organisation
    from workshops.permissions import Access


Holder = Assessment | Application  # what evidence is given in


def holder_of(evidence: Evidence) -> Holder:
    """Return what the evidence was given in."""
    holder = evidence.assessment or evidence.application
    assert holder is not None  # a constraint of the row
    return holder


def sees_holder(access: Access, holder: Holder) -> bool:
    """Tell whether the asker sees the evidence given in the assessment or application."""
    if isinstance(holder, Assessment):
        return Assessment.objects.seen_from_inside(access).filter(pk=holder.pk).exists()
    return Application.objects.managed_by(access).filter(pk=holder.pk).exists()


def evidence_visible_to(access: Access) -> EvidenceQuerySet:
    """Return the evidence of the assessments the asker sees from inside and of the applications she manages.

    Of an open assessment that is only those who take part or manage it. What was submitted has a rule of its own.
    """
    inside = Assessment.objects.seen_from_inside(access).order_by().values("pk")
    managed = Application.objects.managed_by(access).order_by().values("pk")
    return Evidence.objects.filter(Q(assessment__in=inside) | Q(application__in=managed)).select_related(
        "file", "assessment__workshop__organisation", "application__organisation"
    )


def evidence_of(holder: Holder, criterion: Criterion) -> QuerySet[Evidence]:
    """Return the evidence of one criterion in the order it was added."""
    return holder.evidence.filter(criteria=criterion).select_related("file", "added_by").order_by("pk")


def earlier_files(access: Access, organisation: Organisation) -> QuerySet[Evidence]:
    """Return the files the asker may pick again, newest first, each stored file once under its latest title.

    They are those of the organisation's assessments and applications that the asker may see, this one's included: the same file may
    speak of several criteria.
    """
    own = evidence_visible_to(access).of_organisation(organisation).filter(file__isnull=False)
    latest = own.order_by().values("file").annotate(latest=Max("pk")).values("latest")
    return own.filter(pk__in=latest).order_by("-pk")


@dataclass(frozen=True)
class CriterionEvidence:
    """One criterion with its evidence."""

    criterion: Criterion
    evidence: tuple[Evidence, ...]


def evidence_by_criterion(holder: Holder) -> list[CriterionEvidence]:
    """Return every criterion of the assessment or application with its evidence, in the version's order; three queries."""
    rows: dict[int, list[Evidence]] = {}
    for item in holder.evidence.select_related("file", "added_by").prefetch_related("criterion_links").order_by("pk"):
        for link in item.criterion_links.all():
            rows.setdefault(link.criterion_id, []).append(item)
    return [CriterionEvidence(criterion, tuple(rows.get(criterion.pk, ()))) for criterion in criteria_asked(holder)]


def criteria_asked(holder: Holder) -> list[Criterion]:
    """Return the criteria that evidence may be given for, in the version's order."""
    return criteria_of(holder) if isinstance(holder, Assessment) else criteria_of_application(holder)


def stored_bytes(holder: Holder) -> int:
    """Return how many bytes the files of the assessment or application take, each evidence counted."""
    return holder.evidence.aggregate(total=Sum("file__size"))["total"] or 0
