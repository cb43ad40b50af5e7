"""Applications in every state for the tests of access, each of a workshop of its own, all run by the same people."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from assessments.choices import AuditWish
from assessments.models import Application
from assessments.selectors.applications.form import criteria_of_application
from assessments.services.applications.answers import save_answer
from assessments.services.applications.ending import LAPSE_MARGIN, lapse_unsubmitted, withdraw_application
from assessments.services.applications.registering import open_application, register_application
from assessments.services.applications.submitting import submit_application
from assessments.services.evidence import add_file_evidence
from assessments.services.rounds import create_round
from tests.factories.workshops import WorkshopFactory, grant
from tests.office_files import uploaded
from workshops.roles import Role

if TYPE_CHECKING:
    from tests.access.cast import World

AT = dt.datetime(2026, 11, 20, 10, 0, tzinfo=dt.UTC)
# passed: submitted, and the deadline is behind; invited: its auditors have not answered
APPLICATION_STATES = ("registered", "open", "submitted", "passed", "invited", "in_audit", "withdrawn", "lapsed")
HELSINKI = ZoneInfo("Europe/Helsinki")
DEADLINES = {"open": dt.datetime(2026, 12, 1, 16, 15, tzinfo=HELSINKI), "passed": dt.datetime(2026, 11, 22, 16, 15, tzinfo=HELSINKI)}
ROUND_OF = {
    "registered": "",
    "passed": "passed",
    "invited": "passed",
    "in_audit": "passed",
    "visit": "passed",
    "lapsed": "passed",
    **dict.fromkeys(("commenting", "answered", "checking", "final", "report"), "passed"),  # made with the reports of their audits
}  # the others are in the open one
SUBMITTED = {"submitted", "passed", "invited", "in_audit", "visit", "withdrawn", "report", "commenting", "answered", "checking", "final"}


def words_of(state: str) -> str:
    """Return words that stand in the answers of this application only."""
    return f"HAKEMUSMERKKI-{state}"


def make_rounds(world: World) -> None:
    for name, deadline_at in DEADLINES.items():
        world.rounds[name] = create_round(
            name=f"Kierros {name}",
            version=world.version,
            opens_date=dt.date(2026, 10, 1),
            deadline_at=deadline_at,
            decision_date=dt.date(2027, 3, 31),
            by=world.users["coordinator"],
            at=AT,
        )


def make_applications(world: World) -> None:
    """Make the rounds and an application in every state; the people of the workshop run them all."""
    make_rounds(world)
    for state in APPLICATION_STATES:
        world.applications[state] = make_application(world, state)
    lapse_unsubmitted(at=DEADLINES["passed"] + 2 * LAPSE_MARGIN)
    for application in world.applications.values():
        application.refresh_from_db()


def make_application(world: World, state: str) -> Application:
    """Make the application of one state, in a workshop of its own."""
    contact = world.users["contact"]
    workshop = WorkshopFactory.create(organisation=world.organisation, name=f"Hakupaja {state}")
    for person, role in (("worker", Role.WORKER), ("rater", Role.WORKER), ("contact", Role.CONTACT), ("leader", Role.LEADER)):
        grant(world.users[person], role, workshop=workshop)
    into = world.rounds.get(ROUND_OF.get(state, "open"))
    made = register_application(workshops=[workshop], wish=AuditWish.PEER, contact=contact, into=into, by=contact, at=AT)
    if into is None:
        return made
    made = open_application(application=made, by=contact, at=AT)
    _fill(world, made, state)
    if state in SUBMITTED:
        world.submissions[state] = submit_application(application=made, by=contact, at=AT)
    if state == "withdrawn":
        withdraw_application(application=made, reason="Haemme keväällä.", by=contact, at=AT)
    return made


def _fill(world: World, application: Application, state: str) -> None:
    by_contact = {"by": world.users["contact"], "at": AT}
    criteria = criteria_of_application(application)
    for criterion in criteria:
        save_answer(application=application, criterion=criterion, text=words_of(state), revision=0, **by_contact)
    upload = uploaded("muistio.pdf")
    made = add_file_evidence(holder=application, criteria=criteria[:1], upload=upload, title=f"Muistio {state}", **by_contact)
    world.application_evidence[state] = made
