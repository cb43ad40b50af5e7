"""The list of rounds, and who finds the pages of rounds at all."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.factories.applications import DEADLINE, make_open, make_registered, make_round, make_submitted
from tests.factories.assessments import AT, Cast
from tests.factories.criteria import make_version
from tests.factories.workshops import UserFactory, grant
from workshops.models import User
from workshops.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
DAY = dt.timedelta(days=1)


@pytest.fixture
def client(client_of, coordinator: User) -> Client:
    return client_of(coordinator)


def url(name: str, *arguments: str) -> str:
    return reverse(f"assessments:round-{name}", args=arguments)


# Who gets here ---------------------------------------------------------------------------------------------------------------

ADDRESSES = [("list", False), ("create", False), ("board", True), ("update", True), ("deadline", True), ("sheet", True)]


@pytest.mark.parametrize(("name", "is_of_one"), ADDRESSES)
def test_only_a_coordinator_finds_the_pages(client_of, client: Client, name: str, is_of_one: bool) -> None:
    cast, made = Cast(), make_round()
    make_submitted(cast, made)
    address = url(name, *([made.ref] if is_of_one else []))
    others = [cast.leader, cast.contact, *cast.workers, cast.stranger]
    for role in (Role.ADMIN, Role.DECIDER, Role.PEER_AUDITOR, Role.EXTERNAL_AUDITOR, Role.STEERING_GROUP_MEMBER):
        others.append(UserFactory())
        grant(others[-1], role)
    for other in others:
        assert client_of(other).get(address).status_code == 404
        assert client_of(other).post(address, {"name": "Oma haku", "reason": "Siirto."}).status_code == (405 if name == "sheet" else 404)
    visitor = Client().get(address)
    assert visitor.status_code == 302
    assert visitor.url.startswith(reverse("account_login"))
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("name", ["board", "update", "deadline", "sheet"])
def test_round_that_is_not_there_is_not_found(client: Client, name: str) -> None:
    assert client.get(url(name, "eioleoleea")).status_code == 404


def test_menu_leads_to_rounds_for_the_coordinator_alone(client_of, client: Client) -> None:
    assert url("list") in client.get("/").content.decode()
    assert url("list") not in client_of(Cast().leader).get("/").content.decode()


# The list --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_the_same_queries_at_any_size(client: Client, django_assert_num_queries, rows: int) -> None:
    version = make_version()
    for number in range(rows):
        made = make_round(version=version, deadline_at=DEADLINE + number * DAY)
        make_open(Cast(), made)
        make_registered(Cast())
    client.get(url("list"))
    with django_assert_num_queries(9):
        page = client.get(url("list"))
    assert len(page.context["lines"]) == rows
    assert len(page.context["undecided"]) == rows


def test_rounds_stand_by_what_they_are_now(client: Client) -> None:
    version = make_version()
    far = make_round(version=version, name="Kauempi", deadline_at=DEADLINE + 300 * DAY, opens_date=dt.date(2027, 3, 1))
    near = make_round(version=version, name="Tuleva", deadline_at=DEADLINE + 200 * DAY, opens_date=dt.date(2027, 2, 1))
    opened = make_round(version=version, name="Avoin")
    old = make_round(version=version, name="Vanha", deadline_at=AT - DAY, at=AT - 90 * DAY)
    older = make_round(version=version, name="Vanhempi", deadline_at=AT - 9 * DAY, at=AT - 90 * DAY)
    page = client.get(url("list"))
    assert [line.round for line in page.context["lines"]] == [opened, near, far, old, older]
    assert [line.phase.name for line in page.context["lines"]] == ["OPEN", "COMING", "COMING", "PASSED", "PASSED"]
    html = page.content.decode()
    assert html.index("Avoinna") < html.index("Tulossa") < html.index("Määräaika päättynyt")


def test_list_counts_by_state_and_leads_to_each(client: Client) -> None:
    made = make_round()
    make_submitted(Cast(), made)
    make_open(Cast(), made)
    make_open(Cast(), made)
    page = client.get(url("list"))
    [line] = page.context["lines"]
    assert [(figure.words, figure.count) for figure in line.figures] == [("Täytettävänä", 2), ("Lähetetty", 1)]
    assert f'href="{url("board", made.ref)}?tila=taytettavana"' in page.content.decode()


def test_registered_without_a_round_are_told_of(client: Client) -> None:
    application = make_registered(Cast())
    page = client.get(url("list")).content.decode()
    assert application.organisation.name in page
    assert f"mailto:{application.contact.email}" in page


def test_empty_list_says_so_and_leads_on(client: Client) -> None:
    page = client.get(url("list")).content.decode()
    assert "Kierroksia ei ole vielä." in page
    assert url("create") in page


# The front page --------------------------------------------------------------------------------------------------------------


def test_front_page_tells_of_open_rounds_and_of_what_waits_after_the_deadline(client: Client) -> None:
    made = make_round(name="Syksyn haku")
    make_open(Cast(), made)
    make_submitted(Cast(), made)
    make_round(name="Kevään haku", version=made.version, deadline_at=DEADLINE + 180 * DAY)  # not open yet
    [task] = [task for task in client.get("/").context["tasks"].others if "haku" in task.title]
    assert (task.title, task.tag, task.detail) == ("Syksyn haku", "määräaika ti 1.12. klo 16.15", "2 hakemusta, lähetettyjä 1.")
    with time_machine.travel(DEADLINE + DAY, tick=False):
        [task] = [task for task in client.get("/").context["tasks"].mine if "haku" in task.title]
        assert task.title == "Syksyn haku: yksi hakemus odottaa auditointia"
        assert [line.state for line in client.get(task.url).context["lines"]] == ["Lähetetty"]


def test_front_page_of_others_tells_nothing_of_rounds(client_of) -> None:
    cast, made = Cast(), make_round(name="Syksyn haku")
    make_submitted(Cast(), made)
    with time_machine.travel(DEADLINE + DAY, tick=False):
        tasks = client_of(cast.leader).get("/").context["tasks"]
    assert not [task for task in (*tasks.mine, *tasks.others) if "auditointia" in task.title]


@pytest.mark.parametrize("rows", [1, 3])
def test_front_page_takes_the_same_queries_at_any_number_of_rounds(client: Client, django_assert_num_queries, rows: int) -> None:
    version = make_version()
    for number in range(rows):
        make_submitted(Cast(), make_round(version=version, deadline_at=DEADLINE + number * DAY))
    client.get("/")
    with django_assert_num_queries(12):
        page = client.get("/")
    assert len(page.context["tasks"].others) == rows
