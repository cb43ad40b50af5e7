"""`request.access`: who asks, resolved once per request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from workshops.permissions import Access


class AccessMiddleware:
    """Put a lazy `Access` on the request; the day is that of the request's arrival in Helsinki."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.access = SimpleLazyObject(lambda: Access.of(request.user, timezone.localdate(request.arrived_at)))
        return self.get_response(request)
