"""Ordering the PDFs that an auditor takes along: the letter for her employer, the certificate of the audit."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.lifecycle import SEAT_TRANSITIONS
from assessments.models import AuditCertificate, AuditSeat, EmployerLetter
from assessments.permissions import can_answer_invitation
from assessments.selectors.auditing.seats import is_certified
from assessments.services.auditing.seats import lock_seat, require_seat_state
from assessments.services.guards import access_of, require
from assessments.services.renderings import order_rendering
from assessments.tasks import render_auditing_certificate, render_letter
from config.toolkit.errors import WrongStateError
from workshops.models import User


@transaction.atomic
def order_letter(*, seat: AuditSeat, by: User, at: dt.datetime) -> EmployerLetter:
    """Order the PDF of the letter as it says now, and return the row to follow as `order_rendering` does.

    Raises `WrongStateError` for a place that is over.
    """
    application, seat = lock_seat(seat)
    require(can_answer_invitation(access_of(by, at), seat))
    require_seat_state(seat, *SEAT_TRANSITIONS["replace"].sources)  # invited or accepted
    rows, place = EmployerLetter.objects.all(), {"organisation": application.organisation}
    return order_rendering(rows, render_letter.enqueue, of={"seat": seat}, action="letter_ordered", by=by, at=at, **place)


@transaction.atomic
def order_certificate(*, seat: AuditSeat, by: User, at: dt.datetime) -> AuditCertificate:
    """Order the PDF of the certificate as it says now, and return the row to follow as `order_rendering` does.

    Raises `WrongStateError` before the audit has its final report, and for a place that ended before it.
    """
    application, seat = lock_seat(seat)
    require(can_answer_invitation(access_of(by, at), seat))
    if not is_certified(seat):
        raise WrongStateError(_("Todistuksen saa, kun auditoinnin raportti on valmis."))
    rows, place = AuditCertificate.objects.all(), {"organisation": application.organisation}
    return order_rendering(
        rows, render_auditing_certificate.enqueue, of={"seat": seat}, action="certificate_ordered", by=by, at=at, **place
    )
