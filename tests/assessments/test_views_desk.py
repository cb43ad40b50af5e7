"""The coordinator's front page: every line leads to a page that lists what it counts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.fixtures import Settings

from assessments.choices import ReportStatus
from assessments.models import Application, AuditPlan, AuditSeat, Proposal, Round
from assessments.services.auditing.seats import name_auditor
from tests.factories.applications import DEADLINE, make_lapsed, make_open, make_registered, make_round, make_submitted
from tests.factories.assessments import Cast
from tests.factories.auditing import (
    NAMED_AT,
    make_auditable,
    make_auditor,
    make_declined,
    make_invited,
    make_named,
    make_reading,
    make_replaced,
)
from tests.factories.workshops import InvitationFactory, OrganisationFactory, UserFactory, WorkshopFactory, grant
from workshops.models import User
from workshops.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
DAY = dt.timedelta(days=1)
MINE, OTHERS, STUCK = "", "Odottaa muita", "Jumissa"


@pytest.fixture
def client(client_of, coordinator: User, settings: Settings) -> Client:
    """Return the coordinator's, who stays signed in however far the clock is moved."""
    settings.SESSION_COOKIE_AGE = 365 * 24 * 3600
    return client_of(coordinator)


def lines(client: Client, heading: str, at: dt.datetime = NAMED_AT) -> list[tuple[str, str]]:
    """Return the lines under the heading as (text, address)."""
    with time_machine.travel(at, tick=False):
        html = " ".join(client.get("/").content.decode().split())
    parts = html.split("<main")[1].split("<h2>")
    shown = parts[0] if not heading else next((one for one in parts[1:] if one.startswith(heading)), "")
    found = re.findall(r'<li><a class="t" href="([^"]+)">(.*?)</li>', shown)
    return [(" ".join(re.sub(r"<[^>]+>", " ", text).split()), address.replace("&amp;", "&")) for address, text in found]


def listed(client: Client, address: str, at: dt.datetime = NAMED_AT) -> set[str]:
    """Return the applications in the board's list at the address."""
    with time_machine.travel(at, tick=False):
        page = client.get(address)
    assert page.status_code == 200
    return {line.application.ref for line in page.context["lines"]}


def applied(seats: list[AuditSeat]) -> Application:
    return Application.objects.get(audits__seats=seats[0].pk)


# Odottaa sinua ---------------------------------------------------------------------------------------------------------------


def test_applications_without_a_whole_team_are_counted_by_round_and_listed(client: Client, coordinator: User) -> None:
    made = make_round()
    waiting = {make_auditable(into=made).ref, make_declined(make_auditable(into=made), coordinator).assessment.application.ref}
    waiting.add(make_replaced(make_auditable(into=made), coordinator).assessment.application.ref)
    waiting.add(applied(make_named(make_auditable(into=made), coordinator)).ref)
    half = make_auditable(into=made)
    name_auditor(application=half, auditor=make_auditor(), by=coordinator, at=NAMED_AT)
    waiting.add(half.ref)
    make_reading(make_auditable(into=made), coordinator)
    [(told, address)] = lines(client, MINE)
    assert told.startswith(f"{made.name}: 5 hakemusta odottaa auditointia odottaa sinua")
    assert told.endswith("Auditoitsijoita nimeämättä: 2. Auditoitsija kieltäytyi tai vaihtui: 2. Kutsut lähettämättä: 1.")
    assert listed(client, address) == waiting


def test_external_audit_needs_a_lead_and_a_reason_lets_one_peer_be_enough(client: Client, coordinator: User) -> None:
    made = make_round()
    external, peer = make_auditable("external", into=made), make_auditable(into=made)
    name_auditor(application=external, auditor=make_auditor(kind="external"), by=coordinator, at=NAMED_AT)
    name_auditor(application=peer, auditor=make_auditor(), by=coordinator, at=NAMED_AT)
    assert lines(client, MINE)[0][0].endswith("Auditoitsijoita nimeämättä: 2.")
    AuditSeat.objects.filter(assessment__application=external).update(is_lead=True)
    AuditPlan.objects.filter(assessment__application=peer).update(single_reason="Saaristossa on yksi paja.")
    assert lines(client, MINE)[0][0].endswith("Kutsut lähettämättä: 2.")


def test_nothing_is_to_be_named_before_the_deadline(client: Client) -> None:
    make_submitted(Cast(), make_round())
    assert lines(client, MINE, DEADLINE) == []
    assert len(lines(client, MINE, DEADLINE + dt.timedelta(microseconds=1))) == 1


def test_proposal_that_is_ready_waits_until_its_invitations_are_sent(client: Client, coordinator: User) -> None:
    application = make_auditable()
    proposal = Proposal.objects.create(
        round=application.round, status=ReportStatus.READY, ordered_at=NAMED_AT, ordered_by=coordinator, finished_at=NAMED_AT
    )
    assert len(lines(client, MINE)) == 1
    seats = make_named(application, coordinator)
    AuditSeat.objects.filter(pk__in=[seat.pk for seat in seats]).update(proposal=proposal)
    [_to_name, (told, address)] = lines(client, MINE)
    assert told.startswith(f"{application.round.name}: ehdotus auditoitsijoista on valmis")
    assert address == reverse("assessments:round-proposal", args=[application.round.ref])
    assert client.get(address).status_code == 200
    AuditSeat.objects.update(status="invited", invited_at=NAMED_AT, invited_by=coordinator)
    assert lines(client, MINE) == []


def test_auditor_without_a_card_is_told_of_and_listed(client: Client) -> None:
    newcomer = UserFactory(name="Niilo Uusi")
    grant(newcomer, Role.PEER_AUDITOR)
    make_auditor()
    [(told, address)] = lines(client, MINE)
    assert told.startswith("Yksi auditoitsija ilman korttia")
    assert "Niilo Uusi" in client.get(address).content.decode()


# Odottaa muita ---------------------------------------------------------------------------------------------------------------


def test_those_with_auditors_wait_for_them(client: Client, coordinator: User) -> None:
    made = make_round()
    refs = {applied(make_invited(make_auditable(into=made), coordinator)).ref}
    refs.add(make_reading(make_auditable(into=made), coordinator).application.ref)
    [(told, address)] = lines(client, OTHERS)
    assert told == f"{made.name}: 2 hakemusta auditoitsijoilla Kutsuun vastaamatta: 1. Aineistoon tutustutaan: 1."
    assert listed(client, address) == refs
    assert lines(client, MINE) == lines(client, STUCK) == []


def test_open_round_waits_for_its_applicants(client: Client) -> None:
    made = make_round()
    make_open(Cast(), made)
    [(told, address)] = lines(client, OTHERS, DEADLINE - 30 * DAY)
    assert told.startswith(made.name)
    assert address == reverse("assessments:round-board", args=[made.ref])


# Jumissa ---------------------------------------------------------------------------------------------------------------------


def stuck_answer(made: Round, by: User) -> Application:
    return applied(make_invited(make_auditable(into=made), by))


def stuck_audit(made: Round, by: User) -> Application:
    audit = make_reading(make_auditable(into=made), by)
    AuditPlan.objects.filter(assessment=audit).update(starts_date=NAMED_AT.date(), ends_date=NAMED_AT.date() + 10 * DAY)
    return audit.application


def stuck_contact(made: Round, by: User) -> Application:
    application = make_auditable(into=made)
    User.objects.filter(pk=application.contact_id).update(is_active=False)
    return application


Make = Callable[[Round, User], Application]


@pytest.mark.parametrize(
    ("make", "before", "stuck_at", "words"),
    [
        (stuck_answer, 7 * DAY, 8 * DAY, "yksi auditointi odottaa myöhässä olevaa vastausta"),
        (stuck_audit, 10 * DAY, 11 * DAY, "yhden auditoinnin aika on kulunut umpeen"),
        (stuck_contact, None, 0 * DAY, "yhden hakemuksen yhteyshenkilö on poissa"),
    ],
)
def test_what_goes_no_further_is_told_and_listed(
    client: Client, coordinator: User, make: Make, before: dt.timedelta | None, stuck_at: dt.timedelta, words: str
) -> None:
    made = make_round()
    application = make(made, coordinator)
    make_reading(make_auditable(into=made), coordinator)
    if before is not None:
        assert lines(client, STUCK, NAMED_AT + before) == []
    at = NAMED_AT + stuck_at
    [(told, address)] = lines(client, STUCK, at)
    assert told.startswith(f"{made.name}: {words} jumissa")
    assert listed(client, address, at) == {application.ref}


def test_application_without_a_word_is_stuck_in_the_last_week(client: Client) -> None:
    made = make_round()
    empty = make_open(Cast(), made)
    make_submitted(Cast(), made)
    make_registered(Cast(), made)
    assert lines(client, STUCK, DEADLINE - 7 * DAY) == []
    at = DEADLINE - 7 * DAY + dt.timedelta(seconds=1)
    [(told, address)] = lines(client, STUCK, at)
    assert told.startswith(f"{made.name}: yhtä hakemusta ei ole aloitettu")
    assert listed(client, address, at) == {empty.ref}
    assert lines(client, STUCK, DEADLINE + dt.timedelta(seconds=1)) == []


def test_lapsed_of_the_last_round_is_told_until_the_workshop_applies_again(client: Client) -> None:
    first, last = make_round(), make_round(name="Toinen", deadline_at=DEADLINE + 10 * DAY)
    make_lapsed(Cast(), first)
    cast = Cast()
    left = make_lapsed(cast, last)
    at = DEADLINE + 11 * DAY
    assert [told for told, _address in lines(client, STUCK, DEADLINE + DAY)] != []
    [(told, address)] = lines(client, STUCK, at)
    assert told.startswith("Toinen: yksi hakemus jäi lähettämättä")
    assert listed(client, address, at) == {left.ref}
    make_registered(cast)
    assert lines(client, STUCK, at) == []


def test_expired_invitation_leads_to_sending_it_again(client: Client) -> None:
    sent = {"invited_at": NAMED_AT - 31 * DAY}
    leader = InvitationFactory(name="Leena", role=Role.LEADER, workshop=WorkshopFactory(name="Kivipaja"), **sent)
    whole = InvitationFactory(name="Olli", role=Role.LEADER, workshop=None, organisation=WorkshopFactory().organisation, **sent)
    auditor = InvitationFactory(name="Aune", role=Role.PEER_AUDITOR, workshop=None, **sent)
    InvitationFactory(name="Waiting", role=Role.PEER_AUDITOR, workshop=None, invited_at=NAMED_AT)
    InvitationFactory(name="Worker", **sent)
    InvitationFactory(name="Led", role=Role.LEADER, workshop=Cast().workshop, **sent)
    InvitationFactory(name="Lost", role=Role.LEADER, workshop=None, organisation=Cast().workshop.organisation, **sent)
    found = lines(client, STUCK)
    assert [told.split(" vanhentunut")[0] for told, _address in found] == ["Kutsu: Leena", "Kutsu: Olli", "Kutsu: Aune"]
    assert "Kivipaja. Kutsu vanheni" in found[0][0]
    assert [address for _told, address in found] == [
        reverse("workshops:invitation-resend", args=[each.ref]) for each in (leader, whole, auditor)
    ]
    assert all(client.get(address).status_code == 200 for _told, address in found)


# Everybody -------------------------------------------------------------------------------------------------------------------


def test_desk_of_others_is_empty(client_of, coordinator: User) -> None:
    made = make_round()
    stuck_contact(made, coordinator)
    stuck_answer(made, coordinator)
    InvitationFactory(role=Role.PEER_AUDITOR, workshop=None, invited_at=NAMED_AT - 31 * DAY)
    for role in (Role.ADMIN, Role.DECIDER, Role.PEER_AUDITOR, Role.STEERING_GROUP_MEMBER):
        other = UserFactory()
        grant(other, role)
        for heading in (MINE, OTHERS, STUCK):
            assert lines(client_of(other), heading, NAMED_AT + 10 * DAY) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_front_page_takes_twelve_queries_however_much_waits(client: Client, coordinator: User, rows: int) -> None:
    for number in range(rows):
        made = make_round(name=f"Haku {number}", deadline_at=DEADLINE + number * dt.timedelta(minutes=1))
        for make in (stuck_answer, stuck_audit, stuck_contact):
            make(made, coordinator)
        make_named(make_auditable(into=made), coordinator)
        grant(UserFactory(), Role.PEER_AUDITOR)
        InvitationFactory(role=Role.PEER_AUDITOR, workshop=None, invited_at=NAMED_AT - 31 * DAY)
        OrganisationFactory()
    with time_machine.travel(NAMED_AT + 30 * DAY, tick=False):
        client.get("/")
        with CaptureQueriesContext(connection) as captured:
            html = client.get("/").content.decode()
    assert len(captured) == 12
    assert html.count("jumissa") >= 3 * rows
