"""The pages of the national summary: who reads them, what they tell and hide, what they refuse, where their links lead."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html as lxml_html

from assessments.choices import Compared
from assessments.models import SummaryChange
from assessments.years import begins_at
from tests.access.crawler import sheet_text
from tests.assessments.summaries.reading import HIDDEN, body, got, levels_in, page_of, tables, text_of
from tests.assessments.summaries.years import Years
from tests.factories.applications import make_coordinator
from tests.factories.assessments import Cast, make_draft, make_joint
from tests.factories.auditing import make_auditor, make_decider
from tests.factories.criteria import make_version
from tests.factories.summaries import make_finished, make_nation, make_told, make_year
from tests.factories.workshops import NetworkFactory, RegionFactory, UserFactory, grant
from workshops.models import User
from workshops.roles import Role

pytestmark = pytest.mark.django_db
VIEWS = ("national-summary", "summary-regions", "summary-course")
FILES = ("national-summary-xlsx", "national-summary-csv", "national-summary-json")
NAMES = (*VIEWS, "summary-participants", *FILES, "summary-report-state", "national-summary-pdf")
CHOICE = "aineisto=itsearvioinnit&vuosi=2025"


@pytest.fixture
def client(client_of, clock) -> Client:
    return client_of(make_coordinator())


def tree_of(page: str):
    return lxml_html.document_fromstring(page)


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


def test_counted_are_told_and_so_are_those_left_out(client, years: Years) -> None:
    page = page_of(client)
    assert "20 työpajaa 20 organisaatiosta sai itsearvioinnin valmiiksi." in page
    assert "Näitä kriteerejä ei ole uusimmassa versiossa, joten ne eivät näy taulukoissa: K1.3, K2.3." in page
    assert "Itsearvioinnit 1.1.–31.12.2025" in page
    assert "12 työpajan auditointi valmistui." in page_of(client, query="aineisto=auditoinnit")
    region = page_of(client, query="maakunta=01")
    assert "Rajauksen työpajoista osallistui 10." in region
    assert re.search(r"Maakunta: Maakunta \d+", region)


def test_criteria_are_shown_one_area_at_a_time(client, years: Years) -> None:
    first, second = (page_of(client, query=f"{CHOICE}&alue={area}") for area in ("K1", "K2"))
    assert [name[:4] for name in levels_in(first)] == ["K1 O", "K2 O", "K1.1", "K1.2"]
    assert [name[:4] for name in levels_in(second)] == ["K1 O", "K2 O", "K2.1", "K2.2"]
    assert [text_of(link) for link in tree_of(second).xpath("//nav[@aria-label='Osa-alue']//a[@aria-current]")] == ["K2 Osa-alue 2"]


def test_few_workshops_are_told_as_too_few_and_none_of_their_figures(client, years: Years) -> None:
    hidden = "maakunta=01&kumppaniala=youth&aineisto=auditoinnit"
    page = page_of(client, query=hidden)
    assert "Rajauksessa on liian vähän työpajoja, joten sen tasoja ei näytetä." in page
    assert levels_in(page) == {}
    assert "Eniten kehitettävää" not in page
    assert "Kahden ylimmän tason osuus vuosittain" not in page_of(client, "summary-course", hidden)
    nobody = page_of(client, query="kieli=sv")
    assert "Rajauksen työpajoista yksikään ei osallistunut." in nobody
    assert levels_in(nobody) == {}


def test_hidden_criterion_has_the_words_in_table_and_picture(client) -> None:
    make_told(make_version(), 2025, {"K1.1": {3: 6}})
    page = page_of(client)
    assert levels_in(page) == {
        "K1 Osa-alue 1": [HIDDEN],
        "K2 Osa-alue 2": [HIDDEN],
        "K1.1 Kriteeri K1.1": ["0", "0", "6", "0", "0", "6", "3", "100 %"],
        "K1.2 Kriteeri K1.2": [HIDDEN],
    }
    drawings = tree_of(page).xpath("//svg//text()[normalize-space()='liian vähän työpajoja']")
    assert len(drawings) == 2 * (2 + 1)  # wide and narrow: two areas, one criterion


def test_course_tells_years_changes_actions_and_marks(client) -> None:
    version = make_version()
    figures = {"K1.1": {1: 1, 3: 7}, "K1.2": {1: 1, 3: 7}, "K2.1": {3: 8}, "K2.2": {3: 8}}
    make_told(version, 2024, figures)
    summary = make_told(version, 2025, figures)
    for compared in Compared:
        SummaryChange.objects.create(summary=summary, compared=compared, code="K1.2", lower=2, same=3, higher=1)
    page = page_of(client, "summary-course")
    found = dict(tables(page))
    assert found["Kahden ylimmän tason osuus vuosittain"] == [
        ["Osa-alue", "2024", "2025"],
        ["K1 Osa-alue 1", "88 %", "88 %"],
        ["K2 Osa-alue 2", "100 %", "100 %"],
    ]
    drawn = [text_of(text) for text in tree_of(page).xpath("//svg[contains(@class, 'chart-wide')]//*[name()='text']")]
    assert drawn.count("88 %") == 1  # 14/16 = 87,5 %: the picture rounds as the table does
    assert found["Samojen työpajojen muutos edellisestä vuodesta"][1] == ["K1.2 Kriteeri K1.2", "2", "3", "1"]
    assert found["Auditoinnin ja oman arvion ero"][0] == ["Kriteeri", "Auditoinnissa matalampi", "Sama taso", "Auditoinnissa korkeampi"]
    assert "Vuoden aikana sovittuja toimenpiteitä: 7. Valmiiksi saatuja: 4." in page
    assert "Laatumerkkejä on nyt voimassa 0." in page
    assert "Samojen työpajojen muutos" not in page_of(client, "summary-course", "kieli=fi")


def test_course_of_one_year_says_that_two_are_needed(client) -> None:
    make_told(make_version(), 2025, {"K1.1": {3: 8}})
    assert "Muutosta ei voi vielä kertoa: siihen tarvitaan kaksi vuotta." in page_of(client, "summary-course")


def test_map_has_its_table_and_is_left_out_with_two_other_dimensions(client, years: Years) -> None:
    page = page_of(client, "summary-regions")
    rows = dict(tables(page))["Maakunnat taulukkona"]
    assert [row[1:] for row in rows] == [["Osallistui", "Kaikkiaan", "Osuus"], ["10", "11", "91 %"], ["10", "11", "91 %"]]
    drawn = [text_of(text) for text in tree_of(page).xpath("//svg[contains(@class, 'chart-tiles')]//*[name()='text']")]
    assert drawn.count("91 %") == 4  # two regions, wide and narrow
    assert "Osuus" not in dict(tables(page_of(client, "summary-regions", f"{CHOICE}&kartta=K1")))["Maakunnat taulukkona"][0]
    two = page_of(client, "summary-regions", "yllapitaja=foundation&koko=1-2")
    assert "Maakunnat taulukkona" not in two
    assert "Maakunnat näytetään, kun maakunnan lisäksi on valittu enintään yksi rajaus." in two


def test_running_year_tells_only_how_many_have_taken_part(client, clock) -> None:
    version, workshops = make_version(), make_nation(3)
    for workshop in workshops[:2]:
        make_finished(workshop, {"K1.1": 4}, version=version, at=begins_at(2026) + dt.timedelta(days=60))
    make_finished(workshops[2], {"K1.1": 4}, version=version, at=begins_at(2027) + dt.timedelta(days=2))
    page = page_of(client)
    assert "Tähän mennessä koko maassa 2 työpajaa on saanut vuoden 2026 itsearvioinnin valmiiksi." in page
    assert "Vuoden 2026 tasot lasketaan 15.1.2027" in page
    clock.at(2027, 1, 14, 12)  # the year is over but can still change
    assert "koko maassa 2 työpajaa on saanut vuoden 2026" in page_of(client)
    clock.at(2027, 1, 15, 12)
    assert "koko maassa 1 työpaja on saanut vuoden 2027" in page_of(client)


def test_nothing_has_closed_yet(client) -> None:
    for name in VIEWS:
        page = page_of(client, name)
        assert "Yhtään vuotta ei ole vielä laskettu tästä aineistosta." in page
        assert "Kooste talteen" not in page
        assert "Tähän mennessä koko maassa 0 työpajaa" in page
    for name in (*FILES, "summary-participants", "national-summary-pdf", "summary-report-state"):
        assert client.get(reverse(f"assessments:{name}")).status_code == 404


# What is refused ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "field", "sentence"),
    [
        ("vuosi=1999", "vuosi", "Valitse yksi annetuista vaihtoehdoista."),
        ("aineisto=kaikki", "aineisto", "Valitse yksi annetuista vaihtoehdoista."),
        ("maakunta=99", "maakunta", "Valitse yksi annetuista vaihtoehdoista."),
        ("maakunta=01&koko=1-2&kieli=fi", "kieli", "Valitse enintään 2 rajausta kerrallaan."),
    ],
)
def test_refused_choice_is_told_on_top_and_beside_its_field_and_kept(client, years: Years, query, field, sentence) -> None:
    tree = tree_of(page_of(client, "summary-regions", query))
    [summary] = tree.xpath("//*[@class='error-summary']")
    [link] = summary.xpath(".//a")
    assert link.get("href") == f"#id_{field}"
    assert sentence in text_of(summary)
    select = tree.get_element_by_id(f"id_{field}")
    assert select.get("aria-invalid") == "true"
    assert sentence in text_of(tree.get_element_by_id(select.get("aria-describedby")))
    assert not tree.xpath("//table")
    assert tree.findtext(".//title").strip().startswith("Virhe: ")
    if field == "kieli":
        chosen = {select.get("name"): select.xpath("./option[@selected]/@value") for select in tree.xpath("//select")}
        assert (chosen["maakunta"], chosen["koko"], chosen["kieli"]) == (["01"], ["1-2"], ["fi"])
        assert tree.xpath("//form//details[@open]//*[@id='id_kieli']")


# Where links lead ---------------------------------------------------------------------------------------------------------------


def test_every_link_leads_to_a_page_and_keeps_the_choice(client, years: Years) -> None:
    query = "aineisto=itsearvioinnit&vuosi=2025&maakunta=01&kieli=fi"
    for name in (*VIEWS, "summary-participants"):
        tree = tree_of(page_of(client, name, query))
        ids = tree.xpath("//@id")
        assert len(ids) == len(set(ids)), name
        for href in tree.xpath("//main//a/@href"):
            parts = urlsplit(href)
            address = parts.path or reverse(f"assessments:{name}")
            assert client.get(f"{address}?{parts.query}").status_code in {200, 302}, href
            if address.startswith("/kooste/") and parts.query != "aineisto=itsearvioinnit&vuosi=2025":
                kept = {key: values[0] for key, values in parse_qs(parts.query).items()}
                assert (kept["aineisto"], kept["vuosi"], kept["kieli"]) == ("itsearvioinnit", "2025", "fi"), href
                assert kept["maakunta"] in {"01", "02"}, href


def test_narrowing_keeps_the_area_and_clearing_keeps_the_year(client, years: Years) -> None:
    tree = tree_of(page_of(client, query=f"{CHOICE}&maakunta=01&alue=K2"))
    [form] = [form for form in tree.forms if "vuosi" in form.fields]
    assert {name: value for name, value in form.form_values() if value} == {
        "aineisto": "itsearvioinnit",
        "vuosi": "2025",
        "maakunta": "01",
        "alue": "K2",
    }
    assert tree.xpath("//a[normalize-space()='Poista rajaukset']/@href") == [f"/kooste/?{CHOICE}"]


def test_headings_go_down_one_by_one(client, years: Years) -> None:
    for name in (*VIEWS, "summary-participants"):
        levels = [int(heading.tag[1]) for heading in tree_of(page_of(client, name)).iter("h1", "h2", "h3", "h4")]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False)), name


# Free text and drafts -----------------------------------------------------------------------------------------------------------


def test_no_free_text_no_own_rating_and_no_draft_is_in_anything(client, years: Years) -> None:
    cast = Cast()
    make_joint(cast, version=years.new)
    make_draft(Cast(), version=years.new)
    for name in (*VIEWS, "summary-participants", *FILES):
        data = everything(body(got(client, name)))
        for words in ("SALAINEN TEKSTI", "Meillä ei ole tätä.", cast.workshop.name):
            assert words not in data, name


def everything(data: bytes) -> str:
    """Return all that is in an answer, of a spreadsheet what is packed in it."""
    return sheet_text(data) if data.startswith(b"PK") else data.decode()


# Participants -------------------------------------------------------------------------------------------------------------------


def test_participants_are_listed_by_the_group_with_what_they_were_then(client, years: Years) -> None:
    rows = dict(tables(page_of(client, "summary-participants", CHOICE)))["Osallistuneet työpajat"]
    names = sorted(workshop.name for workshop in years.workshops[:20])
    assert sorted(row[0] for row in rows[1:]) == names
    for query in ("maakunta=01", "koko=1-2", "palvelu=start_coaching&kumppaniala=youth"):
        listed = dict(tables(page_of(client, "summary-participants", query)))["Osallistuneet työpajat"][1:]
        assert f"Rajauksen työpajoista osallistui {len(listed)}." in page_of(client, query=query)
        assert len({row[0] for row in listed}) == len(listed)
    years.workshops[0].name = "Uusi nimi"
    years.workshops[0].save()
    assert "Uusi nimi" not in page_of(client, "summary-participants", CHOICE)


@pytest.mark.parametrize("count", [1, 3])
def test_participants_take_the_same_queries_at_any_number(client, django_assert_num_queries, count) -> None:
    version = make_version(areas=1, criteria=1)
    make_year(version, make_nation(count), 2025)
    got(client, "summary-participants")
    with django_assert_num_queries(14):
        page = page_of(client, "summary-participants")
    assert len(dict(tables(page))["Osallistuneet työpajat"]) == 1 + count


# Size and queries ---------------------------------------------------------------------------------------------------------------


def test_pages_take_the_same_few_queries_with_six_and_with_sixty_workshops(client) -> None:
    version, workshops = make_version(areas=1, criteria=1), make_nation(60)
    make_year(version, workshops[:6], 2024)
    make_year(version, workshops, 2025)
    for name, queries in (("national-summary", 12), ("summary-regions", 12), ("summary-course", 12), ("national-summary-json", 12)):
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
    for year in (2023, 2024, 2025):
        make_told(version, year, figures, groups=keys)
    sizes = {name: len(body(got(client, name, f"{CHOICE}&kartta=K1"))) for name in VIEWS}
    assert max(sizes.values()) <= 60_000, sizes
