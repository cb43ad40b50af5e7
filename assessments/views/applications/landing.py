"""The landing page of one application, and what every page about one application needs."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from assessments.lifecycle import APPLICATION_STATUS_LABELS, ApplicationStatus
from assessments.models import Application
from assessments.selectors.applications.listing import visible_applications


class OfApplication(View):
    """A page about the application of the address: found among those whose state the asker sees, so that what is hidden is 404."""

    @cached_property
    def application(self) -> Application:
        return get_object_or_404(visible_applications(self.request.access), ref=self.kwargs["ref"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # from the view beside this mixin
        label = APPLICATION_STATUS_LABELS[ApplicationStatus(self.application.status)]
        return {"application": self.application, "status_label": label, **context}


class ApplicationDetail(OfApplication, TemplateView):
    """Where one application is, and what the applicant does next in it."""

    template_name = "assessments/application_detail.html"
