"""The landing page of one assessment, and what every page about one assessment needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from assessments.lifecycle import SELF_STATUS_LABELS, AssessmentStatus
from assessments.models import Assessment
from assessments.permissions import can_ask_support, can_view_from_inside
from assessments.selectors.overview import Overview, overview_of, readable_assessments, visible_assessments
from assessments.selectors.progress import Progress
from assessments.selectors.visibility import how_ratings_are_shown
from criteria.models import Criterion

ENDS = {"reopen", "archive", "abandon"}  # offered as links at the foot of the page, away from what moves the work on


class OfAssessment(View):
    """A page about the assessment of the address: found among those the asker may see, so that what is hidden is 404."""

    @cached_property
    def assessment(self) -> Assessment:
        return get_object_or_404(visible_assessments(self.request.access), ref=self.kwargs["ref"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # from the view beside this mixin
        return {"assessment": self.assessment, "status_label": SELF_STATUS_LABELS[AssessmentStatus(self.assessment.status)], **context}


class AssessmentDetail(OfAssessment, TemplateView):
    """Where one assessment is, and what the asker does next in it."""

    template_name = "assessments/assessment_detail.html"

    @cached_property
    def assessment(self) -> Assessment:
        return get_object_or_404(readable_assessments(self.request.access), ref=self.kwargs["ref"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if not can_view_from_inside(self.request.access, self.assessment):
            return super().get_context_data(support_links=support_links(self.assessment), **kwargs)
        overview = overview_of(self.assessment, self.request.access, self.request.arrived_at)
        return super().get_context_data(
            overview=overview,
            moves=[(each.name, each.label, _move_url(each.name, self.assessment)) for each in overview.transitions],
            ends=[(each.label, _move_url(each.name, self.assessment)) for each in overview.transitions if each.name in ENDS],
            how_shown=how_ratings_are_shown(self.assessment.ratings_shown),
            facts=_facts(overview),
            **own_links(overview.own, lambda criterion: reverse("assessments:rating-update", args=[self.assessment.ref, criterion.code])),
            people=[(person, person.is_waiting(self.request.arrived_at)) for person in overview.people or ()],
            today=self.request.access.on,
            may_ask_support=can_ask_support(self.request.access, self.assessment),
            **kwargs,
        )


def support_links(assessment: Assessment) -> list[tuple[str, str]]:
    """Return where a supporter reads what there is to read in the state the assessment is in, as (label, address)."""
    if assessment.status == AssessmentStatus.JOINT:
        return [(_("Lue, mitä on sovittu"), reverse("assessments:agreed-detail", args=[assessment.ref]))]
    if assessment.completed_at is not None:
        return [(_("Lue tulokset"), reverse("assessments:assessment-results", args=[assessment.ref]))]
    return []


def own_links(own: Progress | None, url_of: Callable[[Criterion], str]) -> dict[str, Any]:
    """Return where the areas and the next criterion of one's own ratings lead, for the part of the page that both kinds of rater have."""
    if own is None:
        return {}
    return {"own_areas": [(part, url_of(part.entry)) for part in own.areas], "next_rating_url": own.next and url_of(own.next)}


def _move_url(name: str, assessment: Assessment) -> str:
    if name == "complete":
        return reverse("assessments:assessment-check", args=[assessment.ref])
    return reverse(f"assessments:assessment-{name.replace('_', '-')}", args=[assessment.ref])


def _facts(overview: Overview) -> list[tuple[str, str]]:
    """Return what a draft has set, as pairs for its checklist."""
    assessment = overview.assessment
    return [
        (_("Työpaja"), f"{assessment.workshop.name}, {assessment.workshop.organisation.name}"),
        (_("Kriteeristö"), f"{assessment.version.framework.name} {assessment.version.version}"),
        (_("Osa-alueet"), ", ".join(str(area) for area in overview.areas)),
        (_("Kriteerejä"), str(overview.criteria_count)),
        (_("Arviot keskustelussa"), how_ratings_are_shown(assessment.ratings_shown)),
    ]
