"""An attacker who has collected every told figure and solves for the hidden ones by linear programming."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from random import Random

import highspy

from assessments.small_groups import Key

CLOSE = 1e-6


def solved_groups(groups: Mapping[Key, frozenset[str]], told: Collection[Key], rng: Random) -> list[Key]:
    """Return the hidden groups, and single workshops as (("workshop", name),), whose sum follows from the told sums.

    Each workshop has a number between 0 and 1 that only it knows. All numbers differ, as the rule must hold whatever was answered: with
    answers that are alike a figure of five who all say the same tells of each of them, which no limit of size can help.
    The attacker knows who belongs where. A group is solved when the least and the greatest sum it could have are one.
    """
    units = sorted({unit for members in groups.values() for unit in members})
    secret = {unit: rng.uniform(0.2, 0.8) for unit in units}
    program = _program(units, [(groups[key], sum(secret[unit] for unit in groups[key])) for key in sorted(told)])
    hidden: dict[Key, frozenset[str]] = {key: members for key, members in groups.items() if key not in told and len(members) < 5}
    hidden |= {(("workshop", unit),): frozenset({unit}) for unit in units}
    return [key for key, members in hidden.items() if _is_solved(program, units, members)]


def _program(units: list[str], figures: list[tuple[frozenset[str], float]]) -> highspy.Highs:
    program = highspy.Highs()
    program.silent()
    column = {unit: number for number, unit in enumerate(units)}
    for _ in units:
        program.addVar(0.0, 1.0)
    for members, total in figures:
        columns = sorted(column[unit] for unit in members)
        program.addRow(total, total, len(columns), columns, [1.0] * len(columns))
    return program


def _is_solved(program: highspy.Highs, units: list[str], members: frozenset[str]) -> bool:
    for number, unit in enumerate(units):
        program.changeColCost(number, 1.0 if unit in members else 0.0)
    ends = []
    for sense in (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize):
        program.changeObjectiveSense(sense)
        program.run()
        ends.append(program.getInfo().objective_function_value)
    return ends[1] - ends[0] < CLOSE
