"""Who did what to an application, and when."""

from __future__ import annotations

from typing import Any

from django.views.generic import TemplateView

from assessments.permissions import can_manage_application
from assessments.selectors.applications.history import phases_of
from assessments.views.applications.landing import OfApplication


class ApplicationHistory(OfApplication, TemplateView):
    """The phases of an application in sentences, for everybody who sees its state."""

    template_name = "assessments/application_history.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_own = can_manage_application(self.request.access, self.application)
        return super().get_context_data(phases=phases_of(self.application, is_own=is_own), **kwargs)
