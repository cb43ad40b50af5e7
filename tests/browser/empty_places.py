"""The pages in a world with nothing in it yet: a fresh workshop, and assessments to which nobody has added anything."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from assessments.models import Assessment
from assessments.selectors.results import criteria_of
from assessments.services.drafts import create_self_assessments
from assessments.services.participants import add_participants
from assessments.services.phases import start_assessment, start_jointly
from criteria.models import Area
from tests.browser.pages import signed_in
from tests.factories.assessments import AT, Cast, make_completed
from tests.factories.criteria import make_version
from tests.factories.workshops import UserFactory, WorkshopFactory, grant
from workshops.models import User, Workshop
from workshops.roles import Role


@dataclass
class EmptyPlace:
    """A fresh workshop and those who see its pages; `addresses` are (person, path)."""

    clients: dict[str, Client]
    addresses: list[tuple[str, str]]


EMPTY_NAMES = {
    "leader": [
        "assessments:dashboard",
        "assessments:assessment-list",
        "assessments:assessment-create",
        "assessments:application-list",
        "assessments:application-create",
        "workshops:workshop-list",
        "workshops:organisation-list",
        "workshops:own-account",
        "assessments:own-messages",
        "criteria:framework-index",
        "criteria:concept-list",
    ],
    "coordinator": [
        "assessments:dashboard",
        "assessments:round-list",
        "assessments:round-create",
        "assessments:auditor-list",
        "assessments:auditor-create",
        "assessments:practice-case-list",
        "assessments:practice-case-create",
        "assessments:yearly-report-list",
        "assessments:yearly-report-create",
        "assessments:example-check-list",
        "assessments:sent-message-list",
        "assessments:message-create",
        "assessments:mail-text-list",
        "assessments:import-list",
        "assessments:import-create",
        "workshops:access-request-list",
        "workshops:organisation-list",
        "workshops:organisation-create",
        "workshops:workshop-list",
        "criteria:link-list",
        "assessments:national-summary",
        "assessments:summary-regions",
        "assessments:summary-course",
    ],
    "decider": ["assessments:dashboard", "assessments:decision-list"],
    "admin": ["assessments:dashboard", "workshops:user-list", "workshops:leaderless-list", "workshops:user-invite"],
    "nobody": ["assessments:dashboard", "assessments:assessment-list", "workshops:workshop-list", "workshops:own-account"],
    "visitor": [
        "assessments:dashboard",
        "assessments:public-work",
        "assessments:published-report-list",
        "criteria:framework-index",
        "criteria:concept-list",
    ],
}
OF_WORKSHOP = ("workshop-detail", "workshop-update", "workshop-people", "invitation-create")


def empty_place() -> EmptyPlace:
    """Make a workshop of which nothing is known but its leader; there are no criteria either."""
    workshop = WorkshopFactory.create(name="Uusi paja")
    users: dict[str, User | AnonymousUser] = {
        person: UserFactory.create() for person in ("leader", "coordinator", "decider", "admin", "nobody")
    }
    users["visitor"] = AnonymousUser()
    for person, role, place in [
        ("leader", Role.LEADER, {"workshop": workshop}),
        ("coordinator", Role.COORDINATOR, {}),
        ("decider", Role.DECIDER, {}),
        ("admin", Role.ADMIN, {}),
    ]:
        grant(users[person], role, **place)  # type: ignore[arg-type]  # these are users
    found = [(person, reverse(name)) for person, names in EMPTY_NAMES.items() for name in names]
    found += [("leader", reverse(f"workshops:{name}", args=[workshop.ref])) for name in OF_WORKSHOP]
    found += [("leader", reverse(f"assessments:{name}", args=[workshop.ref])) for name in ("example-list", "example-create")]
    found += [("leader", reverse("workshops:organisation-detail", args=[workshop.organisation.ref]))]
    found += [("visitor", reverse("criteria:concept-list") + "?haku=xyzzy"), ("leader", "/ei-ole/")]
    return EmptyPlace({person: signed_in(user) for person, user in users.items()}, found)


def bare_assessments() -> EmptyPlace:
    """Make assessments to which nobody has added anything, one in each open state, and a completed one without evidence."""
    version = make_version()
    cast = Cast(workers=0)
    drafts = [_draft(cast.leader, cast.workshop, [area], version) for area in version.areas.all()]
    jointly = _draft(cast.stranger, cast.stranger.grants.get().workshop, list(version.areas.all()), version)
    add_participants(assessment=drafts[1], users=[cast.leader], by=cast.leader, at=AT)
    individual = start_assessment(assessment=drafts[1], by=cast.leader, at=AT)
    joint = start_jointly(assessment=jointly, by=cast.stranger, at=AT)
    completed = make_completed(Cast(workers=1), version=version)
    reader = completed.participants.all()[0].user
    pages: list[tuple[str, Assessment, list[str]]] = [
        ("leader", drafts[0], ["", "muokkaa/", "osallistujat/", "naytot/", "keskeyta/"]),
        ("leader", individual, ["", "osallistujat/", f"arvio/{criteria_of(individual)[0].code}/", "naytot/", "avaa-keskustelu/"]),
        ("stranger", joint, ["", "keskustelu/", "keskustelu/K1.1/", "vahvuudet/K1/", "tarkista/", "naytot/", "naytot/K1.1/uusi/"]),
        ("reader", completed, ["", "tulokset/", "naytot/"]),
    ]
    users = {"leader": cast.leader, "stranger": cast.stranger, "reader": reader}
    found = [(person, f"/arvioinnit/{assessment.ref}/{page}") for person, assessment, names in pages for page in names]
    return EmptyPlace({person: signed_in(user) for person, user in users.items()}, found)


def _draft(by: User, workshop: Workshop, areas: list[Area], version: Any, at: dt.datetime = AT) -> Assessment:
    [draft] = create_self_assessments(workshops=[workshop], version=version, areas=areas, title="Itsearviointi 2026", by=by, at=at)
    return draft
