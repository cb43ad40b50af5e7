"""The doors into the service for the tests of access: invitations in every scope, and requests to take it into use."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tests.factories.workshops import AccessRequestFactory, InvitationFactory
from workshops.roles import Role

if TYPE_CHECKING:
    from tests.access.cast import World

AT = dt.datetime(2026, 11, 20, 10, 0, tzinfo=dt.UTC)


def make_doors(world: World) -> None:
    sent = {"invited_at": AT, "invited_by": world.users["leader"]}
    world.invitations = {
        "worker": InvitationFactory.create(workshop=world.workshop, **sent),
        "leader": InvitationFactory.create(workshop=world.workshop, role=Role.LEADER, **sent),
        "organisation": InvitationFactory.create(workshop=None, organisation=world.organisation, role=Role.CONTACT, **sent),
        "national": InvitationFactory.create(workshop=None, role=Role.DECIDER, invited_at=AT, invited_by=world.users["admin"]),
        "revoked": InvitationFactory.create(workshop=world.workshop, revoked_at=AT, **sent),
    }
    world.access_requests = {
        "waiting": AccessRequestFactory.create(requested_at=AT),
        "declined": AccessRequestFactory.create(
            requested_at=AT, state="declined", decided_at=AT, decided_by=world.users["coordinator"], decline_reason="Toinen hakemus."
        ),
    }
