"""A network's page: its coordinator alone, its own figures, and who has begun only by the workshop's own consent."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from assessments.models import Assessment
from assessments.selectors.summaries.access import can_read_network, readable_networks
from assessments.services.drafts import create_self_assessments
from assessments.services.phases import start_jointly
from assessments.years import begins_at
from config.toolkit.errors import NotAllowedError
from criteria.models import FrameworkVersion
from tests.factories.applications import make_coordinator
from tests.factories.criteria import make_version
from tests.factories.summaries import closed, make_finished, make_nation
from tests.factories.workshops import NetworkFactory, UserFactory, grant
from workshops.models import Network, User, Workshop
from workshops.permissions import Access
from workshops.roles import Role
from workshops.services.organisations import update_workshop

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)


def coordinator_of(network: Network) -> User:
    user = UserFactory(name="Niina Verkosto")
    grant(user, Role.NETWORK_COORDINATOR, network=network)
    return user


def url(network: Network) -> str:
    return reverse("assessments:network-summary", args=[network.slug])


def page(client, network: Network, query: str = "") -> str:
    response = client.get(url(network) + query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def year_of(workshops: list[Workshop], version: FrameworkVersion) -> None:
    for number, workshop in enumerate(workshops):
        levels = dict.fromkeys(("K1.1", "K1.2", "K2.1", "K2.2"), 1 + number % 2 * 3)
        make_finished(workshop, levels, version=version, at=begins_at(2025) + dt.timedelta(days=40))
    closed(version, 2025)


def begin(workshop: Workshop, version: FrameworkVersion) -> Assessment:
    leader = UserFactory()
    grant(leader, Role.LEADER, workshop=workshop)
    [draft] = create_self_assessments(
        workshops=[workshop], version=version, areas=list(version.areas.all()), title="Kesken", by=leader, at=AT
    )
    return start_jointly(assessment=draft, by=leader, at=AT)


def test_network_coordinator_reads_her_own_network_and_nobody_elses(client_of, clock) -> None:
    mine, other = NetworkFactory(), NetworkFactory()
    client = client_of(coordinator_of(mine))
    assert "Verkoston kooste" in page(client, mine)
    assert client.get(url(other)).status_code == 404
    assert client.get(reverse("assessments:national-summary")).status_code == 404
    worker = UserFactory()
    grant(worker, Role.LEADER, workshop=make_nation(1)[0])
    assert client_of(worker).get(url(mine)).status_code == 404


def test_rule_and_database_agree_on_who_reads_which_network() -> None:
    networks = [NetworkFactory(), NetworkFactory()]
    people = [coordinator_of(networks[0]), make_coordinator(), UserFactory()]
    for person in people:
        access = Access.of(person, AT.date())
        assert set(readable_networks(access)) == {network for network in networks if can_read_network(access, network)}
    assert [readable_networks(Access.of(person, AT.date())).count() for person in people] == [1, 2, 0]


def test_figures_are_those_of_the_network_and_of_few_workshops_there_are_none(client_of, clock) -> None:
    version, nation = make_version(), make_nation(16)  # every other one in the first network: all of those are on level 1
    year_of(nation, version)
    network = nation[0].networks.get()
    html = page(client_of(coordinator_of(network)), network)
    assert "Rajauksen työpajoista osallistui 8." in html
    assert '<td class="num">0 %</td>' in html
    assert "osallistujat/" not in html
    empty = NetworkFactory()
    assert "Rajauksessa on liian vähän työpajoja" in page(client_of(coordinator_of(empty)), empty)


def test_one_more_dimension_may_be_chosen_and_not_two(client_of, clock) -> None:
    version, nation = make_version(), make_nation(12)
    year_of(nation, version)
    network = nation[0].networks.get()
    client = client_of(coordinator_of(network))
    assert "Työpajan kieli: suomi" in page(client, network, "?kieli=fi")
    assert "Valitse vain yksi rajaus." in page(client, network, "?kieli=fi&koko=1-2")


def test_begun_workshop_is_shown_only_when_it_has_agreed(client_of, clock) -> None:
    version, [one, two] = make_version(), make_nation(2, regions=1)
    network = one.networks.get()
    for workshop in (one, two):
        begin(workshop, version)
    client = client_of(coordinator_of(network))
    html = page(client, network)
    assert one.name not in html
    leader = UserFactory()
    grant(leader, Role.LEADER, workshop=one)
    update_workshop(workshop=one, shows_progress=True, by=leader, at=AT)
    html = page(client, network)
    assert f"{one.name}, {one.organisation.name}: aloitettu 20.11.2026" in html
    assert two.name not in html
    update_workshop(workshop=one, shows_progress=False, by=leader, at=AT)
    assert one.name not in page(client, network)


def test_nobody_but_the_workshop_itself_agrees_to_show_its_progress(client_of) -> None:
    [workshop] = make_nation(1)
    coordinator = make_coordinator()
    with pytest.raises(NotAllowedError):
        update_workshop(workshop=workshop, shows_progress=True, by=coordinator, at=AT)
    leader = UserFactory()
    grant(leader, Role.LEADER, workshop=workshop)
    edit = reverse("workshops:workshop-update", args=[workshop.ref])
    assert "shows_progress" in client_of(leader).get(edit).content.decode()
    assert "shows_progress" not in client_of(coordinator).get(edit).content.decode()
