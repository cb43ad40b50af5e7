"""Evidence of self-assessments becomes evidence of the application: the same stored file or link, once, by the criterion's code."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from assessments.models import Application, Assessment, Evidence, EvidenceCriterion, StoredFile
from assessments.selectors.applications.form import criteria_of_application
from assessments.selectors.evidence import stored_bytes
from assessments.services.evidence import MAX_BYTES, MAX_PER_CRITERION, record_evidence
from criteria.models import Criterion
from workshops.models import User


@dataclass
class Brought:
    """How many pieces of evidence came along, and the titles of those for which there was no room, in whole or in part."""

    count: int = 0
    left: list[str] = field(default_factory=list)


@dataclass
class _Shelf:
    """What the application has already, and what is being added to it."""

    application: Application
    criteria: dict[str, Criterion]
    own: dict[tuple[int | None, str, str], Evidence]
    given: dict[int, set[int]]  # by criterion, the evidence tied to it
    space: int
    links: list[EvidenceCriterion] = field(default_factory=list)

    def untied(self, source: Evidence) -> list[Criterion]:
        """Return the criteria that the source speaks of and that do not have the same evidence yet."""
        known = self.own.get(_identity(source))
        codes = dict.fromkeys(link.criterion.code for link in source.criterion_links.all())
        wanted = [self.criteria[code] for code in codes if code in self.criteria]
        return [criterion for criterion in wanted if known is None or known.pk not in self.given.get(criterion.pk, ())]

    def has_room_on(self, criterion: Criterion) -> bool:
        return len(self.given.get(criterion.pk, ())) < MAX_PER_CRITERION

    def take(self, source: Evidence, by: User, at: dt.datetime) -> Evidence | None:
        """Return the application's own row of the same evidence, made when there is none; None when its file has no room."""
        known = self.own.get(_identity(source))
        size = source.file.size if source.file else 0
        if known is not None or size > self.space:
            return known
        copied = {"title": source.title, "file": source.file, "file_name": source.file_name, "link": source.link}
        made = Evidence.objects.create(application=self.application, added_at=at, added_by=by, **copied)
        self.own[_identity(made)] = made
        self.space -= size
        return made

    def tie(self, evidence: Evidence, criterion: Criterion) -> None:
        self.given.setdefault(criterion.pk, set()).add(evidence.pk)
        self.links.append(EvidenceCriterion(evidence=evidence, criterion=criterion))


def bring_evidence(*, application: Application, assessments: Sequence[Assessment], by: User, at: dt.datetime) -> Brought:
    """Give the evidence of the assessments in the application too, for the criteria of the same code; again adds nothing.

    Runs in a transaction that holds the application's lock. What exceeds the limits of a criterion or of the application's files is left.
    """
    _lock_files(assessments)
    shelf, brought = _shelf_of(application), Brought()
    sources = Evidence.objects.filter(assessment__in=assessments).select_related("file").prefetch_related("criterion_links__criterion")
    for source in sources.order_by("pk"):
        untied = shelf.untied(source)
        free = [criterion for criterion in untied if shelf.has_room_on(criterion)]
        evidence = shelf.take(source, by, at) if free else None
        for criterion in free if evidence else []:
            assert evidence is not None  # the loop is empty without
            shelf.tie(evidence, criterion)
        brought.count += evidence is not None
        if untied and (evidence is None or len(free) < len(untied)):
            brought.left.append(source.title)
    EvidenceCriterion.objects.bulk_create(shelf.links)
    for link in shelf.links:
        record_evidence("evidence_added", link.evidence, link.criterion, by, at)
    return brought


def _identity(evidence: Evidence) -> tuple[int | None, str, str]:
    return evidence.file_id, evidence.link, evidence.title


def _lock_files(assessments: Sequence[Assessment]) -> None:
    """Keep the files from being given up at this very moment; in one order, so that two who do this do not wait for each other."""
    files = Evidence.objects.filter(assessment__in=assessments, file__isnull=False).order_by().values("file")
    list(StoredFile.objects.select_for_update().filter(pk__in=files).order_by("pk"))


def _shelf_of(application: Application) -> _Shelf:
    given: dict[int, set[int]] = {}
    for criterion, evidence in EvidenceCriterion.objects.filter(evidence__application=application).values_list("criterion", "evidence"):
        given.setdefault(criterion, set()).add(evidence)
    return _Shelf(
        application=application,
        criteria={criterion.code: criterion for criterion in criteria_of_application(application)},
        own={_identity(evidence): evidence for evidence in application.evidence.all()},
        given=given,
        space=MAX_BYTES - stored_bytes(application),
    )
