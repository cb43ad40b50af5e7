"""Reads of applications as wholes: what every page about one names, and the list of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.models import Application

if TYPE_CHECKING:
    from assessments.models.application import ApplicationQuerySet
    from workshops.permissions import Access


def visible_applications(access: Access) -> ApplicationQuerySet:
    """Return the applications whose state the asker may see, each with what every page about it names."""
    return _for_pages(Application.objects.visible_to(access))


def managed_applications(access: Access) -> ApplicationQuerySet:
    """Return the applications of the workshops in which the asker applies, each with what every page about it names."""
    return _for_pages(Application.objects.managed_by(access))


def _for_pages(applications: ApplicationQuerySet) -> ApplicationQuerySet:
    related = ("organisation", "contact", "round__version__framework")
    return applications.select_related(*related).prefetch_related("units__workshop")
