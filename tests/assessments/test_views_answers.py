"""The page of one criterion of an application: who writes, two writers, the deadline, and that no typed text is lost."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from assessments.choices import Answer
from assessments.models import Application, ApplicationAnswer
from assessments.selectors.applications.form import criteria_of_application
from assessments.services.applications.answers import save_answer
from assessments.services.evidence import add_link_evidence
from tests.factories.applications import (
    DEADLINE,
    answer_all,
    make_coordinator,
    make_lapsed,
    make_open,
    make_registered,
    make_round,
    make_submitted,
    make_withdrawn,
)
from tests.factories.assessments import Cast
from tests.factories.criteria import make_version
from tests.factories.workshops import WorkshopFactory, grant
from tests.web_forms import fields_of
from workshops.roles import Role

pytestmark = pytest.mark.django_db

NASTY = "<script>alert(1)</script> {{ 7|add:7 }} <img src=x onerror=alert(2)> javascript:alert(3)"
LATE = (2026, 12, 1, 16, 15, 1)


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


# The deadline ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("extra", [{}, {"pida": "molemmat"}, {"pida": "oma"}, {"text": "Myöhästynyt teksti. " + "a" * 10_001}])
def test_late_save_is_refused_and_the_typed_text_given_back(client_of, clock, extra: dict[str, str]) -> None:
    cast = Cast()
    application = make_open(cast)
    client = client_of(cast.contact)
    clock.at(*LATE)
    response = client.post(address(application), form(**{"text": "Myöhästynyt teksti.", **extra}))
    assert response.status_code == 409
    page = response.content.decode()
    assert "Määräaika päättyi 1.12.2026 16.15, eikä hakemusta voi enää muuttaa." in page
    assert "Myöhästynyt teksti." in page
    assert not ApplicationAnswer.objects.exists()
    late = autosave(client, application, text="Myöhästynyt teksti.")
    assert (late.status_code, late.json()["state"]) == (409, "refused")


def test_save_at_the_very_instant_is_in(client_of, clock) -> None:
    cast = Cast()
    application = make_open(cast)
    client = client_of(cast.contact)
    clock.at(2026, 12, 1, 16, 15)
    assert client.post(address(application), form(text="Juuri ajoissa.")).status_code == 302
    assert ApplicationAnswer.objects.get().saved_at == DEADLINE


@pytest.mark.parametrize("make", [make_lapsed, make_withdrawn])
def test_those_who_manage_read_it_afterwards_and_write_nothing(client_of, make) -> None:
    cast = Cast()
    application = make(cast)
    page = client_of(cast.leader).get(address(application)).content.decode()
    assert "Hakemusta ei voi nyt muuttaa." in page
    assert "<textarea" not in page
    assert "Tasoa ei ole kerrottu." in page
    response = client_of(cast.leader).post(address(application), form(text="Vielä tämä."))
    assert response.status_code == 409
    assert "Vielä tämä." in response.content.decode()


def test_submitted_one_is_read_after_the_deadline(client_of, clock) -> None:
    cast = Cast()
    application = make_submitted(cast)
    [criterion, *_] = criteria_of_application(application)
    level = application.round.version.scale.levels.get(value=3)
    save_answer(
        application=application,
        criterion=criterion,
        text="Luettavaksi.",
        answer=Answer.LEVEL,
        level=level,
        revision=1,
        by=cast.contact,
        at=DEADLINE,
    )
    clock.at(*LATE)
    page = client_of(cast.contact).get(address(application)).content.decode()
    assert "Luettavaksi." in page
    assert "Vakiintunut – teidän tasonne" in page
    assert "Tallenna" not in page


def test_registered_one_leads_to_the_application(client_of) -> None:
    cast = Cast()
    application = make_registered(cast, make_round())
    response = client_of(cast.contact).get(address(application))
    assert response.url == reverse("assessments:application-detail", args=[application.ref])
    assert client_of(cast.contact).post(address(application), form(text="Liian aikaisin.")).status_code == 409


# Who reaches it --------------------------------------------------------------------------------------------------------------


def test_only_those_who_apply_in_a_covered_workshop_reach_it(client_of) -> None:
    cast = Cast()
    application = make_open(cast)
    elsewhere = Cast(WorkshopFactory(organisation=cast.workshop.organisation))
    coordinator = make_coordinator()
    of_all = Cast().stranger
    grant(of_all, Role.LEADER, organisation=cast.workshop.organisation)
    for user in (cast.contact, cast.leader, of_all):
        assert client_of(user).get(address(application)).status_code == 200
    for user in (cast.workers[0], cast.stranger, elsewhere.leader, coordinator):
        assert client_of(user).get(address(application)).status_code == 404
        assert client_of(user).post(address(application), form(text="Ei minun.")).status_code == 404
    assert not ApplicationAnswer.objects.exists()
    assert Client().get(address(application)).status_code == 302


@pytest.mark.parametrize("code", ["K9.9", "k1.1", "../..", "%00"])
def test_unknown_criterion_and_application_are_not_there(client_of, code: str) -> None:
    cast = Cast()
    application = make_open(cast)
    client = client_of(cast.contact)
    assert client.get(f"/hakemukset/{application.ref}/kriteeri/{code}/").status_code in {400, 404}
    assert client.get("/hakemukset/eiolemassa/kriteeri/K1.1/").status_code == 404


def test_criterion_of_another_version_is_not_there(client_of) -> None:
    cast = Cast()
    make_version(areas=3)
    assert client_of(cast.contact).get(address(make_open(cast), "K3.1")).status_code == 404
