"""What the page of a summary tells in the cases that are rare, made by hand; those of a nation are in test_nation.py."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from assessments.choices import Compared
from assessments.selectors.summaries.charts import region_rows, regions_chart
from assessments.selectors.summaries.choice import Choice, names_of_values
from assessments.selectors.summaries.page import SummaryPage, summary_page
from assessments.small_groups import Key
from criteria.models import Criterion
from tests.assessments.summaries.years import CODES
from tests.factories.criteria import make_version
from tests.factories.summaries import make_told
from tests.factories.workshops import RegionFactory

pytestmark = pytest.mark.django_db


def page(summary, key: Key = (), **areas: str) -> SummaryPage:
    return summary_page(Choice(summary, key, **areas), names_of_values())


def criteria_of(shown: SummaryPage) -> dict:
    return {row.criterion.code: row.figures for area in shown.areas for row in area.criteria}


def told(figures, version=None, **made) -> SummaryPage:
    return page(make_told(version or make_version(), 2025, figures, **made))


def test_median_between_two_levels_is_a_half_and_the_share_exact() -> None:
    [first, second] = told({"K1.1": {2: 3, 3: 3}, "K1.2": {1: 1, 4: 6}, "K2.1": {3: 5}, "K2.2": {3: 5}}).areas[0].criteria
    assert first.figures is not None
    assert second.figures is not None
    assert (first.figures.median, first.figures.top_share) == (Decimal("2.5"), Fraction(1, 2))
    assert (second.figures.median, second.figures.top_share) == (4, Fraction(6, 7))


def test_one_answer_none_and_only_those_whom_it_does_not_concern() -> None:
    shown = told({"K1.1": {3: 1}, "K1.2": {None: 6}})
    one, nobody, missing, _last = criteria_of(shown).values()
    assert (one.median, one.top_share, one.answered) == (3, 1, 1)
    assert (nobody.median, nobody.top_share, nobody.answered, nobody.not_applicable) == (None, None, 6, 6)
    assert missing is None
    [area, other] = shown.areas
    assert area.figures is not None
    assert (area.figures.median, area.figures.answered, area.figures.not_applicable) == (3, 7, 6)
    assert other.figures is None


def test_area_of_a_group_is_told_only_when_all_is_that_is_told_of_the_nation() -> None:
    version, lappi = make_version(), (("region", "19"),)
    summary = make_told(version, 2025, {"K1.1": {3: 9}, "K1.2": {1: 9}, "K2.1": {3: 9}})
    make_told(version, 2025, {"K1.1": {3: 5}, "K2.1": {2: 5}}, groups=[lappi])
    nation, shown = page(summary), page(summary, lappi)
    assert [area.figures.answered for area in nation.areas if area.figures] == [18, 9]
    assert [area.figures and area.figures.answered for area in shown.areas] == [None, 5]
    assert [line.counts for line in shown.criterion_lines] == [[0, 0, 5, 0], []]
    for told_page in (nation, shown):
        assert [criterion.code for criterion in told_page.left_out] == ["K2.2"]


def test_criteria_of_another_version_are_told_apart_by_their_newest_names() -> None:
    old = make_version(areas=1, criteria=3)
    summary = make_told(make_version(areas=1, criteria=2, framework=old.framework), 2025, {"K1.1": {3: 9}, "K1.3": {1: 9}})
    shown = page(summary)
    assert [row.criterion for row in shown.other_criteria] == list(Criterion.objects.filter(area__version=old, code="K1.3"))
    assert [line.counts for line in shown.other_lines] == [[9, 0, 0, 0]]
    assert shown.areas[0].figures is not None
    assert shown.areas[0].figures.answered == 9


def test_ties_with_the_last_one_named_are_named_too_and_nobody_at_both_ends() -> None:
    tops = {"K1.1": 0, "K1.2": 1, "K1.3": 1, "K1.4": 2, "K2.1": 2, "K2.2": 2, "K2.3": 3, "K2.4": 4}
    version = make_version(areas=2, criteria=4)
    shown = told({code: {1: 5 - top, 4: top} if top else {1: 5} for code, top in tops.items()}, version)
    assert [row.criterion.code for row in shown.to_develop] == ["K1.1", "K1.2", "K1.3"]
    assert [row.criterion.code for row in shown.strongest] == ["K2.4", "K2.3", "K1.4", "K2.1", "K2.2"]  # three stand third


def test_criteria_that_do_not_differ_stand_at_neither_end() -> None:
    shown = told({code: {2: 4, 3: 4} for code in CODES})
    assert shown.to_develop == shown.strongest == []
    differing = told({"K1.1": {1: 5}, "K1.2": {1: 4, 3: 1}, "K2.1": {1: 4, 3: 1}, "K2.2": {3: 5}})
    assert [row.criterion.code for row in differing.to_develop] == ["K1.1"]  # the two in the middle would be at both ends
    assert [row.criterion.code for row in differing.strongest] == ["K2.2"]


def test_few_told_criteria_stand_half_at_each_end() -> None:
    shown = told({"K1.1": {1: 5}, "K1.2": {1: 2, 3: 3}, "K2.1": {3: 5}})
    assert [row.criterion.code for row in shown.to_develop] == ["K1.1"]
    assert [row.criterion.code for row in shown.strongest] == ["K2.1"]
    assert told({"K1.1": {1: 5}}).to_develop == []


def test_steps_are_those_of_the_version() -> None:
    shown = told({"K1.1": {2: 4, 4: 3}})
    assert [value for value, _name in shown.steps] == [1, 2, 3, 4]
    assert shown.criterion_lines[0].counts == [0, 4, 0, 3]


def test_map_tells_participation_or_the_area_of_each_region_narrowed_alike() -> None:
    lappi, uusimaa = RegionFactory(code="19", name_fi="Lappi"), RegionFactory(code="18", name_fi="Uusimaa")
    version, size = make_version(), ("size", "1-2")
    figures = {"K1.1": {2: 5, 3: 3}, "K1.2": {3: 8}, "K2.1": {1: 8}}
    summary = make_told(version, 2025, figures, groups=[(), (("region", "19"),), (size,), (("region", "19"), size)])
    make_told(version, 2025, {}, groups=[(("region", "18"),)])
    rows = {row.name: share for row, share, _link in region_rows(page(summary))}
    assert rows == {lappi.name_fi: Fraction(9, 12), uusimaa.name_fi: Fraction(9, 12)}
    shown = page(summary, (size,), map_area="K1")
    assert [(row.name, share, link) for row, share, link in region_rows(shown)] == [
        ("Lappi", Fraction(11, 16), "aineisto=itsearvioinnit&vuosi=2025&maakunta=19&koko=1-2&kartta=K1"),
        ("Uusimaa", None, "aineisto=itsearvioinnit&vuosi=2025&maakunta=18&koko=1-2&kartta=K1"),
    ]
    tiles = regions_chart(shown).wide.tiles
    assert [(tile.figure.text, tile.dashed) for tile in tiles] == [("69\N{NO-BREAK SPACE}%", False), ("–", True)]
    assert [share for _row, share, _link in region_rows(page(summary, map_area="K2"))] == [0, None]  # of what may be told, K2.1


def test_area_that_the_version_has_not_is_no_choice() -> None:
    summary = make_told(make_version(), 2025, {"K1.1": {3: 5}})
    shown = page(summary, area="K9", map_area="Z")
    assert (shown.choice.area, shown.choice.map_area, shown.drawn_area.area.code) == ("", "", "K1")


def test_more_than_all_is_all_and_nobody_of_nobody_is_nothing() -> None:
    version = make_version()
    RegionFactory(code="19")
    summary = make_told(version, 2025, {}, groups=[(("region", "19"),)], everyone=3)
    make_told(version, 2025, {}, groups=[(("language", "fi"),)], everyone=0)
    assert [row.share for row in page(summary).participation("region")] == [1]  # nine took part, six have moved away
    assert [row.share for row in page(summary).participation("language")] == [None]


@pytest.mark.parametrize("key", [(), (("region", "19"),), (("region", "19"), ("size", "1-2")), (("size", "1-2"), ("language", "fi"))])
def test_page_is_read_with_the_same_queries_however_it_is_narrowed(key, django_assert_num_queries) -> None:
    summary = make_told(make_version(), 2025, {"K1.1": {3: 5}}, groups=[(), key] if key else [()])
    choice, names = Choice(summary, key), names_of_values()
    with django_assert_num_queries(5 if not key else 4):  # changes are the whole nation's
        shown = summary_page(choice, names)
        assert shown.is_told
        assert shown.years
        assert shown.changes_of(Compared.OWN) == []
