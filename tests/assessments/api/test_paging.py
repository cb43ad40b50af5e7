"""Pages of the lists, their links, and that their queries do not grow with their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from assessments.services.summaries.publishing import publish_summary
from tests.assessments.api.conftest import NOW, make_concepts, make_mark
from tests.factories.applications import make_coordinator
from tests.factories.criteria import FrameworkFactory, make_version
from tests.factories.summaries import make_nation, make_year

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from tests.assessments.api.conftest import OpenWorld

pytestmark = pytest.mark.django_db


def make_rows(path: str, count: int) -> None:
    """Make so many rows of the list."""
    if path == "kriteeristot":
        for _ in range(count):
            make_version(1, 1)
    elif path == "kasitteet":
        make_concepts(count)
    elif path == "laatumerkit":
        for number in range(count):
            make_mark(f"Merkki {number}", make_coordinator())
    else:
        version, workshops = make_version(1, 1), make_nation(5, regions=1)
        for year in range(2020, 2020 + count):
            publish_summary(summary=make_year(version, workshops, year), by=make_coordinator(), at=NOW)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("path", "queries"), [("kriteeristot", 2), ("kasitteet", 3), ("laatumerkit", 5), ("koosteet", 2)])
def test_list_takes_as_many_queries_for_one_row_as_for_three(
    at_noon, path: str, queries: int, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_rows(path, count)
    with django_assert_num_queries(queries):
        assert len(Client().get(f"/api/v1/{path}").json()["items"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_whole_criteria_take_the_same_queries_whatever_their_size(count: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    version = make_version(count, count, framework=FrameworkFactory(slug="laatu"))
    with django_assert_num_queries(7):
        assert len(Client().get(f"/api/v1/kriteeristot/laatu/{version.version}").json()["areas"]) == count


@pytest.mark.parametrize("regions", [1, 3])
def test_summary_takes_the_same_queries_whatever_its_groups(
    at_noon, regions: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    version = make_version(1, 1, framework=FrameworkFactory(slug="laatu"))
    publish_summary(summary=make_year(version, make_nation(6, regions=regions), 2025), by=make_coordinator(), at=NOW)
    with django_assert_num_queries(8):
        told = Client().get("/api/v1/koosteet/laatu/self/2025").json()
    assert sum(group["dimension"] == "region" for group in told["items"]) == regions


def test_pages_lead_through_all_rows_once(at_noon) -> None:
    make_concepts(5)
    seen, address, numbers = [], "http://testserver/api/v1/kasitteet?koko=2", []
    while address:
        page = Client().get(address.removeprefix("http://testserver")).json()
        assert (page["total"], page["pages"]) == (5, 3)
        seen += [item["code"] for item in page["items"]]
        numbers.append(page["page"])
        address = page["next"]
    assert numbers == [1, 2, 3]
    assert len(seen) == len(set(seen)) == 5
    assert page["previous"] == "http://testserver/api/v1/kasitteet?sivu=2&koko=2"


def test_groups_of_a_summary_come_in_pages_too(open_world: OpenWorld) -> None:
    path = "/api/v1/koosteet/laatukriteeristo/self/2025"
    whole = Client().get(path).json()
    second = Client().get(f"{path}?sivu=2&koko=3").json()
    assert second["items"] == whole["items"][3:6]
    assert second["previous"] == f"http://testserver{path}?sivu=1&koko=3"
    assert second["summary"] == whole["summary"]


def test_list_without_rows_has_one_empty_page() -> None:
    page = Client().get("/api/v1/koosteet").json()
    assert {name: page[name] for name in ("total", "page", "pages", "next", "previous", "items")} == {
        "total": 0, "page": 1, "pages": 1, "next": None, "previous": None, "items": [],
    }  # fmt: skip


def test_links_never_repeat_the_host_that_the_request_names(at_noon) -> None:
    make_concepts(3)
    page = Client().get("/api/v1/kasitteet?koko=1", headers={"Host": "localhost"}).json()
    assert page["next"] == "http://testserver/api/v1/kasitteet?sivu=2&koko=1"


@pytest.mark.parametrize(
    ("query", "status", "names"),
    [
        ("sivu=0", 400, "sivu"),
        ("sivu=-1", 400, "sivu"),
        ("sivu=kaksi", 400, "sivu"),
        ("koko=101", 400, "koko"),
        ("koko=0&sivu=", 400, "koko, sivu"),
        ("sivu=2", 404, "Tätä sivua ei ole"),
    ],
)
def test_page_that_cannot_be_is_refused_with_a_sentence(query: str, status: int, names: str) -> None:
    response = Client().get(f"/api/v1/koosteet?{query}")
    assert response.status_code == status
    assert response.json()["status"] == status
    assert names in response.json()["detail"]


def test_groups_come_at_most_25_at_a_time(open_world: OpenWorld) -> None:
    assert Client().get("/api/v1/koosteet/laatukriteeristo/self/2025?koko=26").status_code == 400
