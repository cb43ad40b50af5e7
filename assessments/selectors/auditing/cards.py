"""One auditor's page: what is known of her, and the audits she has been asked to make."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from assessments.choices import AssessmentKind
from assessments.lifecycle import AUDIT_STATUS_LABELS, SEAT_STATUS_LABELS, AuditStatus, SeatStatus
from assessments.models import ApplicationUnit, Auditor, AuditSeat
from assessments.selectors.applications.listing import unit_names
from assessments.selectors.audience import people_with
from assessments.selectors.auditing.answering import answer_by
from assessments.selectors.auditing.register import with_absences
from config.toolkit.templatetags.ui import day, full_day
from workshops.roles import Permission

if TYPE_CHECKING:
    from workshops.permissions import Access

TONES = {SeatStatus.PROPOSED: "todo", SeatStatus.INVITED: "due", SeatStatus.ACCEPTED: "done"}


@dataclass(frozen=True)
class SeatLine:
    """One audit of an auditor: of whom, which kind, how far, and where it is read."""

    title: str
    url: str
    kind: str
    state: str
    tone: str
    dates: str


def facts_of(auditor: Auditor, *, kinds: str, languages: str, employer: str, experience: str) -> list[tuple[str, str]]:
    """Return what the coordinator keeps of an auditor, as terms and values; needs the networks loaded."""
    return [
        (_("Sähköposti"), auditor.user.email),
        (_("Työnantaja"), employer),
        (_("Auditoinnit"), capfirst(kinds) or _("Ei auditoi nyt")),
        (_("Kielet"), languages),
        (_("Verkostot"), ", ".join(network.name for network in auditor.networks.all())),
        (_("Auditoitsijakoulutus"), full_day(auditor.trained_date)),
        (_("Kokemus"), experience),
        (_("Enintään vuodessa"), str(auditor.most_a_year)),
    ]


def card_of(access: Access) -> Auditor | None:
    """Return the asker's own card, None when the coordinator has not made it yet."""
    return with_absences(Auditor.objects.filter(user=access.user.pk), access.on).first()


def seats_for_coordinator(auditor: Auditor) -> QuerySet[AuditSeat]:
    """Return every place the auditor has had, the newest first."""
    return _for_lines(auditor.seats.all())


def own_seats(access: Access) -> QuerySet[AuditSeat]:
    """Return the asker's places, the newest first; before she is invited she is told of none."""
    return _for_lines(AuditSeat.objects.of(access).filter(invited_at__isnull=False))


def _for_lines(seats: QuerySet[AuditSeat]) -> QuerySet[AuditSeat]:
    units = ApplicationUnit.objects.select_related("workshop").order_by("workshop__sort_key", "pk")
    related = seats.select_related("assessment__application__organisation", "assessment__plan")
    return related.prefetch_related(Prefetch("assessment__application__units", units)).order_by("-proposed_at", "-pk")


def lines_for_coordinator(seats: Iterable[AuditSeat]) -> list[SeatLine]:
    """Return the places as lines that lead to the naming of the application's auditors."""
    lines = []
    for seat in seats:
        assert seat.assessment.application is not None
        lines.append(_line(seat, reverse("assessments:assignment", args=[seat.assessment.application.ref]), _state_for_coordinator(seat)))
    return lines


def own_lines(seats: Iterable[AuditSeat], access: Access) -> list[SeatLine]:
    """Return the asker's places as lines that lead to the invitation, or to the audit once she reads it; one query."""
    page = list(seats)
    reading = set(AuditSeat.objects.reading(access).filter(pk__in=[seat.pk for seat in page]).values_list("pk", flat=True))
    return [_line(seat, own_url(seat, is_reading=seat.pk in reading), _own_state(seat)) for seat in page]


def own_url(seat: AuditSeat, *, is_reading: bool) -> str:
    """Return where the auditor reads of the place: the audit while she may, else the invitation and what has become of it."""
    if is_reading:
        return reverse("assessments:audit-detail", args=[seat.assessment.ref])
    return reverse("assessments:seat-detail", args=[seat.ref])


def _line(seat: AuditSeat, url: str, state: str) -> SeatLine:
    audit = seat.assessment
    assert audit.application is not None
    return SeatLine(
        title=f"{audit.application.organisation.name}: {unit_names(audit.application)}",
        url=url,
        kind=capfirst(str(AssessmentKind(audit.kind).label)) + (f", {_('pääauditoitsija')}" if seat.is_lead else ""),
        state=state,
        tone=TONES.get(SeatStatus(seat.status), "todo") if audit.status != AuditStatus.CANCELLED else "todo",
        dates=_dates(seat),
    )


def _state_for_coordinator(seat: AuditSeat) -> str:
    label = str(SEAT_STATUS_LABELS[SeatStatus(seat.status)])
    if seat.assessment.status == AuditStatus.CANCELLED:
        return str(AUDIT_STATUS_LABELS[AuditStatus.CANCELLED])
    return label


def _own_state(seat: AuditSeat) -> str:
    if seat.assessment.status == AuditStatus.CANCELLED:
        return _("Keskeytetty")
    if seat.status == SeatStatus.INVITED and seat.invited_at is not None:
        return _("Vastaa %(day)s mennessä") % {"day": day(answer_by(seat.invited_at))}
    if seat.status == SeatStatus.ACCEPTED and seat.assessment.status == AuditStatus.ASSIGNING:
        return _("Mukana, odottaa muita")
    return str(SEAT_STATUS_LABELS[SeatStatus(seat.status)])


def _dates(seat: AuditSeat) -> str:
    """Return when the audit is made, and what has happened to the place."""
    plan = getattr(seat.assessment, "plan", None)
    parts = [f"{full_day(plan.starts_date)}–{full_day(plan.ends_date)}"] if plan else []
    stamps: list[tuple[str, dt.datetime | None]] = [
        (_("kutsuttu %(day)s"), seat.invited_at),
        (_("vastannut myöntävästi %(day)s"), seat.accepted_at),
        (_("päättynyt %(day)s"), seat.ended_at),
    ]
    return ", ".join([*parts, *(words % {"day": full_day(timezone.localtime(moment))} for words, moment in stamps if moment)])


def who_sees_card() -> list[tuple[str, str]]:
    """Return who reads what is known of an auditor: `can_keep_card` and `can_manage_rounds`."""
    coordinators = people_with(Permission.MANAGE_ROUNDS)
    return [
        (_("Nyt ja myöhemmin"), _("Auditoitsija itse ja yhdistyksen %(coordinators)s.") % {"coordinators": coordinators}),
        (
            _("Auditoinnissa"),
            _("Hakija ja auditoinnin toinen auditoitsija näkevät nimen. Poissaoloja, sidoksia ja esteellisyyksiä he eivät näe."),
        ),
    ]
