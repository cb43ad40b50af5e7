"""Counting what stands in a year: group by group and code by code, as far as it may be told, and storing it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from assessments.choices import Compared, Dimension
from assessments.models import SummaryCell, SummaryChange, SummaryFigure
from assessments.small_groups import LEAST, Key, is_large, keys_of, lattice, told_groups
from workshops.choices import FeatureKind
from workshops.models import Workshop

if TYPE_CHECKING:
    from assessments.models import Summary
    from assessments.selectors.summaries.standing import Facts, Population, Standing

DIMENSIONS = [dimension.value for dimension in Dimension]

Answer = tuple[int | None, bool]  # the level, and whether it is one of the two highest of its scale
MOVING = 3  # levels of a scale on which moves may be told: with two, those up less those down are what the second level gained


class Change(NamedTuple):
    """How many workshops are compared, and how many of their levels went down, stayed and went up."""

    workshops: int
    lower: int
    same: int
    higher: int


@dataclass
class Count:
    """A year counted: who took part, how many in each group, and the told figures."""

    participants: Mapping[int, int]  # workshop → the assessment it was finished in last
    facts: Mapping[int, Facts]  # by assessment
    counted_assessments: set[int]
    groups: Counter[Key] = field(default_factory=Counter)
    figures: dict[Key, dict[str, Counter[Answer]]] = field(default_factory=lambda: defaultdict(dict))
    changes: dict[tuple[str, str], Change] = field(default_factory=dict)  # (compared, area code)


def count_year(
    *,
    standing: Mapping[str, Population],
    earlier: Mapping[Compared, Sequence[Mapping[str, Population]]],
    areas: Mapping[str, str],
    participants: Mapping[int, int],
    facts: Mapping[int, Facts],
) -> Count:
    """Count what stands in the year, by criterion code; `areas` is code → area of the year's version.

    `earlier` is what it is compared with, of several years the newest first.
    """
    used = {answer.assessment for population in standing.values() for answer in population.values()}
    count = Count(participants, facts, used)
    for assessment in participants.values():
        count.groups.update(keys_of(facts[assessment].values, DIMENSIONS))
    told = _Told(facts)
    for code, population in standing.items():
        for key, members in told.of(population).items():
            levels = Counter((population[workshop].level, population[workshop].is_top) for workshop in members)
            count.figures[key][code] = levels
    for compared, years in earlier.items():
        count.changes |= {(compared, area): change for area, change in _changes(standing, years, areas, facts).items()}
    return count


class _Told:
    """The told groups of a population; criteria that the same assessments answered in the same way share them."""

    def __init__(self, facts: Mapping[int, Facts]) -> None:
        self.facts = facts
        self.known: dict[tuple[frozenset[tuple[int, int]], frozenset[int]], dict[Key, frozenset[int]]] = {}
        self.answered: dict[frozenset[tuple[int, int]], dict[Key, frozenset[int]]] = {}

    def of(self, population: Population) -> dict[Key, frozenset[int]]:
        """Return the workshops of each group that may be told of: neither of few who answered nor of few who gave a level.

        The rule is asked twice, for a group less another may be many to whom the criterion does not concern and one with a level.
        """
        who = frozenset((workshop, answer.assessment) for workshop, answer in population.items())
        with_level = frozenset(_with_level(population))
        if (who, with_level) not in self.known:
            owner = _owners(population, self.facts)
            groups = self._of_answered(population, who, owner)
            told = told_groups({key: members & with_level for key, members in groups.items()}, owner)
            self.known[who, with_level] = {key: groups[key] for key in groups if key in told}
        return self.known[who, with_level]

    def _of_answered(self, population: Population, who: frozenset[tuple[int, int]], owner: Mapping[int, int]) -> dict[Key, frozenset[int]]:
        if who not in self.answered:
            groups = lattice({workshop: self.facts[answer.assessment].values for workshop, answer in population.items()}, DIMENSIONS)
            told = told_groups(groups, owner)
            self.answered[who] = {key: groups[key] for key in groups if key in told}
        return self.answered[who]


def _changes(
    standing: Mapping[str, Population], earlier: Sequence[Mapping[str, Population]], areas: Mapping[str, str], facts: Mapping[int, Facts]
) -> dict[str, Change]:
    """Return by area how the levels of the same workshops compare, of several earlier years with the newest in which each gave one.

    Told when at least `LEAST` went down, stayed and went up (docs/decisions/0034): that all stayed, or none, would tell what the levels
    of the others are.
    """
    steps: dict[str, Counter[int]] = defaultdict(Counter)
    workshops: dict[str, set[int]] = defaultdict(set)
    for code in standing.keys() & areas.keys():
        now = standing[code]
        then = {workshop: answer for year in reversed(earlier) for workshop, answer in year.get(code, {}).items()}
        both = {workshop for workshop in now.keys() & then.keys() if _are_comparable(now[workshop], then[workshop])}
        if is_large(both, _owners(now, facts)):
            steps[areas[code]].update(_sign((now[workshop].level or 0) - (then[workshop].level or 0)) for workshop in both)
            workshops[areas[code]] |= both
    counted = {area: Change(len(workshops[area]), found[-1], found[0], found[1]) for area, found in steps.items()}
    return {area: change for area, change in counted.items() if min(change[1:]) >= LEAST}


def _with_level(population: Population) -> set[int]:
    return {workshop for workshop, answer in population.items() if answer.level is not None}


def _owners(population: Population, facts: Mapping[int, Facts]) -> dict[int, int]:
    return {workshop: facts[answer.assessment].organisation for workshop, answer in population.items()}


def _sign(step: int) -> int:
    return (step > 0) - (step < 0)


def _are_comparable(one: Standing, other: Standing) -> bool:
    return one.level is not None and other.level is not None and one.scale == other.scale and len(one.scale) >= MOVING


def store_count(summary: Summary, count: Count, everyone: Mapping[Key, int]) -> None:
    """Store the groups, their figures and the changes of the year; `everyone` is how many workshops each group has."""
    keys = sorted({*count.groups, *count.figures, *everyone}, key=lambda key: (len(key), [DIMENSIONS.index(name) for name, _ in key], key))
    cells = {key: _cell(summary, key, count.groups[key], everyone.get(key, 0)) for key in keys}
    SummaryCell.objects.bulk_create(cells.values(), batch_size=500)
    SummaryFigure.objects.bulk_create(_figures(cells, count), batch_size=1_000)
    SummaryChange.objects.bulk_create(
        SummaryChange(summary=summary, compared=compared, area_code=area, **change._asdict())
        for (compared, area), change in sorted(count.changes.items())
    )


def _cell(summary: Summary, key: Key, participants: int, everyone: int) -> SummaryCell:
    (first, first_value), (second, second_value) = (*key, ("", ""), ("", ""))[:2]
    return SummaryCell(
        summary=summary,
        first_dimension=first,
        first_value=first_value,
        second_dimension=second,
        second_value=second_value,
        participants=participants,
        everyone=everyone if len(key) < 2 else None,
    )


def _figures(cells: Mapping[Key, SummaryCell], count: Count) -> Iterable[SummaryFigure]:
    for key, codes in count.figures.items():
        for code, answers in codes.items():
            for (level, is_top), workshops in answers.items():
                yield SummaryFigure(cell=cells[key], code=code, level=level, is_top=is_top, workshops=workshops)


def count_everyone() -> Counter[Key]:
    """Return how many workshops there are now: in all, and by each value of each dimension."""
    workshops = Workshop.objects.select_related("organisation", "municipality__region").prefetch_related("networks", "features")
    everyone: Counter[Key] = Counter()
    for workshop in workshops.iterator(chunk_size=500):
        everyone.update(key for key in keys_of(_values_now(workshop), DIMENSIONS) if len(key) < 2)
    return everyone


def _values_now(workshop: Workshop) -> dict[str, tuple[str, ...]]:
    features = [(feature.kind, feature.code) for feature in workshop.features.all()]
    return {
        Dimension.REGION: (workshop.municipality.region.code,),
        Dimension.MAINTAINER: (workshop.organisation.maintainer_type,),
        Dimension.NETWORK: tuple(network.slug for network in workshop.networks.all()),
        Dimension.SIZE: (workshop.size,) if workshop.size else (),
        Dimension.LANGUAGE: (workshop.language,),
        Dimension.SERVICE: tuple(code for kind, code in features if kind == FeatureKind.SERVICE),
        Dimension.SECTOR: tuple(code for kind, code in features if kind == FeatureKind.SECTOR),
    }
