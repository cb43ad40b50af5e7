"""The demo's closed years: small groups occur in them, and an attacker solves for none of them; the stored rows are those counted anew."""

from __future__ import annotations

from collections import defaultdict
from random import Random

import pytest
from django.core.management import call_command

from assessments.models import Summary, SummaryFigure
from assessments.small_groups import Key
from tests.assessments.attacker import solved_groups
from tests.assessments.summaries.recount import Given, answers, groups_in_order

pytestmark = pytest.mark.xdist_group("demo")  # one process makes the demo for all of them


def told_of(summary: Summary) -> dict[str, set[Key]]:
    """Return the groups that are told of, by criterion."""
    told: dict[str, set[Key]] = defaultdict(set)
    for figure in SummaryFigure.objects.filter(cell__summary=summary).select_related("cell"):
        told[figure.code].add(figure.cell.key)
    return told


def named(population: dict[int, Given]) -> dict[Key, frozenset[str]]:
    groups = groups_in_order({workshop: given.stored for workshop, given in population.items()})
    return {key: frozenset(f"{workshop:04d}" for workshop in members) for key, members in groups.items()}


def test_small_groups_occur_and_an_attacker_solves_none(demo, db):
    tried: set[tuple[frozenset[str], frozenset[Key]]] = set()
    hidden = 0
    for summary in Summary.objects.all():
        told = told_of(summary)
        for code, population in answers(summary.framework, summary.series, summary.year).items():
            groups, known = named(population), frozenset(told[code])
            if not groups or (groups[()], known) in tried:
                continue
            tried.add((groups[()], known))
            hidden += len(groups.keys() - known)
            assert solved_groups(groups, known, Random(summary.year)) == [], f"{summary} {code}"
    assert hidden > 100
    assert sum(len(known) for _everybody, known in tried) > 100


def test_attacker_solves_groups_of_the_demo_when_only_sizes_count(demo, db):
    """Guards the test above: the same attacker, who is told of every group of five."""
    summary = Summary.objects.filter(series="self").latest("year")
    population = next(iter(answers(summary.framework, "self", summary.year).values()))
    groups = named(population)
    assert solved_groups(groups, [key for key, members in groups.items() if len(members) >= 5], Random(1))


def test_stored_counts_are_those_counted_anew(demo, db, capsys):
    call_command("check_counts")
    assert Summary.objects.count() >= 4
