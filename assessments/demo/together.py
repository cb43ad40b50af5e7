"""Who has been given what to write, reminded, and asked for support in the demo."""

from __future__ import annotations

import datetime as dt
from typing import Any

from assessments.demo.content import plans
from assessments.demo.stage import Stage
from assessments.models import Assessment
from assessments.selectors.reminders import people_to_remind
from assessments.selectors.results import criteria_of
from assessments.services.assignments import assign_criteria
from assessments.services.reminders import remind_participants
from assessments.services.supports import accept_support, ask_by_email, ask_coordinator
from workshops.models import User

DISCUSSED, RATED = "joint", "individual"  # the assessments of which it is told
MESSAGE = "Lukisitteko, mitä olemme sopineet? Jäimme pohtimaan, ovatko kehittämiskohteet tarpeeksi konkreettisia."
UNKNOWN = "tyopaja@rannikkopaja.example"


def work_together(stage: Stage) -> None:
    """Give criteria, remind, and ask for support, all on the last working day."""
    at = stage.calendar.ago(1, 15)
    _give(stage, at)
    _remind(stage, at)
    _ask(stage, at + dt.timedelta(minutes=30))


def _manager(stage: Stage, key: str) -> tuple[Assessment, User]:
    plan = next(plan for plan in plans() if plan.key == key)
    return stage.assessments[key], stage.contacts[plan.workshop]


def _give(stage: Stage, at: dt.datetime) -> None:
    """The last three criteria: two to a worker, one to the contact herself."""
    assessment, contact = _manager(stage, DISCUSSED)
    *_others, first, second, third = (criterion.code for criterion in criteria_of(assessment))
    worker = next(place.user for place in assessment.participants.active() if place.user and place.user != contact)
    until = stage.calendar.ahead(3)
    assign_criteria(assessment=assessment, criterion_codes=[first, second], assignee=worker, due_date=until, by=contact, at=at)
    assign_criteria(assessment=assessment, criterion_codes=[third], assignee=contact, due_date=until, by=contact, at=at)


def _remind(stage: Stage, at: dt.datetime) -> None:
    """One of those who have not begun."""
    assessment, contact = _manager(stage, RATED)
    waiting = min(people_to_remind(assessment), key=lambda person: person.done)
    remind_participants(assessment=assessment, participant_refs=[waiting.ref], by=contact, at=at)


def _ask(stage: Stage, at: dt.datetime) -> None:
    """A coordinator, a colleague of another house, and an address that nobody has. Never the stranger, who is there to see nothing."""
    assessment, contact = _manager(stage, DISCUSSED)
    asked: dict[str, Any] = {"assessment": assessment, "message": MESSAGE, "last_date": stage.calendar.ahead(40), "by": contact, "at": at}
    ask_coordinator(user=stage.logins["coordinator"], **asked)
    neighbour = stage.logins["peer_auditor"]
    accept_support(support=ask_by_email(email=neighbour.email, **asked), by=neighbour, at=at)
    ask_by_email(email=UNKNOWN, **asked)
