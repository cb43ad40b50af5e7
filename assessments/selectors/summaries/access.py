"""Who reads the summary of a network, and of a group in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.choices import Dimension
from assessments.permissions import can_read_summaries
from workshops.models import Network
from workshops.roles import Permission

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from assessments.small_groups import Key
    from workshops.permissions import Access


def can_read_network(access: Access, network: Network) -> bool:
    """Tell whether the asker reads the network's summary; its twin is `readable_networks`."""
    return can_read_summaries(access) or access.may_in_network(network, Permission.READ_NETWORK)


def readable_networks(access: Access) -> QuerySet[Network]:
    """Return the networks whose summary the asker reads: the twin of `can_read_network`."""
    return Network.objects.all() if can_read_summaries(access) else Network.objects.where_may(access, Permission.READ_NETWORK)


def can_read_group(access: Access, narrowing: Key) -> bool:
    """Tell whether the asker reads the summary narrowed so: all of them nationally, in a network those within it."""
    slug = dict(narrowing).get(Dimension.NETWORK)
    return can_read_summaries(access) or (slug is not None and readable_networks(access).filter(slug=slug).exists())
