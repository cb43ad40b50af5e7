"""Changing a registration: units and wish, contact, round; and beginning to fill the form."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from assessments.views.applications.landing import OfApplication


class ApplicationUpdate(OfApplication, TemplateView):
    """Cover other units or wish the other kind of audit."""

    template_name = "assessments/application_update.html"


class ApplicationContact(OfApplication, TemplateView):
    """Name another contact person."""

    template_name = "assessments/application_contact.html"


class ApplicationRound(OfApplication, TemplateView):
    """Choose a round for a registered application."""

    template_name = "assessments/application_round.html"


@require_POST
def application_open(request: HttpRequest, ref: str) -> HttpResponse:
    """Begin to fill the form."""
    return redirect("assessments:application-detail", ref=ref)
