"""The table of conflicts: each kind held and not held, what is grave, and the order of the list of possible auditors."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import permutations

import pytest

from assessments.conflicts import (
    CONFLICTS,
    RULES,
    SEVERITY_LABELS,
    ApplicantFacts,
    AuditorFacts,
    ConflictKind,
    Employment,
    Severity,
    conflicts_between,
    of_severity,
)
from assessments.ranking import CandidateFacts, rank_key

REGISTERED = dt.date(2026, 9, 1)
BEFORE, ON = REGISTERED - dt.timedelta(days=1), REGISTERED
HERS, THEIRS, UNIT, OTHER = 1, 2, 3, 4  # organisations: the auditor's, the applicant's, that of a covered unit, any other
AUDITOR = AuditorFacts(
    employments=frozenset({Employment(HERS)}),
    worked_at=frozenset({OTHER}),
    trained_at=frozenset({OTHER}),
    declared=frozenset({OTHER}),
    audited_by=frozenset({OTHER}),
    municipalities=frozenset({10}),
    regional_networks=frozenset({20}),
    language_networks=frozenset({30}),
)
APPLICANT = ApplicantFacts(
    since=REGISTERED,
    organisations=frozenset({THEIRS, UNIT}),
    municipalities=frozenset({11}),
    regional_networks=frozenset({21}),
    language_networks=frozenset({31}),
)
HELD: list[tuple[ConflictKind, dict[str, object]]] = [
    (ConflictKind.SAME_ORGANISATION, {"employments": frozenset({Employment(THEIRS)})}),
    (ConflictKind.SAME_ORGANISATION, {"employments": frozenset({Employment(HERS), Employment(UNIT)})}),
    (ConflictKind.SAME_ORGANISATION, {"employments": frozenset({Employment(THEIRS, last_date=ON)})}),
    (ConflictKind.DECLARED, {"declared": frozenset({UNIT})}),
    (ConflictKind.SAME_REGIONAL_NETWORK, {"regional_networks": frozenset({20, 21})}),
    (ConflictKind.SAME_MUNICIPALITY, {"municipalities": frozenset({11})}),
    (ConflictKind.RECIPROCAL, {"audited_by": frozenset({THEIRS})}),
    (ConflictKind.WORKED_THERE, {"worked_at": frozenset({THEIRS})}),
    (ConflictKind.WORKED_THERE, {"employments": frozenset({Employment(THEIRS, last_date=BEFORE)})}),
    (ConflictKind.TRAINED_THERE, {"trained_at": frozenset({UNIT})}),
    (ConflictKind.SAME_LANGUAGE_NETWORK, {"language_networks": frozenset({31})}),
]


def test_conflicts_of_strangers_are_none() -> None:
    assert conflicts_between(AUDITOR, APPLICANT) == []
    assert conflicts_between(AuditorFacts(), APPLICANT) == []


@pytest.mark.parametrize(("kind", "changes"), HELD)
def test_conflict_holds_alone(kind: ConflictKind, changes: dict[str, object]) -> None:
    assert conflicts_between(replace(AUDITOR, **changes), APPLICANT) == [kind]


def test_conflicts_of_every_kind_have_their_case() -> None:
    assert {kind for kind, _ in HELD} == set(ConflictKind) == set(RULES)


def test_conflicts_are_told_the_gravest_first_whatever_their_order() -> None:
    changes: dict[str, object] = {}
    for _kind, more in HELD:
        changes |= more
    changes["employments"] = frozenset({Employment(THEIRS), Employment(UNIT, last_date=BEFORE)})
    found = conflicts_between(replace(AUDITOR, **changes), APPLICANT)
    assert found == list(ConflictKind)
    ranks = [list(Severity).index(RULES[kind].severity) for kind in found]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize(
    ("severity", "kinds"),
    [
        (Severity.BLOCK, {"same_organisation", "declared"}),
        (Severity.WARNING, {"same_regional_network", "same_municipality", "reciprocal", "worked_there", "trained_there"}),
        (Severity.NOTE, {"same_language_network"}),
    ],
)
def test_conflicts_are_as_grave_as_agreed(severity: Severity, kinds: set[str]) -> None:
    assert set(of_severity(ConflictKind, severity)) == kinds
    assert str(SEVERITY_LABELS[severity])


def test_conflicts_are_told_in_whole_sentences() -> None:
    labels = [str(rule.label) for rule in CONFLICTS]
    assert all(label.endswith(".") and label[0].isupper() for label in labels)
    assert len(set(labels)) == len(CONFLICTS)


def test_employment_that_ended_before_is_no_block_and_one_that_goes_on_is_no_past() -> None:
    auditor = AuditorFacts(employments=frozenset({Employment(1), Employment(2, ON), Employment(3, BEFORE)}), worked_at=frozenset({4}))
    assert auditor.employers_since(REGISTERED) == {1, 2}
    assert auditor.employers_before(REGISTERED) == {3, 4}


# The order of possible auditors ----------------------------------------------------------------------------------------------

# Each is worse than the one before it by one fact; whatever is better in it counts for less.
ORDER = [
    CandidateFacts(key=1),
    CandidateFacts(key=2),
    CandidateFacts(key=0, last_audited_date=dt.date(2024, 3, 1)),
    CandidateFacts(key=0, last_audited_date=dt.date(2025, 3, 1)),
    CandidateFacts(key=0, made=0, is_experienced=False),
    CandidateFacts(key=0, load=1, most=6, made=20),
    CandidateFacts(key=0, load=1, most=4, made=20),
    CandidateFacts(key=0, load=2, most=4, made=20),
    CandidateFacts(key=0, warnings=1),
    CandidateFacts(key=0, warnings=2),
    CandidateFacts(key=0, load=4),
    CandidateFacts(key=1, load=0, most=0),
    CandidateFacts(key=0, has_left=True),
    CandidateFacts(key=0, is_away=True),
    CandidateFacts(key=0, speaks_language=False),
    CandidateFacts(key=0, blocks=1),
]


def test_ranking_puts_each_worse_fact_behind() -> None:
    keys = [rank_key(facts) for facts in ORDER]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


def test_ranking_is_the_same_whatever_the_order_of_asking() -> None:
    few = ORDER[::3]
    orders = {tuple(facts for facts in sorted(given, key=rank_key)) for given in permutations(few)}
    assert orders == {tuple(few)}


def test_share_of_one_who_makes_none_is_whole() -> None:
    assert CandidateFacts(key=1, most=0).share == 1
    assert CandidateFacts(key=1, most=0).is_full
    assert CandidateFacts(key=1, load=3, most=4).share == pytest.approx(0.75)
