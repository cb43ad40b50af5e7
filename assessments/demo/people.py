"""The people: each comes in by an invitation she accepts, as anybody would."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher, get_hasher

from assessments.demo.content import cast
from assessments.demo.stage import Stage
from workshops.models import Invitation, Network, User
from workshops.roles import Role
from workshops.services.admins import invite_first_admin
from workshops.services.invitations import accept_invitation, invite_person

BEGINNING = 1_200  # working days ago: the service is opened, before the four years that its summaries tell of
NATIONAL = (
    Role.COORDINATOR,
    Role.DECIDER,
    Role.PEER_AUDITOR,
    Role.EXTERNAL_AUDITOR,
    Role.STEERING_GROUP_MEMBER,
)


@contextmanager
def quick_hashing() -> Iterator[None]:
    """Hash with little work meanwhile: the one password is printed anyway, and a person's first sign-in hashes it anew at full cost.

    80 hashes at full cost take a third of the seeding's time (measured: 0.2 s of CPU each).
    """
    hasher = get_hasher()
    if not isinstance(hasher, Argon2PasswordHasher):
        yield
        return
    cost = hasher.time_cost, hasher.memory_cost, hasher.parallelism
    hasher.time_cost, hasher.memory_cost, hasher.parallelism = 1, 1024, 1
    try:
        yield
    finally:
        hasher.time_cost, hasher.memory_cost, hasher.parallelism = cost


def seat_association(stage: Stage) -> None:
    """Bring in the admin, and through her those with national roles and the network's coordinator."""
    row = cast()["logins"]["admin"]
    invitation = invite_first_admin(email=row["email"], name=row["name"], at=stage.calendar.ago(BEGINNING, 9))
    admin = stage.logins["admin"] = accept(invitation, row["name"], at=stage.calendar.ago(BEGINNING, 10))
    for role in NATIONAL:
        join_login(stage, role, role=role, by=admin, at=stage.calendar.ago(BEGINNING, 11))
    network = Network.objects.get(slug=cast()["logins"]["network_coordinator"]["network"])
    join_login(stage, "network_coordinator", role=Role.NETWORK_COORDINATOR, network=network, by=admin, at=stage.calendar.ago(BEGINNING, 11))


def join_login(stage: Stage, login: str, *, role: Role, by: User, at: dt.datetime, **place: Any) -> User:
    """Invite one who signs in to the demo into a role; the first time an account is made, later the same person accepts."""
    row = cast()["logins"][login]
    invitation = invite_person(email=row["email"], name=row["name"], role=role, by=by, at=at, **place)
    stage.logins[login] = accept(invitation, row["name"], at=at + dt.timedelta(hours=2), by=stage.logins.get(login))
    return stage.logins[login]


def join_somebody(stage: Stage, row: dict[str, Any], *, role: Role, by: User, at: dt.datetime, **place: Any) -> User:
    """Invite a person drawn for the organisation into a role and accept for her some hours later."""
    person = stage.names.draw(row)
    invitation = invite_person(email=person.email, name=person.name, role=role, by=by, at=at, **place)
    return accept(invitation, person.name, at=at + dt.timedelta(minutes=stage.rng.randrange(30, 300)))


def accept(invitation: Invitation, name: str, *, at: dt.datetime, by: User | None = None) -> User:
    """Accept as the signed-in person, or with a new account that has the demo's password."""
    return accept_invitation(invitation=invitation, by=by, name=name, password="" if by else cast()["password"], at=at)
