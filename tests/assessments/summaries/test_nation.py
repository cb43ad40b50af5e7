"""The summaries of a small nation on its pages and in its files: every figure worked out anew from the stored results."""

from __future__ import annotations

import itertools
import re
from fractions import Fraction
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from assessments.choices import Compared
from assessments.models import SummaryChange
from assessments.selectors.summaries.charts import changes_of, trend_chart
from assessments.selectors.summaries.choice import Choice, names_of_values
from assessments.selectors.summaries.page import SummaryPage, summary_page
from assessments.small_groups import Key
from criteria.models import Area, Criterion
from tests.access.crawler import sheet_text
from tests.assessments.summaries.reading import FILES, VIEWS, body, got, levels_in, page_of, sheets, tables, text_of, tree_of
from tests.assessments.summaries.test_sheets import as_json, every_page, in_cells, in_words
from tests.assessments.summaries.years import AREAS, CODES, Answers, Years, expected, groups_of, put_together
from tests.factories.applications import make_coordinator
from tests.factories.assessments import Cast, make_draft, make_joint

pytestmark = pytest.mark.django_db
CHOICE = "aineisto=itsearvioinnit&vuosi=2025"


@pytest.fixture
def client(client_of, clock) -> Client:
    return client_of(make_coordinator())


def page_at(summary, key: Key = ()) -> SummaryPage:
    return summary_page(Choice(summary, key), names_of_values())


def criteria_of(shown: SummaryPage) -> dict:
    return {row.criterion.code: row.figures for area in shown.areas for row in area.criteria}


# What is told of a group --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [("self", 2024), ("self", 2025), ("audit", 2025)])
def test_told_figures_are_those_of_the_stored_results(years: Years, at) -> None:
    told = hidden = 0
    for key in groups_of(years.answers[at]):
        shown, answers = page_at(years.summaries[at], key), expected(years.answers[at], key)
        for code, figures in criteria_of(shown).items():
            if figures is None:
                hidden += 1
                continue
            told += 1
            want = answers[code]
            assert {level: figures.levels.get(level, 0) for level in (1, 2, 3, 4)} == {level: want.count(level) for level in (1, 2, 3, 4)}
            assert (figures.answered, figures.not_applicable) == (want.answers, want.not_applicable)
            assert (figures.median, figures.top_share) == (want.median, want.top_share)
            assert len(want.levels) >= 5
        for area in shown.areas:
            if area.figures is None:
                assert any(criteria_of(shown)[code] is None for code in codes_of(years, at, area.area.code))
            elif at != ("self", 2024):
                want = put_together(answers, area.area.code)
                assert (area.figures.median, area.figures.top_share, area.figures.answered) == (want.median, want.top_share, want.answers)
    assert told >= 20
    assert hidden >= 100  # two thirds of the groups of so small a nation cannot be told


def codes_of(years: Years, at: tuple[str, int], area: str) -> list[str]:
    return AREAS[area] if at != ("self", 2024) else [*AREAS[area], f"{area}.3"]


def test_participants_are_those_who_finished_in_the_year(years: Years) -> None:
    workshops = {workshop for answers in years.answers["self", 2025].values() for workshop in answers}
    shown = page_at(years.summaries["self", 2025])
    assert shown.participants == len(workshops) == 20
    assert sum(row.participants for row in shown.participation("region")) == 20
    assert [(row.participants, row.everyone, row.share) for row in shown.participation("language")] == [(20, 22, Fraction(20, 22))]
    assert shown.summary.replaced == 0  # five were assessed anew in one area: what they said of the other one stands
    assert page_at(years.summaries["self", 2024]).participants == 22


def test_criteria_that_the_version_has_not_are_told_apart(years: Years) -> None:
    shown = page_at(years.summaries["self", 2025])
    assert [row.criterion.code for row in shown.other_criteria] == ["K1.3", "K2.3"]
    answers = expected(years.answers["self", 2025], ())
    for row in shown.other_criteria:
        assert row.figures is not None
        assert (row.figures.answered, row.figures.median) == (answers[row.criterion.code].answers, answers[row.criterion.code].median)
    assert page_at(years.summaries["self", 2024]).other_criteria == []
    assert set(criteria_of(page_at(years.summaries["self", 2025]))) == set(CODES)


def test_trend_has_the_areas_of_the_chosen_version_year_by_year(years: Years) -> None:
    shown = page_at(years.summaries["self", 2025])
    assert [year.year for year in shown.years] == [2024, 2025]
    for year in shown.years:
        answers = expected(years.answers["self", year.year], ())
        assert year.top_shares == {area: put_together(answers, area).top_share for area in AREAS}
    assert trend_chart(shown) is not None
    assert trend_chart(page_at(years.summaries["audit", 2025])) is None  # of one year there is no trend


def test_changes_are_those_of_the_same_workshops_in_the_whole_nation(years: Years) -> None:
    before, own, audited = (years.answers[at] for at in [("self", 2024), ("self", 2025), ("audit", 2025)])
    told = {}
    for at, compared, now, then in [("self", Compared.YEAR_BEFORE, own, [before]), ("audit", Compared.OWN, audited, [own, before])]:
        shown = changes_of(page_at(years.summaries[at, 2025]), compared)
        told[compared] = [(area.code, *counts_of(change)) for area, change in shown.rows] if shown else []
        areas = {area: moves(codes, now, then) for area, codes in AREAS.items()}
        assert told[compared] == [(area, *counts) for area, counts in areas.items() if min(counts[1:]) >= 5]
    assert told[Compared.YEAR_BEFORE]
    assert changes_of(page_at(years.summaries["audit", 2025], (("language", "fi"),)), Compared.OWN) is None


def counts_of(change: SummaryChange) -> tuple[int, ...]:
    return change.workshops, change.lower, change.same, change.higher


def moves(codes: list[str], now: Answers, earlier: list[Answers]) -> tuple[int, ...]:
    """Return how many workshops have a level both times, and how many of their levels went down, stayed and went up."""
    steps = []
    for code in codes:
        for workshop, (_values, mine) in now[code].items():
            theirs = next((year[code][workshop][1] for year in earlier if workshop in year.get(code, {})), None)
            if mine is not None and theirs is not None:
                steps.append((workshop, (mine > theirs) - (mine < theirs)))
    signs = [sign for _workshop, sign in steps]
    return len({workshop for workshop, _sign in steps}), signs.count(-1), signs.count(0), signs.count(1)


def test_figures_of_a_whole_nation_agree_in_every_file(client, years: Years) -> None:
    for query in ("", "maakunta=01", "yllapitaja=foundation&palvelu=start_coaching", "vuosi=2024&koko=1-2", "aineisto=auditoinnit"):
        rows = as_json(client, query)["levels"]
        assert sheets(client, query)["Tasot"][1:] == [in_cells(row) for row in rows]
        words = {named_in(years, row, query): in_words(row) for row in rows}
        assert every_page(client, query) == (words if any(row["answers"] for row in rows) else {})


def named_in(years: Years, row: dict, query: str) -> str:
    version = years.old if "2024" in query else years.new
    if row["kind"] == "area":
        return str(Area.objects.get(version=version, code=row["code"]))
    return str(Criterion.objects.get(area__version=years.old if row["kind"] == "other_criterion" else version, code=row["code"]))


# The pages ----------------------------------------------------------------------------------------------------------------------


def test_counted_are_told_and_so_are_those_left_out(client, years: Years) -> None:
    page = page_of(client)
    assert "20 työpajaa 20 organisaatiosta sai itsearvioinnin valmiiksi." in page
    assert [name[:4] for name in list(levels_in(page))[-2:]] == ["K1.3", "K2.3"]
    assert "Itsearvioinnit 1.1.–31.12.2025" in page
    assert "12 työpajan auditoinnit valmistuivat." in page_of(client, query="aineisto=auditoinnit")
    region = page_of(client, query="maakunta=01")
    assert "Rajauksen työpajoista osallistui 10." in region
    assert re.search(r"Maakunta: Maakunta \d+", region)


def test_criteria_are_shown_one_area_at_a_time(client, years: Years) -> None:
    first, second = (page_of(client, query=f"{CHOICE}&alue={area}") for area in ("K1", "K2"))
    assert [name[:4] for name in levels_in(first)] == ["K1 O", "K2 O", "K1.1", "K1.2", "K1.3", "K2.3"]
    assert [name[:4] for name in levels_in(second)] == ["K1 O", "K2 O", "K2.1", "K2.2", "K1.3", "K2.3"]
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


def test_map_has_its_table_and_is_left_out_with_two_other_dimensions(client, years: Years) -> None:
    page = page_of(client, "summary-regions")
    rows = dict(tables(page))["Maakunnat taulukkona"]
    assert [row[1:] for row in rows] == [
        ["Osallistui", "Työpajoja palvelussa", "Osallistuneiden osuus"],
        ["10", "11", "91 %"],
        ["10", "11", "91 %"],
    ]
    drawn = [text_of(text) for text in tree_of(page).xpath("//svg[contains(@class, 'chart-tiles')]//*[name()='text']")]
    assert drawn.count("91 %") == 4  # two regions, wide and narrow
    assert "Osallistuneiden osuus" not in dict(tables(page_of(client, "summary-regions", f"{CHOICE}&kartta=K1")))["Maakunnat taulukkona"][0]
    two = page_of(client, "summary-regions", "yllapitaja=foundation&koko=1-2")
    assert "Maakunnat taulukkona" not in two
    assert "Maakunnat näytetään, kun maakunnan lisäksi on valittu enintään yksi rajaus." in two


@pytest.mark.parametrize(
    ("query", "field", "sentence"),
    [
        ("vuosi=1999", "vuosi", "Valitse yksi annetuista vaihtoehdoista."),
        ("aineisto=kaikki", "aineisto", "Valitse yksi annetuista vaihtoehdoista."),
        ("maakunta=ei-ole", "maakunta", "Valitse yksi annetuista vaihtoehdoista."),
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
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), name


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


def test_participants_are_listed_by_the_group_with_what_they_were_then(client, years: Years) -> None:
    rows = dict(tables(page_of(client, "summary-participants", CHOICE)))["Osallistuneet työpajat"]
    names = sorted(workshop.name for workshop in years.workshops[:20])
    assert [row[0] for row in rows[1:]] == names
    for query in ("maakunta=01", "koko=1-2", "palvelu=start_coaching&kumppaniala=youth"):
        listed = dict(tables(page_of(client, "summary-participants", query)))["Osallistuneet työpajat"][1:]
        assert f"Rajauksen työpajoista osallistui {len(listed)}." in page_of(client, query=query)
        assert len({row[0] for row in listed}) == len(listed)
    years.workshops[0].name = "Aivan uusi nimi"
    years.workshops[0].save()
    assert dict(tables(page_of(client, "summary-participants", CHOICE)))["Osallistuneet työpajat"] == rows
