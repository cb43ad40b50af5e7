"""Which figures of a counted year are there: of groups that may be told, of each code apart, and how levels changed. No database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import pytest

from assessments.choices import Compared
from assessments.selectors.summaries.standing import Facts, Population, Standing
from assessments.services.summaries.counting import Change, Count, count_year

FOUR, FIVE = (1, 2, 3, 4), (1, 2, 3, 4, 5)
A, B = (("region", "01"),), (("region", "02"),)
NOW, THEN, OLDER = 0, 1_000, 2_000  # assessments of a year are numbered from here, by workshop


def said(levels: Mapping[int, int | None], *, year: int = NOW, scale: tuple[int, ...] = FOUR) -> Population:
    """Return the answers of the workshops to one criterion in a year."""
    return {workshop: Standing(year + workshop, level, scale) for workshop, level in levels.items()}


def alike(workshops: Sequence[int], level: int | None = 2, **more) -> Population:
    return said(dict.fromkeys(workshops, level), **more)


def count(
    standing: Mapping[str, Population],
    earlier: Mapping[Compared, Sequence[Mapping[str, Population]]] | None = None,
    owners: Mapping[int, int] | None = None,
    regions: Mapping[int, str] | None = None,
) -> Count:
    """Count a year of one area; every workshop has an organisation of its own and is in one region unless told otherwise."""
    years = [*standing.values(), *(year for years in (earlier or {}).values() for codes in years for year in codes.values())]
    facts = {
        answer.assessment: Facts("", (owners or {}).get(workshop, workshop), {"region": ((regions or {}).get(workshop, "01"),)})
        for population in years
        for workshop, answer in population.items()
    }
    participants = {workshop: answer.assessment for population in standing.values() for workshop, answer in population.items()}
    areas = {code: code.split(".")[0] for code in standing}
    return count_year(standing=standing, earlier=earlier or {}, areas=areas, participants=participants, facts=facts)


def change(
    now: Mapping[str, Population], before: Mapping[str, Population], owners: Mapping[int, int] | None = None, area: str = "K1"
) -> Change | None:
    return count(now, {Compared.YEAR_BEFORE: [before]}, owners).changes.get((Compared.YEAR_BEFORE, area))


def moved(workshops: Sequence[int], lower: int, same: int, *, scale: tuple[int, ...] = FOUR) -> tuple[Population, Population]:
    """Return what the workshops say and said: so many go down, so many stay, and the rest go up."""
    levels = {workshop: 1 if place < lower else 2 if place < lower + same else 3 for place, workshop in enumerate(workshops)}
    return said(levels, scale=scale), alike(workshops, 2, year=THEN, scale=scale)


# Figures ---------------------------------------------------------------------------------------------------------------------


def test_figures_count_the_answers_of_each_group_that_may_be_told() -> None:
    levels = {workshop: workshop % 4 + 1 for workshop in range(11)} | {11: None}
    regions = {workshop: "01" if workshop < 6 else "02" for workshop in range(12)}
    counted = count({"K1.1": said(levels)}, regions=regions)
    assert counted.figures[()]["K1.1"] == {(1, False): 3, (2, False): 3, (3, True): 3, (4, True): 2, (None, False): 1}
    assert counted.figures[A]["K1.1"] == {(1, False): 2, (2, False): 2, (3, True): 1, (4, True): 1}
    assert counted.figures[B]["K1.1"] == {(3, True): 2, (4, True): 1, (1, False): 1, (2, False): 1, (None, False): 1}
    assert counted.groups == {(): 12, A: 6, B: 6}


def test_group_of_which_few_gave_a_level_follows_from_no_other() -> None:
    """Of the second region four gave a level: the nation less the first region would be theirs."""
    levels = {workshop: workshop % 4 + 1 for workshop in range(9)} | {9: None}
    regions = {workshop: "01" if workshop < 5 else "02" for workshop in range(10)}
    assert set(count({"K1.1": said(levels)}, regions=regions).figures) == {()}
    assert set(count({"K1.1": said(levels | {9: 2})}, regions=regions).figures) == {(), A, B}


def test_group_of_four_and_one_that_leaves_four_are_not_told() -> None:
    regions = {workshop: "02" if workshop < 4 else "01" for workshop in range(14)}
    counted = count({"K1.1": alike(range(14))}, regions=regions)
    assert set(counted.figures) == {()}
    assert counted.groups[B] == 4  # how many took part is told


def test_workshops_of_four_organisations_are_not_told() -> None:
    assert count({"K1.1": alike(range(12))}, owners={workshop: workshop % 4 for workshop in range(12)}).figures == {}


def test_group_is_not_told_when_levels_come_from_four_organisations() -> None:
    levels = alike(range(8), 3) | alike(range(8, 12), None)
    assert count({"K1.1": levels}, owners={workshop: workshop % 4 for workshop in range(8)}).figures == {}


def test_each_code_is_told_by_who_answered_it() -> None:
    regions = {workshop: "01" if workshop < 6 else "02" for workshop in range(12)}
    counted = count({"K1.1": alike(range(12)), "K2.1": alike(range(7)), "K3.1": alike(range(4))}, regions=regions)
    assert {code for codes in counted.figures.values() for code in codes} == {"K1.1", "K2.1"}
    assert set(counted.figures[A]) == set(counted.figures[B]) == {"K1.1"}  # of K2.1 one would be left
    assert set(counted.figures[()]) == {"K1.1", "K2.1"}


def test_assessment_whose_every_result_was_replaced_is_not_among_the_counted() -> None:
    counted = count({"K1.1": alike(range(5)), "K2.1": alike(range(3), year=THEN)})
    assert counted.counted_assessments == {*range(5), *range(THEN, THEN + 3)}


# Changes ---------------------------------------------------------------------------------------------------------------------


def test_change_of_an_area_adds_up_its_criteria_and_tells_how_many_are_compared() -> None:
    first, first_then = moved(range(8), 3, 2)
    second, second_then = moved(range(2, 10), 2, 4)
    now, before = {"K1.1": first, "K1.2": second}, {"K1.1": first_then, "K1.2": second_then}
    assert change(now, before) == Change(workshops=10, lower=5, same=6, higher=5)
    assert change(now, before, area="K2") is None


@pytest.mark.parametrize(("lower", "same", "higher"), [(0, 12, 0), (4, 6, 5), (5, 6, 4), (5, 4, 6), (15, 0, 0), (0, 8, 8)])
def test_change_is_not_told_when_few_levels_went_one_way(lower: int, same: int, higher: int) -> None:
    """When all stayed, or nobody went down, two years of one group would tell what the one workshop said that is new in it."""
    now, before = moved(range(lower + same + higher), lower, same)
    assert change({"K1.1": now}, {"K1.1": before}) is None
    now, before = moved(range(15), 5, 5)
    assert change({"K1.1": now}, {"K1.1": before}) == Change(15, 5, 5, 5)


def test_criterion_that_few_can_compare_is_left_out_of_its_area() -> None:
    now, before = moved(range(15), 5, 5)
    few = said({1: 4, 2: 4, 3: 4, 4: 4})
    assert change({"K1.1": now, "K1.2": few}, {"K1.1": before, "K1.2": alike(range(15), 1, year=THEN)}) == Change(15, 5, 5, 5)


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (alike(range(15), 3), alike(range(15), None, year=THEN)),  # had no level the year before
        (alike(range(15), None), alike(range(15), 3, year=THEN)),  # have none any more
        (alike(range(15), 3), alike(range(15), 2, year=THEN, scale=FIVE)),  # had another scale
        (alike(range(15), 3), {}),
    ],
)
def test_levels_that_cannot_be_compared_are_left_out(now: Population, before: Population) -> None:
    more, more_then = moved(range(15), 5, 5)
    assert change({"K1.1": more, "K1.2": now}, {"K1.1": more_then, "K1.2": before}) == Change(15, 5, 5, 5)


def test_change_within_four_organisations_is_not_told() -> None:
    now, before = moved(range(16), 5, 5)
    owners = {workshop: workshop % 4 for workshop in range(16)}
    assert change({"K1.1": now}, {"K1.1": before}, owners) is None
    assert change({"K1.1": now}, {"K1.1": before}) == Change(16, 5, 5, 6)


def test_change_on_a_scale_of_two_levels_is_not_told() -> None:
    """Those who went up less those who went down are what the second level gained: a figure of those compared alone."""
    levels = {workshop: 1 if workshop < 10 else 2 for workshop in range(20)}
    then = {workshop: 2 if workshop < 5 or workshop >= 15 else 1 for workshop in range(20)}
    two, three = (1, 2), (1, 2, 3)
    assert change({"K1.1": said(levels, scale=two)}, {"K1.1": said(then, year=THEN, scale=two)}) is None
    assert change({"K1.1": said(levels, scale=three)}, {"K1.1": said(then, year=THEN, scale=three)}) == Change(20, 5, 10, 5)


def test_audits_are_compared_with_the_newer_own_assessment() -> None:
    levels = dict.fromkeys(range(20), 2)
    newer, older = alike(range(10), 1, year=THEN), alike(range(20), 3, year=OLDER) | alike(range(15, 20), 2, year=OLDER)
    counted = count({"K1.1": said(levels)}, {Compared.OWN: [{"K1.1": newer}, {"K1.1": older}]})
    assert counted.changes == {(Compared.OWN, "K1"): Change(workshops=20, lower=5, same=5, higher=10)}


def test_counting_nobody_gives_nothing() -> None:
    counted = count({})
    assert (counted.figures, counted.changes, counted.groups, counted.counted_assessments) == ({}, {}, Counter(), set())
