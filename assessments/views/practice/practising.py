"""An auditor's practice: the examples, how far she is with one, and how she differs from the reference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from assessments.lifecycle import PracticeStatus
from assessments.selectors.practice.comparing import levels_of, practice_summary
from assessments.selectors.practice.practising import practice_steps, practised_cases, read_cases, who_sees_practice
from assessments.services.practice.ratings import restart_practice
from config.toolkit.views import PagedList
from workshops.roles import Permission
from workshops.views.gates import NationalPage

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from assessments.selectors.practice.practising import PractisedCase


class PracticeList(NationalPage, PagedList):
    """The examples to practise on, with how far she is."""

    permission = Permission.AUDIT
    template_name = "assessments/practice_list.html"

    def get_queryset(self) -> QuerySet[PractisedCase]:
        return practised_cases(self.request.access)


class PracticeDetail(TemplateView):
    """One example: what it is, how far she is, and what she has confirmed beside the reference."""

    template_name = "assessments/practice_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        case = get_object_or_404(read_cases(self.request.access), ref=self.kwargs["ref"])
        steps = practice_steps(case, self.request.user)
        summary = practice_summary(case, steps.ratings.values(), levels_of(case)) if steps.confirmed else None
        is_in_use = case.status == PracticeStatus.PUBLISHED
        return super().get_context_data(
            case=case, steps=steps, summary=summary, is_in_use=is_in_use, who_sees=who_sees_practice(), **kwargs
        )


@require_POST
def practice_restart(request: HttpRequest, ref: str) -> HttpResponse:
    """Remove her answers of the example, so that she may begin anew."""
    restart_practice(case=get_object_or_404(read_cases(request.access), ref=ref), by=request.user, at=request.arrived_at)
    messages.success(request, _("Vastauksesi on poistettu. Voit aloittaa alusta."))
    return redirect("assessments:practice-detail", ref=ref)
