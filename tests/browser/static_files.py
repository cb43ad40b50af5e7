"""Static files of the live server: the browser keeps them, as it keeps the hashed names of production, and axe is one of them.

In a fresh checkout, whose files are minutes old, a browser asks for each of them again with every page unless it is told to keep them;
and axe handed over by the debugger is read and compiled anew on every page.
"""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import HttpRequest, HttpResponseBase
from django.http.response import HttpResponse

AXE_PATH = "/static/axe.js"


class KeptStaticFiles(StaticFilesHandler):
    """Serves what Django's own handler serves, for the browser to keep through the test."""

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        if request.path == AXE_PATH:
            response: HttpResponseBase = HttpResponse(AXE_SCRIPT, content_type="text/javascript; charset=utf-8")
        else:
            response = super().get_response(request)
        response["Cache-Control"] = "max-age=3600"
        return response
