"""Who reads a network's summary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.permissions import can_read_summaries
from workshops.models import Network
from workshops.roles import Permission

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from workshops.permissions import Access


def can_read_network(access: Access, network: Network) -> bool:
    """Tell whether the asker reads the network's summary; its twin is `readable_networks`."""
    return can_read_summaries(access) or access.may_in_network(network, Permission.READ_NETWORK)


def readable_networks(access: Access) -> QuerySet[Network]:
    """Return the networks whose summary the asker reads: the twin of `can_read_network`."""
    return Network.objects.all() if can_read_summaries(access) else Network.objects.where_may(access, Permission.READ_NETWORK)
