"""A visit for the tests of access: an audit whose visit is agreed, and questions and notes of the pair that is still reading."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from assessments.selectors.results import criteria_of
from assessments.services.auditing.invitations import accept_seat
from assessments.services.auditing.visit_notes import add_visit_note, add_visit_question
from assessments.services.auditing.visits import AgreedVisit, agree_visit
from tests.access.applications import make_application
from tests.access.auditing import NAMED_AT, invite
from tests.access.markers import marker

if TYPE_CHECKING:
    from tests.access.cast import World

STATE = "visit"  # of which application
STARTS_AT = NAMED_AT.replace(hour=9) + dt.timedelta(days=30)
AGREED = AgreedVisit(False, STARTS_AT, STARTS_AT + dt.timedelta(hours=5), "Hakupaja, Kivikunta", "", "Esihenkilö ja kolme valmentajaa")


def make_visits(world: World) -> None:
    """Let the pair write for the visit in the audit that is read, and agree on a visit in another."""
    write_for_visit(world, "in_audit")
    world.applications[STATE] = make_application(world, STATE)
    seats = invite(world, STATE, "peer", "second_peer")
    for seat in seats:
        accept_seat(seat=seat, declared=True, by=seat.auditor.user, at=NAMED_AT)
    write_for_visit(world, STATE)
    agree_visit(audit=world.audits[STATE], agreed=AGREED, by=world.users["peer"], at=NAMED_AT)
    for row in (world.applications[STATE], world.audits[STATE], *seats):
        row.refresh_from_db()


def write_for_visit(world: World, state: str) -> None:
    """Let each ask and note down of the first criterion, of which neither has confirmed anything."""
    audit = world.audits[state]
    criterion = criteria_of(audit)[0]
    for number, person in enumerate(("peer", "second_peer")):
        told = {"audit": audit, "criterion": criterion, "by": world.users[person], "at": NAMED_AT}
        world.questions[f"{state} {person}"] = add_visit_question(text=marker(person, "SYY", "in_audit"), **told)
        add_visit_note(key=UUID(int=number), text=marker(person, "HUOMIO", "in_audit"), **told)
