"""What the server answers to a form that saves itself, and what one save costs."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.choices import Answer
from assessments.models import AreaSummary, Assessment, Rating, Result
from assessments.services.phases import complete_assessment, open_discussion
from criteria.models import Level
from tests.factories.assessments import AT, Cast, agree_all, make_individual, make_joint
from tests.factories.criteria import make_version
from workshops.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

AUTOSAVE = {"X-Autosave": "1"}
MAX_QUERIES = 10  # of one save, in its transaction
MAX_QUERIES_OF_REQUEST = 15  # which reads what it saves and not its page
SAVEPOINT = re.compile(r"(RELEASE )?SAVEPOINT", re.IGNORECASE)


def rating_url(assessment: Assessment) -> str:
    return reverse("assessments:rating-update", args=[assessment.ref, "K1.1"])


def result_url(assessment: Assessment) -> str:
    return reverse("assessments:result-update", args=[assessment.ref, "K1.1"])


def area_url(assessment: Assessment) -> str:
    return reverse("assessments:area-summary-update", args=[assessment.ref, "K1"])


def send(client: Client, url: str, **fields: object) -> tuple[int, dict[str, Any]]:
    response = client.post(url, {"revision": 0, **fields}, headers=AUTOSAVE)
    return response.status_code, response.json()


def result_fields(**fields: object) -> dict[str, object]:
    return {"answer": "", "reason": "", "current_practice": "", "development": "", **fields}


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.fixture
def worker(cast: Cast, client_of: Callable[[User], Client]) -> Client:
    return client_of(cast.workers[0])


@pytest.fixture
def contact(cast: Cast, client_of: Callable[[User], Client]) -> Client:
    return client_of(cast.contact)


# Saved -----------------------------------------------------------------------------------------------------------------------


def test_rating_is_saved_and_its_next_revision_told(cast, worker) -> None:
    assessment = make_individual(cast)
    assert send(worker, rating_url(assessment), answer="2") == (200, {"state": "saved", "revision": 1, "text": "Tallennettu klo 9.00"})
    status, answer = send(worker, rating_url(assessment), answer="2", note="Näin.", revision=1)
    assert (status, answer["revision"]) == (200, 2)
    assert "on tallennettu" not in worker.get(rating_url(assessment)).content.decode()


@pytest.mark.parametrize(
    ("answer", "stored"),
    [
        ("0", ("level", 0)),
        ("2", ("level", 2)),
        ("", ("", None)),
        ("dont_know", ("dont_know", None)),
        ("not_applicable", ("not_applicable", None)),
    ],
)
def test_kinds_of_answers_are_never_confused(cast, worker, answer: str, stored: tuple[str, int | None]) -> None:
    version = make_version()
    Level.objects.filter(scale=version.scale, value=1).update(value=0)
    assessment = make_individual(cast, version=version)
    send(worker, rating_url(assessment), answer=answer, reason="Ei tiloja.", note="Muistiin.")
    rating = Rating.objects.get()
    assert (rating.answer, rating.level.value if rating.level else None) == stored
    assert worker.get(rating_url(assessment)).context["form"]["answer"].value() == answer


def test_result_and_strengths_are_saved(cast, contact) -> None:
    assessment = make_joint(cast)
    assert send(contact, result_url(assessment), **result_fields(current_practice="Näin."))[1]["state"] == "saved"
    assert send(contact, area_url(assessment), strengths="Työparityö.")[1]["revision"] == 1
    assert (Result.objects.get().current_practice, AreaSummary.objects.get().strengths) == ("Näin.", "Työparityö.")


def test_button_after_the_page_saved_by_itself_makes_no_new_version(cast, worker) -> None:
    assessment = make_individual(cast)
    send(worker, rating_url(assessment), answer="2", note="Näin.")
    response = worker.post(rating_url(assessment), {"answer": "2", "note": "Näin.", "revision": 1})
    assert response.url == reverse("assessments:rating-update", args=[assessment.ref, "K1.2"])
    rating = Rating.objects.get()
    assert (rating.revision, rating.history.count()) == (1, 1)


def test_last_missing_answer_saved_by_itself_still_leads_to_the_landing_page(cast, worker) -> None:
    assessment = make_individual(cast)
    for code in ("K1.2", "K2.1", "K2.2"):
        worker.post(reverse("assessments:rating-update", args=[assessment.ref, code]), {"answer": "2"})
    assert 'name="avoin"' in worker.get(rating_url(assessment)).content.decode()
    send(worker, rating_url(assessment), answer="2")
    response = worker.post(rating_url(assessment), {"answer": "2", "revision": 1, "avoin": "1"})
    assert response.url == reverse("assessments:assessment-detail", args=[assessment.ref])


# Not whole yet ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"answer": "not_applicable"}, "Kerro lyhyesti, miksi kriteeri ei koske työpajaanne."),
        ({"answer": ""}, "Valitse yksi vaihtoehto."),
        ({"answer": "9"}, "Valitse yksi annetuista vaihtoehdoista."),
        ({"answer": "2", "note": "x" * 4_001}, "Lyhennä tekstiä"),
        ({"answer": "2", "note": "x" * 500_000}, "Lyhennä tekstiä"),
        ({"answer": "2", "note": "a" + "\u0301" * 3_000}, "lisämerkkiä"),
        ({"answer": "2", "note": "x" + "\n" * 3_000 + "x"}, "rivi"),
        ({"answer": "2", "note": "a\x00b"}, "merkkejä, joita ei voi tallentaa"),
    ],
)
def test_what_cannot_be_stored_is_told_quietly_and_not_stored(cast, worker, fields: dict[str, object], sentence: str) -> None:
    status, answer = send(worker, rating_url(make_individual(cast)), **fields)
    assert (status, answer["state"]) == (200, "incomplete")
    assert sentence in answer["text"]
    assert not Rating.objects.exists()


# Refused ---------------------------------------------------------------------------------------------------------------------


def test_stale_rating_is_a_conflict_and_its_button_shows_both(cast, worker) -> None:
    assessment = make_individual(cast)
    send(worker, rating_url(assessment), answer="2", note="Ensimmäinen.")
    status, answer = send(worker, rating_url(assessment), answer="3", note="Toinen.", note_may_be_shown="on")
    assert (status, answer["state"]) == (409, "conflict")
    assert "Mitään ei ole korvattu." in answer["text"]
    both = worker.post(rating_url(assessment), {"revision": 0, "answer": "3", "note": "Toinen.", "note_may_be_shown": "on"})
    html = both.content.decode()
    assert both.status_code == 409
    for words in ("Ensimmäinen.", "Toinen.", "2 Kehittyvä", "3 Vakiintunut", "toisessa ikkunassa", "kyllä"):
        assert words in html, words
    assert Rating.objects.get().note == "Ensimmäinen."


def test_choice_between_two_ratings(cast, worker) -> None:
    assessment = make_individual(cast)
    url = rating_url(assessment)
    send(worker, url, answer="2", note="Ensimmäinen.", note_may_be_shown="on")
    mine = {"revision": 1, "answer": "3", "reason": "", "note": "Toinen.", "note_may_be_shown": ""}
    combined = worker.post(url, {**mine, "pida": "molemmat"}).context["form"].initial
    assert (combined["note"], combined["answer"], combined["revision"]) == ("Ensimmäinen.\n\nToinen.", "3", 1)
    assert combined["note_may_be_shown"] is False
    assert worker.post(url, {**mine, "pida": "tallennettu"}).url == url
    assert Rating.objects.get().note == "Ensimmäinen."
    worker.post(url, {**mine, "pida": "oma"})
    assert (Rating.objects.get().note, Rating.objects.get().note_may_be_shown) == ("Toinen.", False)


def test_permission_to_show_a_note_is_a_difference_too(cast, worker) -> None:
    assessment = make_individual(cast)
    send(worker, rating_url(assessment), answer="2", note="Näin.", note_may_be_shown="on")
    assert send(worker, rating_url(assessment), answer="2", note="Näin.")[0] == 409
    assert send(worker, rating_url(assessment), answer="2", note="Näin.", note_may_be_shown="on")[1]["revision"] == 1


def test_stale_result_and_strengths_are_conflicts(cast, contact, client_of) -> None:
    assessment, leader = make_joint(cast), client_of(cast.leader)
    send(leader, result_url(assessment), **result_fields(current_practice="Leenan."))
    send(leader, area_url(assessment), strengths="Leenan.")
    assert send(contact, result_url(assessment), **result_fields(current_practice="Kaisan."))[0] == 409
    assert send(contact, area_url(assessment), strengths="Kaisan.")[0] == 409
    assert (Result.objects.get().current_practice, AreaSummary.objects.get().strengths) == ("Leenan.", "Leenan.")


def test_two_leads_with_other_levels_from_the_same_page_one_wins(cast, contact, client_of) -> None:
    assessment, leader = make_joint(cast), client_of(cast.leader)
    assert leader.post(result_url(assessment), {"revision": 0, **result_fields(answer="2")}).status_code == 302
    assert contact.post(result_url(assessment), {"revision": 0, **result_fields(answer="4")}).status_code == 409
    assert Result.objects.get().level.value == 2


def test_back_button_and_the_same_post_again_change_nothing(cast, contact, worker) -> None:
    individual = make_individual(cast)
    fields = {"revision": 0, "answer": "2", "note": "Näin."}
    urls = {worker.post(rating_url(individual), fields).url for _press in range(3)}
    assert len(urls) <= 2  # the first leads to the next unanswered, like the others
    assert Rating.objects.get().revision == 1
    joint = open_discussion(assessment=individual, by=cast.contact, at=AT)
    posted = {"revision": 0, **result_fields(answer="2", current_practice="Näin.")}
    assert len({contact.post(result_url(joint), posted).url for _press in range(3)}) == 1
    assert (Result.objects.get().revision, Result.objects.get().history.count()) == (1, 1)


def test_rating_after_the_discussion_opened_is_refused_with_its_sentence(cast, worker) -> None:
    assessment = make_individual(cast)
    open_discussion(assessment=assessment, by=cast.contact, at=AT)
    status, answer = send(worker, rating_url(assessment), answer="2")
    assert (status, answer["state"]) == (409, "refused")
    assert "arvioinnin tila on nyt ”Yhteinen keskustelu”" in answer["text"]
    assert not Rating.objects.exists()


def test_result_after_completion_is_refused_with_its_sentence(cast, contact) -> None:
    assessment = make_joint(cast)
    agree_all(assessment, cast.contact)
    complete_assessment(assessment=assessment, by=cast.leader, at=AT)
    status, answer = send(contact, result_url(assessment), **result_fields(answer=Answer.LEVEL, revision=1))
    assert (status, answer["state"]) == (409, "refused")
    assert "Valmis" in answer["text"]


def test_expired_sign_in_and_unknown_token_are_told_apart(cast) -> None:
    assessment = make_individual(cast)
    assert send(Client(), rating_url(assessment), answer="2") == (403, {"state": "signed_out", "text": ""})
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.workers[0], backend="allauth.account.auth_backends.AuthenticationBackend")
    assert send(strict, rating_url(assessment), answer="2") == (403, {"state": "token", "text": ""})
    assert not Rating.objects.exists()


def test_stranger_gets_no_json_about_what_she_may_not_see(cast, client_of) -> None:
    response = client_of(cast.stranger).post(rating_url(make_individual(cast)), {"answer": "2"}, headers=AUTOSAVE)
    assert response.status_code == 404
    assert "json" not in response["Content-Type"]


# Speed -----------------------------------------------------------------------------------------------------------------------


def cost_of_save(client: Client, url: str, fields: dict[str, object]) -> tuple[int, int]:
    """Return how many queries the transaction of the save takes, and the whole request; savepoints are none."""
    with CaptureQueriesContext(connection) as captured:
        assert client.post(url, fields, headers=AUTOSAVE).json()["state"] == "saved"
    statements = [query["sql"] for query in captured.captured_queries]
    first = next(number for number, sql in enumerate(statements) if SAVEPOINT.match(sql))
    return tuple(sum(not SAVEPOINT.match(sql) for sql in part) for part in (statements[first:], statements))  # type: ignore[return-value]


@pytest.mark.parametrize(("areas", "criteria", "workers"), [(2, 2, 1), (6, 10, 9)])
def test_one_save_takes_ten_queries_whatever_the_size(client_of, areas: int, criteria: int, workers: int) -> None:
    cast = Cast(workers=workers)
    assessment = make_individual(cast, version=make_version(areas=areas, criteria=criteria))
    worker, contact = client_of(cast.workers[0]), client_of(cast.contact)
    worker.post(rating_url(assessment), {"answer": "2"})
    in_transaction, in_request = cost_of_save(worker, rating_url(assessment), {"answer": "3", "note": "Näin.", "revision": 1})
    assert in_transaction <= MAX_QUERIES
    assert in_request <= MAX_QUERIES_OF_REQUEST
    open_discussion(assessment=assessment, by=cast.contact, at=AT)
    contact.post(result_url(assessment), {"revision": 0, **result_fields(answer="2")})
    fields = {"revision": 1, **result_fields(answer="3", current_practice="Näin.")}
    in_transaction, in_request = cost_of_save(contact, result_url(assessment), fields)
    assert in_transaction <= MAX_QUERIES
    assert in_request <= MAX_QUERIES_OF_REQUEST
