"""Reads of applications as wholes: what every page about one names, the list of one's own, and how far each is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy

from assessments.models import Application, ApplicationAnswer, ApplicationUnit, Submission
from criteria.models import Criterion
from workshops.models import AuditEvent
from workshops.roles import Permission

if TYPE_CHECKING:
    import datetime as dt
    from typing import TypedDict

    from django.utils.functional import Promise
    from django_stubs_ext import WithAnnotations

    from assessments.models.application import ApplicationQuerySet
    from workshops.models import Workshop
    from workshops.permissions import Access

    class Counts(TypedDict):
        """What `with_counts` annotates."""

        criteria_count: int
        written_count: int
        next_code: str | None
        submitted_at: dt.datetime | None
        has_changes: bool

    CountedApplication = WithAnnotations[Application, Counts]

CHANGES = ("application_units_changed", "application_wish_changed")  # events of the application that change what is submitted
EVIDENCE_EVENTS = ("evidence_added", "evidence_removed")
WISHES: dict[str, Promise] = {"peer": gettext_lazy("vertaisauditointi"), "external": gettext_lazy("ulkopuolinen auditointi")}


def visible_applications(access: Access) -> ApplicationQuerySet:
    """Return the applications whose state the asker may see, each with what every page about it names."""
    return _for_pages(Application.objects.visible_to(access))


def listed_applications(access: Access) -> QuerySet[CountedApplication]:
    """Return the applications of the workshops in which the asker applies, the newest first, with the counts of `with_counts`."""
    return with_counts(_for_pages(Application.objects.managed_by(access))).order_by("-registered_at", "-pk")


def unit_names(application: Application) -> str:
    """Return the names of the covered workshops; needs the units loaded."""
    return ", ".join(unit.workshop.name for unit in application.units.all())


def live_application_of(workshop: Workshop) -> Application | None:
    """Return the application under way that covers the workshop; one query."""
    return Application.objects.live().filter(units__workshop=workshop, units__ended_at=None).select_related("round").first()


def applies_anywhere(access: Access) -> bool:
    """Tell whether the asker applies for the mark in some workshop."""
    return access.may_anywhere(Permission.APPLY)


def with_counts(applications: QuerySet[Application]) -> QuerySet[CountedApplication]:
    """Annotate how many texts are written, the first criterion without one, the last submission and whether anything changed after it."""
    criteria = Criterion.objects.filter(area__version=OuterRef("round__version")).order_by()
    texts = ApplicationAnswer.objects.filter(application=OuterRef("pk"), criterion__area__version=OuterRef("round__version"))
    mine = ApplicationAnswer.objects.filter(application=OuterRef(OuterRef("pk")), criterion=OuterRef("pk")).exclude(text="")
    submissions = Submission.objects.filter(application=OuterRef("pk")).order_by("-number")
    return applications.annotate(
        criteria_count=_count(criteria.values("area__version")),
        written_count=_count(texts.exclude(text="").order_by().values("application")),
        next_code=Subquery(criteria.filter(~Exists(mine)).order_by("order").values("code")[:1]),
        submitted_at=Subquery(submissions.values("arrived_at")[:1]),
    ).annotate(has_changes=_changed_later())


def _changed_later() -> Q:
    """Return the condition that an answer, the evidence, the units or the wish changed after the last submission."""
    last = OuterRef("submitted_at")
    answers = ApplicationAnswer.objects.filter(application=OuterRef("pk"), saved_at__gt=last)
    events = AuditEvent.objects.filter(at__gt=last, organisation=OuterRef("organisation"))
    registration = events.filter(action__in=CHANGES, object_type=Application._meta.label_lower, object_ref=OuterRef("ref"))
    evidence = events.filter(action__in=EVIDENCE_EVENTS).alias(holder=KT("details__application")).filter(holder=OuterRef("ref"))
    return Q(Exists(answers) | Exists(registration) | Exists(evidence))


def _count(rows: QuerySet[Any]) -> Coalesce:
    """Return an annotation that counts the rows; they are grouped by the one value they carry."""
    return Coalesce(Subquery(rows.annotate(count=Count("pk")).values("count")), 0, output_field=IntegerField())


def _for_pages(applications: ApplicationQuerySet) -> ApplicationQuerySet:
    units = ApplicationUnit.objects.select_related("workshop").order_by(F("workshop__sort_key"), "pk")
    related = ("organisation", "contact", "round__version__framework")
    return applications.select_related(*related).prefetch_related(Prefetch("units", queryset=units))
