"""What waits for an applicant: the front page, the menu and the workshop's page."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from assessments.choices import AuditWish
from assessments.models import Application
from assessments.selectors.applications.form import criteria_of_application
from assessments.services.applications.ending import renew_application
from assessments.services.applications.moves import move_application
from assessments.services.applications.registering import change_wish
from assessments.services.applications.submitting import submit_application
from assessments.services.evidence import add_link_evidence, remove_evidence
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
from tests.factories.assessments import AT, Cast
from tests.factories.workshops import UserFactory, WorkshopFactory, grant
from workshops.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

FILLING = "Laatumerkkihakemus, Kivipaja: täytä hakemus"


@pytest.fixture
def cast() -> Cast:
    return Cast(WorkshopFactory(name="Kivipaja"))


def page(client: Client, address: str = "/") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def tasks(html: str, heading: str = "") -> list[tuple[str, str]]:
    """Return the lines that wait for the asker, or those under the heading, as (text, address)."""
    part = html.split("<main")[1].split("<h2>")
    shown = part[0] if not heading else next((one for one in part[1:] if one.startswith(heading)), "")
    return [
        (" ".join(re.sub(r"<[^>]+>", " ", text).split()), address)
        for address, text in re.findall(r'<li><a class="t" href="([^"]+)">(.*?)</li>', shown)
    ]


def url(name: str, application: Application) -> str:
    return reverse(f"assessments:application-{name}", args=[application.ref])


def test_registered_without_a_round_chooses_one(cast, client_of) -> None:
    application, client = make_registered(cast), client_of(cast.contact)
    html = page(client)
    assert tasks(html) == []
    [(text, address)] = tasks(html, "Odottaa muita")
    assert "odottaa kierrosta" in text
    make_round()
    [(text, address)] = tasks(page(client))
    assert text.startswith("Laatumerkkihakemus, Kivipaja: valitse kierros odottaa sinua")
    assert address == url("round", application)


def test_registered_begins_when_the_round_opens(cast, client_of, clock) -> None:
    application = make_registered(cast, make_round(opens_date=dt.date(2026, 11, 23)))
    client = client_of(cast.leader)
    [(text, _address)] = tasks(page(client), "Odottaa muita")
    assert "Kierros avautuu 23.11.2026." in text
    clock.at(2026, 11, 23, 8, 0)
    [(text, address)] = tasks(page(client))
    assert text.startswith("Laatumerkkihakemus, Kivipaja: aloita täyttäminen ti 1.12. klo 16.15 mennessä")
    assert address == url("detail", application)


def test_filling_tells_what_is_missing_and_by_when(cast, client_of) -> None:
    application, client = make_open(cast), client_of(cast.contact)
    [(text, address)] = tasks(page(client))
    assert text == f"{FILLING} ti 1.12. klo 16.15 mennessä Vielä 4 kriteerin teksti puuttuu."
    assert address == url("detail", application)
    answer_all(application, cast.contact)
    application.answers.filter(criterion__code="K2.1").update(text="")
    [(text, address)] = tasks(page(client))
    assert text.endswith("Yhden kriteerin teksti puuttuu vielä.")
    assert address == reverse("assessments:answer-update", args=[application.ref, "K2.1"])
    application.answers.update(text="Teksti.")
    [(text, address)] = tasks(page(client))
    assert "tarkista ja lähetä" in text
    assert address == url("check", application)


def test_filling_is_over_at_the_deadline(cast, client_of, clock) -> None:
    make_open(cast)
    clock.at(2026, 12, 1, 16, 15)
    client = client_of(cast.contact)
    assert len(tasks(page(client))) == 1
    clock.shift(seconds=1)
    html = page(client)
    assert tasks(html) == tasks(html, "Odottaa muita") == []


def test_changes_after_submitting_wait_to_be_sent(cast, client_of, clock) -> None:
    application, client = make_submitted(cast), client_of(cast.contact)
    html = page(client)
    assert tasks(html) == []
    assert "lähetetty" in tasks(html, "Odottaa muita")[0][0]
    change_wish(application=application, wish=AuditWish.EXTERNAL, by=cast.contact, at=AT + dt.timedelta(minutes=1))
    [(text, address)] = tasks(page(client))
    assert "lähetä muutokset ti 1.12. klo 16.15 mennessä" in text
    assert address == url("check", application)
    clock.at(2026, 12, 1, 16, 16)
    assert tasks(page(client)) == []


def test_evidence_given_or_taken_back_after_submitting_waits_to_be_sent(cast, client_of) -> None:
    application, client = make_submitted(cast), client_of(cast.contact)
    criterion = criteria_of_application(application)[0]
    told = {"by": cast.contact, "at": AT + dt.timedelta(minutes=1)}
    evidence = add_link_evidence(
        holder=application, criteria=[criterion], title="Vuosikello", link="https://kivipaja.example/vuosikello", **told
    )
    assert "lähetä muutokset" in tasks(page(client))[0][0]
    submit_application(application=application, by=cast.contact, at=AT + dt.timedelta(minutes=2))
    assert tasks(page(client)) == []
    remove_evidence(evidence=evidence, criterion=criterion, by=cast.contact, at=AT + dt.timedelta(minutes=3))
    assert "lähetä muutokset" in tasks(page(client))[0][0]
    html = page(client, url("history", application))
    assert "Poisti näytön kriteeristä K1.1." in html
    assert "näytön" not in page(client_of(make_coordinator()), url("history", application))


def test_lapsed_moves_on_when_a_round_takes_applications(cast, client_of, clock) -> None:
    application, client = make_lapsed(cast), client_of(cast.contact)
    clock.at(2026, 12, 2, 9, 0)
    html = page(client)
    assert tasks(html) == []
    assert "jäi lähettämättä" in tasks(html, "Odottaa muita")[0][0]
    into = make_round(name="Kevään haku", deadline_at=DEADLINE + dt.timedelta(days=30))
    [(text, address)] = tasks(page(client))
    assert "siirrä seuraavalle kierrokselle" in text
    assert "Voitte siirtää hakemuksen kierrokselle Kevään haku." in text
    assert address == url("renew", application)
    renew_application(application=application, into=into, by=cast.contact, at=DEADLINE + dt.timedelta(days=1))
    assert "täytä hakemus" in tasks(page(client))[0][0]


def test_lapsed_is_let_be_after_a_year_or_when_a_new_one_is_there(cast, client_of, clock) -> None:
    make_lapsed(cast)
    clock.at(2026, 12, 2, 9, 0)
    make_round(deadline_at=DEADLINE + dt.timedelta(days=500), opens_date=dt.date(2026, 12, 1))
    client = client_of(cast.contact)
    assert len(tasks(page(client))) == 1
    make_registered(cast)
    assert ["valitse kierros" in text for text, _address in tasks(page(client))] == [True]
    Application.objects.filter(status="registered").delete()
    clock.at(2027, 12, 3, 9, 0)
    assert tasks(page(client)) == []


def test_under_audit_waits_for_others_and_the_ended_for_nobody(cast, client_of, clock) -> None:
    application, client = make_submitted(cast), client_of(cast.contact)
    clock.at(2026, 12, 2, 9, 0)
    move_application(application, "start_audit", by=None, at=DEADLINE)
    assert "Auditoitsijat tutustuvat lähetettyyn hakemukseen." in tasks(page(client), "Odottaa muita")[0][0]
    other = Cast()
    make_withdrawn(other, make_round(deadline_at=DEADLINE + dt.timedelta(days=9)))
    html = page(client_of(other.contact))
    assert tasks(html) == tasks(html, "Odottaa muita") == []


def test_applications_wait_for_nobody_else(cast, client_of) -> None:
    make_open(cast)
    for user in (cast.workers[0], cast.stranger, make_coordinator()):
        assert "Laatumerkkihakemus" not in page(client_of(user))


def test_due_ones_come_in_the_order_of_their_days(client_of) -> None:
    user = UserFactory()
    for days in (20, 5):
        cast = Cast(WorkshopFactory(name=f"Paja {days}"), workers=0)
        grant(user, Role.CONTACT, workshop=cast.workshop)
        make_open(cast, make_round(deadline_at=DEADLINE + dt.timedelta(days=days)))
    assert [re.findall(r"Paja \d+", text)[0] for text, _address in tasks(page(client_of(user)))] == ["Paja 5", "Paja 20"]


@pytest.mark.parametrize("count", [1, 3])
def test_front_page_asks_the_same_number_of_queries(client_of, django_assert_num_queries, count) -> None:
    user, into = UserFactory(), make_round()
    for _ in range(count):
        cast = Cast(workers=0)
        grant(user, Role.CONTACT, workshop=cast.workshop)
        make_open(cast, into)
        make_registered(Cast(workers=0))
    client = client_of(user)
    page(client)
    with django_assert_num_queries(12):
        page(client)


def test_menu_has_applications_for_who_applies(cast, client_of) -> None:
    link = f'<a href="{reverse("assessments:application-list")}"'
    assert link in page(client_of(cast.contact))
    for user in (cast.workers[0], make_coordinator()):
        assert link not in page(client_of(user)).split("<main")[0]


def test_workshop_page_leads_to_the_application_or_to_registering(cast, client_of) -> None:
    address = reverse("workshops:workshop-detail", args=[cast.workshop.ref])
    register = f"{reverse('assessments:application-create')}?tyopaja={cast.workshop.ref}"
    assert register in page(client_of(cast.contact), address)
    application = make_registered(cast)
    html = page(client_of(cast.contact), address)
    assert register not in html
    assert url("detail", application) in html
    assert "Kierros on vielä valitsematta." in html
    html = page(client_of(cast.workers[0]), address)
    assert url("detail", application) not in html
    assert register not in html
