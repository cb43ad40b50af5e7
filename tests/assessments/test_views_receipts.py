"""The public receipt: it arrived, it counts or not, and nothing else; and the receipt by e-mail."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from assessments.models import Submission
from assessments.services.applications.answers import save_answer
from assessments.services.applications.ending import withdraw_application
from assessments.services.applications.submitting import submit_application
from tests.factories.applications import make_submitted
from tests.factories.assessments import AT, Cast
from workshops.models import OutgoingMail, User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


SAME, DIFFERENT = "Tarkistussummat ovat samat.", "Tarkistussummat eivät ole samat."
NONE = "Tämä ei ole tarkistussumma."


def address(submission: Submission) -> str:
    return reverse("assessments:receipt-detail", args=[submission.code])


def page_of(submission: Submission, **query: str) -> str:
    response = Client().get(address(submission), query)
    assert response.status_code == 200
    return response.content.decode()


def submitted(cast: Cast) -> Submission:
    return make_submitted(cast).submissions.get()


def again(submission: Submission, cast: Cast) -> Submission:
    application = submission.application
    row = application.answers.get(criterion__code="K1.1")
    save_answer(application=application, criterion=row.criterion, text="Korjattu teksti.", revision=1, by=cast.contact, at=AT)
    return submit_application(application=application, by=cast.contact, at=AT + dt.timedelta(minutes=5))


def test_receipt_tells_what_arrived_and_nothing_of_what_it_says() -> None:
    cast = Cast()
    submission = submitted(cast)
    page = page_of(submission)
    for words in (
        cast.workshop.organisation.name,
        submission.round.name,
        "20.11.2026 klo 12.00.00",
        submission.sha256,
        "Vastaa tarkistussummaa: sisältö on se, joka lähetettiin.",
        "Tämä on viimeisin lähetys, ja se on voimassa.",
    ):
        assert words in page
    for secret in ("maanantaisin", "Kriteeri K1", submission.application.ref, cast.workshop.ref, "hakemukset/"):
        assert secret not in page
    for user in User.objects.all():
        assert user.name not in page
        assert user.email not in page


def test_receipt_asks_search_engines_to_stay_away() -> None:
    response = Client().get(address(submitted(Cast())))
    assert response["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in response.content.decode()


def test_receipt_of_a_replaced_and_a_withdrawn_one_says_so() -> None:
    cast = Cast()
    first = submitted(cast)
    second = again(first, cast)
    assert "Tämän on korvannut myöhempi lähetys 2, joka saapui 20.11.2026 klo 12.05." in page_of(first)
    assert second.code not in page_of(first)
    assert "se on voimassa" in page_of(second)
    withdraw_application(application=first.application, reason="Salainen syy.", by=cast.leader, at=AT)
    for submission in (first, second):
        assert "Hakija on perunut hakemuksen." in page_of(submission)
        assert "se on voimassa" not in page_of(submission)
        assert "Salainen" not in page_of(submission)


def test_receipt_tells_of_a_content_that_no_longer_matches() -> None:
    submission = submitted(Cast())
    with connection.cursor() as cursor:  # past the model, as a fault of the storage would
        cursor.execute("UPDATE assessments_submission SET content = %s", ["{}"])
    page = page_of(submission)
    assert "Ei vastaa tarkistussummaa." in page
    assert "sisältö on se, joka lähetettiin" not in page


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("", "", SAME),
        (" \n", "\r\n\t", SAME),
        ("0", "", NONE),
        ("g", "", NONE),
        ("<script>alert(1)</script>", "", NONE),
        ("a" * 5_000, "", NONE),
    ],
)
def test_pasted_checksum_is_compared(start: str, end: str, words: str) -> None:
    submission = submitted(Cast())
    page = page_of(submission, summa=f"{start}{submission.sha256.upper()}{end}")
    assert [each for each in (SAME, DIFFERENT, NONE) if each in page] == [words]
    assert "<script>alert" not in page


def test_checksum_of_something_else_is_different() -> None:
    submission = submitted(Cast())
    assert DIFFERENT in page_of(submission, summa="0" * 64)
    assert DIFFERENT in page_of(submission, summa=submission.sha256[::-1])
    assert NONE in page_of(submission, summa="٣" * 64)


@pytest.mark.parametrize("typed", ["", "  \n"])
def test_nothing_pasted_is_compared_with_nothing(typed: str) -> None:
    page = page_of(submitted(Cast()), summa=typed)
    assert [each for each in (SAME, DIFFERENT, NONE) if each in page] == []


def test_unknown_code_is_not_there_and_nothing_is_posted() -> None:
    submission = submitted(Cast())
    for code in ("a" * 22, submission.code[:-1], submission.code.swapcase(), "%20", str(submission.pk)):
        assert Client().get(f"/kuitit/{code}/").status_code == 404
    assert Client().post(address(submission), {"summa": submission.sha256}).status_code == 405


def test_receipt_takes_few_queries(django_assert_num_queries) -> None:
    submission = submitted(Cast())
    with django_assert_num_queries(2):
        Client().get(address(submission))


def test_receipt_mail_tells_the_same_in_text_and_html() -> None:
    cast = Cast()
    submission = submitted(cast)
    mail = OutgoingMail.objects.get(kind="application_submitted")
    assert mail.subject == f"Laatumerkkihakemus on lähetetty: {submission.round.name}"
    for words in (
        "20.11.2026 klo 12.00.00",
        submission.sha256,
        "1.12.2026 klo 16.15",
        address(submission),
        cast.workshop.name,
    ):
        assert words in mail.text
        assert words in re.sub(r"\s+", " ", mail.html)
