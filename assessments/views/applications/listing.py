"""The list of one's own applications."""

from __future__ import annotations

from django.views.generic import TemplateView


class ApplicationList(TemplateView):
    """The applications of the workshops in which the asker applies."""

    template_name = "assessments/application_list.html"
