"""How often one address may ask: so many times in each minute of the clock, counted in the cache that all processes share.

Requests that come at the very same moment may be counted as one: the limit keeps a runaway script from the others, it is no lock.
"""

from __future__ import annotations

import hashlib
import ipaddress
from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError

if TYPE_CHECKING:
    from django.http import HttpRequest

WINDOW_SECONDS = 60
HOME_PREFIX = 64  # of an IPv6 address: a single home or office has all the rest


def seconds_to_wait(request: HttpRequest) -> int:
    """Count the request, and return 0 when it may go on; else in how many seconds to ask again."""
    window, passed = divmod(int(request.arrived_at.timestamp()), WINDOW_SECONDS)
    key = f"open-data:{_asker(request)}:{window}"
    try:
        count = cache.get(key, 0)
        if count >= settings.OPEN_DATA_REQUESTS_PER_MINUTE:
            return WINDOW_SECONDS - passed
        cache.set(key, count + 1, WINDOW_SECONDS)
    except DatabaseError:  # the answer itself tells whether the database is away
        pass
    return 0


def _asker(request: HttpRequest) -> str:
    """Return a digest of the address the request comes from, by the proxies that the settings trust, as sign-in limits find it."""
    try:
        address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    except PermissionDenied:  # no address that can be read: all such share one count
        return "unknown"
    prefix = HOME_PREFIX if address.version == 6 else address.max_prefixlen
    network = ipaddress.ip_network((address, prefix), strict=False)
    return hashlib.sha256(str(network).encode()).hexdigest()[:32]
