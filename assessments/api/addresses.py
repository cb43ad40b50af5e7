"""Where the API is, and absolute addresses: from the settings, never from what a request calls the host."""

from django.conf import settings
from django.urls import reverse

ROOT = "/api/v1/"


def is_of_api(path: str) -> bool:
    """Tell whether the path belongs to the API; the page that explains it, at its root, is a page like any other."""
    return path.startswith(ROOT) and path != ROOT


def absolute(path: str) -> str:
    """Return the path as an address that can be given to anyone."""
    return f"{settings.SITE_URL}{path}"


def address_of(name: str, *args: str | int) -> str:
    """Return the absolute address of the URL name."""
    return absolute(reverse(name, args=args))
