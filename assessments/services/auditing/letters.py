"""Ordering the PDF of the letter for an auditor's employer; the worker renders it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from assessments.choices import ReportStatus
from assessments.lifecycle import SEAT_TRANSITIONS
from assessments.models import AuditSeat, EmployerLetter
from assessments.models.report import UNDER_WAY
from assessments.permissions import can_answer_invitation
from assessments.services.auditing.seats import lock_seat, require_seat_state
from assessments.services.guards import access_of, require
from assessments.tasks import render_letter
from workshops.models import User
from workshops.services.audit_events import record_event


@transaction.atomic
def order_letter(*, seat: AuditSeat, by: User, at: dt.datetime) -> EmployerLetter:
    """Order the PDF of the letter as it says now, and return the row to follow; one under way is returned as it is.

    One that has been silent for too long is given up and ordered anew. Raises `WrongStateError` for a place that is over.
    """
    application, seat = lock_seat(seat)
    require(can_answer_invitation(access_of(by, at), seat))
    require_seat_state(seat, *SEAT_TRANSITIONS["replace"].sources)  # invited or accepted
    under_way = EmployerLetter.objects.filter(seat=seat, status__in=UNDER_WAY).first()
    if under_way and not under_way.has_failed(at):
        return under_way
    if under_way:
        EmployerLetter.objects.filter(pk=under_way.pk).update(status=ReportStatus.FAILED, finished_at=at)
    letter = EmployerLetter.objects.create(seat=seat, requested_at=at)
    record_event(action="letter_ordered", obj=letter, by=by, at=at, organisation=application.organisation)
    transaction.on_commit(lambda: render_letter.enqueue(letter.pk))
    return letter
