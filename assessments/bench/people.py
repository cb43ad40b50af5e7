"""The people of the workshops: seven in each, all of whom rate."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.hashers import make_password

from config.toolkit.search import sort_key
from workshops.models import RoleGrant, User, Workshop
from workshops.roles import Role, Scope

RATERS = 7
PASSWORD = "mittaamisen pitkä salasana"  # noqa: S105 invented, of invented people
AUDITORS = [Role.PEER_AUDITOR, Role.EXTERNAL_AUDITOR]
# By place in the workshop; the last contact of the first two workshops is a national coordinator as well.
ROLES = [Role.LEADER, Role.CONTACT, Role.CONTACT, *[Role.WORKER] * (RATERS - 3)]
COORDINATOR_TOO = 2
ADMIN_EMAIL, COORDINATOR_EMAIL = "admin@mittaus.example", "coordinator@mittaus.example"
READER_EMAILS = ("lukija-0@mittaus.example", "lukija-1@mittaus.example")  # the pair that reads one application


def email_of(workshop: int, place: int) -> str:
    """Return the address of the person in this place of this workshop, both counted from 0."""
    return f"paja{workshop}-{place}@mittaus.example"


def employ(workshops: list[Workshop], at: dt.datetime) -> list[list[User]]:
    """Give every workshop its people and the country an admin and a coordinator; return the people by workshop and place."""
    password = make_password(PASSWORD)
    users = User.objects.bulk_create(
        _user(email_of(number, place), f"Mittaaja {number} {place}", password)
        for number in range(len(workshops))
        for place in range(RATERS)
    )
    staff = [users[start : start + RATERS] for start in range(0, len(users), RATERS)]
    grants = [
        RoleGrant(user=user, role=role, scope=Scope.WORKSHOP, workshop=workshop)
        for workshop, people in zip(workshops, staff, strict=True)
        for user, role in zip(people, ROLES, strict=True)
    ]
    grants += [RoleGrant(user=people[COORDINATOR_TOO], role=Role.COORDINATOR, scope=Scope.NATIONAL) for people in staff[:2]]
    for role, email in ((Role.ADMIN, ADMIN_EMAIL), (Role.COORDINATOR, COORDINATOR_EMAIL)):
        user = _user(email, f"Mittaava {role}", password)
        user.save()
        grants.append(RoleGrant(user=user, role=role, scope=Scope.NATIONAL))
    for grant in grants:
        grant.starts_date, grant.granted_at = at.date() - dt.timedelta(days=4000), at
    RoleGrant.objects.bulk_create(grants)
    return staff


def invite_readers(at: dt.datetime) -> list[User]:
    """Make the two who audit from outside all workshops; return them."""
    password = make_password(PASSWORD)
    readers = User.objects.bulk_create(_user(email, f"Mittaava lukija {number}", password) for number, email in enumerate(READER_EMAILS))
    began = {"starts_date": at.date() - dt.timedelta(days=400), "granted_at": at}
    RoleGrant.objects.bulk_create(RoleGrant(user=user, role=role, scope=Scope.NATIONAL, **began) for user in readers for role in AUDITORS)
    return readers


def _user(email: str, name: str, password: str) -> User:
    return User(email=email, name=name, sort_key=sort_key(name), password=password)
