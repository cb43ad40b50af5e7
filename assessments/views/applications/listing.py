"""The list of one's own applications."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from assessments.models import Application
from assessments.permissions import can_manage_rounds
from assessments.selectors.applications.listing import applies_anywhere, listed_applications, unit_names
from config.toolkit.views import PagedList


class ApplicationList(PagedList):
    """The applications of the workshops in which the asker applies; others are told who applies."""

    template_name = "assessments/application_list.html"

    def get_queryset(self) -> QuerySet[Application]:
        return listed_applications(self.request.access)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {
            "rows": [(application, unit_names(application)) for application in context["page_obj"]],
            "may_apply": applies_anywhere(self.request.access),
            "may_run_rounds": can_manage_rounds(self.request.access),
            **context,
        }
