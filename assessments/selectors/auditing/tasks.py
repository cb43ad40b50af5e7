"""What waits for an auditor on the front page."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.choices import AssessmentKind
from assessments.lifecycle import RATING_AUDIT_STATUSES, AuditStatus, SeatStatus
from assessments.models import ApplicationUnit, AuditSeat
from assessments.selectors.applications.listing import unit_names
from assessments.selectors.auditing.answering import answer_by
from assessments.selectors.auditing.clarifications import fresh_answers
from assessments.selectors.auditing.report_course import returned_seats
from assessments.selectors.auditing.visit_tasks import VisitTasks
from assessments.selectors.practice.practising import example_to_begin
from assessments.selectors.task_list import TASK_LIMIT, Task, TaskList, by_day, weekday
from config.toolkit.templatetags.ui import full_day
from workshops.roles import Permission

if TYPE_CHECKING:
    from typing import TypedDict

    from django_stubs_ext import WithAnnotations

    from assessments.models import PracticeCase
    from workshops.permissions import Access

    class Reads(TypedDict):
        """What `_open_seats` annotates."""

        is_reading: bool
        is_returned: bool
        has_answer: bool

    OpenSeat = WithAnnotations[AuditSeat, Reads]


def add_audit_tasks(tasks: TaskList, access: Access, at: dt.datetime) -> None:
    """Add the invitations that wait for the asker's answer, the audits she reads, and those that wait for the others' answers.

    And the example to practise on, before her first audit. At most five queries, none for one who is no auditor.
    """
    if not access.may_nationally(Permission.AUDIT):
        return
    seats = list(_open_seats(access, at)[:TASK_LIMIT])
    visits = VisitTasks(seat for seat in seats if seat.is_reading)
    for seat in seats:
        if seat.status == SeatStatus.INVITED:
            tasks.mine.append(_invitation(seat, at))
        elif seat.is_reading and (seat.is_returned or seat.assessment.status in {AuditStatus.COMMENTING, AuditStatus.CHECKING}):
            continue  # told by `add_report_tasks`
        elif seat.is_reading and seat.assessment.status in {AuditStatus.VISITED, AuditStatus.DRAFTING}:
            tasks.mine.append(_report(seat))
        elif seat.is_reading:
            tasks.mine.extend(_working(seat, visits, at))
            if seat.has_answer:
                tasks.mine.append(_answered(seat))
        elif seat.assessment.started_at is None:
            tasks.others.append(_waiting(seat))
    example = example_to_begin(access)
    if example:
        tasks.mine.append(_practice(example))
    tasks.mine.sort(key=lambda task: (task.due_date is None, task.due_date or dt.date.max))


def _open_seats(access: Access, at: dt.datetime) -> QuerySet[OpenSeat]:
    """Return the asker's places that go on, from the invitation on."""
    units = ApplicationUnit.objects.select_related("workshop").order_by("workshop__sort_key", "pk")
    reading = AuditSeat.objects.reading(access).filter(pk=OuterRef("pk"))
    seats: QuerySet[AuditSeat] = AuditSeat.objects.of(access).live().filter(invited_at__isnull=False)
    rows = seats.select_related("assessment__application", "assessment__plan").order_by("invited_at", "pk")
    return rows.prefetch_related(Prefetch("assessment__application__units", units)).annotate(
        is_reading=Exists(reading), is_returned=Exists(returned_seats(reading)), has_answer=fresh_answers(at)
    )


def _invitation(seat: OpenSeat, at: dt.datetime) -> Task:
    assert seat.invited_at is not None
    last = answer_by(seat.invited_at)
    plan = seat.assessment.plan
    detail = _("Sinua pyydetään auditoitsijaksi %(first)s–%(last)s. Vastaa, pääsetkö mukaan.")
    return Task(
        title=_titled(seat, _("kutsu auditoitsijaksi")),
        url=reverse("assessments:seat-detail", args=[seat.ref]),
        detail=detail % {"first": full_day(plan.starts_date), "last": full_day(plan.ends_date)},
        tag=_answer_words(last, timezone.localdate(at)),
        tone="due",
        due_date=last,
    )


def _answer_words(last: dt.date, on: dt.date) -> str:
    """Return by when the answer is hoped for; also when the day has passed nobody is told to be late."""
    if last < on:
        return _("vastausta toivottiin %(day)s") % {"day": weekday(last)}
    return _("vastaa %(day)s") % {"day": by_day(last)}


def _working(seat: OpenSeat, visits: VisitTasks, at: dt.datetime) -> list[Task]:
    """Return what she does next: rates, and agrees or makes the visit; the report that follows has tasks of its own."""
    if seat.assessment.status not in {*RATING_AUDIT_STATUSES, AuditStatus.VISITED}:
        return []
    visit = visits.of(seat, _titled, at)
    if visit and visits.is_rated(seat):
        return [visit]
    return [_reading(seat), visit] if visit else [_reading(seat)]


def _reading(seat: OpenSeat) -> Task:
    plan = seat.assessment.plan
    return Task(
        title=_titled(seat, _("tutustu aineistoon")),
        url=reverse("assessments:audit-detail", args=[seat.assessment.ref]),
        detail=_("Lue lähetetty hakemus ja sen näytöt, ja arvioi jokainen kriteeri ensin itse."),
        tag=_("auditointi päättyy %(day)s") % {"day": weekday(plan.ends_date)},
        due_date=plan.ends_date,
    )


def _answered(seat: OpenSeat) -> Task:
    return Task(
        title=_titled(seat, _("työpaja on vastannut kysymykseen")),
        url=reverse("assessments:clarification-list", args=[seat.assessment.ref]),
        detail=_("Lue vastaus tarkentavaan kysymykseen."),
        tag=_("uutta"),
    )


def _report(seat: OpenSeat) -> Task:
    plan, is_begun = seat.assessment.plan, seat.assessment.status == AuditStatus.DRAFTING
    page = "audit-draft" if is_begun else "audit-detail"
    return Task(
        title=_titled(seat, _("jatka raporttia") if is_begun else _("aloita raportti")),
        url=reverse(f"assessments:{page}", args=[seat.assessment.ref]),
        detail=_("Kirjatkaa jokaisesta kriteeristä yhteinen tulos sekä yhteenveto ja suositus."),
        tag=_("auditointi päättyy %(day)s") % {"day": weekday(plan.ends_date)},
        due_date=plan.ends_date,
    )


def _waiting(seat: OpenSeat) -> Task:
    return Task(
        title=_titled(seat, _("odottaa toisen auditoitsijan vastausta")),
        url=reverse("assessments:seat-detail", args=[seat.ref]),
        detail=_("Olet mukana. Aineisto avautuu, kun kaikki auditoitsijat ovat vastanneet."),
    )


def _practice(example: PracticeCase) -> Task:
    return Task(
        title=_("Harjoittele auditointia"),
        url=reverse("assessments:practice-detail", args=[example.ref]),
        detail=_("Arvioi keksitty hakemus ja vertaa arviotasi malliarvioon. Kukaan muu ei näe vastauksiasi."),
        tag=_("ennen ensimmäistä auditointia"),
    )


def _titled(seat: AuditSeat, what: str) -> str:
    application = seat.assessment.application
    assert application is not None  # an audit has one
    kind = AssessmentKind(seat.assessment.kind).label
    return _("%(units)s, %(kind)s: %(what)s") % {"units": unit_names(application), "kind": kind, "what": what}
