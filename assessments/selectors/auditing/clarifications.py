"""The clarifying questions of an audit: criterion by criterion, and what of them waits for whom."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext as _

from assessments.lifecycle import RATING_AUDIT_STATUSES
from assessments.models import Assessment, Clarification
from assessments.selectors.audience import people_with
from assessments.selectors.auditing.clarification_access import clarified_audits
from workshops.roles import Permission

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from criteria.models import Criterion
    from workshops.permissions import Access

NEWS_DAYS = 7  # an answer is told of on the auditors' front page for a week: nothing records who has read it


@dataclass(frozen=True)
class Thread:
    """What has been asked and answered of one criterion, in its order."""

    criterion: Criterion
    messages: tuple[Clarification, ...]

    @property
    def is_waiting(self) -> bool:
        """Tell whether the auditors had the last word: the workshop has not answered."""
        return bool(self.messages) and self.messages[-1].is_from_auditor


def read_clarified_audits(access: Access) -> QuerySet[Assessment]:
    """Return the audits whose questions the asker reads, each with what its pages name."""
    related = ("application__organisation", "application__round", "application__contact")
    return clarified_audits(access).select_related(*related).prefetch_related("application__units__workshop")


def threads_of(audit: Assessment) -> list[Thread]:
    """Return every thread of the audit in the version's order; one query."""
    rows = audit.clarifications.select_related("criterion", "written_by").order_by("criterion__order", "pk")
    return [Thread(criterion, tuple(messages)) for criterion, messages in groupby(rows, key=lambda row: row.criterion)]


def thread_of(audit: Assessment, criterion: Criterion) -> Thread:
    """Return the thread of the criterion, with no messages when nothing has been asked; one query."""
    return Thread(criterion, tuple(audit.clarifications.filter(criterion=criterion).select_related("written_by").order_by("pk")))


def with_thread(audits: QuerySet[Any], code: str) -> QuerySet[Any]:
    """Tell of each audit whether anything has been asked of the criterion with the code: most pages need no query for the thread."""
    return audits.annotate(has_thread=Exists(Clarification.objects.filter(assessment=OuterRef("pk"), criterion__code=code)))


def waiting_questions() -> QuerySet[Clarification]:
    """Return the questions that can be answered and have no answer after them, the earliest first."""
    answers = Clarification.objects.filter(is_from_auditor=False, assessment=OuterRef("assessment"), criterion=OuterRef("criterion"))
    asked = Clarification.objects.filter(is_from_auditor=True, assessment__status__in=RATING_AUDIT_STATUSES)
    return asked.filter(~Exists(answers.filter(pk__gt=OuterRef("pk")))).order_by("pk")


def with_questions(applications: QuerySet[Any]) -> QuerySet[Any]:
    """Annotate the audit in which something was asked last (`questions_audit`, its reference) and since when a question waits."""
    asked = Clarification.objects.filter(assessment__application=OuterRef("pk")).order_by("-pk")
    waiting = waiting_questions().filter(assessment__application=OuterRef("pk"))
    return applications.annotate(
        questions_audit=Subquery(asked.values("assessment__ref")[:1]), question_waits_since=Subquery(waiting.values("written_at")[:1])
    )


def fresh_answers(at: dt.datetime) -> Exists:
    """Return, for a query of places, whether the workshop has answered in the audit within a week."""
    since = at - dt.timedelta(days=NEWS_DAYS)
    answers = Clarification.objects.filter(assessment=OuterRef("assessment"), is_from_auditor=False, written_at__gt=since)
    return Exists(answers)


def who_sees_clarifications() -> list[tuple[str, str]]:
    """Return who reads questions and answers: `can_read_clarifications`."""
    people = {"applicants": people_with(Permission.APPLY), "coordinators": people_with(Permission.MANAGE_ROUNDS)}
    return [
        (_("Nyt"), _("Auditoitsijat, hakemuksen työpajojen %(applicants)s ja yhdistyksen %(coordinators)s. Päättäjä ei näe.") % people),
        (_("Kun käynti on tehty"), _("Kysymykset ja vastaukset jäävät luettaviksi, mutta uusia ei voi kirjoittaa.")),
    ]
