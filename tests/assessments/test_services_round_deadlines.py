"""Every rule of moving the deadline in force, and who is told of it."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from django.core import mail
from django.db import connection, transaction

from assessments.choices import AuditWish
from assessments.lifecycle import ApplicationStatus
from assessments.models import Application, Round
from assessments.services.applications.ending import LAPSE_MARGIN, lapse_unsubmitted, renew_application, withdraw_application
from assessments.services.applications.registering import register_application
from assessments.services.rounds import move_deadline
from config.toolkit.errors import NotAllowedError, RefusedInputError, WrongStateError
from tests.conftest import HELSINKI
from tests.factories.applications import DEADLINE, make_lapsed, make_open, make_registered, make_round, make_submitted, make_withdrawn
from tests.factories.assessments import AT, Cast
from tests.factories.auditing import make_auditable, make_invited, make_reading
from workshops.models import AuditEvent

pytestmark = pytest.mark.django_db
AFTER = DEADLINE + dt.timedelta(days=1)
LATER = DEADLINE + dt.timedelta(days=7)
DAY = dt.timedelta(days=1)


def events(round_: Round) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action="deadline_moved", object_type="assessments.round", object_ref=round_.ref))


def move(round_: Round, to: dt.datetime, *, reason: str = "Palvelussa oli häiriö.", by=None, at: dt.datetime = AT) -> Round:
    return move_deadline(round_=round_, deadline_at=to, reason=reason, by=by or round_.created_by, at=at)


def test_coordinator_alone_moves_it() -> None:
    made, cast = make_round(), Cast()
    with pytest.raises(NotAllowedError):
        move(made, LATER, by=cast.leader)
    assert Round.objects.get().deadline_at == DEADLINE


def test_moved_deadline_is_logged_with_its_reason() -> None:
    made = make_round()
    move(made, LATER, reason="  Palvelussa oli häiriö. ")
    assert Round.objects.get().deadline_at == LATER
    [event] = events(made)
    assert (event.actor, event.at) == (made.created_by, AT)
    assert [dt.datetime.fromisoformat(event.details[name]) for name in ("from", "to")] == [DEADLINE, LATER]
    assert (event.details["reason"], event.details["revived"]) == ("Palvelussa oli häiriö.", 0)


def test_earlier_leaves_at_least_seven_days() -> None:
    made = make_round(deadline_at=DEADLINE + 30 * DAY)
    with pytest.raises(RefusedInputError) as refusal:
        move(made, AT + 7 * DAY - dt.timedelta(microseconds=1))
    assert refusal.value.field == "deadline_at"
    move(made, AT + 7 * DAY)
    assert Round.objects.get().deadline_at == AT + 7 * DAY


def test_later_may_be_nearer_than_seven_days() -> None:
    made = make_round(deadline_at=AT + DAY)
    move(made, AT + 2 * DAY)
    assert Round.objects.get().deadline_at == AT + 2 * DAY


@pytest.mark.parametrize(
    ("to", "at"), [(DEADLINE, AT), (AT, AT), (AT - DAY, AT), (AFTER, AFTER), (DEADLINE + dt.timedelta(hours=1), AFTER)]
)
def test_same_moment_and_moments_gone_are_refused(to: dt.datetime, at: dt.datetime) -> None:
    made = make_round()
    with pytest.raises(RefusedInputError) as refusal:
        move(made, to, at=at)
    assert refusal.value.field == "deadline_at"
    assert events(made) == []


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_reason_is_required(reason: str) -> None:
    made = make_round()
    with pytest.raises(RefusedInputError) as refusal:
        move(made, LATER, reason=reason)
    assert refusal.value.field == "reason"


def test_deadline_stays_between_opening_and_decision() -> None:
    made = make_round(opens_date=dt.date(2026, 11, 30), decision_date=dt.date(2026, 12, 10))
    for to, field in [(dt.datetime(2026, 12, 10, 16, 15, tzinfo=HELSINKI), "decision_date"), (AT + 8 * DAY, "deadline_at")]:
        with pytest.raises(RefusedInputError) as refusal:
            move(made, to)
        assert refusal.value.field == field
    assert Round.objects.get().deadline_at == DEADLINE


def test_later_after_it_has_passed_opens_the_lapsed_ones_again() -> None:
    made, cast = make_round(), Cast()
    lapsed = make_lapsed(cast, made)
    assert lapsed.units.get().ended_at is not None
    move(made, LATER, at=AFTER)
    lapsed.refresh_from_db()
    assert (lapsed.status, lapsed.units.get().ended_at) == (ApplicationStatus.OPEN, None)
    assert events(made)[0].details["revived"] == 1


def test_lapsed_one_whose_workshop_has_applied_anew_stays_lapsed() -> None:
    made, cast, other = make_round(), Cast(), Cast()
    lapsed, revived = make_open(cast, made), make_open(other, made)
    lapse_unsubmitted(at=DEADLINE + LAPSE_MARGIN + DAY)
    register_application(workshops=[cast.workshop], wish=AuditWish.PEER, contact=cast.contact, by=cast.contact, at=AFTER)
    move(made, LATER, at=AFTER + DAY)
    assert Application.objects.get(pk=lapsed.pk).status == ApplicationStatus.LAPSED
    assert Application.objects.get(pk=revived.pk).status == ApplicationStatus.OPEN


def test_one_that_has_gone_on_to_another_round_stays_there() -> None:
    made, cast = make_round(), Cast()
    after = make_round(version=made.version, deadline_at=DEADLINE + 30 * DAY)
    gone = renew_application(application=make_lapsed(cast, made), into=after, by=cast.contact, at=AFTER)
    move(made, LATER, at=AFTER)
    gone.refresh_from_db()
    assert (gone.round, gone.status) == (after, ApplicationStatus.OPEN)


def test_deadline_stands_once_an_audit_has_started() -> None:
    made = make_round()
    make_reading(make_auditable(into=made))
    with pytest.raises(WrongStateError):
        move(made, LATER, at=AFTER)
    assert Round.objects.get().deadline_at == DEADLINE


def test_deadline_stands_when_the_audited_application_is_withdrawn_too() -> None:
    made = make_round()
    application = make_auditable(into=made)
    make_reading(application)
    withdraw_application(application=application, reason="Haemme keväällä.", by=application.contact, at=AFTER)
    with pytest.raises(WrongStateError):
        move(made, LATER, at=AFTER)


def test_deadline_moves_while_auditors_are_only_being_named_or_invited() -> None:
    made = make_round()
    make_invited(make_auditable(into=made))
    move(made, LATER, at=AFTER)
    assert Round.objects.get().deadline_at == LATER


def test_audit_of_another_round_does_not_matter() -> None:
    made = make_round()
    other = make_round(version=made.version, deadline_at=DEADLINE + DAY)
    make_reading(make_auditable(into=other))
    move(made, LATER)
    assert Round.objects.get(pk=made.pk).deadline_at == LATER


def test_contacts_of_live_applications_are_told_once_each(run_on_commit) -> None:
    made = make_round()
    casts = [Cast() for _number in range(6)]
    make_registered(casts[0], made)
    make_open(casts[1], made)
    make_submitted(casts[2], made)
    lapsed = make_lapsed(casts[3], make_round(version=made.version, deadline_at=DEADLINE - DAY))
    make_registered(casts[4])
    make_withdrawn(casts[5], made)
    mail.outbox.clear()
    with run_on_commit():
        move(made, LATER, reason="Palvelussa oli häiriö.")
    assert sorted(address for each in mail.outbox for address in each.to) == sorted(cast.contact.email for cast in casts[:3])
    [told] = [each for each in mail.outbox if each.to == [casts[0].contact.email]]
    assert "8.12.2026 klo 16.15" in told.body
    assert "Palvelussa oli häiriö." in told.body
    assert lapsed.status == ApplicationStatus.LAPSED


def test_revived_one_is_told_too(run_on_commit) -> None:
    made, cast = make_round(), Cast()
    make_lapsed(cast, made)
    mail.outbox.clear()
    with run_on_commit():
        move(made, LATER, at=AFTER)
    assert [each.to for each in mail.outbox] == [[cast.contact.email]]


def test_refused_move_tells_nobody(run_on_commit) -> None:
    made = make_round()
    make_registered(Cast(), made)
    with run_on_commit(), pytest.raises(RefusedInputError):
        move(made, AT)
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_nothing_lapses_while_the_deadline_is_being_moved_later() -> None:
    made = make_round()
    application = make_open(Cast(), made)

    def lapse() -> int:
        try:
            return lapse_unsubmitted(at=AFTER)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            move(made, LATER, at=AFTER)
            lapsing = pool.submit(lapse)
            wait([lapsing], timeout=1)  # time enough to mark it by the old deadline, were it not made to wait
        assert lapsing.result() == 0
    assert Application.objects.get(pk=application.pk).status == ApplicationStatus.OPEN
