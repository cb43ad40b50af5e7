"""The applicant's pages: the list, registering, the landing page, and who reaches what."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from assessments.choices import AuditWish
from assessments.models import Application, ApplicationAnswer
from assessments.services.applications.registering import change_wish, register_application
from assessments.services.applications.submitting import submit_application
from tests.factories.applications import (
    DEADLINE,
    IN_STATE,
    answer_all,
    make_coordinator,
    make_open,
    make_registered,
    make_round,
    make_submitted,
)
from tests.factories.assessments import AT, Cast
from tests.factories.workshops import UserFactory, WorkshopFactory, grant
from workshops.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LIST, CREATE = reverse("assessments:application-list"), reverse("assessments:application-create")


@pytest.fixture
def cast() -> Cast:
    return Cast(WorkshopFactory(name="Kivipaja"))


def url(name: str, application: Application) -> str:
    return reverse(f"assessments:application-{name}", args=[application.ref])


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def registration(cast: Cast, **changes: object) -> dict[str, object]:
    told = {"workshops": [cast.workshop.ref], "wish": "peer", "contact": cast.contact.ref, "round": "myohemmin"}
    return {**told, **changes}


# --- the list ----------------------------------------------------------------------------------------------------------------


def test_list_tells_states_and_progress_of_own_applications(cast, client_of) -> None:
    application = make_open(cast)
    answer_all(application, cast.contact)
    application.answers.filter(criterion__code="K1.1").update(text="")
    html = page(client_of(cast.leader), LIST)
    assert url("detail", application) in html
    assert "Täytettävänä" in html
    assert "Määräaika 1.12.2026 klo 16.15." in html
    assert "3/4 kirjoitettu" in html
    assert url("detail", application) not in page(client_of(cast.stranger), LIST)


def test_list_explains_itself_to_who_does_not_apply(cast, client_of) -> None:
    make_open(cast)
    html = page(client_of(cast.workers[0]), LIST)
    assert "Laatumerkkiä hakee työpajan yhteyshenkilö tai esihenkilö." in html
    assert CREATE not in html
    html = page(client_of(make_coordinator()), LIST)
    assert reverse("assessments:round-list") in html
    assert "Kivipaja" not in html


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_number_of_queries(client_of, django_assert_num_queries, count) -> None:
    client, into = client_of(many(count)), make_round()
    for application in Application.objects.all():
        Application.objects.filter(pk=application.pk).update(round=into)
    page(client, LIST)
    with django_assert_num_queries(6):
        html = page(client, LIST)
    assert html.count('class="t"') == count


@pytest.mark.parametrize("asked", ["2", "99", "abc", "-1"])
def test_list_is_paged_and_takes_any_page_number(client_of, asked) -> None:
    html = page(client_of(many(27)), f"{LIST}?sivu={asked}")
    assert html.count('class="t"') == (2 if asked in {"2", "99", "-1"} else 25)


def many(count: int):
    user = UserFactory()
    for _ in range(count):
        cast = Cast(workers=0)
        grant(user, Role.CONTACT, workshop=cast.workshop)
        make_registered(cast)
    return user


# --- registering -------------------------------------------------------------------------------------------------------------


def test_register_without_a_round(cast, client_of) -> None:
    response = client_of(cast.contact).post(CREATE, registration(cast), follow=True)
    application = Application.objects.get()
    assert response.redirect_chain == [(url("detail", application), 302)]
    assert (application.round, application.wish, application.contact, application.status) == (None, "peer", cast.contact, "registered")
    assert "Ilmoittautuminen on tallennettu." in response.content.decode()


def test_register_into_a_round_for_several_units(client_of) -> None:
    cast, into = Cast(), make_round()
    sister = WorkshopFactory(organisation=cast.workshop.organisation)
    grant(cast.contact, Role.CONTACT, workshop=sister)
    told = registration(cast, workshops=[cast.workshop.ref, sister.ref], wish="external", round=into.ref, contact=cast.leader.ref)
    client_of(cast.contact).post(CREATE, told)
    application = Application.objects.get()
    assert {unit.workshop for unit in application.units.all()} == {cast.workshop, sister}
    assert (application.round, application.wish, application.contact) == (into, "external", cast.leader)


def test_register_page_has_one_named_workshop_chosen_and_groups_by_organisation(cast, client_of) -> None:
    other = WorkshopFactory(name="Puupaja", organisation__name="Metsän säätiö")
    grant(cast.contact, Role.CONTACT, workshop=other)
    html = page(client_of(cast.contact), f"{CREATE}?tyopaja={other.ref}")
    assert re.findall(r'name="workshops" value="([^"]+)"[^>]*checked', html) == [other.ref]
    assert "Metsän säätiö" in html
    assert "Kuka näkee tämän?" in html
    assert re.findall(r'name="workshops" value="[^"]+"[^>]*checked', page(client_of(cast.contact), f"{CREATE}?tyopaja=olematon")) == []


def test_register_page_tells_why_a_workshop_cannot_be_chosen(cast, client_of) -> None:
    application = make_registered(cast)
    html = page(client_of(cast.contact), CREATE)
    assert "Kaikilla työpajoillanne on jo laatumerkkihakemus." in html
    assert "hakemus on jo olemassa (Ilmoittauduttu)" in html
    assert url("detail", application) in html
    assert "<form method" not in html.split("<main")[1]


def test_register_twice_is_told_beside_the_field(cast, client_of) -> None:
    grant(cast.contact, Role.CONTACT, workshop=WorkshopFactory())
    client = client_of(cast.contact)
    client.post(CREATE, registration(cast))
    response = client.post(CREATE, registration(cast))
    assert response.status_code == 400
    assert "Näillä työpajoilla on jo laatumerkkihakemus, jonka käsittely on kesken: Kivipaja." in response.content.decode()
    assert Application.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"workshops": []}, "Valitse vähintään yksi työpaja."),
        ({"workshops": ["olematon"]}, "Valitse yksi annetuista vaihtoehdoista."),
        ({"workshops": ["' OR 1=1 --"]}, "Valitse yksi annetuista vaihtoehdoista."),
        ({"wish": ""}, "Valitse yksi vaihtoehto."),
        ({"wish": "self"}, "Valitse yksi annetuista vaihtoehdoista."),
        ({"contact": ""}, "Valitse yksi vaihtoehto."),
        ({"contact": "\x00"}, "Valitse yksi annetuista vaihtoehdoista."),
        ({"round": ""}, "Valitse yksi vaihtoehto."),
        ({"round": "olematon"}, "Valitse yksi annetuista vaihtoehdoista."),
    ],
)
def test_register_with_bad_input_is_refused_in_words(cast, client_of, changes, sentence) -> None:
    response = client_of(cast.contact).post(CREATE, registration(cast, **changes))
    assert response.status_code == 400
    assert sentence in response.content.decode()
    assert not Application.objects.exists()


def test_register_for_others_workshops_people_and_past_rounds_is_no_choice(cast, client_of, clock) -> None:
    into = make_round()
    elsewhere = WorkshopFactory()
    client = client_of(cast.contact)
    assert client.post(CREATE, registration(cast, workshops=[elsewhere.ref])).status_code == 400
    assert client.post(CREATE, registration(cast, contact=cast.stranger.ref)).status_code == 400
    assert client.post(CREATE, registration(cast, contact=cast.workers[0].ref)).status_code == 400
    clock.at(2026, 12, 1, 16, 16)
    assert client.post(CREATE, registration(cast, round=into.ref)).status_code == 400
    assert not Application.objects.exists()


def test_register_workshops_of_two_organisations_is_refused_beside_the_field(cast, client_of) -> None:
    other = WorkshopFactory()
    grant(cast.contact, Role.CONTACT, workshop=other)
    response = client_of(cast.contact).post(CREATE, registration(cast, workshops=[cast.workshop.ref, other.ref]))
    assert response.status_code == 400
    assert "Hakemus voi koskea vain yhden organisaation työpajoja." in response.content.decode()


def test_register_is_refused_from_who_does_not_apply(cast, client_of) -> None:
    for user in (cast.workers[0], make_coordinator()):
        client = client_of(user)
        assert "yhteyshenkilö tai esihenkilö" in page(client, CREATE, 403)
        assert client.post(CREATE, registration(cast)).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_register_page_asks_the_same_number_of_queries(client_of, django_assert_num_queries, count) -> None:
    cast = Cast()
    for number in range(count):
        grant(cast.contact, Role.CONTACT, workshop=WorkshopFactory())
        taken = WorkshopFactory()
        grant(cast.contact, Role.CONTACT, workshop=taken)
        register_application(workshops=[taken], wish=AuditWish.PEER, contact=cast.contact, by=cast.contact, at=AT)
        make_round(deadline_at=DEADLINE + dt.timedelta(days=number))
    client = client_of(cast.contact)
    page(client, CREATE)
    with django_assert_num_queries(8):
        page(client, CREATE)


# --- the landing page --------------------------------------------------------------------------------------------------------


def test_landing_page_of_each_state_tells_what_it_means(client_of) -> None:
    sentences = {
        "registered": "Valitkaa hakukierros",
        "open": "Kirjoittakaa jokaisesta kriteeristä, miten se toteutuu",
        "submitted": "Viimeisin lähetys on voimassa.",
        "withdrawn": "Hakemus peruttiin 20.11.2026.",
        "lapsed": "Voitte siirtää sen teksteineen toiselle kierrokselle.",
    }
    into = make_round()
    for state, sentence in sentences.items():
        one = Cast()
        application = IN_STATE[state](one, None if state == "registered" else into)
        assert sentence in page(client_of(one.contact), url("detail", application))


def test_landing_page_leads_to_the_work(cast, client_of) -> None:
    application = make_open(cast)
    answer_all(application, cast.contact)
    application.answers.filter(criterion__code="K1.1").update(text="")
    html = page(client_of(cast.leader), url("detail", application))
    assert "Määräaika 1.12.2026 klo 16.15." in html
    assert "Aikaa on 11 päivää." in html
    assert "1/2 kirjoitettu" in html
    for address in (
        reverse("assessments:answer-update", args=[application.ref, "K1.1"]),
        reverse("assessments:application-evidence-list", args=[application.ref]),
        *(url(name, application) for name in ("check", "fill", "update", "contact", "withdraw", "history")),
    ):
        assert f'href="{address}"' in html
    assert url("open", application) not in html


def test_landing_page_tells_of_changes_after_the_last_submission(cast, client_of) -> None:
    application = make_submitted(cast)
    client, told = client_of(cast.contact), "Hakemusta on muutettu lähettämisen jälkeen."
    again = f'btn-primary" href="{url("check", application)}"'
    assert not any(words in page(client, url("detail", application)) for words in (told, again))
    change_wish(application=application, wish=AuditWish.EXTERNAL, by=cast.contact, at=AT + dt.timedelta(minutes=1))
    assert all(words in page(client, url("detail", application)) for words in (told, again))
    submit_application(application=application, by=cast.contact, at=AT + dt.timedelta(minutes=2))
    html = page(client, url("detail", application))
    assert told not in html
    assert html.index("Lähetys 2, ") < html.index("Lähetys 1, ")
    ApplicationAnswer.objects.filter(criterion__code="K2.1").update(saved_at=AT + dt.timedelta(minutes=3))
    assert told in page(client, url("detail", application))


def test_landing_page_shows_a_coordinator_the_state_alone_until_the_deadline(cast, client_of, clock) -> None:
    application = make_submitted(cast)
    link = f'href="{reverse("assessments:submission-detail", args=[application.ref, 1])}"'
    client = client_of(make_coordinator())
    html = page(client, url("detail", application))
    assert "Lähetetty" in html
    assert "Hakemuksen tekstit näkyvät koordinaattoreille vasta määräajan jälkeen." in html
    for hidden in (link, "K1.", "Viikko suunnitellaan", url("check", application), url("withdraw", application), "/kuitit/"):
        assert hidden not in html
    clock.at(2026, 12, 1, 16, 16)
    html = page(client, url("detail", application))
    assert link in html
    assert "Viikko suunnitellaan" not in html


@pytest.mark.parametrize("times", [1, 3])
def test_landing_page_asks_the_same_number_of_queries(client_of, django_assert_num_queries, times) -> None:
    cast = Cast()
    sisters = [WorkshopFactory(organisation=cast.workshop.organisation) for _ in range(times)]
    for sister in sisters:
        grant(cast.contact, Role.CONTACT, workshop=sister)
    application = make_submitted(cast, workshops=[cast.workshop, *sisters])
    for number in range(times):
        at = AT + dt.timedelta(minutes=number + 1)
        change_wish(application=application, wish=[AuditWish.EXTERNAL, AuditWish.PEER][number % 2], by=cast.contact, at=at)
        submit_application(application=application, by=cast.contact, at=at)
    client = client_of(cast.contact)
    page(client, url("detail", application))
    with django_assert_num_queries(10):
        page(client, url("detail", application))
