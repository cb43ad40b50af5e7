"""Sessions: ids that die with a change of roles or password, and the shared computer.

A session id seen before a change of rights is worth nothing after it (ASVS 5.0, 7.2.4). "Yhteinen tietokone" ends with the
browser, and 30 minutes after the last request at the latest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

STAMP_KEY = "session_stamp"
SHARED_KEY = "shared_computer"
SEEN_KEY = "seen_at"


def begin_session(request: HttpRequest, *, shared: bool) -> None:
    """Set how long the session just signed in lasts; to be called right after login."""
    request.session[STAMP_KEY] = request.user.session_stamp
    if shared:
        request.session[SHARED_KEY] = True
        request.session[SEEN_KEY] = request.arrived_at.timestamp()
        request.session.set_expiry(0)  # the cookie goes with the browser
    else:
        request.session.set_expiry(None)


class SessionStampMiddleware:
    """Give the session a new id after a change of the user's rights, and end what may not go on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session = request.session
        if SESSION_KEY in session and not request.user.is_authenticated:  # the account is out of use
            session.flush()
        elif request.user.is_authenticated:
            if session.get(SHARED_KEY) and self._shared_time_is_over(request):
                logout(request)
            elif session.get(STAMP_KEY) != request.user.session_stamp:
                if STAMP_KEY in session:
                    session.cycle_key()
                session[STAMP_KEY] = request.user.session_stamp
        return self.get_response(request)

    @staticmethod
    def _shared_time_is_over(request: HttpRequest) -> bool:
        now, seen = request.arrived_at.timestamp(), request.session.get(SEEN_KEY, 0)
        request.session[SEEN_KEY] = now
        return now - seen > settings.SHARED_COMPUTER_SESSION_AGE
