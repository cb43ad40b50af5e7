"""Which figures of a counted year are there: of groups that may be told, of each code apart, and how levels changed. No database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import pytest

from assessments.choices import Compared
from assessments.selectors.summaries.standing import Facts, Population, Standing
from assessments.services.summaries.counting import Count, count_year

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
    earlier: Mapping[Compared, Sequence[Population]] | None = None,
    owners: Mapping[int, int] | None = None,
    regions: Mapping[int, str] | None = None,
) -> Count:
    """Count a year; every workshop has an organisation of its own and is in one region unless told otherwise."""
    years = [*standing.values(), *(year for years in (earlier or {}).values() for year in years)]
    facts = {
        answer.assessment: Facts("", (owners or {}).get(workshop, workshop), {"region": ((regions or {}).get(workshop, "01"),)})
        for population in years
        for workshop, answer in population.items()
    }
    participants = {workshop: answer.assessment for population in standing.values() for workshop, answer in population.items()}
    compared = {kind: [{"K1.1": year} for year in years] for kind, years in (earlier or {}).items()}
    return count_year(standing=standing, earlier=compared, participants=participants, facts=facts)


def change(now: Population, *before: Population, owners: Mapping[int, int] | None = None) -> tuple[int, int, int] | None:
    return count({"K1.1": now}, {Compared.YEAR_BEFORE: before}, owners).changes.get((Compared.YEAR_BEFORE, "K1.1"))


# Figures ---------------------------------------------------------------------------------------------------------------------


def test_figures_count_the_answers_of_each_group_that_may_be_told() -> None:
    levels = {workshop: workshop % 4 + 1 for workshop in range(9)} | {9: None}
    regions = {workshop: "01" if workshop < 5 else "02" for workshop in range(10)}
    counted = count({"K1.1": said(levels)}, regions=regions)
    assert counted.figures[()]["K1.1"] == {(1, False): 3, (2, False): 2, (3, True): 2, (4, True): 2, (None, False): 1}
    assert counted.figures[A]["K1.1"] == {(1, False): 2, (2, False): 1, (3, True): 1, (4, True): 1}
    assert B not in counted.figures  # only four of them gave a level
    assert counted.groups == {(): 10, A: 5, B: 5}


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


def test_same_level_of_scales_of_different_length_is_counted_apart() -> None:
    counted = count({"K1.1": alike(range(5), 3) | alike(range(5, 8), 3, scale=FIVE)})
    assert counted.figures[()]["K1.1"] == {(3, True): 5, (3, False): 3}


def test_assessment_whose_every_result_was_replaced_is_not_among_the_counted() -> None:
    counted = count({"K1.1": alike(range(5)), "K2.1": alike(range(3), year=THEN)})
    assert counted.counted_assessments == {*range(5), *range(THEN, THEN + 3)}


# Changes ---------------------------------------------------------------------------------------------------------------------


def test_change_tells_how_many_are_lower_the_same_and_higher() -> None:
    now = said({0: 1, 1: 2, 2: 2, 3: 3, 4: 4, 5: 4})
    assert change(now, said({0: 2, 1: 2, 2: 2, 3: 1, 4: 1, 5: 3}, year=THEN)) == (1, 2, 3)


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (alike(range(4)), alike(range(4), year=THEN)),  # four are compared
        (alike(range(6)), alike(range(5), year=THEN)),  # one is left of the year
        (alike(range(5)), alike(range(9), year=THEN)),  # four are left of the year before
        (alike(range(9)), alike(range(8), year=THEN) | alike([8], None, year=THEN)),  # one had no level the year before
        (alike(range(8)) | alike([8], None), alike(range(9), year=THEN)),  # one has none any more
        (alike(range(9)), alike(range(8), year=THEN) | alike([8], 2, year=THEN, scale=FIVE)),  # one had another scale
        (alike(range(9), scale=FIVE), alike(range(9), year=THEN)),  # all had
        (alike(range(9)), {}),
    ],
)
def test_change_is_not_told_when_few_are_compared_or_left(now: Population, before: Population) -> None:
    assert change(now, before) is None


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (alike(range(5)), alike(range(5), year=THEN)),
        (alike(range(10)), alike(range(5), year=THEN)),  # five are left
        (alike(range(5)) | alike([5], None), alike(range(5), year=THEN) | alike([6], None, year=THEN)),  # without a level nothing is left
    ],
)
def test_change_is_told_when_none_or_five_are_left(now: Population, before: Population) -> None:
    assert change(now, before) == (0, 5, 0)


def test_change_within_four_organisations_is_not_told() -> None:
    """Ten workshops of six organisations answered both times, but levels that compare are of one organisation."""
    now, before = alike(range(5)) | alike(range(5, 10), None), alike(range(5), year=THEN) | alike(range(5, 10), None, year=THEN)
    assert change(now, before, owners=dict.fromkeys(range(5), 99)) is None
    assert change(now, before) == (0, 5, 0)


def test_audits_are_compared_with_the_newer_own_assessment() -> None:
    own = [alike(range(5), 1, year=THEN), alike(range(10), 4, year=OLDER)]
    counted = count({"K1.1": alike(range(10), 2)}, {Compared.OWN: own})
    assert counted.changes == {(Compared.OWN, "K1.1"): (5, 0, 5)}


@pytest.mark.parametrize("others", [1, 4])
def test_audits_are_not_compared_when_few_own_assessments_would_be_left(others: int) -> None:
    """All six audited said the same as their audits, and seven assessed themselves: the seventh's level would be what is left."""
    own = [alike(range(6 + others), year=THEN), {}]
    assert count({"K1.1": alike(range(6))}, {Compared.OWN: own}).changes == {}
    enough = [alike(range(11), year=THEN), {}]
    assert count({"K1.1": alike(range(6))}, {Compared.OWN: enough}).changes == {(Compared.OWN, "K1.1"): (0, 6, 0)}


def test_audits_are_not_compared_when_few_own_assessments_are_of_the_year_before() -> None:
    """Less the six of the audits' year, one answer of the year before would be left."""
    own = [alike(range(6), year=THEN), alike([6, *range(20, 26)], year=OLDER)]
    assert count({"K1.1": alike(range(7))}, {Compared.OWN: own}).changes == {}
    more = [alike([*range(6), *range(30, 36)], year=THEN), own[1]]
    assert count({"K1.1": alike(range(7))}, {Compared.OWN: more}).changes == {(Compared.OWN, "K1.1"): (0, 7, 0)}


def test_own_assessment_that_a_newer_one_replaced_is_not_among_the_compared() -> None:
    """All of the older year are left, and two of them assessed themselves only then."""
    own = [alike(range(6), 2, year=THEN), alike([*range(6), 7, 8], 4, year=OLDER)]
    assert count({"K1.1": alike(range(6), 2)}, {Compared.OWN: own}).changes == {(Compared.OWN, "K1.1"): (0, 6, 0)}


def test_counting_nobody_gives_nothing() -> None:
    counted = count({})
    assert (counted.figures, counted.changes, counted.groups, counted.counted_assessments) == ({}, {}, Counter(), set())
