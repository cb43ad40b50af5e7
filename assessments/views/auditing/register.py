"""The coordinator's register of auditors."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.generic import View

from assessments.views.rounds import OfRounds


class AuditorList(OfRounds, View):
    """Those in the register."""

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        raise Http404


AuditorCreate = AuditorComplete = AuditorDetail = AuditorUpdate = AuditorList


def auditor_sheet(request: HttpRequest) -> HttpResponse:
    """Give the list as a file."""
    raise Http404
