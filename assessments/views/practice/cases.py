"""The coordinators' example applications: the list, one as a whole, and what becomes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from assessments.models import PracticeCase
from assessments.selectors.practice.writing import counted_cases, moves_of, state_of, who_sees_practice_case, writing_of
from assessments.services.practice.cases import copy_practice_case, publish_practice_case, retire_practice_case
from assessments.views.rounds import OfRounds
from config.toolkit.views import PagedList
from workshops.roles import Permission
from workshops.views.gates import require_nationally

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from assessments.selectors.practice.writing import CountedCase


class PracticeCaseList(OfRounds, PagedList):
    """All example applications, the newest first."""

    template_name = "assessments/practice_case_list.html"

    def get_queryset(self) -> QuerySet[CountedCase]:
        return counted_cases()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "lines": [(case, *state_of(case)) for case in context["page_obj"]]}


class OfPracticeCase(OfRounds):
    """A page of one example, for those who write them."""

    @cached_property
    def case(self) -> CountedCase:
        return get_object_or_404(counted_cases(), ref=self.kwargs["ref"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # from the view beside this mixin
        label, tone = state_of(self.case)
        return {"case": self.case, "status_label": label, "status_tone": tone, "who_sees": who_sees_practice_case(), **context}


class PracticeCaseDetail(OfPracticeCase, TemplateView):
    """How far the example is criterion by criterion, and what can be done with it."""

    template_name = "assessments/practice_case_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(writing=writing_of(self.case), moves=moves_of(self.case), **kwargs)


class PracticeCasePreview(OfPracticeCase, TemplateView):
    """The example as auditors read it, with the reference they see once they have confirmed."""

    template_name = "assessments/practice_case_preview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        levels = [(level.value, level.name) for level in self.case.version.scale.levels.order_by("value")]
        return super().get_context_data(writing=writing_of(self.case), level_steps=levels, **kwargs)


def _case_or_404(request: HttpRequest, ref: str) -> PracticeCase:
    require_nationally(request, Permission.MANAGE_ROUNDS)
    return get_object_or_404(PracticeCase, ref=ref)


@require_POST
def practice_case_publish(request: HttpRequest, ref: str) -> HttpResponse:
    """Open the example to auditors."""
    publish_practice_case(case=_case_or_404(request, ref), by=request.user, at=request.arrived_at)
    messages.success(request, _("Harjoitushakemus on julkaistu. Auditoitsijat näkevät sen nyt."))
    return redirect("assessments:practice-case-detail", ref=ref)


@require_POST
def practice_case_retire(request: HttpRequest, ref: str) -> HttpResponse:
    """Take the example out of use."""
    retire_practice_case(case=_case_or_404(request, ref), by=request.user, at=request.arrived_at)
    messages.success(request, _("Harjoitushakemus on poistettu käytöstä."))
    return redirect("assessments:practice-case-detail", ref=ref)


@require_POST
def practice_case_copy(request: HttpRequest, ref: str) -> HttpResponse:
    """Make a new draft of the example."""
    copy = copy_practice_case(case=_case_or_404(request, ref), by=request.user, at=request.arrived_at)
    messages.success(request, _("Kopio on tehty. Se on luonnos, jota voit muokata."))
    return redirect("assessments:practice-case-detail", ref=copy.ref)
