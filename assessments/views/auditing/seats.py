"""An auditor's invitation."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.generic import View


class SeatDetail(View):
    """Not built yet."""

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        raise Http404


class SeatAccept(View):
    """Not built yet."""

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        raise Http404


class SeatLetter(View):
    """Not built yet."""

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        raise Http404


def seat_decline(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """Not built yet."""
    raise Http404


def seat_conflict(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """Not built yet."""
    raise Http404
