"""Reads of evidence: always through the assessments and applications the asker may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery, Sum

from assessments.models import Application, Assessment, Evidence, StoredFile, Submission
from assessments.selectors.applications.form import criteria_of_application
from assessments.selectors.results import criteria_of
from criteria.models import Criterion

if TYPE_CHECKING:
    import datetime as dt

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


def applications_with_evidence(access: Access) -> QuerySet[Application]:
    """Return the applications whose evidence the asker sees, each with what its pages of evidence name."""
    return Application.objects.managed_by(access).select_related("organisation", "round").prefetch_related("units__workshop")


def evidence_visible_to(access: Access) -> EvidenceQuerySet:
    """Return the evidence of the assessments the asker sees from inside and of the applications she manages.

    Of an open assessment that is only those who take part or manage it. What was submitted has a rule of its own.
    """
    inside = Assessment.objects.seen_from_inside(access).order_by().values("pk")
    managed = Application.objects.managed_by(access).order_by().values("pk")
    return Evidence.objects.filter(Q(assessment__in=inside) | Q(application__in=managed)).select_related(
        "file", "assessment__workshop__organisation", "application__organisation", "application__round"
    )


@dataclass(frozen=True)
class Download:
    """A stored file under the name it was given with."""

    file: StoredFile
    file_name: str


def downloadable(access: Access, ref: str, at: dt.datetime) -> Download | None:
    """Return the file of the evidence if the asker may have it at the moment: what it was given in is hers to see, or a submission is."""
    seen = evidence_visible_to(access).filter(ref=ref, file__isnull=False).first()
    if seen is not None and seen.file is not None:
        return Download(seen.file, seen.file_name)
    return _submitted(access, ref, at)


def _submitted(access: Access, ref: str, at: dt.datetime) -> Download | None:
    """Return the file if a submission that the asker may read names it: an applicant reads all of hers, others the last one.

    The submission itself is asked, for what was submitted stays readable when the applicant has taken the evidence back since.
    """
    managed = Application.objects.managed_by(access).order_by().values("pk")
    readable = Application.objects.readable_by(access, at).order_by().values("pk")
    last = Submission.objects.filter(application=OuterRef("application")).order_by("-number").values("number")[:1]
    seen = Submission.objects.filter(Q(application__in=managed) | Q(application__in=readable, number=Subquery(last)))
    given_in = list(Evidence.objects.filter(ref=ref).values_list("application", flat=True))  # nothing when it has been taken back
    seen = seen.filter(application__in=given_in) if given_in else seen
    submission = seen.filter(content__contains=f'"ref":"{ref}"').first()
    entry = next((entry for entry in submission.data["evidence"] if entry["ref"] == ref), None) if submission else None
    file = submission.files.filter(sha256=entry["sha256"]).first() if submission and entry else None
    return Download(file, entry["file_name"]) if file and entry else None


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
