"""Pages for 400, 403, 404, 409, 413, 500, 503 and CSRF failure. None tells why in a way that would help an attacker, none loses a text."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from config.toolkit import autosave, database_faults

if TYPE_CHECKING:
    from django.http import HttpRequest

    from config.toolkit.errors import DomainError

SECRET_FIELDS = re.compile(r"csrf|pass|salasana|token|secret|otp")
# What forms send without anyone typing it: numbers, dates, refs, codes of choices, revisions.
CODE_LIKE = re.compile(r"[a-z0-9_.:-]*")
RETRY_AFTER_SECONDS = "30"


def typed_texts(request: HttpRequest) -> list[str]:
    """Return what the user had typed into the posted form, for copying; never passwords, tokens, files or codes of choices."""
    if request.method != "POST":
        return []
    try:
        fields = list(request.POST.lists())
    except (UnreadablePostError, SuspiciousOperation, MultiPartParserError):
        return []
    texts = [value.strip() for name, values in fields if not SECRET_FIELDS.search(name.lower()) for value in values]
    return [text for text in texts if not CODE_LIKE.fullmatch(text)]


def body_is_too_large(request: HttpRequest) -> bool:
    """Tell whether the body is larger than allowed, or of unknown length; reads nothing of it."""
    if "HTTP_TRANSFER_ENCODING" in request.META:
        return True
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return True
    return length > settings.REQUEST_BODY_MAX_SIZE or length < 0


def page(request: HttpRequest, name: str, status: int, **context: Any) -> HttpResponse:
    """Render the error page in the frame of the service, or in the bare one when the request was refused before its user was known."""
    if hasattr(request, "access"):
        return HttpResponse(render_to_string(name, {**context, "frame": "base.html"}, request), status=status)
    return HttpResponse(render_to_string(name, {**context, **_bare()}), status=status)


def _bare() -> dict[str, Any]:
    """Return what the bare frame needs; works without a database, a user and even without collected static files."""
    try:
        stylesheets = [static(name) for name in ("vendor/bootstrap/bootstrap.min.css", "css/theme.css", "css/base.css")]
    except ValueError:
        stylesheets = []
    return {"frame": "error_base.html", "stylesheets": stylesheets}


def _way_back(request: HttpRequest) -> str:
    """Return the path of the page the form was on when the browser names one of this service, else an empty text."""
    referer = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(referer, allowed_hosts={request.get_host()}):
        parts = urlsplit(referer)
        return parts.path + (f"?{parts.query}" if parts.query else "")
    return ""


@login_not_required
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that cannot be understood; one whose fields are too large is told so."""
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    if database_faults.is_lost(exception):  # the session could not be written: nothing is wrong with the request
        return server_error(request)
    return page(request, "400.html", 400, typed_texts=typed_texts(request))


@login_not_required
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what the user sees but may not do."""
    return page(request, "403.html", 403, typed_texts=typed_texts(request))


@login_not_required
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what does not exist and what the user may not know of; both look the same, and the address is not repeated."""
    return page(request, "404.html", 404, typed_texts=typed_texts(request))


def too_large(request: HttpRequest) -> HttpResponse:
    """Answer a body over the limit, which was not read."""
    response = page(request, "413.html", 413)
    response["Connection"] = "close"
    return response


def refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Answer a refused write with its sentence, the typed text and a link back to the form."""
    if autosave.is_autosave(request):
        return autosave.not_saved(autosave.REFUSED, str(error.message), status=error.status)
    context = {"sentence": error.message, "way_back": _way_back(request), "typed_texts": typed_texts(request)}
    return page(request, f"{error.status}.html", error.status, **context)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a failed CSRF check, which most often means a sign-in in another tab, with the typed text."""
    if autosave.is_autosave(request):  # the script takes a fresh token from the page and sends once more
        return autosave.not_saved(autosave.UNKNOWN_TOKEN, status=403)
    return page(request, "403_csrf.html", 403, way_back=_way_back(request), typed_texts=typed_texts(request))


def signed_out(request: HttpRequest, login_url: str) -> HttpResponse:
    """Answer a post that came after the sign-in had expired with the typed text and the way to sign in and back to the form."""
    if autosave.is_autosave(request):
        return autosave.not_saved(autosave.SIGNED_OUT, status=403)
    target = _way_back(request) or "/"
    login = f"{resolve_url(login_url)}?{urlencode({'next': target})}"
    return page(request, "403_signed_out.html", 403, login_url=login, typed_texts=typed_texts(request))


def collision(request: HttpRequest) -> HttpResponse:
    """Answer a write that the database undid because another one met it: the typed text, and the way back to send it again."""
    return page(request, "409_collision.html", 409, way_back=_way_back(request), typed_texts=typed_texts(request))


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a fault: generic, with the request's id to quote and the typed text; 503 when the database does not answer.

    Needs no database, user or context processor, so that it cannot fail for the reason it reports.
    """
    is_lost = database_faults.is_lost(sys.exc_info()[1])
    # A fault in an outer middleware comes before the body's limit was looked at.
    texts = [] if body_is_too_large(request) else typed_texts(request)
    context = {**_bare(), "request_id": getattr(request, "id", ""), "typed_texts": texts}
    response = HttpResponse(render_to_string("503.html" if is_lost else "500.html", context), status=503 if is_lost else 500)
    if is_lost:
        response["Retry-After"] = RETRY_AFTER_SECONDS
    return response
