"""The page of a round's proposal: its states, the teams with their reasons, the gaps, the loads, and the buttons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.choices import AuditWish, ReportStatus
from assessments.lifecycle import SeatStatus
from assessments.matching import WHYS, Why
from assessments.models import AuditSeat, PastTie, Proposal, Round
from assessments.models.report import SILENCE_MAX
from assessments.services.auditing.proposing import make_proposal, order_proposal
from assessments.services.auditing.seats import name_auditor
from tests.factories.applications import make_coordinator, make_round
from tests.factories.assessments import AT
from tests.factories.auditing import NAMED_AT, make_auditable, make_auditor
from tests.factories.workshops import UserFactory
from workshops.models import OutgoingMail, User

pytestmark = pytest.mark.django_db
EXTERNAL = AuditWish.EXTERNAL


@pytest.fixture(autouse=True)
def named_at() -> Iterator[None]:
    """Stand still at a moment when the deadline has passed."""
    with time_machine.travel(NAMED_AT, tick=False):
        yield


@pytest.fixture
def coordinator() -> User:
    return make_coordinator()


@pytest.fixture
def client(client_of: Callable[[User], Client], coordinator: User) -> Client:
    return client_of(coordinator)


@pytest.fixture
def round_() -> Round:
    return make_round()


def page_of(round_: Round, name: str = "round-proposal") -> str:
    return reverse(f"assessments:{name}", args=[round_.ref])


def propose(round_: Round, by: User) -> Proposal:
    proposal = order_proposal(round_=round_, by=by, at=NAMED_AT)
    make_proposal(proposal_id=proposal.pk, at=NAMED_AT)
    proposal.refresh_from_db()
    return proposal


def told(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


# Who and when ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["round-proposal", "proposal-state", "proposal-order", "proposal-invite"])
def test_proposal_does_not_exist_for_others(name: str, round_: Round, client_of: Callable[[User], Client]) -> None:
    application = make_auditable(into=round_)
    for user in (application.contact, UserFactory(), make_auditor().user):
        ask = client_of(user).post if name in {"proposal-order", "proposal-invite"} else client_of(user).get
        assert ask(page_of(round_, name)).status_code == 404
    assert not Proposal.objects.exists()


def test_before_the_deadline_the_page_tells_when(client: Client, round_: Round) -> None:
    make_auditable(into=round_)
    with time_machine.travel(AT, tick=False):
        html = client.get(page_of(round_)).content.decode()
        assert "Määräaika on 1.12.2026 klo 16.15." in html
        assert "Tee ehdotus" not in html
        assert told(client.post(page_of(round_, "proposal-order"))) == ["Ehdotuksen voi tehdä vasta määräajan jälkeen."]
    assert not Proposal.objects.exists()


# States ----------------------------------------------------------------------------------------------------------------------


def test_page_and_its_part_follow_the_proposal_from_order_to_ready(client: Client, round_: Round, coordinator: User) -> None:
    make_auditable(EXTERNAL, into=round_)
    make_auditor(kind=EXTERNAL)
    assert "Ehdotusta ei ole vielä tehty." in client.get(page_of(round_)).content.decode()
    proposal = order_proposal(round_=round_, by=coordinator, at=NAMED_AT)
    for name in ("round-proposal", "proposal-state"):
        html = client.get(page_of(round_, name)).content.decode()
        assert "Jonossa" in html
        assert "data-under-way" in html
    assert "Tee ehdotus uudelleen" not in client.get(page_of(round_)).content.decode()
    Proposal.objects.update(status=ReportStatus.RENDERING)
    assert "Valmisteilla" in client.get(page_of(round_, "proposal-state")).content.decode()
    make_proposal(proposal_id=proposal.pk, at=NAMED_AT)
    part = client.get(page_of(round_, "proposal-state")).content.decode()
    assert "Ehdotus valmistui 3.12.2026 klo 16.15. Sen tilasi Kerttu Koordinaattori." in part
    assert "Avaa ehdotus." in part
    assert "data-under-way" not in part


def test_silent_or_failed_proposal_is_told_and_can_be_ordered_again(client: Client, round_: Round, coordinator: User) -> None:
    make_auditable(EXTERNAL, into=round_)
    order_proposal(round_=round_, by=coordinator, at=NAMED_AT - SILENCE_MAX - dt.timedelta(seconds=1))
    html = client.get(page_of(round_)).content.decode()
    assert "Ehdotuksen tekeminen epäonnistui." in html
    assert "Tee ehdotus uudelleen" in html
    Proposal.objects.update(status=ReportStatus.FAILED)
    assert "Ehdotuksen tekeminen epäonnistui." in client.get(page_of(round_, "proposal-state")).content.decode()


def test_result_that_ran_out_of_time_says_so(client: Client, round_: Round, coordinator: User) -> None:
    make_auditable(EXTERNAL, into=round_)
    propose(round_, coordinator)
    assert "Laskenta-aika loppui kesken" not in client.get(page_of(round_)).content.decode()
    Proposal.objects.update(is_best=False)
    assert "Laskenta-aika loppui kesken" in client.get(page_of(round_)).content.decode()


def test_order_from_the_page_makes_the_proposal_and_a_second_one_meanwhile_is_refused(
    client: Client, round_: Round, coordinator: User, run_on_commit
) -> None:
    make_auditable(EXTERNAL, into=round_)
    make_auditor(kind=EXTERNAL)
    with run_on_commit():
        response = client.post(page_of(round_, "proposal-order"))
    assert response.url == page_of(round_)
    assert Proposal.objects.get().status == ReportStatus.READY
    client.post(page_of(round_, "proposal-order"))
    assert "Ehdotusta tehdään jo." in told(client.post(page_of(round_, "proposal-order")))[-1]


# What it says ----------------------------------------------------------------------------------------------------------------


def test_teams_are_shown_with_reasons_and_those_with_gaps_first(client: Client, round_: Round, coordinator: User) -> None:
    external, peer = make_auditable(EXTERNAL, into=round_), make_auditable(into=round_)
    lead = make_auditor(kind=EXTERNAL, made=0)
    warned = make_auditor(user=UserFactory(name="Varpu Varoitettu"))
    PastTie.objects.create(auditor=warned, organisation=peer.organisation, kind="trained", declared_at=AT, declared_by=warned.user)
    propose(round_, coordinator)
    page = client.get(page_of(round_))
    first, second = page.context["shown"]
    assert (first.line.application, first.tag, first.seats) == (peer, "2 puuttuu", [])
    assert first.whys == f"{WHYS[Why.WRONG_KIND]} (1), {WHYS[Why.WARNED]} (1)"
    assert first.with_reason == "Varpu Varoitettu"
    assert (second.line.application, second.tag) == (external, "Valmis kutsuttavaksi")
    [seat] = second.seats
    assert (seat.name, seat.state) == (lead.user.name, "Ehdotettu")
    assert seat.reasons == "ensimmäinen auditointi, vuoden auditointeja 1/4, pääauditoitsija"
    html = page.content.decode()
    assert reverse("assessments:assignment", args=[peer.ref]) in html
    assert "Kutsu 1 valmis ryhmä" in html
    assert dict(page.context["teams"].figures) == {
        "Hakemuksia": 2,
        "Ehdotettu": 1,
        "Kutsuttu": 0,
        "Mukana": 0,
        "Tyhjiä paikkoja": 2,
    }


def test_place_filled_by_hand_is_no_gap_any_more(client: Client, round_: Round, coordinator: User) -> None:
    application = make_auditable(EXTERNAL, into=round_)
    auditor = make_auditor(kind=EXTERNAL)
    PastTie.objects.create(auditor=auditor, organisation=application.organisation, kind="trained", declared_at=AT, declared_by=auditor.user)
    propose(round_, coordinator)
    name_auditor(application=application, auditor=auditor, is_lead=True, warning_reason="Vuosia sitten.", by=coordinator, at=NAMED_AT)
    [team] = client.get(page_of(round_)).context["shown"]
    assert (team.whys, team.with_reason, team.tag) == ("", "", "Valmis kutsuttavaksi")
    assert "nimetty käsin" in team.seats[0].reasons
    assert team.seats[0].warnings == "On kouluttanut tai ohjannut hakijan työyhteisöä."


def test_loads_are_drawn_and_named(client: Client, round_: Round, coordinator: User) -> None:
    make_auditable(EXTERNAL, into=round_)
    busy, free = make_auditor(kind=EXTERNAL, most_a_year=1), make_auditor(user=UserFactory(name="Vapaa Väinö"))
    propose(round_, coordinator)
    page = client.get(page_of(round_))
    assert [(line.auditor, line.load, line.here) for line in page.context["teams"].loads] == [(busy, 1, 1), (free, 0, 0)]
    html = page.content.decode()
    assert "Auditoitsijat vuoden auditointien määrän mukaan. 0 auditointia: 1, 1 auditointi: 1." in html
    assert "Vapaa Väinö" in html


def test_round_without_auditors_or_applications_says_so(client: Client, round_: Round) -> None:
    html = client.get(page_of(round_)).content.decode()
    assert "Kierroksella ei ole lähetettyjä hakemuksia." in html
    assert "Rekisterissä ei ole ketään" in html
    assert "Tee ehdotus" not in html


def test_page_takes_at_most_twelve_queries_at_any_size(client: Client, round_: Round, coordinator: User) -> None:
    taken = []
    client.get(page_of(round_))  # the session is there
    for more in (1, 2):
        for _ in range(more):
            make_auditable(EXTERNAL, into=round_)
            make_auditor(kind=EXTERNAL)
        propose(round_, coordinator)
        with CaptureQueriesContext(connection) as captured:
            page = client.get(page_of(round_))
        taken.append(len(captured))
    assert len(page.context["shown"]) == 3
    assert taken[0] == taken[1] <= 12


# Inviting --------------------------------------------------------------------------------------------------------------------


def test_invitations_go_out_once_and_what_could_not_is_told_by_name(client: Client, round_: Round, coordinator: User) -> None:
    make_auditable(EXTERNAL, into=round_)
    half = make_auditable(into=round_)
    make_auditor(kind=EXTERNAL)
    make_auditor()
    propose(round_, coordinator)
    reason = "Vertaisauditoinnin tekee kaksi auditoitsijaa. Nimeä toinen tai kerro, miksi yksi riittää."
    assert told(client.post(page_of(round_, "proposal-invite"))) == [
        "Kutsu lähetettiin 1 auditoitsijalle.",
        f"{half.organisation.name}: kutsua ei lähetetty. {reason}",
    ]
    AuditSeat.objects.filter(assessment__application=half).delete()
    again = told(client.post(page_of(round_, "proposal-invite")))
    assert again[-1] == "Kutsuttavia ei ollut: kaikki ehdotetut on jo kutsuttu."
    assert OutgoingMail.objects.filter(kind="seat_invited").count() == 1
    assert AuditSeat.objects.get().status == SeatStatus.INVITED


def test_many_that_could_not_be_invited_are_told_in_short(
    client: Client, round_: Round, coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assessments.views.auditing.proposals.TOLD", 1)
    for _ in range(2):
        name_auditor(application=make_auditable(into=round_), auditor=make_auditor(), by=coordinator, at=NAMED_AT)
    first, rest = told(client.post(page_of(round_, "proposal-invite")))
    assert "kutsua ei lähetetty." in first
    assert rest == "Lisäksi 1 hakemus jäi kutsumatta."
