"""What an audit's report asks on the front page of its workshop, its auditors and the coordinators."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.lifecycle import REPORTED_AUDIT_STATUSES, AuditStatus
from assessments.models import ApplicationUnit, Assessment, AuditSeat, CommentPeriod
from assessments.selectors.applications.listing import unit_names
from assessments.selectors.auditing.report_access import own_reports
from assessments.selectors.auditing.report_course import returned_seats
from assessments.selectors.task_list import TASK_LIMIT, Task, TaskList, by_day
from workshops.roles import Permission

if TYPE_CHECKING:
    from typing import TypedDict

    from django_stubs_ext import WithAnnotations

    from workshops.permissions import Access

    class Asked(TypedDict):
        """What `_with_period` annotates."""

        last_date: dt.date | None
        comments_finished_at: dt.datetime | None

    AskedAudit = WithAnnotations[Assessment, Asked]

NEWS_DAYS = 30  # a final report is news to its workshop for this long


def add_report_tasks(tasks: TaskList, access: Access, at: dt.datetime) -> None:
    """Add what reports wait for; a query for those who apply, one for auditors and one for coordinators, none for others."""
    if access.may_anywhere(Permission.APPLY):
        _add_own(tasks, access, at)
    if access.may_nationally(Permission.AUDIT):
        _add_to_answer(tasks, access)
    if access.may_nationally(Permission.MANAGE_ROUNDS):
        _add_to_check(tasks)
    tasks.mine.sort(key=lambda task: (task.due_date is None, task.due_date or dt.date.max))


def _add_own(tasks: TaskList, access: Access, at: dt.datetime) -> None:
    """Add the drafts that wait for the workshop's comments, and as news the reports that have become final."""
    lately = Q(status__in=REPORTED_AUDIT_STATUSES, completed_at__gte=at - dt.timedelta(days=NEWS_DAYS))
    rows = own_reports(access).filter(Q(status=AuditStatus.COMMENTING) | lately)
    for audit in _with_period(rows).order_by("-completed_at", "pk")[:TASK_LIMIT]:
        url = _url("audit-report", audit)
        if audit.status != AuditStatus.COMMENTING:
            detail = _("Lukekaa, mitä auditoitsijat havaitsivat ja ehdottavat.")
            tasks.ready.append(Task(_titled(audit, _("auditoinnin raportti on valmis")), url, detail, _("valmis"), "done"))
        elif _is_open(audit, access.on):
            detail = _("Lukekaa luonnos ja ilmoittakaa, jos siinä on asiavirheitä. Jos ei ole, teidän ei tarvitse tehdä mitään.")
            title = _titled(audit, _("raporttiluonnos odottaa kommenttejanne"))
            tasks.mine.append(Task(title, url, detail, by_day(audit.last_date), "due", audit.last_date))


def _add_to_answer(tasks: TaskList, access: Access) -> None:
    """Add the drafts that have come back from the workshop or the coordinator, and those that wait for either."""
    reading = AuditSeat.objects.reading(access)
    returned = returned_seats(reading).order_by().values("assessment")
    here = reading.order_by().values("assessment")
    waits = Q(status__in=[AuditStatus.COMMENTING, AuditStatus.CHECKING], pk__in=here)
    for audit in _with_period(Assessment.objects.filter(waits | Q(pk__in=returned))).order_by("pk")[:TASK_LIMIT]:
        if audit.status == AuditStatus.DRAFTING:
            detail = _("Lue, mitä koordinaattori pyytää korjaamaan, ja lähetä raportti uudelleen tarkistettavaksi.")
            title = _titled(audit, _("raportti palautettiin korjattavaksi"))
            tasks.mine.append(Task(title, _url("audit-detail", audit), detail, _("odottaa sinua"), "due"))
        elif audit.status == AuditStatus.CHECKING:
            detail = _("Koordinaattori tarkistaa raporttia.")
            tasks.others.append(Task(_titled(audit, _("raportti tarkistettavana")), _url("audit-report", audit), detail))
        elif _is_open(audit, access.on):
            title = _titled(audit, _("työpaja kommentoi raporttiluonnosta"))
            tasks.others.append(Task(title, _url("audit-answers", audit), _("Voit vastata kommentteihin jo nyt."), by_day(audit.last_date)))
        else:
            detail = _("Kommentointiaika on päättynyt. Vastatkaa kommentteihin ja lähettäkää raportti tarkistettavaksi.")
            title = _titled(audit, _("vastaa kommentteihin"))
            tasks.mine.append(Task(title, _url("audit-answers", audit), detail, _("odottaa sinua"), "due"))


def _add_to_check(tasks: TaskList) -> None:
    rows = Assessment.objects.filter(status=AuditStatus.CHECKING, application__isnull=False)
    for audit in _with_units(rows).order_by("pk")[:TASK_LIMIT]:
        detail = _("Lue raportti ja hyväksy se, tai palauta se perustellen auditoitsijoille.")
        title = _titled(audit, _("raportti odottaa tarkistusta"))
        tasks.mine.append(Task(title, _url("audit-check", audit), detail, _("odottaa sinua"), "due"))


def _with_period(audits: QuerySet[Assessment]) -> QuerySet[AskedAudit]:
    newest = CommentPeriod.objects.filter(assessment=OuterRef("pk")).order_by("-pk")
    return _with_units(audits).annotate(
        last_date=Subquery(newest.values("last_date")[:1]), comments_finished_at=Subquery(newest.values("finished_at")[:1])
    )


def _with_units(audits: QuerySet[Assessment]) -> QuerySet[Assessment]:
    units = ApplicationUnit.objects.select_related("workshop").order_by("workshop__sort_key", "pk")
    return audits.select_related("application").prefetch_related(Prefetch("application__units", units))


def _is_open(audit: AskedAudit, on: dt.date) -> bool:
    if audit.last_date is None:
        return False
    return CommentPeriod(last_date=audit.last_date, finished_at=audit.comments_finished_at).is_open(on)


def _titled(audit: Assessment, what: str) -> str:
    assert audit.application is not None  # an audit has one
    return f"{unit_names(audit.application)}: {what}"


def _url(name: str, audit: Assessment) -> str:
    return reverse(f"assessments:{name}", args=[audit.ref])
