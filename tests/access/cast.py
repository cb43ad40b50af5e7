"""One workshop with a self-assessment in every state, applications in every state, and everybody who may try to reach them.

Everything is made by services, once for the test modules that share it, inside a transaction that is rolled back after them. Each
person's own words carry a marker of their own ("MERKKI-…"), so that a page can be searched for what only another person may know.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.mail import EmailMessage
from django.db import transaction
from django.test import Client, TestCase

from assessments.choices import Answer, RatingsShown
from assessments.models import (
    Action,
    Application,
    Assessment,
    Auditor,
    AuditSeat,
    Decision,
    DraftComment,
    Evidence,
    ImportBatch,
    Participant,
    PracticeCase,
    PublicExample,
    Round,
    Submission,
    Support,
    VisitQuestion,
    YearlyReport,
)
from assessments.selectors.results import criteria_of
from assessments.services.actions import Agreed, create_action
from assessments.services.codes import make_code, save_rating_by_code
from assessments.services.drafts import create_self_assessments
from assessments.services.evidence import add_file_evidence, add_link_evidence, pick_evidence
from assessments.services.paper import type_in_ratings
from assessments.services.participants import add_by_name, add_participants
from assessments.services.phases import abandon_assessment, archive_assessment, complete_assessment, open_discussion, start_assessment
from assessments.services.ratings import GivenRating, save_rating
from assessments.services.results import save_area_summary, save_result
from assessments.services.supports import accept_support, ask_by_email
from criteria.models import FrameworkVersion
from criteria.versioning import VersionStatus
from tests.access.applications import make_applications
from tests.access.audit_reports import make_reports
from tests.access.auditing import make_audits
from tests.access.decisions import make_decisions
from tests.access.doors import make_doors
from tests.access.drafting import make_draft
from tests.access.markers import GUEST, PAPER, RATERS, SHOWS_NOTE, STATES, marker
from tests.access.practising import make_practice
from tests.access.summaries import make_closed_years
from tests.access.visit import make_visits
from tests.access.yearly import make_yearly
from tests.factories.criteria import ConceptFactory, ConceptLinkFactory, FrameworkFactory, make_version
from tests.factories.workshops import (
    NetworkFactory,
    OrganisationFactory,
    UserFactory,
    WorkshopFactory,
    grant,
)
from tests.office_files import uploaded
from workshops.models import AccessRequest, Invitation, Network, Organisation, RoleGrant, User, Workshop
from workshops.roles import Role
from workshops.services.grants import end_role

AT = dt.datetime(2026, 11, 20, 10, 0, tzinfo=dt.UTC)
NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Europe/Helsinki"))  # when the pages are asked for: within the 14 days of reopening

PEOPLE = (
    "visitor",
    "worker",
    "rater",
    "contact",
    "leader",
    "org_contact",
    "sister",
    "stranger",
    "coordinator",
    "admin",
    "decider",
    "steering",
    "network",
    "peer",
    "external",
    "former",
)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass
class World:
    """What the tests of access walk through."""

    organisation: Organisation
    workshop: Workshop
    sister_workshop: Workshop
    other_workshop: Workshop
    leaderless: Workshop
    network: Network
    version: FrameworkVersion
    draft_version: FrameworkVersion
    users: dict[str, User] = field(default_factory=dict)
    grants: dict[str, RoleGrant] = field(default_factory=dict)
    assessments: dict[str, Assessment] = field(default_factory=dict)
    places: dict[str, Participant] = field(default_factory=dict)  # the guest's, by state
    evidence: dict[str, Evidence] = field(default_factory=dict)
    rounds: dict[str, Round] = field(default_factory=dict)
    applications: dict[str, Application] = field(default_factory=dict)
    submissions: dict[str, Submission] = field(default_factory=dict)
    application_evidence: dict[str, Evidence] = field(default_factory=dict)
    auditors: dict[str, Auditor] = field(default_factory=dict)
    audits: dict[str, Assessment] = field(default_factory=dict)  # by the state of the application
    seats: dict[str, AuditSeat] = field(default_factory=dict)  # by that state and the person
    questions: dict[str, VisitQuestion] = field(default_factory=dict)  # for the visit, by that state and the person
    comments: dict[str, DraftComment] = field(default_factory=dict)  # of the reports, by the state of the audit
    cases: dict[str, PracticeCase] = field(default_factory=dict)  # examples to practise on, by state
    reports: dict[str, YearlyReport] = field(default_factory=dict)  # of years, a draft and a published one
    examples: dict[str, PublicExample] = field(default_factory=dict)  # shown to everybody, by state
    matters: dict[str, Application] = field(default_factory=dict)  # what is decided on, by `DECIDED_STATES`
    decisions: dict[str, Decision] = field(default_factory=dict)
    batch: ImportBatch | None = None
    theirs: Assessment | None = None
    action: Action | None = None
    supports: dict[str, Support] = field(default_factory=dict)
    invitations: dict[str, Invitation] = field(default_factory=dict)
    access_requests: dict[str, AccessRequest] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    mails: list[EmailMessage] = field(default_factory=list)  # that making it has sent, where a test wants them
    seen: dict[str, dict[str, str]] = field(default_factory=dict)  # pages by person and address, kept by who asks for the same again

    def user(self, person: str) -> User | AnonymousUser:
        return AnonymousUser() if person == "visitor" else self.users[person]

    def client(self, person: str) -> Client:
        """Return the person's browser, signed in; made at the first call outside of any savepoint that is rolled back."""
        return self.clients[person]

    def participant(self, state: str, person: str) -> Participant:
        return self.assessments[state].participants.get(user=self.users[person])

    def criterion_code(self, state: str) -> str:
        return criteria_of(self.assessments[state])[0].code

    def area_code(self, state: str) -> str:
        return self.assessments[state].areas.all()[0].code


@contextmanager
def made_world(**options: Any) -> Iterator[World]:
    """Make the world, stay at its moment, and undo everything at the end."""
    with time_machine.travel(NOW, tick=True), transaction.atomic():
        yield make_world(**options)
        transaction.set_rollback(True)


@contextmanager
def undone() -> Iterator[None]:
    """Roll back whatever happens inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def in_session_of(world: World, person: str) -> Iterator[Client]:
    """Give the person's browser; what is done with it is undone, its cookies too."""
    client = world.client(person)
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    with undone():
        yield client
    client.cookies.clear()
    for name, value in cookies.items():
        client.cookies[name] = value


def make_world(ratings_shown: str = RatingsShown.SPREAD) -> World:
    world = _make_places()
    _make_people(world)
    with TestCase.captureOnCommitCallbacks(execute=True):  # mails are sent and reports rendered
        for number, state in enumerate(STATES):
            _make_assessment(world, state, number, ratings_shown)
        _make_theirs(world)
        _agree_action(world)
        make_applications(world)
        make_audits(world)
        make_visits(world)
        make_reports(world)
        make_practice(world)
        make_draft(world)
        make_decisions(world)
        make_closed_years(world)
        make_yearly(world)
    _end_former(world)
    make_doors(world)
    for person in PEOPLE:
        world.clients[person] = Client()
        if person != "visitor":
            world.clients[person].force_login(world.users[person], backend=BACKEND)
            world.clients[person].get("/tietosuoja/")  # the session gets its stamp
    world.clients[GUEST] = _guest_client(world)
    return world


def _guest_client(world: World) -> Client:
    client = Client()
    code = make_code(participant=world.places["individual"], by=world.users["contact"], at=AT)
    assert client.post("/koodi/", {"secret_code": code}).status_code == 302
    return client


def _make_places() -> World:
    organisation = OrganisationFactory.create(name="Kivipajan säätiö")
    workshop = WorkshopFactory.create(organisation=organisation, name="Kivipaja")
    network = NetworkFactory.create()
    network.workshops.add(workshop)
    framework = FrameworkFactory.create(slug="laatu")
    version = make_version(areas=len(STATES), criteria=2, framework=framework)
    concept = ConceptFactory.create(code="laatu")
    ConceptLinkFactory.create(criterion=version.areas.all()[0].criteria.all()[0], concept=concept)
    return World(
        organisation=organisation,
        workshop=workshop,
        sister_workshop=WorkshopFactory.create(organisation=organisation, name="Puupaja"),
        other_workshop=WorkshopFactory.create(name="Vieras paja"),
        leaderless=WorkshopFactory.create(name="Johtajaton paja"),
        network=network,
        version=version,
        draft_version=make_version(areas=1, criteria=2, status=VersionStatus.DRAFT, framework=framework),
    )


def _make_people(world: World) -> None:
    here, organisation = {"workshop": world.workshop}, {"organisation": world.organisation}
    places: list[tuple[str, Role, dict[str, Any]]] = [
        ("worker", Role.WORKER, here),
        ("rater", Role.WORKER, here),
        ("colleague", Role.WORKER, here),
        ("former", Role.WORKER, here),
        ("contact", Role.CONTACT, here),
        ("leader", Role.LEADER, here),
        ("second_leader", Role.LEADER, here),
        ("org_contact", Role.CONTACT, organisation),
        ("sister", Role.LEADER, {"workshop": world.sister_workshop}),
        ("stranger", Role.LEADER, {"workshop": world.other_workshop}),
        ("coordinator", Role.COORDINATOR, {}),
        ("admin", Role.ADMIN, {}),
        ("decider", Role.DECIDER, {}),
        ("steering", Role.STEERING_GROUP_MEMBER, {}),
        ("network", Role.NETWORK_COORDINATOR, {"network": world.network}),
        ("peer", Role.PEER_AUDITOR, {}),
        ("external", Role.EXTERNAL_AUDITOR, {}),
        ("supporter", Role.CONTACT, {"workshop": world.other_workshop}),
    ]
    for person, role, place in places:
        name = f"{person.replace('_', ' ').title()} Henkilö"
        world.users[person] = UserFactory.create(name=name, email=f"{person.replace('_', '-')}@kivipaja.example")
        world.grants[person] = grant(world.users[person], role, **place)


def _make_assessment(world: World, state: str, number: int, ratings_shown: str) -> None:
    """Each state takes an area of its own, so that several may be open at once."""
    contact, leader = world.users["contact"], world.users["leader"]
    [draft] = create_self_assessments(
        workshops=[world.workshop],
        version=world.version,
        areas=[world.version.areas.all()[number]],
        title=f"Itsearviointi {state}",
        ratings_shown=ratings_shown,
        by=contact,
        at=AT,
    )
    world.assessments[state] = draft
    add_participants(assessment=draft, users=[world.users[person] for person in RATERS], by=contact, at=AT)
    world.places[state] = add_by_name(assessment=draft, name="Guest Henkilö", by=contact, at=AT)
    if state == "draft":
        return
    draft = start_assessment(assessment=draft, by=contact, at=AT)
    _ask_support(world, draft, state)
    _rate(world, draft, state)
    if state == "individual":
        _rate_without_account(world, draft)
    _give_evidence(world, draft, state)
    if state != "individual":
        draft = open_discussion(assessment=draft, by=contact, at=AT)
        _agree(world, draft, state)
    if state in {"completed", "archived"}:
        complete_assessment(assessment=draft, by=leader, at=AT)
    if state == "archived":
        archive_assessment(assessment=draft, by=leader, at=AT)
    if state == "abandoned":
        abandon_assessment(assessment=draft, reason="Aloitetaan alusta.", by=leader, at=AT)
    world.assessments[state].refresh_from_db()


def _agree_action(world: World) -> None:
    """Agree on what the rater does, from the result of the completed one."""
    result = world.assessments["completed"].results.first()
    agreed = Agreed(what="Otetaan perehdytyskansio käyttöön.", owner=world.users["rater"], due_date=dt.date(2026, 12, 18))
    world.action = create_action(workshop=world.workshop, agreed=agreed, result=result, by=world.users["contact"], at=AT)


def _ask_support(world: World, assessment: Assessment, state: str) -> None:
    """Let somebody of another workshop read; her own pages are tried in tests/assessments/test_supports.py."""
    contact, supporter = world.users["contact"], world.users["supporter"]
    until = (AT + dt.timedelta(days=30)).date()
    asked = ask_by_email(assessment=assessment, email=supporter.email, message="Katsotko?", last_date=until, by=contact, at=AT)
    world.supports[state] = accept_support(support=asked, by=supporter, at=AT)


def _rate(world: World, assessment: Assessment, state: str) -> None:
    """Everybody disagrees, so that each level is one person's; two let their notes be shown, the others do not."""
    levels = list(world.version.scale.levels.all())
    first, second = criteria_of(assessment)
    for number, person in enumerate(RATERS):
        author = {"assessment": assessment, "revision": 0, "by": world.users[person], "at": AT}
        note = marker(person, "HUOMIO", state)
        may_be_shown = person in SHOWS_NOTE
        save_rating(criterion=first, answer=Answer.LEVEL, level=levels[number], note=note, note_may_be_shown=may_be_shown, **author)
        save_rating(criterion=second, answer=Answer.NOT_APPLICABLE, reason=marker(person, "SYY", state), **author)


def _rate_without_account(world: World, assessment: Assessment) -> None:
    """The first criterion by code, the second from paper."""
    place, contact = world.places["individual"], world.users["contact"]
    level = world.version.scale.levels.all()[0]
    first, second = criteria_of(assessment)
    make_code(participant=place, by=contact, at=AT)
    place.refresh_from_db()
    by_code = GivenRating(Answer.LEVEL, level, note=marker(GUEST, "HUOMIO", "individual"), note_may_be_shown=True)
    save_rating_by_code(participant=place, criterion=first, given=by_code, revision=0, at=AT)
    on_paper = GivenRating(Answer.LEVEL, level, note=marker(PAPER, "HUOMIO", "individual"))
    type_in_ratings(participant=place, ratings={second: (on_paper, 0)}, by=contact, at=AT)


def _give_evidence(world: World, assessment: Assessment, state: str) -> None:
    giver = {"holder": assessment, "criteria": criteria_of(assessment)[:1], "by": world.users["contact"], "at": AT}
    first = next(iter(world.evidence.values()), None)
    if first is None:
        world.evidence[state] = add_file_evidence(upload=uploaded("muistio.pdf"), title="Muistio", **giver)
    else:
        world.evidence[state] = pick_evidence(earlier=first, **giver)
    add_link_evidence(link="https://kivipaja.example/toimintatapa", title="Toimintatapa", **giver)


def _agree(world: World, assessment: Assessment, state: str) -> None:
    by_contact = {"assessment": assessment, "revision": 0, "by": world.users["contact"], "at": AT}
    level = world.version.scale.levels.get(value=3)
    for criterion in criteria_of(assessment):
        save_result(criterion=criterion, answer=Answer.LEVEL, level=level, current_practice="Näin toimitaan.", **by_contact)
    save_area_summary(area=assessment.areas.all()[0], strengths="Hyvä yhteishenki.", **by_contact)


def _make_theirs(world: World) -> None:
    """The stranger's own assessment, in its individual phase, with evidence of its own."""
    stranger = world.users["stranger"]
    [theirs] = create_self_assessments(
        workshops=[world.other_workshop], version=world.version, areas=list(world.version.areas.all()), title="Vieraan", by=stranger, at=AT
    )
    add_participants(assessment=theirs, users=[stranger], by=stranger, at=AT)
    theirs = world.theirs = start_assessment(assessment=theirs, by=stranger, at=AT)
    by_stranger = {"criteria": criteria_of(theirs)[:1], "by": stranger, "at": AT}
    world.evidence["theirs"] = add_file_evidence(holder=theirs, upload=uploaded("kuva.png"), title="Vieraan kuva", **by_stranger)


def _end_former(world: World) -> None:
    """The former participant's only role has ended; she can still sign in."""
    end_role(grant=world.grants["former"], by=world.users["leader"], at=AT)
