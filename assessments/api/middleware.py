"""What every answer of the API has in common, around all that could answer in its place."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse
from django.utils.cache import get_conditional_response

from assessments.api.addresses import is_of_api
from assessments.api.limits import seconds_to_wait
from assessments.api.problems import problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

METHODS = "GET, HEAD, OPTIONS"
PREFLIGHT_SECONDS = 24 * 3600


class OpenDataMiddleware:
    """Make the API the same for everybody: no cookie is read or set, any page of any origin may read, errors are JSON.

    Stands outside the session, so that a browser that is signed in gets what anyone gets, and inside what stamps the request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_of_api(request.path_info):
            return self.get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        response = self._answer(request)
        response.cookies.clear()
        del response["Vary"]  # nothing of the request but its address and conditions makes a difference
        response["Content-Language"] = "fi"
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Retry-After"
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        if request.method == "OPTIONS":
            return _preflight()
        if request.method not in {"GET", "HEAD"}:
            return _refusal(problem(405), Allow=METHODS)
        wait = seconds_to_wait(request)
        if wait:
            return _refusal(problem(429), **{"Retry-After": str(wait)})
        response = self._read(request)
        if response.status_code != 200:
            return _refusal(response if _is_json(response) else problem(response.status_code), **_kept(response))
        return _conditional(request, response)

    def _read(self, request: HttpRequest) -> HttpResponse:
        """Answer HEAD as GET; the web server leaves the body out."""
        method, request.method = request.method, "GET"
        try:
            return self.get_response(request)
        finally:
            request.method = method


def _preflight() -> HttpResponse:
    """Let a page of another origin send `If-None-Match`."""
    headers = {
        "Allow": METHODS,
        "Access-Control-Allow-Methods": METHODS,
        "Access-Control-Allow-Headers": "If-None-Match",
        "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
    }
    return HttpResponse(status=204, headers=headers)


def _is_json(response: HttpResponse) -> bool:
    return response["Content-Type"].startswith("application/json")


def _kept(response: HttpResponse) -> dict[str, str]:
    return {name: response[name] for name in ("Retry-After",) if name in response}


def _refusal(response: HttpResponse, **headers: str) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    for name, value in headers.items():
        response[name] = value
    return response


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Give the answer its ETag, made of the content alone, and leave the content out when the asker has it."""
    response.setdefault("Cache-Control", f"public, max-age={settings.OPEN_DATA_MAX_AGE}")
    response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    answer = get_conditional_response(request, etag=response["ETag"], response=response) or response
    return answer if answer.status_code in {200, 304} else _refusal(problem(answer.status_code))
