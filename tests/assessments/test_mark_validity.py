"""Until when a mark holds: the pure rule and the database agree for any history of grants, renewals, refusals and revocations."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.choices import AuditWish, DecisionOutcome, MarkState
from assessments.models import Application, ApplicationUnit, Decision, QualityMark, Submission
from assessments.selectors.marks import named_marks, standings
from assessments.selectors.summaries.marks import mark_figures
from assessments.validity import Renewal, is_ending, state_of_units, validity_of
from tests.conftest import HELSINKI
from tests.factories.applications import make_coordinator, make_round
from tests.factories.assessments import AT, Cast
from tests.factories.workshops import WorkshopFactory
from workshops.models import User, Workshop

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db
GRANTED, LAST = dt.date(2026, 3, 31), dt.date(2029, 3, 30)
DAY = dt.timedelta(days=1)
IN_TIME, DECIDED = dt.date(2028, 12, 1), dt.date(2029, 6, 15)


def state(on: dt.date, **known: object) -> MarkState:
    return validity_of(**{"granted_date": GRANTED, "last_date": LAST, "is_revoked": False, **known}).state(on)  # type: ignore[arg-type]


# The rule --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("on", "told"), [(GRANTED - DAY, "ended"), (GRANTED, "valid"), (LAST, "valid"), (LAST + DAY, "ended")], ids=str)
def test_mark_holds_from_its_first_day_to_its_last(on: dt.date, told: str) -> None:
    assert state(on) == told


def test_renewal_submitted_in_time_carries_the_mark_to_its_decision() -> None:
    waiting, refused = Renewal(IN_TIME - DAY, IN_TIME, None), Renewal(IN_TIME - DAY, IN_TIME, DECIDED)
    assert state(LAST + 400 * DAY, renewals=[waiting]) == MarkState.VALID
    assert [state(on, renewals=[refused]) for on in (DECIDED, DECIDED + DAY)] == [MarkState.VALID, MarkState.ENDED]


def test_refusal_never_shortens_a_mark() -> None:
    early = Renewal(dt.date(2027, 5, 1), dt.date(2027, 6, 1), dt.date(2027, 9, 30))
    assert state(LAST, renewals=[early]) == MarkState.VALID
    assert state(LAST + DAY, renewals=[early]) == MarkState.ENDED


def test_late_renewal_and_the_application_that_granted_it_carry_nothing() -> None:
    late = Renewal(LAST, LAST + DAY, None)
    own = Renewal(GRANTED - 200 * DAY, GRANTED - 120 * DAY, None)
    assert state(LAST + DAY, renewals=[late, own]) == MarkState.ENDED


def test_newer_mark_takes_the_unit_over_on_its_day() -> None:
    newer = dt.date(2028, 3, 1)
    assert [state(on, taken_over=[GRANTED, newer]) for on in (newer - DAY, newer)] == [MarkState.VALID, MarkState.ENDED]


def test_revoked_mark_holds_on_no_day() -> None:
    waiting = Renewal(IN_TIME - DAY, IN_TIME, None)
    assert {state(on, is_revoked=True, renewals=[waiting]) for on in (GRANTED, LAST, LAST + DAY)} == {MarkState.REVOKED}


def test_mark_holds_as_long_as_one_of_its_units_does() -> None:
    taken = validity_of(granted_date=GRANTED, last_date=LAST, is_revoked=False, taken_over=[dt.date(2027, 1, 1)])
    left = validity_of(granted_date=GRANTED, last_date=LAST, is_revoked=False)
    assert state_of_units([taken, left], dt.date(2028, 1, 1)) == MarkState.VALID
    assert state_of_units([taken], dt.date(2028, 1, 1)) == MarkState.ENDED


@pytest.mark.parametrize(("on", "told"), [(LAST - 184 * DAY, False), (LAST - 183 * DAY, True), (LAST, True), (LAST + DAY, False)], ids=str)
def test_mark_is_ending_within_six_months_of_its_last_day(on: dt.date, told: bool) -> None:
    assert is_ending(LAST, on) == told


# The database asks the same --------------------------------------------------------------------------------------------------


class Marks:
    """Two workshops of one organisation and the marks, renewals and decisions that a drawn history gives them."""

    def __init__(self) -> None:
        self.cast = Cast()
        self.by: User = make_coordinator()
        self.round = make_round()
        self.workshops = [self.cast.workshop, WorkshopFactory(organisation=self.cast.workshop.organisation)]

    def apply(self, units: list[Workshop], registered: int, submitted: int, status: str) -> Application:
        moment = _noon(registered)
        made = Application.objects.create(
            organisation=self.cast.workshop.organisation,
            round=self.round,
            wish=AuditWish.PEER,
            contact=self.cast.contact,
            status=status,
            registered_at=moment,
            registered_by=self.by,
        )
        ApplicationUnit.objects.bulk_create(ApplicationUnit(application=made, workshop=unit, ended_at=AT) for unit in units)
        Submission.objects.create(
            application=made, round=self.round, number=1, content="{}", sha256="", arrived_at=_noon(submitted), submitted_by=self.by
        )
        return made

    def decide(self, application: Application, day: int, outcome: str, supersedes: Decision | None = None) -> Decision:
        told = {"reasons": "Perustelut.", "minutes_section": "1 §", "recorded_at": AT, "recorded_by": self.by}
        if supersedes:
            told |= {"supersedes": supersedes, "correction_reason": "Oikaisu."}
        return Decision.objects.create(application=application, outcome=outcome, decided_date=_day(day), **told)

    def grant(self, units: list[Workshop], day: int, days: int, decision: Decision | None = None, *, revoked: bool = False) -> QualityMark:
        told = {"revoked_at": AT, "revoked_by": self.by, "revoke_reason": "Syy."} if revoked else {}
        mark = QualityMark.objects.create(
            organisation=self.cast.workshop.organisation,
            application=decision.application if decision else None,
            decision=decision,
            granted_date=_day(day),
            last_date=_day(day + days),
            recorded_at=AT,
            recorded_by=self.by,
            **told,
        )
        mark.workshops.set(units)
        return mark


def _day(number: int) -> dt.date:
    return GRANTED + number * 30 * DAY


def _noon(number: int) -> dt.datetime:
    return dt.datetime.combine(_day(number), dt.time(12), tzinfo=HELSINKI)


units = st.sampled_from([(0,), (1,), (0, 1)])
old_marks = st.lists(st.tuples(units, st.integers(0, 6), st.integers(1, 6), st.booleans()), min_size=1, max_size=3)
outcomes = st.sampled_from(["waits", "withdrawn", "granted", "refused", "granted, then refused", "refused, then granted"])
renewals = st.lists(st.tuples(units, st.integers(0, 8), st.integers(0, 3), st.integers(0, 3), outcomes), max_size=3)


def _renew(marks: Marks, of: list[Workshop], registered: int, submitted: int, decided: int, outcome: str) -> None:
    status = {"waits": "submitted", "withdrawn": "submitted"}.get(outcome, outcome.rsplit(" ", 1)[-1])
    made = marks.apply(of, registered, submitted, status)
    if outcome == "withdrawn":
        Application.objects.filter(pk=made.pk).update(status="withdrawn", withdrawn_at=AT, withdrawn_by=marks.by)
    if outcome in {"waits", "withdrawn"}:
        return
    first, *rest = outcome.split(", then ")
    decision = marks.decide(made, decided, first)
    if first == DecisionOutcome.GRANTED:
        marks.grant(of, decided, 6, decision, revoked=bool(rest))
    for later in rest:
        decision = marks.decide(made, decided + 1, later, supersedes=decision)
        if later == DecisionOutcome.GRANTED:
            marks.grant(of, decided + 1, 6, decision)


Old = list[tuple[tuple[int, ...], int, int, bool]]
Later = list[tuple[tuple[int, ...], int, int, int, str]]


@pytest.fixture
def marks() -> Marks:
    return Marks()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(old=old_marks, later=renewals)
def test_rule_and_database_agree(marks: Marks, old: Old, later: Later) -> None:
    with transaction.atomic():
        for of, day, days, revoked in old:
            marks.grant([marks.workshops[number] for number in of], day, days, revoked=revoked)
        for of, registered, wait, audit, outcome in later:
            submitted = registered + wait
            _renew(marks, [marks.workshops[number] for number in of], registered, submitted, submitted + audit, outcome)
        for on in [_day(number) + shift * DAY for number in range(0, 22, 3) for shift in (-1, 0, 1)]:
            told = {row.mark.pk for row in standings(named_marks(), on) if row.state == MarkState.VALID}
            assert told == set(QualityMark.objects.valid_on(on).values_list("pk", flat=True)), on
            assert not QualityMark.objects.valid_on(on).filter(revoked_at__isnull=False).exists()
        for on in (_day(6), _day(12)):
            found = mark_figures(on)
            assert found.valid == QualityMark.objects.valid_on(on).count(), on
            assert found.valid + found.ended + found.renewed + found.revoked == _granted(on), on
        transaction.set_rollback(True)


def _granted(on: dt.date) -> int:
    """How many marks were granted by the day, but for those of a grant that was corrected to a refusal."""
    return QualityMark.objects.filter(Q(application=None) | Q(application__status="granted"), granted_date__lte=on).count()


def test_unit_left_out_of_the_renewal_keeps_the_mark_to_its_last_day_alone(marks: Marks) -> None:
    mark = marks.grant(marks.workshops, 0, 6)
    marks.apply(marks.workshops[:1], 4, 5, "submitted")
    [told] = standings([mark], _day(7))
    assert [(workshop, validity.state(_day(7))) for workshop, validity in told.units] == [
        (workshop, "valid" if workshop == marks.workshops[0] else "ended") for workshop in mark.workshops.order_by("sort_key", "pk")
    ]
    assert told.workshops == marks.workshops[:1]


def test_older_mark_holds_again_when_a_corrected_grant_ends_in_a_refusal(marks: Marks) -> None:
    """Granted, revoked, granted again, refused: whatever mark there was on the way takes nothing over."""
    older = marks.grant(marks.workshops, 0, 20)
    made = marks.apply(marks.workshops, 1, 2, "refused")
    first = marks.decide(made, 3, "granted")
    marks.grant(marks.workshops, 3, 20, first, revoked=True)
    second = marks.decide(made, 4, "granted", supersedes=first)
    marks.grant(marks.workshops, 4, 20, second, revoked=True)
    marks.decide(made, 5, "refused", supersedes=second)
    assert list(QualityMark.objects.valid_on(_day(6))) == [older]
    assert [row.mark for row in standings(named_marks(), _day(6)) if row.is_valid] == [older]


# How many there are ----------------------------------------------------------------------------------------------------------


def figures(on: int) -> dict[str, int]:
    """The figures on the day, those that are not 0."""
    return {name: count for name, count in asdict(mark_figures(_day(on))).items() if count and name != "ending"}


def test_mark_whose_unit_has_a_newer_one_is_renewed_and_ended_without_one(marks: Marks) -> None:
    one, two = marks.workshops
    for start in (0, 6, 12):  # renewed on time and again
        marks.grant([one], start, 6)
    marks.grant([two], 0, 6)
    assert [figures(on) for on in (6, 7, 13)] == [
        {"valid": 2, "renewed": 1},
        {"valid": 1, "ended": 1, "renewed": 1},
        {"valid": 1, "ended": 1, "renewed": 2},
    ]
    assert figures(30) == {"ended": 2, "renewed": 2}


def test_mark_that_holds_on_in_one_unit_is_valid_and_renewed_when_that_ends_too(marks: Marks) -> None:
    marks.grant(marks.workshops, 0, 8)
    marks.grant(marks.workshops[:1], 6, 12)
    assert [figures(on) for on in (7, 9)] == [{"valid": 2}, {"valid": 1, "renewed": 1}]


def test_revoked_mark_is_revoked_whatever_came_after_it(marks: Marks) -> None:
    marks.grant(marks.workshops, 0, 6, revoked=True)
    marks.grant(marks.workshops, 2, 6)
    assert [figures(on) for on in (1, 3, 9)] == [{"revoked": 1}, {"valid": 1, "revoked": 1}, {"ended": 1, "revoked": 1}]


def test_older_mark_is_renewed_by_one_that_was_revoked_later(marks: Marks) -> None:
    marks.grant(marks.workshops, 0, 6)
    marks.grant(marks.workshops, 2, 6, revoked=True)
    assert figures(3) == {"renewed": 1, "revoked": 1}


def test_grant_that_was_corrected_to_a_refusal_is_no_mark_at_all(marks: Marks) -> None:
    marks.grant(marks.workshops, 0, 6)
    made = marks.apply(marks.workshops, 1, 2, "refused")
    first = marks.decide(made, 3, "granted")
    marks.grant(marks.workshops, 3, 6, first, revoked=True)
    second = marks.decide(made, 4, "refused", supersedes=first)
    assert [figures(on) for on in (5, 9)] == [{"valid": 1}, {"ended": 1}]
    Application.objects.filter(pk=made.pk).update(status="granted")
    marks.grant(marks.workshops, 5, 6, marks.decide(made, 5, "granted", supersedes=second))
    assert figures(6) == {"valid": 1, "renewed": 1}


def test_figures_take_one_query_for_any_number(marks: Marks, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(6):
        marks.grant(marks.workshops, number, 6)
        with django_assert_num_queries(1):
            assert sum(figures(6).values()) == number + 1


# What it costs ---------------------------------------------------------------------------------------------------------------


def test_standings_cost_the_same_for_any_number(marks: Marks, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(6):
        marks.grant(marks.workshops, number, 6)
    rows = list(named_marks())
    with django_assert_num_queries(2):
        standings(rows[:1], LAST)
    with django_assert_num_queries(2):
        standings(rows, LAST)
