"""The pages of the national summary: who reads them, what they tell and hide, what they refuse, where their links lead."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.choices import Compared
from assessments.models import SummaryChange
from assessments.years import begins_at
from tests.assessments.summaries.reading import FILES, HIDDEN, VIEWS, body, got, levels_in, page_of, tables, text_of, tree_of
from tests.factories.applications import make_coordinator
from tests.factories.assessments import Cast
from tests.factories.auditing import make_auditor, make_decider
from tests.factories.criteria import make_version
from tests.factories.summaries import make_finished, make_nation, make_told, make_year
from tests.factories.workshops import NetworkFactory, RegionFactory, UserFactory, grant
from workshops.models import User
from workshops.roles import Role

pytestmark = pytest.mark.django_db
NAMES = (*VIEWS, "summary-participants", *FILES, "summary-report-state", "national-summary-pdf")
CHOICE = "aineisto=itsearvioinnit&vuosi=2025"


@pytest.fixture
def client(client_of, clock) -> Client:
    return client_of(make_coordinator())


# Who ----------------------------------------------------------------------------------------------------------------------------


def with_role(role: Role, **where: object) -> User:
    user = UserFactory()
    grant(user, role, **where)
    return user


def others() -> dict[str, User]:
    cast = Cast(workers=1)
    return {
        "worker": cast.workers[0],
        "contact": cast.contact,
        "leader": cast.leader,
        "decider": make_decider(),
        "auditor": make_auditor().user,
        "steering": with_role(Role.STEERING_GROUP_MEMBER),
        "network": with_role(Role.NETWORK_COORDINATOR, network=NetworkFactory()),
        "admin": with_role(Role.ADMIN),
    }


def test_coordinator_reads_it_and_for_others_it_does_not_exist(client_of, client, clock) -> None:
    make_told(make_version(), 2025, {"K1.1": {3: 6}})
    for name in NAMES[:-1]:
        got(client, name)
    for role, user in others().items():
        other = client_of(user)
        for name in NAMES:
            assert other.get(reverse(f"assessments:{name}")).status_code == 404, (role, name)
        assert other.post(reverse("assessments:summary-report-order")).status_code == 404, role
        assert "Kooste" not in links_of(other), role
    for name in NAMES:
        assert Client().get(reverse(f"assessments:{name}"))["Location"].startswith("/kirjaudu/")
    assert links_of(client)["Kooste"] == "/kooste/"


def links_of(client: Client) -> dict[str, str]:
    """Return the main menu."""
    return {text_of(link): link.get("href") for link in tree_of(client.get("/").content.decode()).xpath("//header//a")}


def test_menu_tells_where_one_is(client) -> None:
    current = tree_of(page_of(client, "summary-course")).xpath("//header//a[@aria-current]")
    assert [text_of(link) for link in current] == ["Kooste"]


# What is told -------------------------------------------------------------------------------------------------------------------


def test_hidden_criterion_has_the_words_in_table_and_picture(client) -> None:
    make_told(make_version(), 2025, {"K1.1": {3: 6}})
    page = page_of(client)
    assert levels_in(page) == {
        "K1 Osa-alue 1": ["0", "0", "6", "0", "0", "6", "3", "100 %"],
        "K2 Osa-alue 2": [HIDDEN],
        "K1.1 Kriteeri K1.1": ["0", "0", "6", "0", "0", "6", "3", "100 %"],
        "K1.2 Kriteeri K1.2": [HIDDEN],
    }
    drawings = tree_of(page).xpath("//svg//text()[normalize-space()='liian vähän työpajoja']")
    assert len(drawings) == 2 * (1 + 1)  # wide and narrow: an area, a criterion
    assert "sillä koko maastakin niihin on liian vähän vastauksia: K1.2 Kriteeri K1.2." in page


def test_criterion_that_concerns_nobody_is_not_told_as_too_few(client) -> None:
    make_told(make_version(areas=1, criteria=1), 2025, {"K1.1": {None: 8}})
    assert len(tree_of(page_of(client)).xpath("//svg//text()[normalize-space()='ei koske mukana olevia työpajoja']")) == 2 * 2


def test_course_tells_years_changes_actions_and_marks(client) -> None:
    version = make_version()
    figures = {"K1.1": {1: 1, 3: 7}, "K1.2": {1: 1, 3: 7}, "K2.1": {3: 8}, "K2.2": {3: 8}}
    make_told(version, 2024, figures)
    summary = make_told(version, 2025, figures)
    for compared in Compared:
        SummaryChange.objects.create(summary=summary, compared=compared, area_code="K1", workshops=8, lower=5, same=6, higher=7)
    page = page_of(client, "summary-course")
    found = dict(tables(page))
    assert found["Kahden ylimmän tason osuus vuosittain"] == [
        ["Osa-alue", "2024", "2025"],
        ["K1 Osa-alue 1", "88 %", "88 %"],
        ["K2 Osa-alue 2", "100 %", "100 %"],
    ]
    drawn = [text_of(text) for text in tree_of(page).xpath("//svg[contains(@class, 'chart-wide')]//*[name()='text']")]
    assert drawn.count("88 %") == 1  # 14/16 = 87,5 %: the picture rounds as the table does
    assert found["Samojen työpajojen muutos edellisestä vuodesta"][1] == ["K1 Osa-alue 1", "8", "5", "6", "7"]
    assert found["Auditoinnin ja itsearvioinnin ero"][0][1:] == [
        "Verrattuja työpajoja",
        "Auditoinnissa matalampi",
        "Sama taso",
        "Auditoinnissa korkeampi",
    ]
    assert "Koko maassa sovittiin vuoden aikana kehittämistoimenpiteitä: 7. Valmistui: 4." in page
    assert "Koko maassa on nyt voimassa olevia laatumerkkejä: 0. Niistä puolen vuoden kuluessa päättyviä: 0. Päättyneitä: 0." in page
    assert "Samojen työpajojen muutos" not in page_of(client, "summary-course", "kieli=fi")


def test_course_of_one_year_says_that_two_are_needed(client) -> None:
    make_told(make_version(), 2025, {"K1.1": {3: 8}})
    assert "Muutosta ei voi näyttää. Siihen tarvitaan vähintään kaksi vuotta, joiden luvut saa näyttää tästä rajauksesta." in page_of(
        client, "summary-course"
    )


def test_running_year_tells_only_how_many_have_taken_part(client, client_of, clock) -> None:
    version, workshops = make_version(), make_nation(3)
    for workshop in workshops[:2]:
        make_finished(workshop, {"K1.1": 4}, version=version, at=begins_at(2026) + dt.timedelta(days=60))
    make_finished(workshops[2], {"K1.1": 4}, version=version, at=begins_at(2027) + dt.timedelta(days=2))
    page = page_of(client)
    assert "Tähän mennessä koko maassa 2 työpajaa on saanut vuoden 2026 itsearvioinnin valmiiksi." in page
    assert "Vuoden 2026 tasot lasketaan 15.1.2027" in page
    clock.at(2027, 1, 14, 12)  # the year is over but can still change
    assert "koko maassa 2 työpajaa on saanut vuoden 2026" in page_of(client_of(make_coordinator()))
    clock.at(2027, 1, 15, 12)
    assert "koko maassa 1 työpaja on saanut vuoden 2027" in page_of(client_of(make_coordinator()))


def test_nothing_has_closed_yet(client) -> None:
    for name in VIEWS:
        page = page_of(client, name)
        assert "Tästä aineistosta ei ole vielä minkään vuoden lukuja." in page
        assert "Kooste talteen" not in page
        assert ("Tähän mennessä koko maassa 0 työpajaa" in page) == (name != "summary-course")
    for name in (*FILES, "summary-participants", "national-summary-pdf", "summary-report-state"):
        assert client.get(reverse(f"assessments:{name}")).status_code == 404


# Participants -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_participants_take_the_same_queries_at_any_number(client, django_assert_num_queries, count) -> None:
    version = make_version(areas=1, criteria=1)
    make_year(version, make_nation(count), 2025)
    got(client, "summary-participants")
    with django_assert_num_queries(7):
        page = page_of(client, "summary-participants")
    assert len(dict(tables(page))["Osallistuneet työpajat"]) == 1 + count


# Size and queries ---------------------------------------------------------------------------------------------------------------


def test_pages_take_the_same_few_queries_with_six_and_with_sixty_workshops(client) -> None:
    version, workshops = make_version(areas=1, criteria=1), make_nation(60)
    make_year(version, workshops[:6], 2024)
    make_year(version, workshops, 2025)
    for name, queries in (("national-summary", 11), ("summary-regions", 11), ("summary-course", 12), ("national-summary-json", 10)):
        for year in (2024, 2025):
            got(client, name, f"vuosi={year}")
            with CaptureQueriesContext(connection) as captured:
                got(client, name, f"vuosi={year}")
            assert len(captured) == queries, (name, year)


def test_page_of_nineteen_regions_and_thirty_one_criteria_is_light(client) -> None:
    version = make_version(areas=6, criteria=5)
    for number in range(19):
        RegionFactory(code=f"{number + 1:02d}", name_fi=f"Pitkänimisen maakunnan nimi {number}")
    figures = {f"K{area}.{number}": {1: 3, 2: 14, 3: 25, 4: 8, None: 2} for area in range(1, 7) for number in range(1, 6)}
    keys = [(), *((("region", f"{number:02d}"),) for number in range(1, 20))]
    for year in range(2014, 2026):
        make_told(version, year, figures, groups=keys)
    sizes = {name: len(body(got(client, name, f"{CHOICE}&kartta=K1"))) for name in VIEWS}
    assert max(sizes.values()) <= 60_000, sizes
