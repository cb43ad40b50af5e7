"""One auditor named, removed, replaced."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.generic import View


class AuditorName(View):
    """Not built yet."""

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        raise Http404


class SeatReplace(View):
    """Not built yet."""

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        raise Http404


def seat_remove(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """Not built yet."""
    raise Http404
