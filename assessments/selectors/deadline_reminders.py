"""Who has not finished something that has a deadline: one query for each occasion, however many they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from assessments.choices import AssessmentKind
from assessments.lifecycle import RUNNING_AUDIT_STATUSES, UNSUBMITTED_STATUSES, AssessmentStatus, AuditStatus, SeatStatus
from assessments.models import Application, AuditSeat, CommentPeriod, Participant, Rating, Reminder, Round
from assessments.reminder_days import REMINDERS, Occasion, WorkingDay, reminder_due
from assessments.selectors.auditing.answering import answer_by
from config.toolkit.working_days import is_working_day
from criteria.models import Criterion
from workshops.models import AuditEvent, RoleGrant, User
from workshops.roles import Permission

Span = tuple[dt.date, dt.date]  # first and last day

# Longer than the first reminder and the breaks around it; nothing that is due later can be reminded of today.
HORIZON = dt.timedelta(days=150)
PASSED = dt.timedelta(days=60)  # as long as an overdue reminder may have to wait for the end of breaks


@dataclass(frozen=True)
class Waiting:
    """One person who has not finished, and what it is: an application, a participant of a self-assessment, or a place in an audit."""

    occasion: Occasion
    holder: int  # the key of the row that is locked while she is reminded
    what: Any
    ref: str
    user: User
    deadline_date: dt.date
    since: dt.date  # the day on which she was told of the deadline
    breaks: tuple[Span, ...] = ()

    def step(self, today: dt.date) -> int | None:
        """Return the reminder that she is to have had by today."""
        return reminder_due(
            deadline_date=self.deadline_date,
            steps=REMINDERS[self.occasion],
            since=self.since,
            today=today,
            is_working=working_days_beside(self.breaks),
        )


def working_days_beside(breaks: Iterable[Span]) -> WorkingDay:
    """Return what tells whether a day is a working day and in none of the breaks."""
    spans = tuple(breaks)
    return lambda day: is_working_day(day) and not any(first <= day <= last for first, last in spans)


def applications_waiting(at: dt.datetime, holder: int | None = None) -> list[Waiting]:
    """Return the contacts of the applications that are not submitted and whose round's deadline is ahead; four queries."""
    near = {"round__deadline_at__gte": at, "round__deadline_at__lte": at + HORIZON}
    rows = _one(Application.objects.filter(status__in=UNSUBMITTED_STATUSES, contact__is_active=True, **near), holder)
    rows = rows.select_related("contact", "round", "organisation").prefetch_related("units__workshop", "round__breaks")
    moved = _moved()
    return [
        Waiting(
            Occasion.ROUND,
            row.pk,
            row,
            row.ref,
            row.contact,
            timezone.localdate(row.round.deadline_at),
            _latest_date(row.registered_at, row.lapsed_at, moved.get(row.round.ref)),
            _breaks(row.round),
        )
        for row in rows.order_by("pk")
        if row.round is not None
    ]


def ratings_waiting(at: dt.datetime, holder: int | None = None) -> list[Waiting]:
    """Return the participants of self-assessments with a day agreed for own ratings who still lack some; one query.

    Those who use the service, still have a role there, and have not been reminded by a colleague that day.
    """
    rows = Participant.objects.active().filter(_due_near("assessment__ratings_due_date", at))
    rows = rows.filter(assessment__kind=AssessmentKind.SELF, assessment__status=AssessmentStatus.INDIVIDUAL)
    rows = rows.alias(person=Coalesce("user", "invitation__accepted_by")).filter(_takes_part(at), _lacks_ratings())
    rows = rows.exclude(Exists(Reminder.objects.filter(participant=OuterRef("pk"), sent_at__date=timezone.localdate(at))))
    if holder is not None:
        rows = rows.filter(assessment=holder)
    rows = rows.select_related("assessment__workshop", "user", "invitation__accepted_by").order_by("pk")
    found = ((row, _person(row), row.assessment.ratings_due_date) for row in rows)
    return [_of_participant(row, person, due_date) for row, person, due_date in found if due_date and person and person.is_active]


def invitations_waiting(at: dt.datetime, holder: int | None = None) -> list[Waiting]:
    """Return the auditors who have not answered their invitation; three queries."""
    seats = _seats(SeatStatus.INVITED, holder).filter(invited_at__gte=at - PASSED)
    return [_of_seat(Occasion.INVITATION, seat, answer_by(seat.invited_at), seat.invited_at) for seat in seats if seat.invited_at]


def audits_waiting(at: dt.datetime, holder: int | None = None) -> list[Waiting]:
    """Return the auditors of the audits without a final report near the last day agreed for them; three queries."""
    seats = _seats(SeatStatus.ACCEPTED, holder).filter(_due_near("assessment__plan__ends_date", at))
    seats = seats.filter(assessment__status__in=RUNNING_AUDIT_STATUSES)
    return [_of_seat(Occasion.AUDIT, seat, seat.assessment.plan.ends_date, seat.accepted_at) for seat in seats]


def comments_waiting(at: dt.datetime, holder: int | None = None) -> list[Waiting]:
    """Return the contacts who may comment the draft of an audit's report, near the last day for it; three queries."""
    rows = _unfinished_periods().filter(_due_near("last_date", at), assessment__application__contact__is_active=True)
    rows = rows if holder is None else rows.filter(assessment=holder)
    related = ("assessment__application__round", "assessment__application__organisation", "assessment__application__contact")
    found = rows.select_related(*related).prefetch_related("assessment__application__units__workshop", *_SEAT_BREAKS).order_by("pk")
    return [_of_period(period) for period in found]


def comments_ended_waiting(at: dt.datetime, holder: int | None = None) -> list[Waiting]:
    """Return the auditors to whom the draft comes back when the last day for comments has passed; three queries."""
    periods = _unfinished_periods().filter(_due_near("last_date", at))
    ends = dict(periods.order_by().values_list("assessment", "last_date"))
    seats = _seats(SeatStatus.ACCEPTED, holder).filter(assessment__in=ends)
    return [_of_seat(Occasion.COMMENTS_ENDED, seat, ends[seat.assessment_id], seat.accepted_at) for seat in seats]


def _unfinished_periods() -> QuerySet[CommentPeriod]:
    """Return the newest period of each draft that is the workshop's to comment, unless it has said that it has no more."""
    newer = CommentPeriod.objects.filter(assessment=OuterRef("assessment"), pk__gt=OuterRef("pk"))
    return CommentPeriod.objects.filter(~Exists(newer), assessment__status=AuditStatus.COMMENTING, finished_at=None)


def _of_period(period: CommentPeriod) -> Waiting:
    audit = period.assessment
    application = audit.application
    assert application is not None  # an audit has one
    breaks = _breaks(application.round) if application.round else ()
    since = _latest_date(period.opened_at)
    return Waiting(Occasion.COMMENTS, audit.pk, audit, audit.ref, application.contact, period.last_date, since, breaks)


WAITING: dict[Occasion, Callable[[dt.datetime, int | None], list[Waiting]]] = {
    Occasion.ROUND: applications_waiting,
    Occasion.RATINGS: ratings_waiting,
    Occasion.INVITATION: invitations_waiting,
    Occasion.AUDIT: audits_waiting,
    Occasion.COMMENTS: comments_waiting,
    Occasion.COMMENTS_ENDED: comments_ended_waiting,
}


def _person(row: Participant) -> User | None:
    return row.user or (row.invitation.accepted_by if row.invitation else None)


def _of_participant(row: Participant, person: User, due_date: dt.date) -> Waiting:
    since = _latest_date(row.assessment.started_at, row.added_at)
    return Waiting(Occasion.RATINGS, row.assessment_id, row.assessment, row.assessment.ref, person, due_date, since)


def _seats(status: SeatStatus, holder: int | None) -> QuerySet[AuditSeat]:
    """Return the places of audits that go on, without those a conflict has closed."""
    blocked = AuditSeat.objects.filter(status=status).blocked().order_by().values("pk")
    rows = _one(AuditSeat.objects.live().filter(status=status, auditor__user__is_active=True).exclude(pk__in=blocked), holder)
    related = ("auditor__user", "assessment__plan", "assessment__application__round", "assessment__application__organisation")
    return rows.select_related(*related).prefetch_related("assessment__application__units__workshop", *_SEAT_BREAKS).order_by("pk")


_SEAT_BREAKS = ("assessment__application__round__breaks",)


def _of_seat(occasion: Occasion, seat: AuditSeat, deadline_date: dt.date, told_at: dt.datetime | None) -> Waiting:
    application = seat.assessment.application
    assert application is not None  # an audit has one
    breaks = _breaks(application.round) if application.round else ()
    since = _latest_date(told_at)
    return Waiting(occasion, seat.pk, seat, seat.ref, seat.auditor.user, deadline_date, since, breaks)


def _moved() -> dict[str, dt.datetime]:
    """Return when the deadline of a round was last moved, by the round's ref: everybody was told of the new one then."""
    moves = AuditEvent.objects.filter(action="deadline_moved", object_type=Round._meta.label_lower).order_by()
    return dict(moves.values("object_ref").annotate(last=Max("at")).values_list("object_ref", "last"))


def _takes_part(at: dt.datetime) -> Exists:
    here = Q(workshop=OuterRef("assessment__workshop")) | Q(organisation=OuterRef("assessment__workshop__organisation"))
    roles = RoleGrant.objects.current(timezone.localdate(at)).giving(Permission.TAKE_PART)
    return Exists(roles.filter(here, user=OuterRef("person")))


def _lacks_ratings() -> Exists:
    mine = Rating.objects.filter(participant=OuterRef(OuterRef("pk")), criterion=OuterRef("pk")).exclude(answer="")
    return Exists(Criterion.objects.filter(~Exists(mine), area__assessments=OuterRef("assessment")))


def _due_near(field: str, at: dt.datetime) -> Q:
    today = timezone.localdate(at)
    return Q(**{f"{field}__gte": today - PASSED, f"{field}__lte": today + HORIZON})


def _one(rows: Any, holder: int | None) -> Any:
    return rows if holder is None else rows.filter(pk=holder)


def _latest_date(*moments: dt.datetime | None) -> dt.date:
    return max((timezone.localdate(moment) for moment in moments if moment), default=dt.date.min)


def _breaks(round_: Round) -> tuple[Span, ...]:
    return tuple((each.first_date, each.last_date) for each in round_.breaks.all())
