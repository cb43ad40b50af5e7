"""Auditors as participants of their audit: each rates from a place of her own, as the staff of a workshop do."""

from __future__ import annotations

import datetime as dt

from assessments.lifecycle import SeatStatus
from assessments.models import Assessment, AuditSeat, Participant
from assessments.services.guards import lock_assessment
from workshops.models import User


def begin_participation(audit: Assessment, *, by: User, at: dt.datetime) -> None:
    """Give everyone who has accepted a place to rate from; who had one before and came back begins anew. The caller holds the locks."""
    taking_part = set(audit.participants.active().values_list("user_id", flat=True))
    for seat in audit.seats.filter(status=SeatStatus.ACCEPTED).select_related("auditor").order_by("pk"):
        if seat.auditor.user_id in taking_part:
            continue
        place = Participant(assessment=audit, user_id=seat.auditor.user_id, added_at=at, added_by=by)
        place.full_clean()
        place.save()


def end_participation(seat: AuditSeat, *, by: User | None, at: dt.datetime) -> None:
    """End the place from which the seat's auditor rates: what she has rated is kept, hidden, and out of the result."""
    audit = lock_assessment(seat.assessment)
    audit.participants.active().filter(user=seat.auditor.user_id).update(removed_at=at, removed_by=by)
