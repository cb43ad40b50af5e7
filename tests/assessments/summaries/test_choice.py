"""The choice of a summary: the address holds it, and what the form refuses."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from django.utils import translation

from assessments.choices import Dimension, SummarySeries
from assessments.forms.summaries import SummaryForm
from assessments.models import Summary
from assessments.selectors.summaries.choice import (
    DIMENSION_WORDS,
    Choice,
    closed_summaries,
    names_of_values,
    narrowing_address,
    narrowing_from_words,
    narrowing_of,
    narrowing_words,
)
from criteria.models import FrameworkVersion
from tests.factories.criteria import make_version
from tests.factories.summaries import make_told
from tests.factories.workshops import NetworkFactory, RegionFactory

pytestmark = pytest.mark.django_db
FIGURES = {"K1.1": {2: 5, 3: 4}}


@pytest.fixture
def version() -> FrameworkVersion:
    RegionFactory(code="19", name_fi="Lappi", name_sv="Lappland")
    RegionFactory(code="16", name_fi="Keski-Pohjanmaa", name_sv="Mellersta Österbotten")
    RegionFactory(code="21", name_fi="Ahvenanmaa", name_sv="Åland")
    NetworkFactory(slug="pohjoinen", name_fi="Pohjoinen")
    return make_version()


def form_of(query: str) -> SummaryForm:
    return SummaryForm(QueryDict(query), summaries=closed_summaries(), names=names_of_values())


def chosen(query: str) -> Summary | None:
    form = form_of(query)
    assert form.is_valid(), form.errors
    return form.summary


def test_every_group_comes_back_from_its_address() -> None:
    keys = [(), (("region", "19"),), (("maintainer", "foundation"), ("sector", "youth")), (("network", "pohjoinen"), ("size", "1-2"))]
    for key in keys:
        assert narrowing_from_words(narrowing_address(key)) == key
    assert narrowing_of({"sector": "youth", "region": "19", "size": ""}) == (("region", "19"), ("sector", "youth"))
    assert set(DIMENSION_WORDS) == set(Dimension)


def test_address_holds_summary_and_group_and_the_area_only_where_asked(version) -> None:
    choice = Choice(make_told(version, 2025, FIGURES), (("region", "19"),), area="K1", map_area="K2")
    assert choice.address() == "aineisto=itsearvioinnit&vuosi=2025&maakunta=19"
    assert choice.address(area="K2") == "aineisto=itsearvioinnit&vuosi=2025&maakunta=19&alue=K2"
    assert choice.address(narrowing=(), map_area="K1") == "aineisto=itsearvioinnit&vuosi=2025&kartta=K1"
    assert (choice.within(["K1"]).area, choice.within(["K1"]).map_area) == ("K1", "")


def test_names_stand_in_finnish_order_and_in_swedish_where_read_so(version, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        names = names_of_values()
    assert list(names[Dimension.REGION].values()) == ["Ahvenanmaa", "Keski-Pohjanmaa", "Lappi"]
    assert list(names) == list(Dimension)
    assert narrowing_words((("region", "19"), ("language", "fi")), names) == "Maakunta: Lappi, Työpajan kieli: suomi"
    with translation.override("sv"):
        swedish = names_of_values()
    assert swedish[Dimension.REGION]["19"] == "Lappland"
    assert swedish[Dimension.NETWORK]["pohjoinen"] == "Pohjoinen"  # it has no Swedish name


def test_without_a_choice_the_newest_self_assessments_are_shown_and_stand_in_the_form(version) -> None:
    make_told(version, 2024, FIGURES)
    newest = make_told(version, 2025, FIGURES)
    audits = make_told(version, 2023, FIGURES, series=SummarySeries.AUDIT)
    assert chosen("") == newest
    assert (form_of("")["aineisto"].value(), form_of("")["vuosi"].value()) == ("itsearvioinnit", "2025")
    assert chosen("aineisto=auditoinnit") == audits
    assert form_of("aineisto=auditoinnit")["vuosi"].value() == "2023"  # not the newest year of the other series


@pytest.mark.parametrize(
    ("query", "field", "sentence"),
    [
        ("vuosi=1999", "vuosi", "Valitse yksi annetuista vaihtoehdoista."),
        ("aineisto=kaikki", "aineisto", "Valitse yksi annetuista vaihtoehdoista."),
        ("maakunta=99", "maakunta", "Valitse yksi annetuista vaihtoehdoista."),
        ("kieli=xx", "kieli", "Valitse yksi annetuista vaihtoehdoista."),
        ("aineisto=auditoinnit&vuosi=2025", "vuosi", "Valitse vuosi, jolta on lukuja: 2023."),
        ("maakunta=19&koko=1-2&kieli=fi", "kieli", "Valitse enintään 2 rajausta kerrallaan."),
        ("maakunta=19&yllapitaja=foundation&verkosto=pohjoinen&koko=1-2", "koko", "Valitse enintään 2 rajausta kerrallaan."),
    ],
)
def test_what_there_is_not_is_refused_at_its_field(version, query, field, sentence) -> None:
    make_told(version, 2025, FIGURES)
    make_told(version, 2023, FIGURES, series=SummarySeries.AUDIT)
    assert form_of(query).errors == {field: [sentence]}


def test_series_of_which_no_year_has_closed_is_not_a_fault_until_a_year_is_chosen(version) -> None:
    make_told(version, 2025, FIGURES)
    assert form_of("aineisto=auditoinnit").errors == {"vuosi": ["Tästä aineistosta ei ole vielä minkään vuoden lukuja."]}
    assert chosen("") is not None


def test_framework_is_chosen_only_where_there_are_several(version) -> None:
    first = make_told(version, 2025, FIGURES)
    assert "kriteeristo" not in form_of("").fields
    assert chosen("kriteeristo=muu") == first
    other = make_told(make_version(), 2025, FIGURES)
    make_told(other.version, 2024, FIGURES, series=SummarySeries.AUDIT)
    by_slug = sorted([first, other], key=lambda summary: summary.framework.slug)
    assert chosen("") == by_slug[0]
    for summary in by_slug:
        form = form_of(f"kriteeristo={summary.framework.slug}")
        assert form.is_valid()
        assert form.summary == summary
        assert form.choice is not None
        assert form.choice.address() == f"kriteeristo={summary.framework.slug}&aineisto=itsearvioinnit&vuosi=2025"
    assert next(iter(form_of("").in_view)).name == "kriteeristo"
    assert form_of(f"kriteeristo={first.framework.slug}&aineisto=auditoinnit").errors == {
        "vuosi": ["Tästä aineistosta ei ole vielä minkään vuoden lukuja."]
    }
    assert form_of("kriteeristo=muu").errors["kriteeristo"] == ["Valitse yksi annetuista vaihtoehdoista."]


def test_nothing_is_refused_before_any_year_has_closed() -> None:
    assert chosen("") is None


def test_summaries_and_what_they_are_of_are_read_at_once(version, django_assert_num_queries) -> None:
    for year in (2023, 2024, 2025):
        make_told(version, year, FIGURES)
    with django_assert_num_queries(1):
        assert [(row.year, row.framework.slug, row.version.scale.met_from) for row in closed_summaries()] == [
            (year, version.framework.slug, 3) for year in (2025, 2024, 2023)
        ]
