"""Many at once on real connections: an application is submitted once, told of once, and what arrives late is out."""

from __future__ import annotations

from threading import Barrier

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import ApplicationAnswer, Submission
from assessments.selectors.applications.form import criteria_of_application
from assessments.services.applications.answers import fill_from_assessments, save_answer
from assessments.services.applications.ending import withdraw_application
from assessments.services.applications.submitting import submit_application
from config.toolkit.errors import StaleRevisionError, WrongStateError
from tests.assessments.test_concurrency import AT_ONCE, at_once
from tests.factories.applications import DEADLINE, LATE, answer_all, make_open, make_round
from tests.factories.assessments import AT, Cast, make_completed
from tests.factories.criteria import make_version
from workshops.models import AuditEvent, OutgoingMail

pytestmark = pytest.mark.django_db(transaction=True)


def submit_events() -> int:
    return AuditEvent.objects.filter(action="application_submit").count()


def mails_of(cast: Cast) -> list[int]:
    """Return how many receipts the contact and the leader have got."""
    receipts = OutgoingMail.objects.filter(kind="application_submitted")
    return [receipts.filter(to_user=user).count() for user in (cast.contact, cast.leader)]


def test_submit_twenty_times_at_once_is_one_submission_one_event_and_one_mail_each() -> None:
    cast = Cast()
    application = make_open(cast)
    answer_all(application, cast.contact)
    together = Barrier(AT_ONCE)

    def submit(number: int) -> Submission:
        together.wait(timeout=60)
        return submit_application(application=application, by=cast.leader, at=AT)

    results = at_once(submit)
    assert {result.pk for result in results if isinstance(result, Submission)} == {Submission.objects.get().pk}
    assert len(results) == AT_ONCE
    assert submit_events() == 1
    assert mails_of(cast) == [1, 1]


def test_submit_by_twenty_presses_of_the_button_leads_all_to_the_same_receipt(clock, client_of) -> None:
    cast = Cast()
    application = make_open(cast)
    answer_all(application, cast.contact)
    clients: list[Client] = [client_of(cast.contact) for _ in range(AT_ONCE)]
    address = reverse("assessments:application-submit", args=[application.ref])
    answers = at_once(lambda number: clients[number].post(address))
    receipt = reverse("assessments:submission-detail", args=[application.ref, 1])
    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {(302, receipt)}  # type: ignore[attr-defined]
    assert (Submission.objects.count(), submit_events(), mails_of(cast)) == (1, 1, [1, 0])


def test_submit_while_a_colleague_writes_holds_the_text_of_one_moment() -> None:
    cast = Cast()
    application = make_open(cast)
    answer_all(application, cast.contact, "Alku.")
    [criterion, *_] = criteria_of_application(application)

    def act(number: int) -> object:
        if number % 2:
            return submit_application(application=application, by=cast.contact, at=AT)
        return save_answer(application=application, criterion=criterion, text=f"Teksti {number}.", revision=1, by=cast.leader, at=AT)

    results = at_once(act)
    saved = [result for result in results if isinstance(result, ApplicationAnswer)]
    assert len(saved) == 1
    assert sum(isinstance(result, StaleRevisionError) for result in results) == AT_ONCE // 2 - 1
    told = [submission.data["answers"][0]["text"] for submission in Submission.objects.order_by("number")]
    assert told in (["Alku."], [saved[0].text], ["Alku.", saved[0].text])
    assert submit_events() == len(told)


def test_submit_around_the_deadline_lets_in_what_arrived_in_time_whatever_the_order() -> None:
    cast = Cast()
    application = make_open(cast)
    answer_all(application, cast.contact)
    moments = [DEADLINE, LATE]
    results = at_once(lambda number: submit_application(application=application, by=cast.contact, at=moments[number % 2]))
    assert sum(isinstance(result, Submission) for result in results) == AT_ONCE // 2
    assert sum(isinstance(result, WrongStateError) for result in results) == AT_ONCE // 2
    assert Submission.objects.get().arrived_at == DEADLINE


def test_submit_and_withdraw_at_once_end_withdrawn() -> None:
    cast = Cast()
    application = make_open(cast)
    answer_all(application, cast.contact)

    def act(number: int) -> object:
        if number == AT_ONCE // 2:
            return withdraw_application(application=application, reason="Haemme keväällä.", by=cast.leader, at=AT)
        return submit_application(application=application, by=cast.contact, at=AT)

    results = at_once(act)
    application.refresh_from_db()
    assert application.status == "withdrawn"
    assert Submission.objects.count() <= 1
    assert submit_events() == Submission.objects.count() == mails_of(cast)[0]
    assert sum(isinstance(result, Submission | WrongStateError) for result in results) == AT_ONCE - 1


def test_fill_at_once_makes_each_answer_once() -> None:
    cast = Cast()
    version = make_version()
    source, application = make_completed(cast, version=version), make_open(cast, make_round(version=version))
    at_once(lambda _: fill_from_assessments(application=application, assessments=[source], by=cast.contact, at=AT), times=8)
    assert ApplicationAnswer.objects.count() == ApplicationAnswer.history.count() == 4
    assert list(application.sources.all()) == [source]
