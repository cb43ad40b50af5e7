"""Histories: of what was agreed, for those who manage the workshop's assessments; of one's own ratings, for oneself alone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from assessments.lifecycle import AssessmentStatus
from assessments.permissions import can_read_history, can_write_result
from assessments.selectors.audience import who_sees_history, who_sees_own_history
from assessments.selectors.history import Version, area_summary_history, criterion_in, rating_history, result_history
from assessments.services.guards import require, require_state
from assessments.services.restoring import restore_area_summary, restore_result
from assessments.views.landing import OfAssessment
from config.toolkit.errors import StaleRevisionError
from criteria.models import Area, Criterion


class SharedHistory(OfAssessment, TemplateView):
    """Every version of a shared text, and the button that takes one back into use while the discussion is open."""

    template_name = "assessments/shared_history.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require(can_read_history(request.access, self.assessment))
        if not self.thing:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = self.versions()
        return super().get_context_data(
            thing=self.thing,
            versions=versions,
            revision=versions[0].revision if versions else 0,
            may_restore=can_write_result(self.request.access, self.assessment),
            back=self.back(),
            who_sees=who_sees_history(),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require_state(self.assessment, AssessmentStatus.JOINT)
        version, revision = request.POST.get("versio", ""), request.POST.get("revision", "")
        if not (version.isdecimal() and revision.isdecimal() and len(version) < 10 and len(revision) < 10):
            raise Http404
        try:
            self.restore(int(version), int(revision))
        except StaleRevisionError as stale:
            return self.render_to_response(self.get_context_data(sentence=stale.message), status=stale.status)
        messages.success(request, _("Aiempi teksti on otettu takaisin. Se on nyt uusin versio."))
        return redirect(request.path)

    def back(self) -> tuple[str, str]:
        """Return the page the text is written or read on, as (label, address)."""
        if self.assessment.status == AssessmentStatus.JOINT:
            return self.written_on()
        return _("Tulokset"), reverse("assessments:assessment-detail", args=[self.assessment.ref])

    @property
    def thing(self) -> Criterion | Area | None:
        """Return what the text is about; None when the assessment has no such."""
        raise NotImplementedError

    def versions(self) -> list[Version]:
        raise NotImplementedError

    def written_on(self) -> tuple[str, str]:
        raise NotImplementedError

    def restore(self, version: int, revision: int) -> object:
        """Call the service."""
        raise NotImplementedError


class ResultHistory(SharedHistory):
    """The shared view of one criterion."""

    @cached_property
    def thing(self) -> Criterion | None:
        try:
            return criterion_in(self.assessment, self.kwargs["code"])
        except Criterion.DoesNotExist:
            return None

    def versions(self) -> list[Version]:
        assert self.thing is not None
        return result_history(self.assessment, self.thing)

    def written_on(self) -> tuple[str, str]:
        assert self.thing is not None
        return str(self.thing), reverse("assessments:result-update", args=[self.assessment.ref, self.thing.code])

    def restore(self, version: int, revision: int) -> object:
        assert self.thing is not None
        return restore_result(
            assessment=self.assessment,
            criterion=self.thing,
            version=version,
            revision=revision,
            by=self.request.user,
            at=self.request.arrived_at,
        )


class AreaSummaryHistory(SharedHistory):
    """The strengths of one area."""

    @cached_property
    def thing(self) -> Area | None:
        return next((area for area in self.assessment.areas.all() if area.code == self.kwargs["area_code"]), None)

    def versions(self) -> list[Version]:
        assert self.thing is not None
        return area_summary_history(self.assessment, self.thing)

    def written_on(self) -> tuple[str, str]:
        assert self.thing is not None
        return str(self.thing), reverse("assessments:area-summary-update", args=[self.assessment.ref, self.thing.code])

    def restore(self, version: int, revision: int) -> object:
        assert self.thing is not None
        return restore_area_summary(
            assessment=self.assessment,
            area=self.thing,
            version=version,
            revision=revision,
            by=self.request.user,
            at=self.request.arrived_at,
        )


class RatingHistory(OfAssessment, TemplateView):
    """The asker's own rating of one criterion, version by version. The address names no person: each reaches her own alone."""

    template_name = "assessments/rating_history.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        try:
            criterion = criterion_in(self.assessment, self.kwargs["code"])
        except Criterion.DoesNotExist as missing:
            raise Http404 from missing
        may_rate = self.assessment.status == AssessmentStatus.INDIVIDUAL
        name, arguments = ("rating-update", [criterion.code]) if may_rate else ("assessment-detail", [])
        return super().get_context_data(
            criterion=criterion,
            versions=rating_history(self.assessment, criterion, self.request.user),
            back_url=reverse(f"assessments:{name}", args=[self.assessment.ref, *arguments]),
            who_sees=who_sees_own_history(),
            **kwargs,
        )
