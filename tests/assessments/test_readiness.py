"""Readiness: which of a round's conditions an audit meets, and what the others fail on. No database."""

from __future__ import annotations

from decimal import Decimal

from assessments.readiness import Condition, Finding, LowArea, Readiness, ReadinessKind, readiness_of


def found(*areas: tuple[int | None, ...], unmet: tuple[str, ...] = ()) -> list[Finding]:
    """An audit of areas A1, A2, … with these levels; the named criteria have the last verdict."""
    return [
        Finding(f"A{number}", f"A{number}.{place}", level, f"A{number}.{place}" in unmet)
        for number, levels in enumerate(areas, start=1)
        for place, level in enumerate(levels, start=1)
    ]


def asked(findings: list[Finding], *, forbids: bool = True, least: int | None = 2) -> Readiness:
    return readiness_of(findings, forbids_unmet=forbids, least_median=least)


def medians_of(findings: list[Finding], least: int = 2) -> Condition:
    [condition] = asked(findings, forbids=False, least=least).conditions
    return condition


def test_readiness_is_met_when_no_criterion_is_unmet_and_each_median_reaches_the_limit() -> None:
    readiness = asked(found((2, 2, 4), (2, 1, 3)))
    assert [condition.kind for condition in readiness.conditions] == [ReadinessKind.NO_UNMET, ReadinessKind.MEDIANS]
    assert readiness.is_asked
    assert readiness.is_met


def test_readiness_names_every_unmet_criterion_in_order() -> None:
    readiness = asked(found((3, 1), (1, 3), unmet=("A2.1", "A1.2")))
    assert readiness.conditions[0].unmet == ("A1.2", "A2.1")
    assert not readiness.conditions[0].is_met
    assert not readiness.is_met


def test_readiness_names_areas_under_the_limit_with_halves() -> None:
    condition = medians_of(found((1, 2), (2, 3), (1, 1, 4)))
    assert condition.low == (LowArea("A1", Decimal("1.5")), LowArea("A3", Decimal(1)))
    assert not condition.is_met


def test_median_at_the_limit_is_enough() -> None:
    assert medians_of(found((2, 2))).is_met
    assert medians_of(found((1, 3))).is_met
    assert not medians_of(found((2, 2)), least=3).is_met


def test_area_with_nothing_but_not_applicable_is_told_and_fails_nothing() -> None:
    condition = medians_of(found((None, None), (3, None)))
    assert condition.is_met
    assert condition.passed_over == ("A1",)
    assert condition.low == ()


def test_criteria_that_do_not_concern_the_applicant_count_in_no_median() -> None:
    assert medians_of(found((2, None, None))).is_met
    assert medians_of(found((1, None, 2))).low == (LowArea("A1", Decimal("1.5")),)


def test_level_zero_is_a_level() -> None:
    assert medians_of(found((0, 0)), least=1).low == (LowArea("A1", Decimal(0)),)
    assert medians_of(found((0, 0)), least=0).is_met


def test_round_without_conditions_asks_for_nothing() -> None:
    readiness = asked(found((1,), unmet=("A1.1",)), forbids=False, least=None)
    assert readiness == Readiness(())
    assert not readiness.is_asked
    assert readiness.is_met


def test_each_condition_stands_alone() -> None:
    findings = found((1, 1), unmet=("A1.1",))
    assert [each.kind for each in asked(findings, least=None).conditions] == [ReadinessKind.NO_UNMET]
    assert [each.kind for each in asked(findings, forbids=False).conditions] == [ReadinessKind.MEDIANS]
