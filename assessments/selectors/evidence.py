"""Reads of evidence: always through the assessments and applications the asker may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Max, Q, QuerySet, Sum

from assessments.models import Application, Assessment, Evidence, EvidenceCriterion, StoredFile, Submission
from assessments.selectors.applications.form import criteria_of_application
from assessments.selectors.auditing.reading import read_applications
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
    """Return the file of the evidence if the asker may have it now: she sees what it was given in, or reads what was submitted."""
    seen = evidence_visible_to(access).filter(ref=ref, file__isnull=False).first()
    if seen is not None and seen.file is not None:
        return Download(seen.file, seen.file_name)
    readable, audited = (
        Application.objects.readable_by(access, at).order_by().values("pk"),
        read_applications(access).order_by().values("pk"),
    )
    submitted = Evidence.objects.filter(Q(application__in=readable) | Q(application__in=audited), ref=ref, file__isnull=False)
    given = submitted.select_related("file", "application").first()
    last = given.application.submissions.last() if given and given.application else None
    return submitted_file(last, given.file.sha256) if last and given and given.file else None


def submitted_file(submission: Submission, sha256: str) -> Download | None:
    """Return the file of the hash as the submission names it, whatever has been taken back since; the asker reads the submission."""
    entry = next((entry for entry in submission.data["evidence"] if entry["sha256"] == sha256), None)
    file = submission.files.filter(sha256=sha256).first() if entry and sha256 else None
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


def evidence_left_over(application: Application) -> list[CriterionEvidence]:
    """Return the evidence whose criteria the round's version does not have: it has come along from an earlier round. One query."""
    links = EvidenceCriterion.objects.filter(evidence__application=application).order_by("criterion__order", "evidence")
    if application.round is not None:
        links = links.exclude(criterion__area__version=application.round.version_id)
    rows: dict[Criterion, list[Evidence]] = {}
    for link in links.select_related("criterion", "evidence__file", "evidence__added_by"):
        rows.setdefault(link.criterion, []).append(link.evidence)
    return [CriterionEvidence(criterion, tuple(evidence)) for criterion, evidence in rows.items()]


def criteria_asked(holder: Holder) -> list[Criterion]:
    """Return the criteria that evidence may be given for, in the version's order."""
    return criteria_of(holder) if isinstance(holder, Assessment) else criteria_of_application(holder)


def stored_bytes(holder: Holder) -> int:
    """Return how many bytes the files of the assessment or application take, each evidence counted."""
    return holder.evidence.aggregate(total=Sum("file__size"))["total"] or 0
