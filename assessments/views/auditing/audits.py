"""An auditor's audit."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.generic import View


class AuditDetail(View):
    """Not built yet."""

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        raise Http404


class AuditSubmission(View):
    """Not built yet."""

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        raise Http404


def audit_file(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """Not built yet."""
    raise Http404
