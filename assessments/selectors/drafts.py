"""Reads for starting a self-assessment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from criteria.models import FrameworkVersion
from workshops.models import Workshop
from workshops.roles import Permission

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from workshops.permissions import Access


def workshops_to_start_in(access: Access) -> QuerySet[Workshop]:
    """Return the workshops in which the asker may start a self-assessment, by name: the twin of `can_start_assessment`."""
    return Workshop.objects.where_may(access, Permission.MANAGE_ASSESSMENT).order_by("sort_key", "pk")


def startable_versions() -> list[FrameworkVersion]:
    """Return the published versions of quality criteria, in which a new assessment may start, newest first within a framework."""
    versions = FrameworkVersion.objects.published().filter(framework__kind="criteria").select_related("framework", "scale")
    return list(versions.order_by("framework__slug", "-published_at", "-pk"))
