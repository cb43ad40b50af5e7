"""`request.guest`: who has come in with a personal code. A guest is no user: she reaches her own rating pages, and is a visitor elsewhere.

The session names the place and the digest of its code. It ends with the browser, after 30 minutes of silence, when the code is
replaced, when the place is taken away, when rating closes, and when somebody signs in with an account in the same browser.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from django.conf import settings
from django.middleware.csrf import rotate_token

from assessments.models import Participant

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

SESSION_KEY = "guest"
NOTED_AFTER_SECONDS = 60  # the session is not written at every request; silence is known to the minute


class GuestEnd(Enum):
    """Why a guest's session has just ended."""

    SILENCE = "silence"
    CODE = "code"
    RATING_CLOSED = "rating_closed"


@dataclass(frozen=True)
class Guest:
    """The place that the code opens, None for everybody else; `ended` in the one request that finds the session over."""

    participant: Participant | None = None
    ended: GuestEnd | None = None


def begin_guest_session(request: HttpRequest, participant: Participant) -> None:
    """Start a session of the place alone, under a new id; whatever the browser's session held before is gone."""
    request.session.flush()
    request.session[SESSION_KEY] = {
        "place": participant.ref,
        "digest": participant.code_digest,
        "seen_at": request.arrived_at.timestamp(),
    }
    request.session.set_expiry(0)  # a shared computer: the cookie goes with the browser
    rotate_token(request)
    request.guest = Guest(participant)


def end_guest_session(request: HttpRequest) -> None:
    """End the session; the id is worth nothing any more."""
    request.session.flush()
    request.guest = Guest()


class GuestMiddleware:
    """Put the guest on the request, and let no page of hers be kept by the browser."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.guest = self._guest(request)
        was_guest = request.guest.participant is not None or request.guest.ended is not None
        response = self.get_response(request)
        if was_guest or request.guest.participant is not None:
            response["Cache-Control"] = "no-store, private"
        return response

    @staticmethod
    def _guest(request: HttpRequest) -> Guest:
        held = request.session.get(SESSION_KEY)
        if held is None:
            return Guest()
        if request.user.is_authenticated:  # an account and a code are never mixed
            del request.session[SESSION_KEY]
            return Guest()
        now = request.arrived_at.timestamp()
        guest = _guest_of(held, now)
        if guest.participant is None:
            request.session.flush()
        elif now - held["seen_at"] > NOTED_AFTER_SECONDS:
            request.session[SESSION_KEY] = {**held, "seen_at": now}
        return guest


def _guest_of(held: dict[str, str | float], now: float) -> Guest:
    if now - float(held["seen_at"]) > settings.SHARED_COMPUTER_SESSION_AGE:
        return Guest(ended=GuestEnd.SILENCE)
    participant = Participant.objects.with_code(str(held["digest"])).filter(ref=held["place"]).first()
    if participant is None:
        return Guest(ended=GuestEnd.CODE)
    if not participant.is_rating:
        return Guest(ended=GuestEnd.RATING_CLOSED)
    return Guest(participant)
