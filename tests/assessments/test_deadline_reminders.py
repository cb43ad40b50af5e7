"""Deadlines are reminded of by mail: whom, when, once each, whatever the worker has been through."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import connection

from assessments.mail import reminders as reminder_mails
from assessments.models import Assessment, AuditPlan, AuditSeat, ConflictDeclaration, Round
from assessments.services import deadline_reminders
from assessments.services.applications.registering import change_contact
from assessments.services.auditing.invitations import decline_seat
from assessments.services.deadline_reminders import remind_of_deadlines
from assessments.services.reminders import remind_participants
from assessments.services.rounds import move_deadline
from config.settings import PERIODIC_WORK
from tests.conftest import HELSINKI
from tests.factories.applications import DEADLINE, make_coordinator, make_open, make_registered, make_round, make_submitted
from tests.factories.assessments import AT, Cast, make_individual, rate_all
from tests.factories.auditing import NAMED_AT, make_invited, make_reading
from workshops.models import OutgoingMail, RoleGrant, User

pytestmark = pytest.mark.django_db


def morning(month: int, day: int, year: int = 2026) -> dt.datetime:
    return dt.datetime(year, month, day, 9, 0, tzinfo=HELSINKI)


def sent(kind: str) -> list[tuple[User | None, str]]:
    """To whom, and the words of the key that tell which reminder it is: the day and the step."""
    rows = OutgoingMail.objects.filter(kind=kind).select_related("to_user").order_by("pk")
    return [(row.to_user, ":".join(row.key.split(":")[2:4])) for row in rows]


# A round's deadline -------------------------------------------------------------------------------------------------------------


def test_contacts_of_unsubmitted_applications_are_reminded_and_nobody_else() -> None:
    into = make_round()
    opened, registered = make_open(Cast(), into), make_registered(Cast(), into)
    make_submitted(Cast(), into)
    make_registered(Cast())  # without a round
    assert remind_of_deadlines(at=morning(11, 24)) == 2
    assert sent("deadline_reminder") == [(opened.contact, "20261201:7"), (registered.contact, "20261201:7")]
    mail = OutgoingMail.objects.filter(kind="deadline_reminder")[0]
    assert mail.subject == f"Määräaika lähestyy ti 1.12.: {into.name}"
    assert "määräaika on 1.12.2026 klo 16.15. Siihen on 7 päivää." in mail.text
    assert f"/hakemukset/{opened.ref}/" in mail.text


def test_each_reminder_is_sent_once_however_often_it_is_run() -> None:
    application = make_open(Cast())
    days = [morning(11, 20) + dt.timedelta(days=count, hours=hours) for count in range(14) for hours in (0, 5)]
    counts = {(at.month, at.day): remind_of_deadlines(at=at) for at in days[:1]}
    for at in days[1:]:
        counts[at.month, at.day] = counts.get((at.month, at.day), 0) + remind_of_deadlines(at=at)
    assert {day: count for day, count in counts.items() if count} == {(11, 24): 1, (11, 30): 1}
    assert sent("deadline_reminder") == [(application.contact, "20261201:7"), (application.contact, "20261201:1")]


def test_worker_that_was_down_sends_the_most_urgent_one_alone() -> None:
    make_open(Cast())
    assert remind_of_deadlines(at=morning(11, 30)) == 1
    assert [step for _, step in sent("deadline_reminder")] == ["20261201:1"]
    assert "Se on huomenna." in OutgoingMail.objects.get(kind="deadline_reminder").text


def test_nothing_is_sent_once_the_deadline_has_passed() -> None:
    make_open(Cast())
    assert remind_of_deadlines(at=DEADLINE + dt.timedelta(microseconds=1)) == 0
    assert remind_of_deadlines(at=DEADLINE) == 1  # what arrives at the instant is still in
    assert "Se on tänään." in OutgoingMail.objects.get(kind="deadline_reminder").text


@pytest.mark.parametrize(("days", "told", "steps"), [(7, (12, 1), "20261208:7"), (2, (12, 2), "20261203:1")])
def test_moved_deadline_begins_anew_from_the_day_of_the_move(days: int, told: tuple[int, int], steps: str) -> None:
    into = make_round()
    make_open(Cast(), into)
    remind_of_deadlines(at=morning(11, 24))
    later = DEADLINE + dt.timedelta(days=days)
    move_deadline(round_=into, deadline_at=later, reason="Häiriö.", by=make_coordinator(), at=morning(11, 27))
    assert remind_of_deadlines(at=morning(11, 30)) == 0  # the mail of the move has told of it
    assert remind_of_deadlines(at=morning(*told)) == 1
    assert [step for _, step in sent("deadline_reminder")] == ["20261201:7", steps]


def test_break_of_the_round_is_respected() -> None:
    into = make_round(breaks=[(dt.date(2026, 11, 23), dt.date(2026, 11, 25))])
    make_open(Cast(), into)
    for day in (23, 24, 25):
        assert remind_of_deadlines(at=morning(11, day)) == 0
    assert remind_of_deadlines(at=morning(11, 26)) == 1  # the last working day before the break was the day of registering


def test_contact_who_came_later_is_reminded_too() -> None:
    cast = Cast()
    application = make_open(cast)
    remind_of_deadlines(at=morning(11, 24))
    change_contact(application=application, contact=cast.leader, by=cast.contact, at=morning(11, 25))
    assert remind_of_deadlines(at=morning(11, 26)) == 1
    assert sent("deadline_reminder")[-1][0] == cast.leader


def test_disabled_contact_is_not_reminded() -> None:
    application = make_open(Cast())
    User.objects.get_queryset().filter(pk=application.contact_id).update(is_active=False)
    assert remind_of_deadlines(at=morning(11, 24)) == 0


# Own ratings --------------------------------------------------------------------------------------------------------------------


def make_rating(due: dt.date, cast: Cast | None = None) -> tuple[Assessment, Cast]:
    cast = cast or Cast()
    assessment = make_individual(cast)
    Assessment.objects.filter(pk=assessment.pk).update(ratings_due_date=due)
    rate_all(assessment, [cast.workers[0]])
    return assessment, cast


def test_those_who_lack_ratings_are_reminded_before_and_after_the_day() -> None:
    _, cast = make_rating(dt.date(2026, 12, 3))
    for day in (24, 25, 26, 27, 30):
        remind_of_deadlines(at=morning(11, day))
    assert sent("ratings_due") == [(cast.contact, "20261203:7"), (cast.workers[1], "20261203:7")]
    remind_of_deadlines(at=morning(12, 2))
    remind_of_deadlines(at=morning(12, 4))
    assert [step for _, step in sent("ratings_due")[2:]] == ["20261203:1"] * 2 + ["20261203:-1"] * 2
    late = OutgoingMail.objects.filter(kind="ratings_due").order_by("pk")[4]
    assert "Omat arviot sovittiin tehtäviksi 3.12.2026 mennessä. Voit vielä arvioida" in late.text


def test_short_time_for_ratings_is_not_reminded_of_on_its_first_day() -> None:
    make_rating(dt.date(2026, 11, 26))
    assert remind_of_deadlines(at=AT) == 0
    assert remind_of_deadlines(at=morning(11, 25)) == 2


def test_who_was_reminded_by_a_colleague_today_gets_no_second_one() -> None:
    assessment, cast = make_rating(dt.date(2026, 12, 3))
    at = morning(11, 26)
    [mine] = assessment.participants.active().of(cast.contact)
    remind_participants(assessment=assessment, participant_refs=[mine.ref], by=cast.contact, at=at)
    remind_of_deadlines(at=at)
    assert [person for person, _ in sent("ratings_due")] == [cast.workers[1]]


def test_who_has_left_the_workshop_is_not_reminded() -> None:
    _, cast = make_rating(dt.date(2026, 12, 3))
    RoleGrant.objects.filter(user=cast.workers[1]).update(ends_date=dt.date(2026, 11, 25))
    remind_of_deadlines(at=morning(11, 26))
    assert [person for person, _ in sent("ratings_due")] == [cast.contact]


def make_declared(seat: AuditSeat) -> None:
    """The auditor has told of a conflict; nobody has been told of it yet."""
    to = seat.assessment.application.organisation
    ConflictDeclaration.objects.create(auditor=seat.auditor, organisation=to, declared_at=AT, declared_by=seat.auditor.user)


# Auditors -----------------------------------------------------------------------------------------------------------------------


def test_unanswered_invitation_is_reminded_of_after_five_days_and_when_overdue() -> None:
    first, second = make_invited()  # on Thursday the 3rd; an answer is awaited by the 10th
    decline_seat(seat=first, has_conflict=False, by=first.auditor.user, at=NAMED_AT)
    found = {day: remind_of_deadlines(at=morning(12, day)) for day in range(3, 16)}
    assert {day: count for day, count in found.items() if count} == {8: 1, 11: 1}
    assert sent("seat_reminder") == [(second.auditor.user, "20261210:2"), (second.auditor.user, "20261210:-1")]
    before, after = OutgoingMail.objects.filter(kind="seat_reminder").order_by("pk")
    assert "Vastaathan kutsuun 10.12.2026 mennessä." in before.text
    assert "Vastausta toivottiin 10.12.2026 mennessä." in after.text


def test_auditor_whom_a_conflict_has_stopped_is_not_reminded() -> None:
    first, second = make_invited()
    make_declared(first)
    remind_of_deadlines(at=morning(12, 8))
    assert [person for person, _ in sent("seat_reminder")] == [second.auditor.user]


def test_end_of_an_audit_is_reminded_of_while_it_goes_on() -> None:
    audit = make_reading()
    AuditPlan.objects.filter(assessment=audit).update(ends_date=dt.date(2027, 1, 20))
    days = [morning(12, 4) + dt.timedelta(days=count) for count in range(60)]
    found = {f"{at:%d.%m.}": remind_of_deadlines(at=at) for at in days}
    # 30 days before is a quiet day's eve, a week before an ordinary day, then the day before and the day after.
    assert {day: count for day, count in found.items() if count} == {"21.12.": 2, "13.01.": 2, "19.01.": 2, "21.01.": 2}
    assert (
        "Auditointi on sovittu tehtäväksi 20.1.2027 mennessä. Siihen on 30 päivää."
        in OutgoingMail.objects.get(
            key__startswith="audit_reminder", key__contains=":30:", to_user=audit.seats.order_by("pk")[0].auditor.user
        ).text
    )


# However it is run --------------------------------------------------------------------------------------------------------------


def test_weekend_sends_nothing_and_asks_the_database_for_nothing(django_assert_num_queries) -> None:
    make_open(Cast())
    with django_assert_num_queries(0):
        assert remind_of_deadlines(at=morning(11, 28)) == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_run_with_nothing_left_to_send_takes_the_same_queries_at_any_size(rows: int, django_assert_num_queries) -> None:
    into = make_round()
    for _ in range(rows):
        make_open(Cast(), into)
        make_rating(dt.date(2026, 11, 26))
    remind_of_deadlines(at=morning(11, 25))
    with django_assert_num_queries(12):
        assert remind_of_deadlines(at=morning(11, 25)) == 0


def test_one_that_fails_holds_up_no_other(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    into = make_round()
    broken, sound = make_open(Cast(), into), make_open(Cast(), into)
    mail_reminder = reminder_mails.mail_reminder

    def fail(waiting, *args):
        if waiting.ref == broken.ref:
            raise ValueError("broken")
        return mail_reminder(waiting, *args)

    monkeypatch.setattr(deadline_reminders, "mail_reminder", fail)
    assert remind_of_deadlines(at=morning(11, 24)) == 1
    assert sent("deadline_reminder") == [(sound.contact, "20261201:7")]
    assert "could not be reminded" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_once() -> None:
    make_open(Cast())
    counts: list[int] = []

    def run() -> None:
        try:
            counts.append(remind_of_deadlines(at=morning(11, 24)))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts) == [0, 0, 0, 1]
    assert OutgoingMail.objects.filter(kind="deadline_reminder").count() == 1


def test_worker_and_cron_both_run_it(clock, capsys: pytest.CaptureFixture[str]) -> None:
    assert "assessments.services.deadline_reminders.remind_of_deadlines" in PERIODIC_WORK
    make_open(Cast(), at=AT)
    clock.at(2026, 11, 24, 9, 0)
    call_command("remind")
    assert capsys.readouterr().out == "1 reminder(s) queued.\n"


def test_sender_is_told_by_the_round_as_it_is_stored(run_on_commit: Callable, mailoutbox: list) -> None:
    application = make_open(Cast())
    Round.objects.filter(pk=application.round_id).update(name="Syksy\r\nBcc: vieras@muualla.example")
    with run_on_commit():
        remind_of_deadlines(at=morning(11, 24))
    assert mailoutbox[-1].to == [application.contact.email]
    assert "\n" not in mailoutbox[-1].subject
