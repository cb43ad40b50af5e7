"""No figure about a small group can be had from what is told: an attacker looks at every way of adding and subtracting."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from itertools import combinations
from random import Random

import numpy as np
import pytest

from assessments.small_groups import LEAST, Key, lattice, told_groups
from tests.assessments.attacker import solved_groups

DIMENSIONS = ("region", "network", "maintainer", "size", "language", "service")
NATIONS = 200
Groups = dict[Key, frozenset[str]]


def nation(seed: int, owners: int | None = None) -> tuple[Groups, dict[str, str]]:
    """Return the lattice of a random small nation and the organisation of each workshop."""
    rng = Random(seed)
    owners = owners or rng.randrange(5, 15)
    places = {f"o{number}": (rng.choice("abcd"), rng.choice(["kunta", "kunta", "säätiö"])) for number in range(owners)}
    owner, features = {}, {}
    for number in range(rng.randrange(owners, owners + 8)):
        unit, own = f"w{number}", f"o{number if number < owners else rng.randrange(owners)}"
        owner[unit] = own
        features[unit] = {
            "region": [places[own][0]],
            "network": ["etelä" if places[own][0] in "ab" else "pohjoinen"] + (["svenska"] if rng.random() < 0.2 else []),
            "maintainer": [places[own][1]],
            "size": [rng.choice(["pieni", "suuri"])],
            "language": [rng.choice(["fi", "fi", "fi", "sv"])],
            "service": [service for service in ("starttivalmennus", "työvalmennus") if rng.random() < 0.6],
        }
    return lattice(features, DIMENSIONS), owner


def leaking_owners(told: Collection[frozenset[str]], owner: Mapping[str, Hashable]) -> tuple[Hashable, ...] | None:
    """Return four owners about whose workshops alone something can be had by adding and subtracting; None when there are no such.

    Tried for every four: a sum of theirs alone exists exactly when the figures tell less independent things without their columns.
    """
    units = sorted(owner)
    matrix = np.array([[unit in group for unit in units] for group in told], dtype=float).reshape(len(told), len(units))
    rank = np.linalg.matrix_rank(matrix)
    for few in combinations(sorted(set(owner.values()), key=str), LEAST - 1):
        others = [number for number, unit in enumerate(units) if owner[unit] not in few]
        if np.linalg.matrix_rank(matrix[:, others]) < rank:
            return few
    return None


@pytest.mark.parametrize("seed", range(NATIONS))
def test_nothing_about_few_owners_can_be_had_in_any_small_nation(seed) -> None:
    groups, owner = nation(seed)
    told = told_groups(groups, owner)
    assert leaking_owners([groups[key] for key in told], owner) is None


@pytest.mark.parametrize("seed", range(NATIONS))
def test_attacker_solves_no_hidden_group_of_any_small_nation(seed) -> None:
    groups, owner = nation(seed)
    assert solved_groups(groups, told_groups(groups, owner), Random(seed)) == []


def test_attackers_find_the_leak_when_only_sizes_count() -> None:
    solved = leaking = 0
    for seed in range(20):
        groups, owner = nation(seed, owners=12)
        told = told_groups(groups, owner, complementary=False)
        solved += bool(solved_groups(groups, told, Random(seed)))
        leaking += leaking_owners([groups[key] for key in told], owner) is not None
    assert solved > 10
    assert leaking > 10


def test_small_groups_are_never_told_and_large_ones_are_when_nothing_is_left_of_them() -> None:
    features = {f"w{number}": {"region": ["a" if number < 5 else "b"]} for number in range(10)}
    owner = {unit: unit for unit in features}
    groups = lattice(features, ["region"])
    assert told_groups(groups, owner) == {(), (("region", "a"),), (("region", "b"),)}
    features["w10"] = {"region": ["c"]}
    owner["w10"] = "w10"
    told = told_groups(lattice(features, ["region"]), owner)
    assert told == {(), (("region", "a"),)}  # with b too, c would be what is left of everybody


def test_workshops_of_four_organisations_are_few_however_many_they_are() -> None:
    features = {f"w{number}": {"region": ["a" if number < 12 else "b"]} for number in range(24)}
    owner = {unit: f"o{number % 4}" if number < 12 else unit for number, unit in enumerate(features)}
    assert told_groups(lattice(features, ["region"]), owner) == {()}


def test_groups_that_are_almost_the_same_are_not_told_side_by_side() -> None:
    """From two groups that differ by one workshop each one could learn how the two answered."""
    features = {
        f"w{number}": {"region": ["a" if number in range(10) else "b"], "size": ["pieni" if number in range(1, 11) else "suuri"]}
        for number in range(20)
    }
    groups = lattice(features, ["region", "size"])
    told = told_groups(groups, {unit: unit for unit in features})
    assert (("region", "a"),) in told
    assert (("size", "pieni"),) not in told


def test_preferred_groups_are_told_first_and_the_answer_is_always_the_same() -> None:
    groups, owner = nation(3, owners=14)
    keys = list(groups)
    assert keys[0] == ()
    assert [len(key) for key in keys] == sorted(len(key) for key in keys)
    shuffled = dict(sorted(owner.items(), reverse=True))
    assert told_groups(groups, owner) == told_groups(groups, shuffled)
    assert () in told_groups(groups, owner)


def test_nothing_is_told_of_nobody_and_of_four() -> None:
    assert told_groups({}, {}) == frozenset()
    features = {f"w{number}": {"region": ["a"]} for number in range(4)}
    assert told_groups(lattice(features, ["region"]), {unit: unit for unit in features}) == frozenset()
