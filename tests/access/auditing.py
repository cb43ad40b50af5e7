"""Auditors and their audits for the tests of access: an application whose auditors have been invited, one that is being read."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from assessments.choices import AUDITOR_ROLES, Answer, AssessmentKind, ImportKind
from assessments.models import Auditor, ImportBatch
from assessments.selectors.results import criteria_of
from assessments.services.auditing.invitations import accept_seat
from assessments.services.auditing.reading import confirm_rating, save_audit_rating
from assessments.services.auditing.seats import invite_auditors, name_auditor, replace_auditor
from assessments.services.ratings import GivenRating
from tests.access.markers import marker
from tests.access.reading import make_reading_matter
from tests.factories.workshops import UserFactory, WorkshopFactory, grant

if TYPE_CHECKING:
    from assessments.models import Application, Assessment, AuditSeat
    from tests.access.cast import World

NAMED_AT = dt.datetime(2026, 11, 22, 18, 0, tzinfo=ZoneInfo("Europe/Helsinki"))  # after the deadline of the passed round
AUDITORS = {  # who is in the register, for which kind, and of which audit
    "peer": AssessmentKind.PEER,
    "external": AssessmentKind.EXTERNAL,
    "second_peer": AssessmentKind.PEER,
    "replaced_peer": AssessmentKind.PEER,
    "candidate": AssessmentKind.PEER,
}


def make_auditors(world: World) -> None:
    """Give everybody in `AUDITORS` a card in the register, and a workshop far from the applicant's."""
    for person, kind in AUDITORS.items():
        home = WorkshopFactory.create(name=f"Auditoijapaja {person}")
        if person not in world.users:
            name = f"{person.replace('_', ' ').title()} Henkilö"
            world.users[person] = UserFactory.create(name=name, email=f"{person.replace('_', '-')}@kivipaja.example")
            grant(world.users[person], AUDITOR_ROLES[kind])
        world.auditors[person] = Auditor.objects.create(
            user=world.users[person], organisation=home.organisation, workshop=home, earlier_audits=2, registered_at=NAMED_AT
        )


def make_audits(world: World) -> None:
    """Invite the peer to one audit; let her read in another, in which somebody was replaced. Each place is known by audit and person."""
    make_auditors(world)
    invite(world, "invited", "peer", "second_peer")
    first, second = invite(world, "in_audit", "replaced_peer", "peer")
    for seat in (first, second):
        accept_seat(seat=seat, declared=True, by=seat.auditor.user, at=NAMED_AT)
    replace_auditor(seat=first, by=world.users["coordinator"], at=NAMED_AT)
    [third] = invite(world, "in_audit", "second_peer")
    accept_seat(seat=third, declared=True, by=third.auditor.user, at=NAMED_AT)
    _rate(world.audits["in_audit"], world)
    make_reading_matter(world, NAMED_AT)
    for row in (*world.applications.values(), *world.seats.values(), *world.audits.values()):
        row.refresh_from_db()
    make_desk(world)


def make_desk(world: World) -> None:
    """Put on the coordinator's desk an auditor without a card, and a list that waits to be brought in."""
    world.users["cardless"] = UserFactory.create(name="Cardless Henkilö", email="cardless@kivipaja.example")
    grant(world.users["cardless"], AUDITOR_ROLES[AssessmentKind.PEER])
    row = ["1234567-9", "Tuotu säätiö", "säätiö", "Kivikunta", "Tuotu paja", "", "suomi", "", ""]  # of no such y-tunnus and municipality
    uploaded = {"uploaded_at": NAMED_AT, "uploaded_by": world.users["coordinator"]}
    world.batch = ImportBatch.objects.create(kind=ImportKind.ORGANISATIONS, file_name="organisaatiot.xlsx", rows=[[2, row]], **uploaded)


def _rate(audit: Assessment, world: World) -> None:
    """Let each of the pair rate two criteria; the peer has confirmed the second, so that there she would see what the other confirmed."""
    first, second = criteria_of(audit)[:2]
    level = audit.version.scale.levels.order_by("value")[0]
    for person in ("peer", "second_peer"):
        note = marker(person, "HUOMIO", "in_audit")
        given = GivenRating(Answer.LEVEL, level, "", note, verdict=audit.version.verdicts.all()[0])
        rated = {"audit": audit, "given": given, "revision": 0, "by": world.users[person], "at": NAMED_AT}
        save_audit_rating(criterion=first, **rated)
        if person == "peer":
            confirm_rating(criterion=second, **rated)
        else:
            save_audit_rating(criterion=second, **rated)


def invite(world: World, state: str, *people: str) -> list[AuditSeat]:
    """Name the people to the audit of the application of the state, and invite them."""
    application: Application = world.applications[state]
    by = {"by": world.users["coordinator"], "at": NAMED_AT}
    for person in people:
        world.seats[f"{state} {person}"] = name_auditor(application=application, auditor=world.auditors[person], **by)
    world.audits[state] = world.seats[f"{state} {people[0]}"].assessment
    return invite_auditors(application=application, **by)
