"""Two years of a small nation, with a newer version of the criteria and audits in the second, and the same counted anew.

What is expected is worked out here from the stored results with lists and fractions, and shares no code with what counts and shows it.
"""

from __future__ import annotations

import datetime as dt
import statistics
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from assessments.models import Assessment, Summary
from assessments.small_groups import Key
from assessments.years import begins_at
from criteria.models import FrameworkVersion
from tests.factories.criteria import PUBLISHED_AT, make_version
from tests.factories.summaries import closed, make_finished, make_nation, random_levels
from tests.factories.workshops import UserFactory
from workshops.models import Workshop

AREAS = {"K1": ["K1.1", "K1.2"], "K2": ["K2.1", "K2.2"]}  # of the newer version; the older one had K1.3 and K2.3 too
CODES = [code for codes in AREAS.values() for code in codes]
KINDS = {"self": ["self"], "audit": ["peer", "external"]}
TOP = (3, 4)  # of four levels

At = tuple[str, int]  # series, year
Values = frozenset[tuple[str, str]]
Answers = dict[str, dict[int, tuple[Values, int | None]]]  # code → workshop → (its values of the dimensions, level)


@dataclass
class Years:
    """The nation and its summaries by (series, year)."""

    old: FrameworkVersion
    new: FrameworkVersion
    workshops: list[Workshop]
    summaries: dict[At, Summary]
    answers: dict[At, Answers]  # what stands, worked out here


def made_years() -> Years:
    """Make 22 workshops; all take part in 2024 on the old version, most in 2025 on either, some in parts and twice; 12 are audited."""
    rng, by, workshops = Random(5), UserFactory(), make_nation(22, seed=3)
    old = make_version(areas=2, criteria=3)
    new = make_version(areas=2, criteria=2, framework=old.framework)
    FrameworkVersion.objects.filter(pk=new.pk).update(published_at=PUBLISHED_AT + dt.timedelta(days=60))
    for number, workshop in enumerate(workshops):
        make_finished(workshop, random_levels(old, rng), version=old, at=_day(2024, number), by=by)
        if number < 20:
            version = old if number < 10 else new
            make_finished(workshop, random_levels(version, rng), version=version, at=_day(2025, number), by=by)
        if number % 4 == 0 and number < 20:  # one area anew
            again = {code: level for code, level in random_levels(new, rng).items() if code.startswith("K1")}
            make_finished(workshop, again, version=new, at=_day(2025, 100 + number), by=by)
        if number >= 10:
            make_finished(workshop, random_levels(new, rng), version=new, at=_day(2025, 200 + number), series="audit", by=by)
    summaries = {(series, year): closed(new, year, series=series) for series, year in [("self", 2024), ("self", 2025), ("audit", 2025)]}
    return Years(old, new, workshops, summaries, {at: standing(*at) for at in summaries})


def _day(year: int, number: int) -> dt.datetime:
    return begins_at(year) + dt.timedelta(days=10 + number)


# What is expected ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Expected:
    """The answers to one criterion, or to those of an area, in a group: the levels one by one."""

    levels: tuple[int, ...]
    not_applicable: int

    @property
    def answers(self) -> int:
        return len(self.levels) + self.not_applicable

    @property
    def median(self) -> float | None:
        return statistics.median(self.levels) if self.levels else None

    @property
    def top_share(self) -> Fraction | None:
        return Fraction(sum(level in TOP for level in self.levels), len(self.levels)) if self.levels else None

    def count(self, level: int) -> int:
        return self.levels.count(level)


def standing(series: str, year: int) -> Answers:
    """Return the last result of each code and workshop among the stored ones."""
    found: Answers = {}
    assessments = Assessment.objects.filter(kind__in=KINDS[series], completed_at__year=year).order_by("completed_at")
    for assessment in assessments:
        values = values_of(assessment)
        for row in assessment.results.select_related("criterion", "level"):
            found.setdefault(row.criterion.code, {})[assessment.workshop_id] = (values, row.level.value if row.level else None)
    return found


def expected(answers: Answers, key: Key) -> dict[str, Expected]:
    """Return the answers to every code in the group, told or not."""
    found = {}
    for code, by_workshop in answers.items():
        levels = [level for values, level in by_workshop.values() if set(key) <= values]
        found[code] = Expected(tuple(level for level in levels if level is not None), levels.count(None))
    return found


def put_together(answers: dict[str, Expected], area: str) -> Expected:
    parts = [answers[code] for code in AREAS[area]]
    return Expected(sum((part.levels for part in parts), ()), sum(part.not_applicable for part in parts))


def values_of(assessment: Assessment) -> Values:
    """Return the groups of one dimension to which the assessment belongs, as it stores them."""
    row = assessment.classification
    found = {("region", row.region.code), ("maintainer", row.maintainer_type), ("size", row.size), ("language", row.language)}
    found |= {("network", network.slug) for network in row.networks.all()}
    found |= {("service", code) for code in row.services.split()}
    return frozenset(found | {("sector", code) for code in row.sectors.split()})


def groups_of(answers: Answers) -> list[Key]:
    """Return everybody, every value and every two values of two dimensions in which somebody took part."""
    from_values = {values for by_workshop in answers.values() for values, _level in by_workshop.values()}
    order = ["region", "maintainer", "network", "size", "language", "service", "sector"]
    values = sorted(set().union(*from_values), key=lambda pair: (order.index(pair[0]), pair[1]))
    pairs = [(one, other) for place, one in enumerate(values) for other in values[place + 1 :] if one[0] != other[0]]
    return [(), *((value,) for value in values), *(pair for pair in pairs if any(set(pair) <= own for own in from_values))]
