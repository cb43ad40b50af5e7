"""A network's page: its coordinator alone, its own figures, and who has begun only by the workshop's own consent."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from assessments.models import Application, Assessment, QualityMark, Submission, Summary
from assessments.selectors.summaries.access import can_read_network, readable_networks
from assessments.selectors.summaries.networks import holders_in
from assessments.services.drafts import create_self_assessments
from assessments.services.phases import start_jointly
from assessments.services.summaries.reports import order_summary_report
from assessments.years import begins_at
from config.toolkit.errors import NotAllowedError
from criteria.models import FrameworkVersion
from tests.assessments.summaries.reading import body
from tests.factories.applications import make_coordinator, make_round
from tests.factories.criteria import make_version
from tests.factories.summaries import closed, make_finished, make_nation
from tests.factories.workshops import NetworkFactory, OrganisationFactory, UserFactory, WorkshopFactory, grant
from workshops.models import Network, User, Workshop
from workshops.permissions import Access
from workshops.roles import Role
from workshops.services.organisations import update_workshop

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
ON = AT.date()
DAY = dt.timedelta(days=1)


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


# Files -----------------------------------------------------------------------------------------------------------------------


def test_files_tell_the_networks_figures_and_other_networks_have_none(client_of, clock) -> None:
    version, nation = make_version(), make_nation(16)
    year_of(nation, version)
    network, other = nation[0].networks.get(), nation[1].networks.get()
    client = client_of(coordinator_of(network))
    answer = json.loads(body(client.get(reverse("assessments:network-summary-json", args=[network.slug]))))
    assert (answer["narrowing"], answer["participants"]) == ({"network": network.slug}, 8)
    assert [row["levels"] for row in answer["levels"] if row["code"] == "K1.1"] == [{"1": 8, "2": 0, "3": 0, "4": 0}]
    narrowed = reverse("assessments:network-summary-csv", args=[network.slug]) + f"?verkosto={other.slug}"
    assert "K1.1" in body(client.get(narrowed)).decode()  # the address of the network counts
    for kind in ("xlsx", "csv", "json", "pdf"):
        assert reverse(f"assessments:network-summary-{kind}", args=[network.slug]) in page(client, network) or kind == "pdf"
        assert client.get(reverse(f"assessments:network-summary-{kind}", args=[other.slug])).status_code == 404
        assert client.get(reverse(f"assessments:national-summary-{kind}")).status_code == 404


def test_pdf_of_the_network_is_ordered_on_its_page_and_its_order_refuses_others(client_of, clock, media, run_on_commit) -> None:
    version, nation = make_version(), make_nation(16)
    year_of(nation, version)
    network, other = nation[0].networks.get(), nation[1].networks.get()
    person = coordinator_of(network)
    client, order = client_of(person), reverse("assessments:network-report-order", args=[network.slug])
    with run_on_commit():  # the tests' worker is at once
        assert client.post(order)["Location"].startswith(url(network))
    assert "Avaa PDF-kooste" in page(client, network)
    assert "Avaa PDF-kooste" in client.get(reverse("assessments:network-report-state", args=[network.slug])).content.decode()
    assert body(client.get(reverse("assessments:network-summary-pdf", args=[network.slug]))).startswith(b"%PDF")
    assert client.post(reverse("assessments:network-report-order", args=[other.slug])).status_code == 404
    summary = Summary.objects.get()
    for narrowing in ((), (("region", "01"),), (("network", other.slug),)):
        with pytest.raises(NotAllowedError):
            order_summary_report(summary=summary, narrowing=narrowing, by=person, at=AT)


def test_coordinator_is_led_from_the_narrowed_summary_to_the_networks_own(client_of, clock) -> None:
    version, nation = make_version(), make_nation(16)
    year_of(nation, version)
    network = nation[0].networks.get()
    response = client_of(make_coordinator()).get(f"{reverse('assessments:national-summary')}?verkosto={network.slug}")
    assert url(network) in response.content.decode()


# Marks -----------------------------------------------------------------------------------------------------------------------


def make_mark(*units: Workshop, granted: dt.date = ON - 100 * DAY, last: dt.date = ON + 500 * DAY) -> QualityMark:
    told = {"granted_date": granted, "last_date": last, "recorded_at": AT, "recorded_by": UserFactory()}
    mark = QualityMark.objects.create(organisation=units[0].organisation, **told)
    mark.workshops.set(units)
    return mark


def sisters(network: Network, *inside: bool) -> list[Workshop]:
    """Units of one organisation, in the network or outside it."""
    organisation = OrganisationFactory(name="Pajasäätiö")
    units = [WorkshopFactory(organisation=organisation, name=f"Paja {number}") for number in range(len(inside))]
    network.workshops.set(unit for unit, is_in in zip(units, inside, strict=True) if is_in)
    return units


def held(network: Network) -> list[tuple[QualityMark, list[Workshop]]]:
    return [(told.mark, told.workshops) for told in holders_in(network, ON)]


def test_mark_is_listed_with_the_units_that_hold_it_in_the_network_alone(client_of, clock) -> None:
    network = NetworkFactory()
    one, two, outside = sisters(network, True, True, False)
    wide = make_mark(one, two, outside)
    narrow = make_mark(two, granted=ON - 10 * DAY)
    assert held(network) == [(wide, [one]), (narrow, [two])]
    html = page(client_of(coordinator_of(network)), network)
    assert "Pajasäätiö: Paja 0. Voimassa" in html
    assert outside.name not in html


def test_mark_that_holds_only_outside_the_network_is_not_listed() -> None:
    """Its unit in the network was taken over by a newer mark, which has been revoked; the sister outside holds it still."""
    network = NetworkFactory()
    inside, outside = sisters(network, True, False)
    make_mark(inside, outside)
    newer = make_mark(inside, granted=ON - 10 * DAY)
    newer.revoked_at, newer.revoked_by, newer.revoke_reason = AT, newer.recorded_by, "Syy."
    newer.save()
    assert held(network) == []


def test_mark_holds_as_long_as_it_does_in_the_network() -> None:
    """A renewal that waits carries it on in the sister outside alone."""
    network = NetworkFactory()
    inside, outside = sisters(network, True, False)
    make_mark(inside, outside, last=ON + 5 * DAY)
    contact = UserFactory()
    renewal = Application.objects.create(
        organisation=inside.organisation,
        round=make_round(),
        wish="peer",
        contact=contact,
        status="submitted",
        registered_at=AT,
        registered_by=contact,
    )
    renewal.workshops.add(outside, through_defaults={"ended_at": AT})
    told = {"round": renewal.round, "content": "{}", "sha256": "", "submitted_by": contact}
    Submission.objects.create(application=renewal, number=1, arrived_at=AT, **told)
    assert [told.until for told in holders_in(network, ON)] == ["25.11.2026 asti"]


@pytest.mark.parametrize("count", [1, 3])
def test_holders_cost_the_same_for_any_number(count: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    network = NetworkFactory()
    units = sisters(network, *[True] * count)
    for unit in units:
        make_mark(unit)
    with django_assert_num_queries(5):
        assert [told.workshops for told in holders_in(network, ON)] == [[unit] for unit in units]


# Who has begun ---------------------------------------------------------------------------------------------------------------


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
