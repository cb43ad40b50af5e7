"""What audited workshops say of the audit: one answer for each audit, seen by coordinators in sums alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.agreement import BATCH, whole_batches
from assessments.models import AuditFeedback
from assessments.selectors.applications.listing import unit_names
from assessments.selectors.audience import people_with
from assessments.selectors.auditing.report_access import answerable_audits
from assessments.selectors.task_list import TASK_LIMIT, Task, TaskList
from config.toolkit.bars import BarRow, BarsChart, bars_chart
from workshops.roles import Permission

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from workshops.permissions import Access

QUESTIONS = ("clear_course", "respectful", "recognisable", "useful", "worth_effort")
GRADES = range(1, 6)


@dataclass(frozen=True)
class QuestionSum:
    """How many answered what to one question, from 1 (eri mieltä) to 5 (samaa mieltä)."""

    question: str
    counts: tuple[int, ...]


@dataclass(frozen=True)
class FeedbackSum:
    """All feedback in whole batches; texts in an order that tells nothing of when or by whom."""

    questions: tuple[QuestionSum, ...]
    texts: tuple[str, ...]
    told: int
    waiting: int


def feedback_sum() -> FeedbackSum:
    """Return the sums of the oldest answers in whole batches of five; two queries."""
    total = AuditFeedback.objects.count()
    told = whole_batches(total)
    rows = list(AuditFeedback.objects.order_by("given_at", "pk").values(*QUESTIONS, "text")[:told])
    counted = {name: Counter(row[name] for row in rows) for name in QUESTIONS}
    sums = tuple(QuestionSum(str(question_label(name)), tuple(counts[grade] for grade in GRADES)) for name, counts in counted.items())
    return FeedbackSum(sums, tuple(sorted(row["text"] for row in rows if row["text"])), told, total - told)


def question_label(name: str) -> StrPromise:
    """Return the question as it is asked."""
    label: StrPromise = AuditFeedback._meta.get_field(name).verbose_name  # type: ignore[union-attr,assignment]  # a column, no relation
    return label


def feedback_chart(told: FeedbackSum) -> BarsChart:
    """Return the picture of the sums: a bar for each question."""
    rows = [BarRow(row.question, row.counts, _("liian vähän vastauksia")) for row in told.questions]
    parts = [_("1 täysin eri mieltä"), "2", "3", "4", _("5 täysin samaa mieltä")]
    return bars_chart(rows=rows, parts=parts, title=_("Palaute kysymyksittäin. Samat luvut ovat taulukossa kuvan jälkeen."))


def add_feedback_tasks(tasks: TaskList, access: Access) -> None:
    """Ask for feedback on audits whose report is final; one query, two when there is something."""
    audits = answerable_audits(access).filter(feedback=None).select_related("application").prefetch_related("application__units__workshop")
    for audit in audits.order_by("-completed_at")[:TASK_LIMIT]:
        assert audit.application is not None  # an audit has one
        tasks.mine.append(
            Task(
                title=_("Auditointi, %(units)s: kertokaa, miten se sujui") % {"units": unit_names(audit.application)},
                url=reverse("assessments:audit-feedback", args=[audit.ref]),
                detail=_("Viisi lyhyttä kysymystä. Vastaukset näkyvät koordinaattoreille vain summina."),
                tag="",
            )
        )


def who_sees_feedback() -> list[tuple[str, str]]:
    """Return who sees what is answered: `feedback_sum`, and the applicant that it has been given."""
    people = {"coordinators": people_with(Permission.MANAGE_ROUNDS), "count": BATCH}
    sums = _("Yhdistyksen %(coordinators)s näkevät vastaukset vain summina, aina vähintään %(count)s auditoinnista yhdessä.")
    return [
        (_("Vastaukset"), sums % people),
        (_("Vapaa teksti"), _("Näytetään samojen summien yhteydessä ilman työpajan ja kirjoittajan nimeä. Älä kirjoita nimiä.")),
        (_("Auditoitsijat"), _("Eivät näe vastauksia.")),
    ]
