"""What waits for an auditor on the front page about the visit."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.lifecycle import RATING_AUDIT_STATUSES, AuditStatus
from assessments.models import Participant, Visit
from assessments.selectors.task_list import Task, weekday
from config.toolkit.templatetags.ui import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from assessments.models import AuditSeat

    Titled = Callable[[AuditSeat, str], str]


class VisitTasks:
    """The visits of an auditor's audits and how far her own confirming is; two queries, none when she rates in no audit."""

    def __init__(self, seats: Iterable[AuditSeat]) -> None:
        rating = {seat.assessment_id: seat.auditor_id for seat in seats if seat.assessment.status in RATING_AUDIT_STATUSES}
        self.visits = {row.assessment_id: row for row in Visit.objects.filter(assessment__in=rating, ended_at=None)} if rating else {}
        self.confirmed = _all_confirmed(list(rating), set(rating.values())) if rating else set()

    def of(self, seat: AuditSeat, titled: Titled, at: dt.datetime) -> Task | None:
        """Return what she does next about the visit; None when nothing waits, or when she rates first."""
        audit, visit = seat.assessment, self.visits.get(seat.assessment_id)
        if audit.status == AuditStatus.SCHEDULED and visit:
            return _to_make(seat, visit, titled, at)
        if audit.status == AuditStatus.READING and audit.pk in self.confirmed:
            return _to_agree(seat, titled)
        return None

    def is_rated(self, seat: AuditSeat) -> bool:
        """Tell whether she has confirmed every criterion of the audit."""
        return seat.assessment_id in self.confirmed


def _all_confirmed(audits: list[int], auditors: set[int]) -> set[int]:
    """Return the audits in which the auditors have confirmed every criterion."""
    places = Participant.objects.filter(assessment__in=audits, removed_at=None, user__auditor__in=auditors)
    counted = places.annotate(
        confirmed=Count("confirmed_ratings", distinct=True), criteria=Count("assessment__areas__criteria", distinct=True)
    )
    rows = counted.order_by().values_list("assessment", "confirmed", "criteria")
    return {audit for audit, confirmed, criteria in rows if criteria and confirmed >= criteria}


def _to_agree(seat: AuditSeat, titled: Titled) -> Task:
    return Task(
        title=titled(seat, _("sovi käynti")),
        url=reverse("assessments:audit-visit", args=[seat.assessment.ref]),
        detail=_("Olet vahvistanut ennakkoarviosi. Sovi parisi ja hakijan yhteyshenkilön kanssa, milloin käynti tai etähaastattelu on."),
        tag=_("auditointi päättyy %(day)s") % {"day": weekday(seat.assessment.plan.ends_date)},
        due_date=seat.assessment.plan.ends_date,
    )


def _to_make(seat: AuditSeat, visit: Visit, titled: Titled, at: dt.datetime) -> Task:
    day = timezone.localdate(visit.starts_at)
    url = reverse("assessments:audit-visit", args=[seat.assessment.ref])
    if at > visit.ends_at:
        detail = _("Käynnin aika on ohi. Kun suullinen ensipalaute on annettu, merkitse käynti tehdyksi.")
        return Task(title=titled(seat, _("merkitse käynti tehdyksi")), url=url, detail=detail, due_date=day)
    moment = {"day": weekday(day), "time": clock(visit.starts_at)}
    return Task(
        title=titled(seat, _("käynti %(day)s") % moment),
        url=url,
        detail=_("Käynti alkaa %(day)s %(time)s. Ota käynnin sivu auki jo ennen lähtöä, niin se toimii myös ilman verkkoa.") % moment,
        due_date=day,
    )
