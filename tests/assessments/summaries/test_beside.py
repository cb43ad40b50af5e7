"""A workshop's results beside the country: which year, which group, and nothing that may not be told."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from assessments.models import Assessment
from assessments.reports import report_html
from assessments.selectors.report import report_of
from assessments.selectors.summaries.beside import Beside, beside_nation
from assessments.years import begins_at, closes_at
from criteria.models import FrameworkVersion
from tests.factories.criteria import make_version
from tests.factories.summaries import closed, make_finished, make_nation
from tests.factories.workshops import UserFactory, WorkshopFactory, grant
from workshops.models import Workshop
from workshops.roles import Role

pytestmark = pytest.mark.django_db
CODES = ("K1.1", "K1.2", "K2.1", "K2.2")
YEAR = 2024


@pytest.fixture
def version() -> FrameworkVersion:
    return make_version()


def assess(workshop: Workshop, version: FrameworkVersion, level: int | None, year: int = YEAR, day: int = 60) -> Assessment:
    at = begins_at(year) + dt.timedelta(days=day)
    return make_finished(workshop, dict.fromkeys(CODES, level), version=version, at=at)


def beside(assessment: Assessment) -> Beside | None:
    return beside_nation(report_of(assessment))


def test_own_medians_stand_beside_the_country_and_the_own_region(version) -> None:
    nation = make_nation(12)
    for number, workshop in enumerate(nation):
        assess(workshop, version, 1 + number % 2 * 2)  # the second region is on 3, the first on 1
    closed(version, YEAR)
    told = beside(assess(nation[1], version, 2, year=YEAR + 1))
    assert told is not None
    assert told.year == YEAR
    assert told.group == f"maakunta: {nation[1].municipality.region}"
    [first, _second] = told.rows
    assert (first.own, first.nation.median, first.nation.quartiles, first.group.median) == (2, 2, (1, 3), 3)


def test_nearest_group_that_is_large_enough_is_named(version) -> None:
    nation = make_nation(12, regions=6)  # two workshops in each region, and every other region in one network
    for workshop in nation:
        assess(workshop, version, 3)
    closed(version, YEAR)
    told = beside(assess(nation[0], version, 4, year=YEAR + 1))
    assert told.group == f"ALU-verkosto: {nation[0].networks.get()}"


def test_country_alone_is_told_when_no_group_is_large_enough(version, client_of) -> None:
    nation = make_nation(6, regions=6)
    for number, workshop in enumerate(nation):
        workshop.size = ["1-2", "3-5", "6-15"][number % 3]
        workshop.save()
        assess(workshop, version, 3)
    closed(version, YEAR)
    mine = WorkshopFactory(size="16-")
    assessment = assess(mine, version, None, year=YEAR + 1)
    told = beside(assessment)
    assert told.group == ""
    assert [row.own for row in told.rows] == [None, None]
    assert [row.nation.median for row in told.rows] == [Decimal(3), Decimal(3)]
    assert "liian vähän työpajoja, joten vertailemme vain koko maahan" in " ".join(report_html(assessment).split())


def test_nothing_stands_beside_before_a_year_has_closed_or_of_few_workshops(version) -> None:
    nation = make_nation(6)
    first, *_others = [assess(workshop, version, 3) for workshop in nation[:4]]
    assert beside(first) is None
    closed(version, YEAR)
    assert beside(assess(nation[0], version, 3, year=YEAR + 1)) is None  # four workshops are few
    assert "Oma tulos ja koko maa" not in report_html(first)


def test_later_years_never_change_the_report_of_a_completed_assessment(version) -> None:
    nation = make_nation(8)
    for workshop in nation:
        assess(workshop, version, 2)
    closed(version, YEAR)
    assessment = assess(nation[0], version, 4, year=YEAR + 1)
    before = report_html(assessment)
    for workshop in nation[1:]:
        assess(workshop, version, 4, year=YEAR + 1)
    closed(version, YEAR + 1)
    assert report_html(assessment) == before


def test_year_closed_when_the_assessment_was_completed_is_the_one_beside(version) -> None:
    nation = make_nation(8)
    for year in (YEAR - 1, YEAR):
        for workshop in nation:
            assess(workshop, version, 2, year=year)
        closed(version, year)
    early = assess(nation[0], version, 3, year=YEAR + 1, day=10)  # before the year before it has closed
    assert early.completed_at < closes_at(YEAR)
    assert beside(early).year == YEAR - 1
    assert beside(assess(nation[1], version, 3, year=YEAR + 1, day=20)).year == YEAR


def test_results_page_shows_the_table_and_its_picture_to_the_workshop_alone(version, client_of) -> None:
    nation = make_nation(8)
    for workshop in nation:
        assess(workshop, version, 2)
    closed(version, YEAR)
    assessment = assess(nation[0], version, 3, year=YEAR + 1)
    contact, stranger = UserFactory(), UserFactory()
    grant(contact, Role.CONTACT, workshop=nation[0])
    grant(stranger, Role.CONTACT, workshop=nation[1])
    url = reverse("assessments:assessment-results", args=[assessment.ref])
    html = " ".join(client_of(contact).get(url).content.decode().split())
    assert "Oma tulos ja koko maa" in html
    assert "Vertailussa ovat vuoden 2024 itsearvioinnit" in html
    assert "Puolet koko maan vastauksista" in html
    assert client_of(stranger).get(url).status_code == 404
