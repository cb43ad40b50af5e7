"""Kokeile: one area tried without an account, and nothing left behind."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from criteria.models import Area, FrameworkVersion
from criteria.versioning import VersionStatus
from tests.access.crawler import fingerprint
from tests.factories.assessments import Cast
from tests.factories.criteria import FrameworkFactory, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def version() -> FrameworkVersion:
    return make_version(areas=2, criteria=3)


def address(version: FrameworkVersion, code: str = "K1") -> str:
    return reverse("assessments:try-area", args=[version.framework.slug, version.version, code])


def test_front_page_and_criteria_lead_to_trying(version) -> None:
    client = Client()
    area = reverse("criteria:area-detail", args=[version.framework.slug, version.version, "K1"])
    for url, target in [("/", "/kokeile/"), ("/kriteerit/", "/kokeile/"), (area, address(version)), ("/kokeile/", address(version, "K2"))]:
        assert f'href="{target}"' in client.get(url).content.decode()


def test_page_holds_the_criteria_of_the_area_and_tells_that_nobody_sees(version) -> None:
    html = Client().get(address(version)).content.decode()
    assert html.count('type="radio"') == 3 * 6
    assert "K1.3: kuvaus tasosta 4." in html
    assert "K2.1" not in html
    assert "Kuka näkee tämän?" in html
    assert "Vastauksia ei tallenneta" in html


def test_answers_become_a_profile_with_its_table_and_the_way_on(version) -> None:
    response = Client().post(address(version), {"K1.1": "3", "K1.2": "not_applicable"})
    html = " ".join(response.content.decode().split())
    assert response.status_code == 200
    assert html.count("<svg") >= 2
    table = html[html.index("<tbody>") : html.index("</tbody>")]
    assert re.search(r"K1\.1.*>3<", table)
    assert "Ei koske työpajaamme" in table
    assert "Ei vastausta" in table
    assert 'href="/ota-kayttoon/"' in html
    assert "Mitä oikea itsearviointi vaatii?" in html


def test_trying_leaves_nothing_behind(version) -> None:
    """No row, no session, no cookie but the one that guards the form; for a signed-in person the same."""
    client = Client()
    before = fingerprint()
    for url in ("/kokeile/", address(version)):
        client.get(url)
    client.post(address(version), {"K1.1": "3", "K1.2": "4"})
    client.post(address(version), {"K1.1": "3", "muuta": "1"})
    client.post(address(version), {})
    assert fingerprint() == before
    assert not Session.objects.exists()
    assert set(client.cookies) <= {"csrftoken"}


def test_answers_can_be_changed(version) -> None:
    client = Client()
    html = client.post(address(version), {"K1.1": "3", "K1.3": "dont_know"}).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(K[^"]+)" value="([^"]+)"', html))
    assert hidden == {"K1.1": "3", "K1.3": "dont_know"}
    form = client.post(address(version), {**hidden, "muuta": "1"})
    assert form.status_code == 200
    assert re.findall(r'name="(K[^"]+)" value="([^"]+)"[^>]* checked', form.content.decode()) == [("K1.1", "3"), ("K1.3", "dont_know")]


@pytest.mark.parametrize("data", [{}, {"K2.1": "3"}, {"K1.1": ""}])
def test_no_answer_at_all_asks_for_one(version, data) -> None:
    response = Client().post(address(version), data)
    assert response.status_code == 400
    assert "Vastaa ainakin yhteen kriteeriin" in response.content.decode()


@pytest.mark.parametrize("answer", ["9", "<script>alert(1)</script>", "level"])
def test_answer_that_is_no_choice_is_refused(version, answer) -> None:
    response = Client().post(address(version), {"K1.1": answer})
    assert response.status_code == 400
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize("status", [VersionStatus.DRAFT, VersionStatus.RETIRED])
def test_only_published_criteria_are_tried(status, client_of) -> None:
    version = make_version(status=status, framework=FrameworkFactory.create())
    assert Client().get(address(version)).status_code == 404
    assert Client().post(address(version), {"K1.1": "2"}).status_code == 404
    assert "Kriteerejä ei ole vielä julkaistu" in Client().get("/kokeile/").content.decode()
    assert client_of(Cast().leader).get(address(version)).status_code == 404


def test_unknown_area_is_not_there(version) -> None:
    assert Client().get(address(version, "K9")).status_code == 404
    assert Area.objects.count() == 2


def test_pages_ask_the_database_little(version, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(4):
        Client().get("/kokeile/")
    with django_assert_max_num_queries(12):
        Client().get(address(version))
