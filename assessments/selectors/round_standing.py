"""How each application stands after its deadline, by its auditors' places; and what has become stuck. As conditions of the database.

The board's lists, its numbers and the coordinator's front page all ask these, so that no number differs from the list it leads to.
"""

from __future__ import annotations

import datetime as dt
from enum import Enum
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy

from assessments.choices import AuditWish
from assessments.lifecycle import (
    BEGUN_AUDIT_STATUSES,
    ENDED_SEATS,
    LIVE_STATUSES,
    RUNNING_AUDIT_STATUSES,
    ApplicationStatus,
    AuditStatus,
    SeatStatus,
)
from assessments.models import Application, ApplicationAnswer, ApplicationUnit, Assessment, AuditPlan, AuditSeat, Round
from assessments.selectors.auditing.answering import answer_by
from assessments.teams import PEERS

if TYPE_CHECKING:
    from typing import TypedDict

    from django_stubs_ext import WithAnnotations

    class Standing(TypedDict):
        """What `with_standing` annotates."""

        is_short: bool
        is_uninvited: bool

    StandingApplication = WithAnnotations[Application, Standing]

LAST_DAYS = 7  # before the deadline, when nothing written is worth a telephone call
NAMED_STATUSES = (ApplicationStatus.SUBMITTED, ApplicationStatus.IN_AUDIT)  # auditors are named to these once the deadline has passed


class Stuck(Enum):
    """What goes no further by itself."""

    ANSWERS = gettext_lazy("kutsu ilman vastausta määräpäivään mennessä")
    AUDITS = gettext_lazy("auditoinnin aika on kulunut")
    CONTACT = gettext_lazy("yhteyshenkilön tunnus ei ole käytössä")
    UNWRITTEN = gettext_lazy("määräaika lähellä, mitään ei ole kirjoitettu")
    LAPSED = gettext_lazy("jäi lähettämättä eikä ole jatkanut")


STUCK = {
    "vastaukset": Stuck.ANSWERS,
    "auditoinnit": Stuck.AUDITS,
    "yhteyshenkilo": Stuck.CONTACT,
    "kirjoittamatta": Stuck.UNWRITTEN,
    "lahettamatta": Stuck.LAPSED,
}


def live_seats() -> QuerySet[AuditSeat]:
    """Return the live places of the outer application's audit."""
    return AuditSeat.objects.live().filter(assessment__application=OuterRef("pk"))


def is_short() -> Q:
    """Return the condition that the audit of an application lacks an auditor or a lead; the twin of `teams.problems_of` in numbers."""
    seats = live_seats().order_by().values("assessment").annotate(count=Count("pk")).filter(count__gte=PEERS)
    plans = AuditPlan.objects.filter(assessment__application=OuterRef("pk"), assessment__status__in=RUNNING_AUDIT_STATUSES)
    alone = Q(Exists(live_seats())) & Q(Exists(plans.exclude(single_reason="")))
    pair = Q(Exists(seats))
    led = Q(Exists(live_seats().filter(is_lead=True)))
    return (Q(wish=AuditWish.PEER) & ~(pair | alone)) | (Q(wish=AuditWish.EXTERNAL) & ~led)


def is_uninvited() -> Q:
    """Return the condition that somebody is named whose invitation has not gone out."""
    return Q(Exists(live_seats().filter(status=SeatStatus.PROPOSED)))


def has_lost_auditor() -> Q:
    """Return the condition that an auditor has declined, been replaced or become biased."""
    ended = AuditSeat.objects.filter(assessment__application=OuterRef("pk"), assessment__status__in=RUNNING_AUDIT_STATUSES)
    return Q(Exists(ended.filter(status__in=sorted(ENDED_SEATS))))


def awaits_answer() -> Q:
    """Return the condition that an invitation waits for its answer."""
    return Q(Exists(live_seats().filter(status=SeatStatus.INVITED)))


def is_read() -> Q:
    """Return the condition that the auditors are at work."""
    return Q(Exists(Assessment.objects.filter(application=OuterRef("pk"), status__in=sorted(BEGUN_AUDIT_STATUSES))))


def with_standing(applications: QuerySet[Application]) -> QuerySet[StandingApplication]:
    """Annotate what each application lacks of its auditors."""
    return applications.annotate(is_short=is_short(), is_uninvited=is_uninvited())


# Jumissa ---------------------------------------------------------------------------------------------------------------------


def stuck_condition(what: Stuck, at: dt.datetime) -> Q:
    """Return the condition that an application is stuck so at the moment."""
    conditions = {
        Stuck.ANSWERS: _unanswered,
        Stuck.AUDITS: _overrun,
        Stuck.CONTACT: lambda _at: Q(status__in=sorted(LIVE_STATUSES), contact__is_active=False),
        Stuck.UNWRITTEN: _unwritten,
        Stuck.LAPSED: _left_behind,
    }
    return conditions[what](at)


def _unanswered(at: dt.datetime) -> Q:
    return Q(Exists(live_seats().filter(status=SeatStatus.INVITED, invited_at__lt=_answered_by_now(at))))


def _answered_by_now(at: dt.datetime) -> dt.datetime:
    """Return the moment before which an invitation was sent whose answer is late now: the twin of `answer_by`."""
    today = timezone.localdate(at)
    invited = today
    while answer_by(timezone.make_aware(dt.datetime.combine(invited, dt.time(12)))) >= today:
        invited -= dt.timedelta(days=1)
    return timezone.make_aware(dt.datetime.combine(invited + dt.timedelta(days=1), dt.time()))


def _overrun(at: dt.datetime) -> Q:
    theirs = RUNNING_AUDIT_STATUSES - {AuditStatus.CHECKING}  # what is being checked waits for the coordinator herself
    audits = Assessment.objects.filter(application=OuterRef("pk"), status__in=sorted(theirs))
    return Q(Exists(audits.filter(plan__ends_date__lt=timezone.localdate(at))))


def _unwritten(at: dt.datetime) -> Q:
    soon = {"round__deadline_at__gte": at, "round__deadline_at__lt": at + dt.timedelta(days=LAST_DAYS)}
    written = ApplicationAnswer.objects.filter(application=OuterRef("pk")).exclude(text="")
    return Q(~Exists(written), status=ApplicationStatus.OPEN, **soon)


def _left_behind(at: dt.datetime) -> Q:
    """Return the condition that an application of the last passed round lapsed and its workshops have not applied since."""
    last = Round.objects.filter(deadline_at__lt=at).order_by("-deadline_at", "-pk").values("pk")[:1]
    anew = ApplicationUnit.objects.filter(ended_at=None, workshop__application_units__application=OuterRef("pk"))
    return Q(~Exists(anew), status=ApplicationStatus.LAPSED, round=Subquery(last))
