"""Middleware without domain nouns; settings.MIDDLEWARE explains their order."""

from __future__ import annotations

import logging
import secrets
import time
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import BadRequest
from django.utils import timezone, translation

from config.toolkit import autosave, database_faults, error_pages
from config.toolkit.errors import DomainError
from config.toolkit.log import request_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase as HttpResponse

    GetResponse = Callable[[HttpRequest], HttpResponse]

access_log = logging.getLogger("laatumatka.requests")
QUIET_PATHS = ("/livez", "/healthz", "/static/")


class ArrivalMiddleware:
    """Stamp the arrival time and a request id; the outermost middleware, so that no other work delays the stamp.

    `request.arrived_at` is the clock of the whole request: a deadline is kept or missed by it. The id is made here, never taken from
    the client, stands in every log line of the request and goes back as `X-Request-ID`.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.arrived_at = timezone.now()
        request.id = secrets.token_hex(8)
        started = time.perf_counter()
        token = request_id.set(request.id)
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request.id
            if not request.path.startswith(QUIET_PATHS):
                milliseconds = (time.perf_counter() - started) * 1000
                access_log.info("%s %s %s %.0f ms", request.method, request.path, response.status_code, milliseconds)
        finally:
            request_id.reset(token)
        return response


class BodyLimitMiddleware:
    """Refuse a body larger than `settings.REQUEST_BODY_MAX_SIZE`, or of unknown length, before anything of it is read.

    Django reads no more than Content-Length says, so a false one cannot pass the limit; a chunked body says nothing and is refused.
    The web server closes a connection whose body was left unread.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if error_pages.body_is_too_large(request):
            return error_pages.too_large(request)
        return self.get_response(request)


class ReadableAddressMiddleware:
    """Refuse an address with a NUL in its path or query: no link has one, and PostgreSQL fails when it is asked to look one up."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if "\0" in request.path_info or "\0" in query or "%00" in query:
            raise BadRequest
        return self.get_response(request)


class FinnishFirstMiddleware:
    """Choose the page's language: the account's, else the cookie's, else Finnish; a browser's Accept-Language is never obeyed.

    An English browser on a Finnish desk says nothing about its reader (measured: Django's own LocaleMiddleware gives English there).
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = self._chosen(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    @staticmethod
    def _chosen(request: HttpRequest) -> str:
        known = dict(settings.LANGUAGES)
        for choice in (getattr(request.user, "language", ""), request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")):
            if choice in known:
                return choice
        return settings.LANGUAGE_CODE


class NoStoreMiddleware:
    """Forbid keeping any page of a signed-in user, also the one that signs her in or out: Back after logout shows nothing.

    Static files never come here: they are answered further out.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        response = self.get_response(request)
        if was_signed_in or request.user.is_authenticated or request.method not in {"GET", "HEAD"}:
            response["Cache-Control"] = "no-store, private"
        return response


class SignInMiddleware(LoginRequiredMiddleware):
    """Every page needs a sign-in unless its view opts out; a text posted after the sign-in has expired is shown, not dropped."""

    def handle_no_permission(  # type: ignore[override]  # the stubs know a redirect only
        self, request: HttpRequest, view_func: Callable[..., HttpResponse]
    ) -> HttpResponse:
        if request.method == "POST" and (autosave.is_autosave(request) or error_pages.typed_texts(request)):
            return error_pages.signed_out(request, self.get_login_url(view_func))
        return super().handle_no_permission(request, view_func)


class DomainErrorMiddleware:
    """Show a refusal that no view has caught as a page with its sentence and the typed text, so that nothing is lost."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DomainError):
            return error_pages.refusal(request, exception)
        return None


class CollisionMiddleware:
    """Show a write that the database undid for another's sake (deadlock, serialization, lock) as a page to send it again from.

    It is not sent again by itself: the other writer may have changed what this one was answering.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if database_faults.is_collision(exception):
            access_log.warning("The database undid a write that met another one: %s", type(exception.__cause__).__name__)
            return error_pages.collision(request)
        return None
