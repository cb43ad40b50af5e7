"""Counting what stands in a year: group by group and code by code, as far as it may be told, and storing it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

from assessments.choices import Compared, Dimension
from assessments.models import SummaryCell, SummaryChange, SummaryFigure
from assessments.small_groups import Key, is_large, keys_of, lattice, told_groups
from workshops.choices import FeatureKind
from workshops.models import Workshop

if TYPE_CHECKING:
    from assessments.models import Summary
    from assessments.selectors.summaries.standing import Facts, Population, Standing

DIMENSIONS = [dimension.value for dimension in Dimension]

Answer = tuple[int | None, bool]  # the level, and whether it is one of the two highest of its scale
Change = tuple[int, int, int]  # lower, same, higher


@dataclass
class Count:
    """A year counted: who took part, how many in each group, and the told figures."""

    participants: Mapping[int, int]  # workshop → the assessment it was finished in last
    facts: Mapping[int, Facts]  # by assessment
    counted_assessments: set[int]
    groups: Counter[Key] = field(default_factory=Counter)
    figures: dict[Key, dict[str, Counter[Answer]]] = field(default_factory=lambda: defaultdict(dict))
    changes: dict[tuple[str, str], Change] = field(default_factory=dict)  # (compared, code)


def count_year(
    *,
    standing: Mapping[str, Population],
    earlier: Mapping[Compared, Sequence[Mapping[str, Population]]],
    participants: Mapping[int, int],
    facts: Mapping[int, Facts],
) -> Count:
    """Count what stands in the year, by criterion code; `earlier` is what it is compared with, of several years the newest first."""
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
            change = _change(population, [year.get(code, {}) for year in years], facts)
            if change is not None:
                count.changes[compared, code] = change
    return count


class _Told:
    """The told groups of a population; criteria that the same assessments answered share them."""

    def __init__(self, facts: Mapping[int, Facts]) -> None:
        self.facts = facts
        self.known: dict[frozenset[tuple[int, int]], dict[Key, frozenset[int]]] = {}

    def of(self, population: Population) -> dict[Key, frozenset[int]]:
        """Return the workshops of each group that may be told of; not of one in which few gave a level."""
        owner = _owners(population, self.facts)
        with_level = _with_level(population)
        groups = self._groups(population, owner)
        return {key: members for key, members in groups.items() if is_large(members & with_level, owner)}

    def _groups(self, population: Population, owner: Mapping[int, int]) -> dict[Key, frozenset[int]]:
        who = frozenset((workshop, answer.assessment) for workshop, answer in population.items())
        if who not in self.known:
            groups = lattice({workshop: self.facts[answer.assessment].values for workshop, answer in population.items()}, DIMENSIONS)
            told = told_groups(groups, owner)
            self.known[who] = {key: groups[key] for key in groups if key in told}
        return self.known[who]


def _change(now: Population, earlier: Sequence[Population], facts: Mapping[int, Facts]) -> Change | None:
    """Return how the levels of those who have comparable ones both times compare in the nation; None when they, or those left, are few.

    If all said the same both times, it is known what those compared said. Taken from what is told of all who gave a level in the year, or
    in the earlier years, it leaves what the others said.
    """
    then = {workshop: answer for year in reversed(earlier) for workshop, answer in year.items()}
    both = {workshop for workshop in now.keys() & then.keys() if _are_comparable(now[workshop], then[workshop])}
    parts = [{workshop for workshop in both if year.get(workshop) == then[workshop]} for year in earlier]
    rests = [_with_level(year) - part for year, part in zip(earlier, parts, strict=True)]
    left = [_with_level(now) - both, *(set[int]().union(*sides) for sides in product(*zip(parts, rests, strict=True)))]
    owner = {workshop: owner for year in (*earlier, now) for workshop, owner in _owners(year, facts).items()}
    if not both or any(few and not is_large(few, owner) for few in left):
        return None
    steps = Counter(_sign((now[workshop].level or 0) - (then[workshop].level or 0)) for workshop in both)
    return steps[-1], steps[0], steps[1]


def _with_level(population: Population) -> set[int]:
    return {workshop for workshop, answer in population.items() if answer.level is not None}


def _owners(population: Population, facts: Mapping[int, Facts]) -> dict[int, int]:
    return {workshop: facts[answer.assessment].organisation for workshop, answer in population.items()}


def _sign(step: int) -> int:
    return (step > 0) - (step < 0)


def _are_comparable(one: Standing, other: Standing) -> bool:
    return one.level is not None and other.level is not None and one.scale == other.scale


def store_count(summary: Summary, count: Count, everyone: Mapping[Key, int]) -> None:
    """Store the groups, their figures and the changes of the year; `everyone` is how many workshops each group has."""
    keys = sorted({*count.groups, *count.figures, *everyone}, key=lambda key: (len(key), [DIMENSIONS.index(name) for name, _ in key], key))
    cells = {key: _cell(summary, key, count.groups[key], everyone.get(key, 0)) for key in keys}
    SummaryCell.objects.bulk_create(cells.values(), batch_size=500)
    SummaryFigure.objects.bulk_create(_figures(cells, count), batch_size=1_000)
    SummaryChange.objects.bulk_create(
        SummaryChange(summary=summary, compared=compared, code=code, lower=lower, same=same, higher=higher)
        for (compared, code), (lower, same, higher) in sorted(count.changes.items())
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
