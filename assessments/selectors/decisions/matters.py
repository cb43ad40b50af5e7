"""What is decided on: each application with its final report, its readiness and the decision that counts. No single rating, no draft."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, Prefetch, QuerySet
from django.utils.text import capfirst

from assessments.choices import AssessmentKind, Recommendation
from assessments.lifecycle import REPORTED_AUDIT_STATUSES, ApplicationStatus
from assessments.models import ApplicationUnit, Assessment, Decision
from assessments.readiness import Readiness
from assessments.selectors.applications.listing import unit_names
from assessments.selectors.decisions.access import decision_matters
from assessments.selectors.decisions.readiness import ConditionWords, readiness_by_audit, words_of

if TYPE_CHECKING:
    from assessments.models import Application, Conclusion
    from workshops.permissions import Access

REPORTED = "reported_audits"  # where `for_pages` puts the audits with a final report, the newest first
CURRENT = "current_decisions"  # and the decision that counts, if there is one


@dataclass(frozen=True)
class Matter:
    """One application as a decider reads it in a list."""

    application: Application
    audit: Assessment  # its report is final
    readiness: Readiness
    decision: Decision | None  # the one that counts

    @property
    def unit_names(self) -> str:
        return unit_names(self.application)

    @property
    def kind(self) -> str:
        return capfirst(str(AssessmentKind(self.audit.kind).label))

    @property
    def conclusion(self) -> Conclusion | None:
        return getattr(self.audit, "conclusion", None)

    @property
    def recommendation(self) -> str:
        """What the auditors recommend, in words."""
        said = self.conclusion.recommendation if self.conclusion else ""
        return str(Recommendation(said).label) if said else ""

    @property
    def conditions(self) -> list[ConditionWords]:
        """The round's conditions of readiness in words."""
        return words_of(self.readiness)

    @property
    def comment_count(self) -> int:
        """How many comments the workshop made on the draft; annotated by `for_pages`."""
        return int(getattr(self.audit, "comment_count", 0))

    @property
    def tone(self) -> str:
        return "due" if self.is_waiting else "done"

    @property
    def is_waiting(self) -> bool:
        return self.application.status == ApplicationStatus.AUDITED


def matters_for_list(access: Access) -> QuerySet[Application]:
    """Return what the asker sees on the pages of decisions: by round, the newest first; in a round those that wait for a decision first."""
    waiting_first = F("status").asc()  # audited, granted, refused
    return for_pages(decision_matters(access)).order_by("-round__deadline_at", "round", waiting_first, "organisation__sort_key", "pk")


def for_pages(applications: QuerySet[Application]) -> QuerySet[Application]:
    """Load what every page of decisions names: five queries more, at any number."""
    units = ApplicationUnit.objects.select_related("workshop").order_by("workshop__sort_key", "pk")
    audits = Assessment.objects.filter(status__in=REPORTED_AUDIT_STATUSES).select_related("conclusion")
    counted = audits.annotate(comment_count=Count("draft_comments")).order_by("-pk")
    current = Decision.objects.filter(superseded_by=None).select_related("follow_up")
    return applications.select_related("organisation", "round__version__framework").prefetch_related(
        Prefetch("units", units), Prefetch("audits", counted, to_attr=REPORTED), Prefetch("decisions", current, to_attr=CURRENT)
    )


def matters_of(applications: Iterable[Application]) -> list[Matter]:
    """Return the applications with all that a list tells of them; needs `for_pages`, three queries more."""
    rows = [(application, getattr(application, REPORTED)[0]) for application in applications]
    rounds = {audit.pk: application.round for application, audit in rows if application.round}
    readiness = readiness_by_audit([audit for _application, audit in rows], rounds)
    return [Matter(application, audit, readiness[audit.pk], next(iter(getattr(application, CURRENT)), None)) for application, audit in rows]


def matter_of(application: Application, access: Access) -> Matter:
    """Return one application that the asker sees on the pages of decisions; nine queries."""
    [matter] = matters_of(for_pages(decision_matters(access)).filter(pk=application.pk))
    return matter
