"""An attacker who has every told figure of two years and how the levels changed, and solves for what single workshops said.

She knows who answered in which year, who belongs where, and to whom a criterion does not concern; not what the levels are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from random import Random

import highspy
import pytest

from assessments.choices import Compared
from assessments.selectors.summaries.standing import Facts, Population, Standing
from assessments.services.summaries import counting
from assessments.services.summaries.counting import Count, count_year
from assessments.small_groups import Key
from tests.assessments.test_small_groups import leaking_owners

SCALE = (1, 2, 3, 4)
THEN = 1_000  # assessments of the earlier year are numbered from here
CLOSE = 1e-6
Year = dict[str, Population]  # by criterion code
Place = tuple[str, int, str]  # code, workshop, year
Said = tuple[str, int, str, int]  # code, workshop, year, level


@dataclass
class Nation:
    facts: dict[int, Facts]
    now: Year
    then: Year

    def counts(self) -> tuple[Count, Count]:
        """Return both years counted, the later one with what changed since the earlier one."""
        areas = dict.fromkeys(self.now, "K1")
        later = count_year(standing=self.now, earlier={Compared.YEAR_BEFORE: [self.then]}, areas=areas, participants={}, facts=self.facts)
        return later, count_year(standing=self.then, earlier={}, areas=areas, participants={}, facts=self.facts)


def nation(seed: int) -> Nation:
    """Return a small nation most of which answers in both years, and mostly the same."""
    rng = Random(seed)
    everybody = range(rng.randrange(13, 19))
    places = {workshop: {"region": (rng.choice("ab"),), "size": (rng.choice(["pieni", "suuri"]),)} for workshop in everybody}
    facts = {year + workshop: Facts("", workshop, places[workshop]) for year in (0, THEN) for workshop in everybody}
    now: Year = {}
    then: Year = {}
    for code in ("K1.1", "K1.2"):
        old = {workshop: rng.choice(SCALE) for workshop in everybody if rng.random() < 0.9}
        new = {workshop: old[workshop] if workshop in old and rng.random() < 0.4 else rng.choice([*SCALE, None]) for workshop in everybody}
        then[code] = {workshop: Standing(THEN + workshop, level, SCALE) for workshop, level in old.items()}
        now[code] = {workshop: Standing(workshop, level, SCALE) for workshop, level in new.items() if rng.random() < 0.9}
    return Nation(facts, now, then)


class Attacker:
    """The told figures as a linear program: of who moved from which level to which, or is on which in a year."""

    def __init__(self, made: Nation, *, with_changes: bool) -> None:
        self.program = highspy.Highs()
        self.program.silent()
        self.columns: dict[tuple[Place, int], list[int]] = {}  # (place, level) → the variables that add up to it
        self.moves: dict[tuple[str, int], list[tuple[int, int, int]]] = {}  # (code, workshop) → (then, now, variable)
        later, earlier = made.counts()
        for code in made.now:
            for workshop in sorted(made.now[code].keys() | made.then[code].keys()):
                self._add(code, workshop, _level(made.now[code], workshop), _level(made.then[code], workshop))
        for year, count, standing in (("now", later, made.now), ("then", earlier, made.then)):
            self._hear(year, count, standing, made.facts)
        if with_changes:
            for change in later.changes.values():
                for sign, told in ((-1, change.lower), (0, change.same), (1, change.higher)):
                    moves = [move for found in self.moves.values() for move in found]
                    self._require([column for old, new, column in moves if (new > old) - (new < old) == sign], told)

    def _add(self, code: str, workshop: int, now: int | None, then: int | None) -> None:
        if now and then:
            made = {pair: self._variable() for pair in product(SCALE, SCALE)}
            self.moves[code, workshop] = [(old, new, column) for (old, new), column in made.items()]
            for level in SCALE:
                self.columns[(code, workshop, "then"), level] = [column for (old, _new), column in made.items() if old == level]
                self.columns[(code, workshop, "now"), level] = [column for (_old, new), column in made.items() if new == level]
            self._require(made.values(), 1)
            return
        for year, level in (("now", now), ("then", then)):
            if level:
                variables = {step: self._variable() for step in SCALE}
                self.columns |= {((code, workshop, year), step): [column] for step, column in variables.items()}
                self._require(variables.values(), 1)

    def _variable(self) -> int:
        self.program.addVar(0.0, 1.0)
        return self.program.getNumCol() - 1

    def _require(self, columns: Iterable[int], total: float) -> None:
        found = sorted(columns)
        self.program.addRow(total, total, len(found), found, [1.0] * len(found))

    def _hear(self, year: str, count: Count, standing: Year, facts: Mapping[int, Facts]) -> None:
        for key, codes in count.figures.items():
            for code, answers in codes.items():
                members = [
                    workshop for workshop, answer in standing[code].items() if answer.level and _is_in(facts[answer.assessment], key)
                ]
                for level in SCALE:
                    told = sum(number for (given, _top), number in answers.items() if given == level)
                    self._require([column for one in members for column in self.columns[(code, one, year), level]], told)

    def solved(self) -> set[Said]:
        """Return what single workshops are known to have said."""
        found = set()
        for (place, level), columns in self.columns.items():
            for column in range(self.program.getNumCol()):
                self.program.changeColCost(column, 1.0 if column in columns else 0.0)
            self.program.changeObjectiveSense(highspy.ObjSense.kMinimize)
            self.program.run()
            if self.program.getInfo().objective_function_value > 1 - CLOSE:
                found.add((*place, level))
        return found


def _level(population: Population, workshop: int) -> int | None:
    return population[workshop].level if workshop in population else None


def _is_in(facts: Facts, key: Key) -> bool:
    return all(value in facts.values[dimension] for dimension, value in key)


def one_joins(*, moved: tuple[int, int]) -> Nation:
    """Seven workshops of one region answer twice and one joins them; ten answer twice in the other, and five join.

    `moved` is how many of the other region's ten go down and up.
    """
    facts = {year + one: Facts("", one, {"region": ("a" if one < 8 else "b",)}) for year in (0, THEN) for one in range(23)}
    old = {one: 2 + one % 2 for one in [*range(7), *range(8, 18)]}
    lower, higher = moved
    steps = dict.fromkeys(range(8, 8 + lower), -1) | dict.fromkeys(range(8 + lower, 8 + lower + higher), 1)
    new = {one: level + steps.get(one, 0) for one, level in old.items()} | {7: 1} | {one: 1 + one % 4 for one in range(18, 23)}
    return Nation(
        facts,
        {"K1.1": {one: Standing(one, level, SCALE) for one, level in new.items()}},
        {"K1.1": {one: Standing(THEN + one, level, SCALE) for one, level in old.items()}},
    )


@pytest.mark.parametrize("seed", range(25))
def test_how_levels_changed_solves_no_more_than_is_told_without_it(seed: int) -> None:
    made = nation(seed)
    assert Attacker(made, with_changes=True).solved() == Attacker(made, with_changes=False).solved()


def test_changes_are_told_of_some_of_these_nations() -> None:
    assert sum(bool(nation(seed).counts()[0].changes) for seed in range(25)) >= 5


def test_attacker_finds_who_joined_when_it_is_told_that_all_stayed(monkeypatch) -> None:
    made, newcomer = one_joins(moved=(0, 0)), ("K1.1", 7, "now", 1)
    assert newcomer not in Attacker(made, with_changes=True).solved()
    monkeypatch.setattr(counting, "LEAST", 0)
    assert made.counts()[0].changes
    assert newcomer in Attacker(made, with_changes=True).solved()


def test_who_joined_is_not_found_when_five_went_either_way() -> None:
    made = one_joins(moved=(5, 5))
    assert made.counts()[0].changes
    assert ("K1.1", 7, "now", 1) not in Attacker(made, with_changes=True).solved()


@pytest.mark.parametrize("seed", range(100))
def test_nothing_about_few_who_gave_a_level_can_be_had(seed: int) -> None:
    made = nation(seed)
    for code, told in levels_told(made).items():
        assert leaking_owners(told, {str(workshop): workshop for workshop in made.now[code]}) is None


def test_attacker_finds_few_with_a_level_when_only_all_who_answered_count(monkeypatch) -> None:
    once = counting.told_groups

    def of_answered(groups, owner):
        return frozenset(groups) if owner is seen.get("owner") else once(groups, seen.setdefault("owner", owner))

    found = 0
    for seed in range(40):
        made = nation(seed)
        for code in made.now:
            seen: dict[str, object] = {}
            monkeypatch.setattr(counting, "told_groups", of_answered)
            told = levels_told(Nation(made.facts, {code: made.now[code]}, {code: {}}))[code]
            found += leaking_owners(told, {str(workshop): workshop for workshop in made.now[code]}) is not None
    assert found


def levels_told(made: Nation) -> dict[str, list[frozenset[str]]]:
    """Return by code the workshops with a level of each group that is told."""
    later = made.counts()[0]
    return {
        code: [
            frozenset(str(one) for one, answer in population.items() if answer.level and _is_in(made.facts[answer.assessment], key))
            for key, codes in later.figures.items()
            if code in codes
        ]
        for code, population in made.now.items()
    }
