"""Filling an application: the page of one criterion, and bringing in completed self-assessments."""

from __future__ import annotations

from django.views.generic import TemplateView


class AnswerUpdate(TemplateView):
    """One criterion of the application to write."""


class ApplicationFill(TemplateView):
    """Fill the form from completed self-assessments."""
