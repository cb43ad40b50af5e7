"""Registering for the quality mark."""

from __future__ import annotations

from django.views.generic import TemplateView


class ApplicationCreate(TemplateView):
    """Register workshops as applicants."""

    template_name = "assessments/application_create.html"
