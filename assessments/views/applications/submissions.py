"""Checking and submitting an application, and the receipts of what was submitted."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView


class ApplicationCheck(TemplateView):
    """The page "Tarkista"."""


@require_POST
def application_submit(request: HttpRequest, ref: str) -> HttpResponse:
    """Submit what is written now."""
    return redirect("assessments:application-check", ref=ref)


class SubmissionDetail(TemplateView):
    """The receipt page of one submission."""


class ReceiptDetail(TemplateView):
    """The public receipt."""
