"""An auditor's invitation: what it tells, her answer, a conflict that comes up, and the letter for her employer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import View

from assessments.conflicts import CONFLICTS
from assessments.forms.auditing import AcceptForm
from assessments.lifecycle import SEAT_STATUS_LABELS, SeatStatus
from assessments.models import Application, AuditSeat
from assessments.selectors.applications.listing import unit_names
from assessments.selectors.auditing.answering import answer_by
from assessments.selectors.auditing.reading import who_sees_audited
from assessments.selectors.auditing.seats import ended_sentence, is_certified, is_read_by, own_seats, pair_of
from assessments.services.auditing.invitations import accept_seat, declare_conflict, decline_seat
from config.toolkit.forms import BaseForm
from config.toolkit.views import FormPage


class OfSeat(View):
    """A page about the asker's own place of which she has been told; anybody else's does not exist for her."""

    @cached_property
    def seat(self) -> AuditSeat:
        return get_object_or_404(own_seats(self.request.access), ref=self.kwargs["ref"])

    @property
    def application(self) -> Application:
        application = self.seat.assessment.application
        assert application is not None  # an audit has one
        return application

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # from the view beside this mixin
        own = {
            "seat": self.seat,
            "audit": self.seat.assessment,
            "plan": self.seat.assessment.plan,
            "application": self.application,
            "unit_names": unit_names(self.application),
            "pair": pair_of(self.seat),
        }
        return {**own, **context}


class SeatDetail(OfSeat, FormPage):
    """The invitation, and the form that accepts it; after the answer what follows from it."""

    http_method_names = ["get", "head", "options"]
    form_class = AcceptForm
    template_name = "assessments/seat_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sentence = ended_sentence(self.seat)
        return super().get_context_data(
            sentence=sentence,
            status_label=SEAT_STATUS_LABELS[SeatStatus(self.seat.status)],
            may_answer=sentence is None and self.seat.status == SeatStatus.INVITED,
            is_accepted=sentence is None and self.seat.status == SeatStatus.ACCEPTED,
            is_certified=is_certified(self.seat),
            is_read=is_read_by(self.seat, self.request.access),
            conflicts=CONFLICTS,
            answer_date=answer_by(self.seat.invited_at) if self.seat.invited_at else None,
            who_sees=who_sees_audited(),
            **kwargs,
        )

    def form_valid(self, form: BaseForm) -> HttpResponse:
        values = {"declared": form.cleaned_data["declared"], "by": self.request.user, "at": self.request.arrived_at}
        return self.save_or_refuse(form, lambda: accept_seat(seat=self.seat, **values), self._done_url)

    def _done_url(self) -> str:
        messages.success(self.request, _("Kiitos! Olet mukana auditoinnissa."))
        return reverse("assessments:seat-detail", args=[self.seat.ref])


class SeatAccept(SeatDetail):
    """Take the place; without the declaration the invitation is shown again."""

    http_method_names = ["post", "options"]


@require_POST
def seat_decline(request: HttpRequest, ref: str) -> HttpResponse:
    """Decline the place; the reason is not asked."""
    seat = get_object_or_404(own_seats(request.access), ref=ref)
    decline_seat(seat=seat, has_conflict="has_conflict" in request.POST, by=request.user, at=request.arrived_at)
    messages.success(request, _("Kiitos vastauksesta. Tieto on välitetty koordinaattorille."))
    return redirect("assessments:seat-detail", ref=ref)


@require_POST
def seat_conflict(request: HttpRequest, ref: str) -> HttpResponse:
    """Tell of a conflict that has come up after accepting: the material closes at once."""
    seat = get_object_or_404(own_seats(request.access), ref=ref)
    declare_conflict(seat=seat, by=request.user, at=request.arrived_at)
    messages.success(request, _("Kiitos, että kerroit. Tieto on välitetty koordinaattorille."))
    return redirect("assessments:seat-detail", ref=ref)
