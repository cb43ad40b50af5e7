"""Rounds: making and changing them, and what the database itself holds."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from assessments.models import Round, RoundBreak
from assessments.services.rounds import create_round, update_round
from config.toolkit.errors import NotAllowedError, RefusedInputError
from criteria.versioning import VersionStatus
from tests.factories.applications import DEADLINE, make_coordinator, make_round
from tests.factories.assessments import AT, Cast
from tests.factories.criteria import FrameworkFactory, make_version
from workshops.models import AuditEvent

pytestmark = pytest.mark.django_db
AFTER = DEADLINE + dt.timedelta(days=1)
LATER = DEADLINE + dt.timedelta(days=7)
DAY = dt.timedelta(days=1)
OUT_OF_BOUNDS: list[dict[str, object]] = [{"validity_years": 0}, {"validity_years": 11}, {"comment_days": 6}, {"comment_days": 61}]
QUIET = [(dt.date(2026, 12, 22), dt.date(2027, 1, 6))]


def values(**changes) -> dict[str, object]:
    """What `update_round` is given when nothing but the changes is new."""
    stored = {"name": "Syksyn haku", "opens_date": dt.date(2026, 10, 2), "decision_date": dt.date(2027, 3, 31)}
    return {**stored, "validity_years": 3, "comment_days": 14, "breaks": (), **changes}


def events(round_: Round, action: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action=action, object_type="assessments.round", object_ref=round_.ref))


# Making ----------------------------------------------------------------------------------------------------------------------


def test_round_is_made_with_its_breaks_and_an_event() -> None:
    version, coordinator = make_version(), make_coordinator()
    given = values(name="  Syksyn haku ", breaks=QUIET)
    made = create_round(version=version, deadline_at=DEADLINE, by=coordinator, at=AT, **given)  # type: ignore[arg-type]
    made.refresh_from_db()
    assert (made.name, made.version, made.deadline_at, made.created_by) == ("Syksyn haku", version, DEADLINE, coordinator)
    assert [(each.first_date, each.last_date) for each in made.breaks.all()] == QUIET
    [event] = events(made, "round_created")
    assert event.details == {"version": str(version.pk), "deadline": DEADLINE.isoformat()}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"deadline_at": AT}, "deadline_at"),
        ({"deadline_at": AT - dt.timedelta(microseconds=1)}, "deadline_at"),
        ({"opens_date": dt.date(2026, 12, 2)}, "deadline_at"),
        ({"decision_date": dt.date(2026, 12, 1)}, "decision_date"),
        ({"breaks": [(dt.date(2026, 12, 22), dt.date(2027, 1, 6)), (dt.date(2027, 1, 6), dt.date(2027, 1, 8))]}, "breaks"),
    ],
)
def test_round_whose_days_contradict_is_refused_beside_the_field(changes, field: str) -> None:
    with pytest.raises(RefusedInputError) as refusal:
        make_round(**changes)
    assert refusal.value.field == field
    assert not Round.objects.exists()


@pytest.mark.parametrize("status", [VersionStatus.DRAFT, VersionStatus.COMMENTING, VersionStatus.RETIRED])
def test_round_takes_a_published_version_only(status: VersionStatus) -> None:
    with pytest.raises(RefusedInputError) as refusal:
        make_round(version=make_version(status=status))
    assert refusal.value.field == "version"


def test_round_takes_quality_criteria_only() -> None:
    with pytest.raises(RefusedInputError):
        make_round(version=make_version(framework=FrameworkFactory(kind="survey")))


def test_two_rounds_do_not_have_one_name() -> None:
    made = make_round(name="Syksyn haku")
    with pytest.raises(RefusedInputError) as refusal:
        make_round(name=" Syksyn haku", version=made.version)
    assert refusal.value.field == "name"


def test_rounds_are_the_coordinators() -> None:
    made, cast = make_round(), Cast()
    with pytest.raises(NotAllowedError):
        make_round(by=cast.leader, version=made.version)
    with pytest.raises(NotAllowedError):
        update_round(round_=made, by=cast.leader, at=AT, **values())  # type: ignore[arg-type]
    assert not events(made, "round_updated")


@pytest.mark.parametrize("changes", [*OUT_OF_BOUNDS, {"name": ""}])
def test_numbers_out_of_bounds_and_no_name_are_refused(changes) -> None:
    with pytest.raises(ValidationError):
        make_round(**changes)
    made = make_round()
    with pytest.raises(ValidationError):
        update_round(round_=made, by=made.created_by, at=AT, **values(**changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("changes", [*OUT_OF_BOUNDS, {"decision_date": dt.date(2020, 1, 1)}])
def test_database_itself_holds_the_bounds(changes) -> None:
    made = make_round()
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.filter(pk=made.pk).update(**changes)


def test_database_itself_holds_the_order_and_the_once_of_breaks() -> None:
    made = make_round(breaks=QUIET)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoundBreak.objects.create(round=made, first_date=QUIET[0][1], last_date=QUIET[0][0])
    with pytest.raises(IntegrityError), transaction.atomic():
        RoundBreak.objects.create(round=made, first_date=QUIET[0][0], last_date=QUIET[0][0])


# Changing --------------------------------------------------------------------------------------------------------------------


def test_everything_but_version_and_deadline_is_changed() -> None:
    made = make_round(breaks=[(dt.date(2026, 12, 6), dt.date(2026, 12, 6))])
    given = values(name="Talven haku", validity_years=4, comment_days=21, breaks=QUIET)
    update_round(round_=made, by=made.created_by, at=AT, **given)  # type: ignore[arg-type]
    stored = Round.objects.get()
    assert (stored.name, stored.validity_years, stored.comment_days, stored.deadline_at) == ("Talven haku", 4, 21, DEADLINE)
    assert [(each.first_date, each.last_date) for each in stored.breaks.all()] == QUIET
    [event] = events(stored, "round_updated")
    assert event.details == {"fields": ["breaks", "comment_days", "name", "validity_years"]}


def test_saving_what_is_there_leaves_no_trace() -> None:
    made = make_round(**values(breaks=QUIET))
    update_round(round_=made, by=made.created_by, at=AT, **values(breaks=QUIET))  # type: ignore[arg-type]
    assert events(made, "round_updated") == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"opens_date": dt.date(2026, 12, 2)}, "deadline_at"), ({"decision_date": dt.date(2026, 12, 1)}, "decision_date")],
)
def test_change_that_contradicts_the_deadline_is_refused(changes, field: str) -> None:
    made = make_round(**values())
    with pytest.raises(RefusedInputError) as refusal:
        update_round(round_=made, by=made.created_by, at=AT, **values(**changes))  # type: ignore[arg-type]
    assert refusal.value.field == field


def test_another_rounds_name_is_refused() -> None:
    other = make_round(name="Kevään haku")
    made = make_round(**values(), version=other.version)
    with pytest.raises(RefusedInputError) as refusal:
        update_round(round_=made, by=made.created_by, at=AT, **values(name="Kevään haku"))  # type: ignore[arg-type]
    assert refusal.value.field == "name"
