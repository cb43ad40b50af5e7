"""Naming the auditors of one application."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.generic import View


class Assignment(View):
    """Not built yet."""

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        raise Http404


class AuditPlanUpdate(View):
    """Not built yet."""

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        raise Http404


def seats_invite(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """Not built yet."""
    raise Http404
