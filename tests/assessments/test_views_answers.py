"""The page of one criterion of an application: what it shows, saving, two writers, and that no typed text is lost."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from assessments.choices import Answer
from assessments.models import Application, ApplicationAnswer
from assessments.selectors.applications.form import criteria_of_application
from assessments.services.evidence import add_link_evidence
from tests.factories.applications import DEADLINE, answer_all, make_open, make_round
from tests.factories.assessments import Cast
from tests.factories.criteria import make_version
from tests.web_forms import fields_of

pytestmark = pytest.mark.django_db

NASTY = "<script>alert(1)</script> {{ 7|add:7 }} <img src=x onerror=alert(2)> javascript:alert(3)"


@pytest.fixture(autouse=True)
def _working_day(clock) -> None:
    """Stand before the deadline of the factories' round."""


def address(application: Application, code: str = "K1.1") -> str:
    return reverse("assessments:answer-update", args=[application.ref, code])


def form(**fields: object) -> dict[str, object]:
    return {"revision": 0, "answer": "", "text": "", **fields}


def autosave(client: Client, application: Application, **fields: object):
    return client.post(address(application), form(**fields), headers={"X-Autosave": "1"})


# What the page shows ---------------------------------------------------------------------------------------------------------


def test_page_shows_the_criterion_and_what_may_not_be_written(client_of) -> None:
    cast = Cast()
    application = make_open(cast)
    page = client_of(cast.contact).get(address(application)).content.decode()
    for words in (
        "Näin toimitaan hyvällä työpajalla.",
        "Mitä kriteeri K1.1 tarkoittaa teillä, kysymys 1?",
        "muistio kriteeristä K1.1",
        "Miten kriteeri toteutuu teillä",
        "Älä kirjoita tähän tasoanne. Auditoitsijat arvioivat tason itse. Älä kirjoita valmentautujien henkilötietoja.",
        "K1.1: kuvaus tasosta 4.",
        "Ei koske työpajaamme",
        "Emme kerro tasoa",
        "Kuka näkee tämän?",
        "data-autosave",
        "0/2 kirjoitettu",
    ):
        assert words in page
    assert re.search(r'name="answer" value=""[^>]*checked', page)  # nothing chosen stands as such


@pytest.mark.parametrize("criteria", [2, 20])
def test_page_takes_ten_queries_whatever_the_size(client_of, django_assert_num_queries, criteria: int) -> None:
    cast = Cast()
    application = make_open(cast, make_round(version=make_version(areas=6, criteria=criteria)))
    answer_all(application, cast.contact)
    for number, criterion in enumerate(criteria_of_application(application)[: criteria * 2]):
        add_link_evidence(
            holder=application, criteria=[criterion], link="https://kivipaja.example/", title=f"{number}", by=cast.contact, at=DEADLINE
        )
    client = client_of(cast.contact)
    client.get(address(application))
    with django_assert_num_queries(10):
        client.get(address(application))


def test_typed_markup_is_shown_as_text(client_of) -> None:
    cast = Cast()
    application = make_open(cast)
    client = client_of(cast.contact)
    client.post(address(application), form(text=NASTY))
    for name in ("answer-update", "application-check"):
        arguments = [application.ref, "K1.1"] if name == "answer-update" else [application.ref]
        page = client.get(reverse(f"assessments:{name}", args=arguments)).content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7|add:7 }}" in page
        assert "<script>alert" not in page
        assert "<img src=x" not in page


# Saving ----------------------------------------------------------------------------------------------------------------------


def test_saved_answer_leads_on_and_the_last_one_to_the_check(client_of) -> None:
    cast = Cast()
    application = make_open(cast)
    client = client_of(cast.contact)
    assert client.post(address(application), form(text=" Suunnitelma tehdään yhdessä.\r\nAina. ", answer="3")).url == address(
        application, "K1.2"
    )
    answer = ApplicationAnswer.objects.get()
    assert (answer.text, answer.level.value, answer.revision, answer.saved_by) == (
        "Suunnitelma tehdään yhdessä.\nAina.",
        3,
        1,
        cast.contact,
    )
    check = reverse("assessments:application-check", args=[application.ref])
    assert client.post(address(application, "K2.2"), form(text="Näin.")).url == check
    assert client.post(address(application, "K1.2"), form(text="Näin.", tarkistukseen="1")).url == check
    create = reverse("assessments:application-evidence-create", args=[application.ref, "K2.1"])
    assert client.post(address(application, "K2.1"), form(text="Näin.", nayttoon="1")).url == f"{create}?palaa=vastaus"


def test_evidence_is_removed_after_the_text_is_saved(client_of) -> None:
    cast = Cast()
    application = make_open(cast)
    [criterion, *_] = criteria_of_application(application)
    given = {"holder": application, "criteria": [criterion], "by": cast.contact, "at": DEADLINE}
    evidence = add_link_evidence(link="https://kivipaja.example/", title="Sivumme", **given)
    response = client_of(cast.contact).post(address(application), form(text="Säilyy.", poista=evidence.ref))
    remove = reverse("assessments:application-evidence-remove", args=[application.ref, evidence.ref, "K1.1"])
    assert response.url == f"{remove}?palaa=vastaus"
    assert ApplicationAnswer.objects.get().text == "Säilyy."


@pytest.mark.parametrize(
    ("answer", "kind", "level"), [("", "", None), ("not_applicable", Answer.NOT_APPLICABLE, None), ("2", Answer.LEVEL, 2)]
)
def test_level_is_optional_and_can_be_taken_back(client_of, answer: str, kind: str, level: int | None) -> None:
    cast = Cast()
    application = make_open(cast)
    client = client_of(cast.contact)
    client.post(address(application), form(text="Teksti.", answer="4"))
    client.post(address(application), form(text="Teksti.", answer=answer, revision=1))
    row = ApplicationAnswer.objects.get()
    assert (row.answer, row.level and row.level.value, row.text) == (kind, level, "Teksti.")


@pytest.mark.parametrize(
    "fields", [{"answer": "9"}, {"answer": "dont_know"}, {"revision": "x"}, {"revision": "-1"}, {"text": "a" * 10_001}]
)
def test_bad_input_is_refused_and_the_text_is_given_back(client_of, fields: dict[str, str]) -> None:
    cast = Cast()
    application = make_open(cast)
    response = client_of(cast.contact).post(address(application), form(**{"text": "Tämä säilyy.", **fields}))
    assert response.status_code == 400
    assert fields.get("text", "Tämä säilyy.") in response.content.decode()
    assert "data-unsaved" in response.content.decode()
    assert not ApplicationAnswer.objects.exists()


def test_ten_thousand_characters_fit(client_of) -> None:
    cast = Cast()
    application = make_open(cast)
    client_of(cast.contact).post(address(application), form(text="ä" * 10_000))
    assert len(ApplicationAnswer.objects.get().text) == 10_000


def test_extra_fields_change_nothing(client_of) -> None:
    cast = Cast()
    application = make_open(cast)
    extra = {"status": "granted", "saved_by": cast.leader.pk, "criterion": "K2.2", "level": "1", "application": "1"}
    client_of(cast.contact).post(address(application), form(text="Näin.", **extra))
    row = ApplicationAnswer.objects.get()
    assert (row.criterion.code, row.level, row.saved_by, row.application.status) == ("K1.1", None, cast.contact, "open")


# Two writers -----------------------------------------------------------------------------------------------------------------


def stale(client_of, cast: Cast, application: Application) -> Client:
    """The leader saves while the contact has the page open; return the contact's client."""
    client_of(cast.leader).post(address(application), form(text="Esihenkilön teksti.", answer="2"))
    return client_of(cast.contact)


def test_second_save_shows_both_texts_and_replaces_nothing(client_of) -> None:
    cast = Cast()
    application = make_open(cast)
    response = stale(client_of, cast, application).post(address(application), form(text="Yhteyshenkilön teksti.", answer="3"))
    assert response.status_code == 409
    page = response.content.decode()
    for words in (
        "Kaksi versiota, kumpikaan ei ole kadonnut",
        "Yhteyshenkilön",
        "Esihenkilön",
        "3 Vakiintunut",
        "2 Kehittyvä",
        "Leena Johtava",
    ):
        assert words in page
    assert fields_of(page, "text") | {"csrfmiddlewaretoken": ""} == {
        "csrfmiddlewaretoken": "",
        "revision": "1",
        "text": "Yhteyshenkilön teksti.",
        "answer": "3",
    }
    assert ApplicationAnswer.objects.get().text == "Esihenkilön teksti."


def test_both_texts_can_be_made_one(client_of) -> None:
    cast = Cast()
    application = make_open(cast)
    client = stale(client_of, cast, application)
    page = client.post(address(application), form(text="Yhteyshenkilön teksti.", pida="molemmat")).content.decode()
    fields = fields_of(page, "text")
    assert "Esihenkilön teksti." in fields["text"]
    assert "Yhteyshenkilön teksti." in fields["text"]
    assert (fields["revision"], fields["answer"]) == ("1", "2")
    assert client.post(address(application), fields).status_code == 302
    assert ApplicationAnswer.objects.get().text == fields["text"].strip()
    assert ApplicationAnswer.history.count() == 2


def test_autosave_saves_tells_of_a_colleague_and_counts_the_same_once(client_of) -> None:
    cast = Cast()
    application = make_open(cast)
    client = client_of(cast.contact)
    assert autosave(client, application, text="Alku.").json()["revision"] == 1
    assert autosave(client, application, text="Alku.", revision=1).json()["revision"] == 1
    conflict = autosave(client, application, text="Vanhasta.", revision=0)
    assert (conflict.status_code, conflict.json()["state"]) == (409, "conflict")
    assert autosave(client, application, text="a" * 10_001, revision=1).json()["state"] == "incomplete"
    assert ApplicationAnswer.objects.get().text == "Alku."
