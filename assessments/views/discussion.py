"""The joint discussion: the meeting view, and accepting in one go what all agree on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView, View

from assessments.lifecycle import AssessmentStatus
from assessments.models import Assessment
from assessments.permissions import can_write_result
from assessments.selectors.audience import who_sees_discussion
from assessments.selectors.meeting import meeting_of
from assessments.selectors.overview import visible_assessments
from assessments.services.guards import require, require_state
from assessments.services.results import accept_agreed_results

FILTER_PARAMETER = "nayta"
FILTERS = {"": gettext_lazy("Kaikki"), "sopimatta": gettext_lazy("Sopimatta"), "sovitut": gettext_lazy("Sovitut")}


def visible_or_404(request: HttpRequest, ref: str) -> Assessment:
    """Return the assessment if the asker sees it; in the joint state whoever sees it may see the discussion (`can_see_discussion`)."""
    return get_object_or_404(visible_assessments(request.access), ref=ref)


class InDiscussion(View):
    """A page of the joint discussion. Outside that state nothing of it is shown: reading leads to the assessment, writing is refused."""

    http_method_names = ["get", "head", "post", "options"]
    assessment: Assessment
    may_manage: bool  # writes every result

    @property
    def may_write(self) -> bool:
        """Whether the asker writes what this page is about."""
        return self.may_manage

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.assessment = visible_or_404(request, kwargs["ref"])
        self.may_manage = can_write_result(request.access, self.assessment)
        if request.method == "POST":
            require_state(self.assessment, AssessmentStatus.JOINT)
            require(self.may_write)
        elif self.assessment.status != AssessmentStatus.JOINT:
            messages.info(request, _("Yhteinen keskustelu ei ole nyt auki."))
            return redirect("assessments:assessment-detail", ref=self.assessment.ref)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # from the view beside this mixin
        # In the joint state whoever sees the discussion may add evidence, and who writes every result may remove anybody's.
        flags = {"may_write": self.may_write, "may_add": True, "may_remove_any": self.may_manage, "may_manage": self.may_manage}
        return {"assessment": self.assessment, **flags, **context}


class DiscussionDetail(InDiscussion, TemplateView):
    """The meeting view: every criterion with what its ratings show and whether it has been agreed, the widest spread first."""

    template_name = "assessments/discussion_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        meeting = meeting_of(self.assessment)
        chosen = self.request.GET.get(FILTER_PARAMETER, "")
        chosen = chosen if chosen in FILTERS else ""
        return super().get_context_data(
            meeting=meeting,
            rows=[row for row in meeting.rows if not chosen or row.is_agreed == (chosen == "sovitut")],
            filters=[(value, label, value == chosen) for value, label in FILTERS.items()],
            who_sees=who_sees_discussion(self.assessment),
            steps=[(level.value, level.name) for level in meeting.levels],
            **kwargs,
        )


@require_POST
def result_accept_agreed(request: HttpRequest, ref: str) -> HttpResponse:
    """Accept the ticked criteria in which every rater gave the same level."""
    accepted = accept_agreed_results(
        assessment=visible_or_404(request, ref),
        criterion_codes=set(request.POST.getlist("criteria")),
        by=request.user,
        at=request.arrived_at,
    )
    if accepted:
        count = len(accepted)
        messages.success(request, ngettext("Hyväksyttiin yksi kriteeri.", "Hyväksyttiin %(count)s kriteeriä.", count) % {"count": count})
    else:
        messages.info(request, _("Yhtään kriteeriä ei hyväksytty."))
    return redirect("assessments:discussion-detail", ref=ref)
