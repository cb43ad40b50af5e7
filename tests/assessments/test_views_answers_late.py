"""The deadline of an application's answers, to the instant, with the typed text given back; and who reaches the page at all."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from assessments.choices import Answer
from assessments.models import ApplicationAnswer
from assessments.selectors.applications.form import criteria_of_application
from assessments.services.applications.answers import save_answer
from tests.assessments.test_views_answers import address, autosave, form
from tests.factories.applications import (
    DEADLINE,
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
from workshops.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LATE = (2026, 12, 1, 16, 15, 1)


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
    assert "Määräaika päättyi 1.12.2026 klo 16.15, eikä hakemusta voi enää muuttaa." in page
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
