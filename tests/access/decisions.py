"""Decisions for the tests of access: an application that waits for one, one granted on conditions, one refused and then corrected."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from assessments.choices import AuditWish
from assessments.lifecycle import ApplicationStatus, AuditStatus
from assessments.models import Application, Assessment
from assessments.services.applications.registering import open_application, register_application
from assessments.services.applications.submitting import submit_application
from assessments.services.auditing.invitations import accept_seat
from assessments.services.auditing.seats import invite_auditors, name_auditor
from assessments.services.decision_packs import order_decision_pack
from assessments.services.decisions import record_decision
from tests.access.applications import AT
from tests.factories.applications import answer_all
from tests.factories.auditing import make_auditor, make_confirmed, make_results, make_visit
from tests.factories.workshops import WorkshopFactory, grant
from workshops.roles import Role

if TYPE_CHECKING:
    from tests.access.cast import World

DECIDED_STATES = ("waiting", "granted", "corrected")
SUBMITTED_AT = AT
NAMED_AT = dt.datetime(2026, 11, 22, 18, 0, tzinfo=ZoneInfo("Europe/Helsinki"))
FINAL_AT = NAMED_AT + dt.timedelta(hours=1)
DECIDED_AT = NAMED_AT + dt.timedelta(hours=2)
DAY = DECIDED_AT.date()


def make_decisions(world: World) -> None:
    """Make them in the passed round; the decider has ordered its pack."""
    for state in DECIDED_STATES:
        world.matters[state] = _audited(world, state)
    by = {"by": world.users["decider"], "at": DECIDED_AT}
    granted = _ruling("granted", conditions="Kirjoittakaa perehdytyssuunnitelma.", conditions_due_date=DAY + dt.timedelta(days=90))
    world.decisions["granted"] = record_decision(application=world.matters["granted"], **granted, **by)
    world.decisions["superseded"] = record_decision(application=world.matters["corrected"], **_ruling("refused", reasons="Kesken."), **by)
    words = {"supersedes": world.decisions["superseded"], "correction_reason": "Päätös kirjattiin väärin."}
    world.decisions["corrected"] = record_decision(application=world.matters["corrected"], **_ruling("granted"), **words, **by)
    order_decision_pack(round_=world.rounds["passed"], **by)
    for application in world.matters.values():
        application.refresh_from_db()


def _ruling(outcome: str, **more: Any) -> dict[str, Any]:
    return {"outcome": outcome, "decided_date": DAY, "minutes_section": "11/2026 § 3", **more}


def _audited(world: World, state: str) -> Application:
    """Let another organisation of the world's applicants be audited by two auditors of their own; past the services that come later."""
    contact = world.users["contact"]
    workshop = WorkshopFactory.create(organisation=world.organisation, name=f"Hakupaja {state}")
    for person, role in (("contact", Role.CONTACT), ("leader", Role.LEADER)):
        grant(world.users[person], role, workshop=workshop)
    by = {"by": contact, "at": SUBMITTED_AT}
    made = register_application(workshops=[workshop], wish=AuditWish.PEER, contact=contact, into=world.rounds["passed"], **by)
    application = open_application(application=made, **by)
    answer_all(application, contact, f"HAKEMUSMERKKI-{state}")
    submit_application(application=application, **by)
    _audit(world, Application.objects.get(pk=application.pk))
    return Application.objects.get(pk=application.pk)


def _audit(world: World, application: Application) -> None:
    by = {"by": world.users["coordinator"], "at": NAMED_AT}
    for _ in range(2):
        name_auditor(application=application, auditor=make_auditor(), **by)
    seats = invite_auditors(application=application, **by)
    for seat in seats:
        accept_seat(seat=seat, declared=True, by=seat.auditor.user, at=NAMED_AT)
    audit = Assessment.objects.get(application=application)
    make_results(make_confirmed(audit))
    make_visit(audit, visited=True)
    final = {"completed_at": FINAL_AT, "first_completed_at": FINAL_AT, "completed_by": world.users["coordinator"]}
    Assessment.objects.filter(pk=audit.pk).update(status=AuditStatus.FINAL, **final)
    Application.objects.filter(pk=application.pk).update(status=ApplicationStatus.AUDITED)
