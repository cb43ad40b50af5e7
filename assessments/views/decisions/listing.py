"""The list of what is decided on, round by round."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest
from django.views.generic import View

from assessments.permissions import can_decide, can_read_decisions
from assessments.selectors.decisions.matters import matters_for_list, matters_of
from assessments.selectors.decisions.packs import pack_lines
from config.toolkit.views import PagedList

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http.response import HttpResponseBase

    from assessments.models import Application


class OfDecisions(View):
    """A page of deciders and coordinators; for everybody else there is nothing here."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not can_read_decisions(request.access):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class DecisionList(OfDecisions, PagedList):
    """What waits for a decision and what has been decided, round by round, and the pack of each round."""

    template_name = "assessments/decision_list.html"

    def get_queryset(self) -> QuerySet[Application]:
        return matters_for_list(self.request.access)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(decides=can_decide(self.request.access), **kwargs)
        lines = pack_lines(matters_of(context["page_obj"]), self.request.access, self.request.arrived_at)
        return {**context, "rounds": lines}
