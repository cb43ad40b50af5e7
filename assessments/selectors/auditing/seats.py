"""The places of auditors as each side sees them: the coordinator all of an application, the auditor her own once she is invited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from assessments.conflicts import RULES, ConflictKind
from assessments.lifecycle import (
    LIVE_SEATS,
    OPEN_AUDIT_STATUSES,
    READ_STATUSES,
    REPORTED_AUDIT_STATUSES,
    SEAT_STATUS_LABELS,
    ApplicationStatus,
    AuditStatus,
    SeatStatus,
)
from assessments.models import AuditSeat
from assessments.selectors.auditing.teams import seats_of
from workshops.roles import Permission

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.utils.functional import Promise

    from assessments.conflicts import ConflictRule
    from assessments.models import Application, Assessment
    from workshops.permissions import Access

RELATED = ("auditor__user", "auditor__organisation", "auditor__workshop", "assessment__plan", "assessment__application__organisation")
TONES = {SeatStatus.ACCEPTED: "done", SeatStatus.INVITED: "due", SeatStatus.STOPPED: "late"}

# What an ended or cancelled place means to whom it was given.
ENDED_SENTENCES: dict[SeatStatus, Promise] = {
    SeatStatus.DECLINED: _("Vastasit, ettet pääse mukaan. Sinun ei tarvitse tehdä enää mitään."),
    SeatStatus.REPLACED: _("Paikkasi auditoinnissa on annettu toiselle. Sinun ei tarvitse tehdä enää mitään."),
    SeatStatus.STOPPED: _("Auditoinnissa tuli esiin este, eikä hakemuksen aineisto enää näy sinulle. Sinun ei tarvitse tehdä enää mitään."),
}
CANCELLED_SENTENCE = _("Auditointi on keskeytetty. Sinun ei tarvitse tehdä enää mitään.")
BLOCKED_SENTENCE = _("Tietojesi mukaan olet nyt esteellinen, eikä hakemuksen aineisto näy sinulle. Koordinaattori saa tästä tiedon.")


@dataclass(frozen=True)
class SeatLine:
    """One place on the coordinator's page."""

    seat: AuditSeat
    is_blocked: bool  # a conflict without override has come up, and nobody has stopped her yet

    @property
    def label(self) -> Promise:
        return SEAT_STATUS_LABELS[SeatStatus(self.seat.status)]

    @property
    def tone(self) -> str:
        return TONES.get(SeatStatus(self.seat.status), "todo")

    @property
    def warnings(self) -> list[ConflictRule]:
        """The conflicts that were passed with the reason written down."""
        return [RULES[ConflictKind(kind)] for kind in self.seat.warnings]

    @property
    def is_removable(self) -> bool:
        return self.seat.status == SeatStatus.PROPOSED

    @property
    def is_replaceable(self) -> bool:
        return self.seat.status in {SeatStatus.INVITED, SeatStatus.ACCEPTED}


def managed_seats(access: Access) -> QuerySet[AuditSeat]:
    """Return the places the asker gives and takes away: for a coordinator all of them, for others none."""
    if not access.may_nationally(Permission.MANAGE_ROUNDS):
        return AuditSeat.objects.none()
    related = (*RELATED, "assessment__application__round")
    return AuditSeat.objects.select_related(*related).prefetch_related("assessment__application__units__workshop")


def own_seats(access: Access) -> QuerySet[AuditSeat]:
    """Return the asker's places of which she has been told; a proposed one does not exist for her."""
    told = AuditSeat.objects.of(access).filter(invited_at__isnull=False)
    related = (*RELATED, "assessment__application__round", "assessment__application__contact", "assessment__version__framework")
    return told.select_related(*related).prefetch_related("assessment__application__units__workshop__municipality")


def waited_seats(access: Access) -> QuerySet[AuditSeat]:
    """Return the asker's places in audits that go on: invited, or taken; a letter is written of these."""
    return own_seats(access).filter(status__in=[SeatStatus.INVITED, SeatStatus.ACCEPTED], assessment__status__in=OPEN_AUDIT_STATUSES)


def certified_seats(access: Access) -> QuerySet[AuditSeat]:
    """Return the asker's places in audits she made to the end: of these a certificate is written."""
    return own_seats(access).filter(status=SeatStatus.ACCEPTED, assessment__status__in=REPORTED_AUDIT_STATUSES)


def is_certified(seat: AuditSeat) -> bool:
    """Tell whether a certificate is written of the place, whose audit is loaded: the twin of `certified_seats` for its own auditor."""
    return seat.status == SeatStatus.ACCEPTED and seat.assessment.status in REPORTED_AUDIT_STATUSES


def seat_lines(audit: Assessment | None) -> tuple[list[SeatLine], list[SeatLine]]:
    """Return the places of the team, and those that ended, the last ended first; two queries."""
    if audit is None:
        return [], []
    seats = list(audit.seats.select_related(*RELATED))
    blocked = set(audit.seats.live().blocked().values_list("pk", flat=True))
    lines = [SeatLine(seat, seat.pk in blocked) for seat in seats]
    ended = [line for line in lines if line.seat.status not in LIVE_SEATS]
    return [line for line in lines if line.seat.status in LIVE_SEATS], sorted(
        ended, key=lambda line: (line.seat.ended_at, line.seat.pk), reverse=True
    )


def pair_of(seat: AuditSeat) -> list[AuditSeat]:
    """Return the other places of the seat's team whose auditors have been told; one query."""
    return [other for other in seats_of(seat.assessment) if other.pk != seat.pk and other.invited_at is not None]


def ended_sentence(seat: AuditSeat) -> Promise | None:
    """Return what an ended place means to its auditor; None for one that goes on. One query for a live one."""
    if seat.status not in LIVE_SEATS:
        return ENDED_SENTENCES[SeatStatus(seat.status)]
    if seat.assessment.status == AuditStatus.CANCELLED:
        return CANCELLED_SENTENCE
    if AuditSeat.objects.filter(pk=seat.pk).blocked().exists():
        return BLOCKED_SENTENCE
    return None


def auditors_told(application: Application, *, is_coordinator: bool) -> list[AuditSeat]:
    """Return the auditors told of on the application's page: to its coordinator the whole team, to its applicants those who read.

    The applicant is told from the start of the audit, never of proposed and declined ones. One query; none while there can be nobody.
    """
    if application.status not in READ_STATUSES or (application.status == ApplicationStatus.SUBMITTED and not is_coordinator):
        return []
    seats = AuditSeat.objects.live().filter(assessment__application=application).select_related("auditor__user", "auditor__organisation")
    if is_coordinator:
        return list(seats)
    return list(seats.filter(status=SeatStatus.ACCEPTED, assessment__started_at__isnull=False))


def is_read_by(seat: AuditSeat, access: Access) -> bool:
    """Tell whether the material of the seat's application is open to its auditor now; one query."""
    return AuditSeat.objects.reading(access).filter(pk=seat.pk).exists()
