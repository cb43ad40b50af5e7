"""The coordinator's rounds: their list and board, making and changing them, moving the deadline, the spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from assessments.permissions import can_manage_rounds

if TYPE_CHECKING:
    from typing import Any

    from django.http.response import HttpResponseBase


class OfRounds:
    """For those who run the rounds; for everybody else there is nothing here."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        raise Http404


class RoundList(OfRounds, TemplateView):
    template_name = "assessments/round_list.html"


class RoundCreate(OfRounds, TemplateView):
    template_name = "assessments/round_create.html"


class RoundBoard(OfRounds, TemplateView):
    template_name = "assessments/round_board.html"


class RoundUpdate(OfRounds, TemplateView):
    template_name = "assessments/round_update.html"


class RoundDeadline(OfRounds, TemplateView):
    template_name = "assessments/round_deadline.html"


@require_safe
def round_sheet(request: HttpRequest, ref: str) -> HttpResponseBase:
    raise Http404
