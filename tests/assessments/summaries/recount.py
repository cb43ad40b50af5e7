"""A year counted another way, to compare the stored rows with: result by result, in plain Python and with fractions.

Only the rule of what may be told (`told_groups`) is asked of the service, on groups made here; it has attackers of its own.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from zoneinfo import ZoneInfo

from assessments.models import Action, Assessment, Classification, Result, Summary
from assessments.small_groups import Key, told_groups
from criteria.models import Criterion, Framework, FrameworkVersion

HELSINKI = ZoneInfo("Europe/Helsinki")
DIMENSIONS = ["region", "maintainer", "network", "size", "language", "service", "sector"]
KINDS = {"self": {"self"}, "audit": {"peer", "external"}}
FINISHED = {"completed", "archived", "final", "closed"}
Rows = dict[tuple[object, ...], object]


@dataclass(frozen=True)
class Given:
    """An answer that counts."""

    workshop: int
    code: str
    assessment: int
    stored: Classification
    level: int | None
    scale: tuple[int, ...]

    @property
    def is_top(self) -> bool:
        return self.level is not None and sum(step > self.level for step in self.scale) < 2


def year_of(moment: dt.datetime) -> int:
    return moment.astimezone(HELSINKI).year


def finished(framework: Framework, series: str, year: int) -> list[Assessment]:
    related = Assessment.objects.select_related("version__scale", "version__framework", "classification__region")
    return [
        one
        for one in related.prefetch_related("classification__networks", "version__scale__levels")
        if one.version.framework == framework
        and one.kind in KINDS[series]
        and one.status in FINISHED
        and one.completed_at
        and year_of(one.completed_at) == year
    ]


def answers(framework: Framework, series: str, year: int) -> dict[str, dict[int, Given]]:
    """Return the answers that count: code → workshop → the one of the assessment finished last."""
    of: dict[tuple[str, int], list[tuple[dt.datetime, int, Given]]] = defaultdict(list)
    by_key = {one.pk: one for one in finished(framework, series, year)}
    for result in Result.objects.select_related("criterion", "level"):
        one = by_key.get(result.assessment_id)
        if one and result.answer in {"level", "not_applicable"}:
            level = result.level.value if result.level else None
            scale = tuple(step.value for step in one.version.scale.levels.all())
            given = Given(one.workshop_id, result.criterion.code, one.pk, one.classification, level, scale)
            of[given.code, given.workshop].append((one.completed_at, one.pk, given))
    counting: dict[str, dict[int, Given]] = defaultdict(dict)
    for (code, workshop), candidates in of.items():
        counting[code][workshop] = max(candidates, key=lambda each: each[:2])[2]
    return counting


def values_of(stored: Classification) -> dict[str, list[str]]:
    return {
        "region": [stored.region.code],
        "maintainer": [stored.maintainer_type],
        "network": [network.slug for network in stored.networks.all()],
        "size": [stored.size] if stored.size else [],
        "language": [stored.language],
        "service": stored.services.split(),
        "sector": stored.sectors.split(),
    }


def keys_of(stored: Classification) -> list[Key]:
    values = values_of(stored)
    single = [(name, value) for name in DIMENSIONS for value in values[name]]
    return [(), *((pair,) for pair in single), *(pair for pair in combinations(single, 2) if pair[0][0] != pair[1][0])]


def groups_in_order(members: dict[int, Classification]) -> dict[Key, set[int]]:
    """Return the groups of the workshops by what was stored of them, in the order of decision 0034."""
    groups: dict[Key, set[int]] = defaultdict(set)
    for workshop, stored in members.items():
        for key in keys_of(stored):
            groups[key].add(workshop)
    ordered = sorted(groups, key=lambda key: (-len(groups[key]), key))
    singles = [key for name in DIMENSIONS for key in ordered if len(key) == 1 and key[0][0] == name]
    return {key: groups[key] for key in [(), *singles, *(key for key in ordered if len(key) == 2)] if key in groups}


def is_five(workshops: Iterable[int], owner: dict[int, int]) -> bool:
    return len(set(workshops)) >= 5 and len({owner[workshop] for workshop in workshops}) >= 5


def last_of(framework: Framework, series: str, year: int) -> dict[int, Assessment]:
    """Return the assessment that each workshop finished last in the year."""
    return {one.workshop_id: one for one in sorted(finished(framework, series, year), key=lambda one: (one.completed_at, one.pk))}


def expected_rows(framework: Framework, series: str, year: int) -> Rows:
    """Return what has to be stored of the year."""
    last = last_of(framework, series, year)
    version = version_of(last.values())
    scale = tuple(step.value for step in version.scale.levels.all())
    everything = answers(framework, series, year)
    standing = {
        code: kept
        for code, given in everything.items()
        if (kept := {workshop: one for workshop, one in given.items() if one.scale == scale})
    }
    rows: Rows = {("participant", workshop): one.pk for workshop, one in last.items()}
    groups = Counter(key for one in last.values() for key in keys_of(one.classification))
    rows |= {("group", key): number for key, number in groups.items()}
    other_scale = {one.assessment for given in everything.values() for one in given.values() if one.scale != scale}
    rows |= totals(framework, series, year, {one.assessment for given in standing.values() for one in given.values()}, other_scale)
    rows[("version",)] = version.pk
    told_of: dict[frozenset[tuple[int, int, bool]], frozenset[Key]] = {}  # the same question has the same answer
    for code, population in standing.items():
        owner = {workshop: given.stored.organisation_id for workshop, given in population.items()}
        offered = groups_in_order({workshop: given.stored for workshop, given in population.items()})
        with_level = {workshop for workshop, given in population.items() if given.level is not None}
        who = frozenset((given.workshop, given.assessment, given.level is None) for given in population.values())
        if who not in told_of:
            of_answers = told_groups(offered, owner)
            told_of[who] = told_groups({key: offered[key] & with_level for key in offered if key in of_answers}, owner)
        for key in told_of[who]:
            told = [population[workshop] for workshop in offered[key]]
            rows |= {
                ("figure", key, code, level, top): number
                for (level, top), number in Counter((given.level, given.is_top) for given in told).items()
            }
    areas = {criterion.code: criterion.area.code for criterion in Criterion.objects.filter(area__version=version).select_related("area")}
    for compared, earlier in compared_with(framework, series, year).items():
        rows |= changes(compared, standing, earlier, areas)
    return rows


def version_of(last: Iterable[Assessment]) -> FrameworkVersion:
    """Return the version that most workshops used, of equal ones the newest."""
    times = Counter(one.version for one in last)
    return max(times, key=lambda version: (times[version], version.published_at, version.pk))


def totals(framework: Framework, series: str, year: int, counting: set[int], other_scale: set[int]) -> Rows:
    last = last_of(framework, series, year)
    begun = [
        one
        for one in Assessment.objects.filter(version__framework=framework, started_at__isnull=False)
        if one.kind in KINDS[series] and year_of(one.started_at) == year and not (one.completed_at and year_of(one.completed_at) == year)
    ]
    return {
        ("organisations",): len({one.classification.organisation_id for one in last.values()}),
        ("replaced",): sum(one.pk not in counting | other_scale for one in finished(framework, series, year)),
        ("other_scale",): len(other_scale),
        ("unfinished",): len(begun),
        ("actions_agreed",): sum(year_of(action.agreed_at) == year for action in Action.objects.all()),
        ("actions_finished",): sum(
            action.status == "done" and action.finished_at is not None and year_of(action.finished_at) == year
            for action in Action.objects.all()
        ),
    }


def compared_with(framework: Framework, series: str, year: int) -> dict[str, list[dict[str, dict[int, Given]]]]:
    with_earlier = {"year_before": [answers(framework, series, year - 1)]}
    if series == "audit":
        with_earlier["own"] = [answers(framework, "self", year), answers(framework, "self", year - 1)]
    return with_earlier


def changes(
    compared: str, standing: dict[str, dict[int, Given]], earlier: Sequence[dict[str, dict[int, Given]]], areas: dict[str, str]
) -> Rows:
    moves: dict[str, list[tuple[int, Fraction]]] = defaultdict(list)
    for code, now in standing.items():
        pairs = []
        for workshop, given in now.items():
            said = next((year[code][workshop] for year in earlier if workshop in year.get(code, {})), None)
            if said and None not in {said.level, given.level} and said.scale == given.scale and len(given.scale) > 2:
                pairs.append((given, said))
        if code in areas and is_five(
            [given.workshop for given, _ in pairs], {given.workshop: given.stored.organisation_id for given, _ in pairs}
        ):
            moves[areas[code]] += [(given.workshop, Fraction(given.level) - Fraction(said.level)) for given, said in pairs]
    rows: Rows = {}
    for area, found in moves.items():
        steps = [step for _workshop, step in found]
        counts = (sum(step < 0 for step in steps), steps.count(0), sum(step > 0 for step in steps))
        if min(counts) >= 5:
            rows["change", compared, area] = (len({workshop for workshop, _step in found}), *counts)
    return rows


def stored_rows(summary: Summary) -> Rows:
    """Return what is stored of the year, in the same form; groups in which nobody took part left out."""
    rows: Rows = {("participant", row.workshop_id): row.assessment_id for row in summary.participants.all()}
    rows[("version",)] = summary.version_id
    for name in ("organisations", "replaced", "other_scale", "unfinished", "actions_agreed", "actions_finished"):
        rows[(name,)] = getattr(summary, name)
    for cell in summary.cells.prefetch_related("figures"):
        if cell.participants:
            rows["group", cell.key] = cell.participants
        for figure in cell.figures.all():
            rows["figure", cell.key, figure.code, figure.level, figure.is_top] = figure.workshops
    for change in summary.changes.all():
        rows["change", change.compared, change.area_code] = (change.workshops, change.lower, change.same, change.higher)
    return rows
