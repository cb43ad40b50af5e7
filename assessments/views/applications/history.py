"""Who did what to an application, and when."""

from __future__ import annotations

from django.views.generic import TemplateView

from assessments.views.applications.landing import OfApplication


class ApplicationHistory(OfApplication, TemplateView):
    """The phases of an application in sentences."""

    template_name = "assessments/application_history.html"
