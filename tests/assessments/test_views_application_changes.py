"""The applicant's pages that change an application: what was registered, its round, its end, its next round; and its phases."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from assessments.choices import AuditWish
from assessments.models import Application
from assessments.services.applications.registering import change_contact, change_wish, choose_round
from assessments.services.rounds import move_deadline
from tests.factories.applications import (
    DEADLINE,
    IN_STATE,
    make_coordinator,
    make_lapsed,
    make_open,
    make_registered,
    make_round,
    make_submitted,
    make_withdrawn,
)
from tests.factories.assessments import AT, Cast
from tests.factories.workshops import WorkshopFactory, grant
from workshops.models import AuditEvent
from workshops.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PAGES = ["update", "contact", "round", "withdraw", "renew"]
STATES_OF = {  # page → states in which it is there before the deadline
    "update": {"registered", "open", "submitted"},
    "contact": {"registered", "open", "submitted"},
    "round": {"registered"},
    "withdraw": {"registered", "open", "submitted"},
    "renew": {"lapsed"},
}


@pytest.fixture
def cast() -> Cast:
    return Cast(WorkshopFactory(name="Kivipaja"))


def url(name: str, application: Application) -> str:
    return reverse(f"assessments:application-{name}", args=[application.ref])


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def fresh(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


@pytest.mark.parametrize("name", [*PAGES, "history", "detail"])
def test_page_is_hidden_from_those_who_do_not_see_the_application(cast, client_of, name) -> None:
    application = make_lapsed(cast) if name == "renew" else make_registered(cast, make_round())
    for user in (cast.stranger, cast.workers[0]):
        assert client_of(user).get(url(name, application)).status_code == 404
    assert Client().get(url(name, application)).status_code == 302
    assert client_of(cast.contact).get(reverse(f"assessments:application-{name}", args=["olematon"])).status_code == 404
    expected = 200 if name in {"history", "detail"} else 403
    coordinator = client_of(make_coordinator())
    assert coordinator.get(url(name, application)).status_code == expected
    assert client_of(cast.contact).get(url(name, application)).status_code == 200


@pytest.mark.parametrize("state", sorted(IN_STATE))
def test_page_is_there_in_its_states_only(cast, client_of, state) -> None:
    application, client = IN_STATE[state](cast, make_round()), client_of(cast.leader)
    for name in PAGES:
        response = client.get(url(name, application))
        repeated = (name, state) in {("withdraw", "withdrawn"), ("renew", "open")}
        assert response.status_code == (302 if repeated else 200 if state in STATES_OF[name] else 409)
        if response.status_code == 200:
            assert "Kuka näkee tämän?" in response.content.decode()


def test_update_changes_units_and_wish(cast, client_of) -> None:
    sister = WorkshopFactory(organisation=cast.workshop.organisation, name="Puupaja")
    grant(cast.contact, Role.CONTACT, workshop=sister)
    application, client = make_open(cast), client_of(cast.contact)
    told = {"workshops": [cast.workshop.ref, sister.ref], "wish": "external"}
    response = client.post(url("update", application), told, follow=True)
    assert response.redirect_chain == [(url("detail", application), 302)]
    assert fresh(application).wish == "external"
    assert set(fresh(application).workshops.all()) == {cast.workshop, sister}
    html = page(client, url("detail", application))
    assert "Kivipaja, Puupaja" in html
    assert "ulkopuolinen auditointi" in html


@pytest.mark.parametrize("told", [{"workshops": []}, {"workshops": ["olematon"]}, {"wish": ""}, {"wish": "self"}, {"wish": "\x00"}])
def test_update_with_bad_input_changes_nothing(cast, client_of, told) -> None:
    application = make_open(cast)
    response = client_of(cast.contact).post(url("update", application), {"workshops": [cast.workshop.ref], "wish": "external", **told})
    assert response.status_code == 400
    assert "Tarkista" in response.content.decode()
    assert fresh(application).wish == "peer"


def test_update_to_workshops_of_others_alone_leads_to_the_list(cast, client_of) -> None:
    theirs = Cast(WorkshopFactory(organisation=cast.workshop.organisation))
    grant(theirs.contact, Role.CONTACT, workshop=cast.workshop)
    cast.contact, own = theirs.contact, cast.contact
    application = make_open(cast, workshops=[cast.workshop, theirs.workshop])
    response = client_of(own).post(url("update", application), {"workshops": [theirs.workshop.ref], "wish": "peer"})
    assert response.url == reverse("assessments:application-list")
    assert set(fresh(application).workshops.all()) == {theirs.workshop}


def test_update_after_the_deadline_is_refused(cast, client_of, clock) -> None:
    application, client = make_open(cast), client_of(cast.contact)
    clock.at(2026, 12, 1, 16, 15)
    told = {"workshops": [cast.workshop.ref], "wish": "external"}
    assert client.post(url("update", application), told).status_code == 302
    clock.shift(seconds=1)
    assert client.post(url("update", application), {**told, "wish": "peer"}).status_code == 409
    assert fresh(application).wish == "external"


def test_contact_is_chosen_among_those_who_apply(cast, client_of) -> None:
    application, client = make_submitted(cast), client_of(cast.contact)
    html = page(client, url("contact", application))
    assert "Leena Johtava (Kivipaja)" in html
    assert cast.workers[0].name not in html
    assert client.post(url("contact", application), {"contact": cast.workers[0].ref}).status_code == 400
    client.post(url("contact", application), {"contact": cast.leader.ref})
    assert fresh(application).contact == cast.leader


def test_round_is_chosen_and_filling_begins(cast, client_of) -> None:
    application, client = make_registered(cast), client_of(cast.contact)
    assert "Tulevia hakukierroksia ei ole vielä avattu." in page(client, url("round", application))
    into = make_round()
    assert "Syksyn haku 01.12.2026 16.15: määräaika 1.12.2026 klo 16.15" in page(client, url("round", application))
    assert client.post(url("round", application), {"round": "olematon"}).status_code == 400
    client.post(url("round", application), {"round": into.ref})
    assert f'action="{url("open", application)}"' in page(client, url("detail", application))
    for sentence in ("Hakemuksen täyttäminen on aloitettu.", "Hakemuksen täyttäminen on jo aloitettu."):
        assert sentence in client.post(url("open", application), follow=True).content.decode()
    assert fresh(application).status == "open"
    assert AuditEvent.objects.filter(action="application_open").count() == 1


def test_open_is_refused_in_words_without_a_round_and_by_role(cast, client_of) -> None:
    application = make_registered(cast)
    assert "Valitse ensin hakukierros." in client_of(cast.contact).post(url("open", application), follow=True).content.decode()
    assert client_of(cast.contact).get(url("open", application)).status_code == 405
    assert client_of(make_coordinator()).post(url("open", application)).status_code == 403
    assert client_of(cast.stranger).post(url("open", application)).status_code == 404
    assert client_of(cast.contact).post(url("open", make_withdrawn(Cast(), make_round()))).status_code == 404


def test_open_of_an_application_that_has_ended_is_refused(cast, client_of) -> None:
    assert client_of(cast.contact).post(url("open", make_withdrawn(cast))).status_code == 409


def test_withdraw_asks_first_and_happens_once(cast, client_of) -> None:
    application, client = make_open(cast), client_of(cast.leader)
    assert "Perutaanko hakemus?" in page(client, url("withdraw", application))
    assert fresh(application).status == "open"
    response = client.post(url("withdraw", application), {"reason": "x" * 2_001})
    assert (response.status_code, fresh(application).status) == (400, "open")
    response = client.post(url("withdraw", application), {"reason": "Haemme <b>keväällä</b>."}, follow=True)
    assert "Haemme &lt;b&gt;keväällä&lt;/b&gt;." in response.content.decode()
    assert "Hakemus on jo peruttu." in client.post(url("withdraw", application), follow=True).content.decode()
    assert AuditEvent.objects.filter(action="application_withdraw").count() == 1


def test_withdraw_needs_no_reason(cast, client_of) -> None:
    application = make_registered(cast)
    client_of(cast.contact).post(url("withdraw", application))
    assert (fresh(application).status, fresh(application).withdraw_reason) == ("withdrawn", "")


def test_renew_chooses_among_open_rounds_and_happens_once(cast, client_of, clock) -> None:
    application, client = make_lapsed(cast), client_of(cast.contact)
    clock.at(2026, 12, 2, 9, 0)
    assert "Yksikään hakukierros ei ole nyt avoinna." in page(client, url("renew", application))
    closed = make_round(deadline_at=DEADLINE + dt.timedelta(days=400))
    into = make_round(deadline_at=DEADLINE + dt.timedelta(days=30))
    html = page(client, url("renew", application))
    assert into.ref in html
    assert closed.ref not in html
    assert client.post(url("renew", application), {"round": closed.ref}).status_code == 400
    assert client.post(url("renew", application), {}).status_code == 400
    for sentence in ("Hakemus on siirretty kierrokselle.", "Hakemus on jo täytettävänä."):
        assert sentence in client.post(url("renew", application), {"round": into.ref}, follow=True).content.decode()
    assert (fresh(application).status, fresh(application).round) == ("open", into)


def test_renew_is_refused_on_its_page_when_a_workshop_has_applied_anew(cast, client_of, clock) -> None:
    application, client = make_lapsed(cast), client_of(cast.contact)
    make_registered(cast)
    clock.at(2026, 12, 2, 9, 0)
    into = make_round(deadline_at=DEADLINE + dt.timedelta(days=30))
    response = client.post(url("renew", application), {"round": into.ref})
    assert response.status_code == 400
    assert "jo laatumerkkihakemus, jonka käsittely on kesken: Kivipaja." in response.content.decode()


# --- phases ------------------------------------------------------------------------------------------------------------------


def test_history_tells_who_did_what_and_when(cast, client_of) -> None:
    into = make_round()
    application = make_registered(cast)
    choose_round(application=application, into=into, by=cast.contact, at=AT)
    change_wish(application=application, wish=AuditWish.EXTERNAL, by=cast.leader, at=AT)
    change_contact(application=application, contact=cast.leader, by=cast.contact, at=AT)
    move_deadline(round_=into, deadline_at=DEADLINE + dt.timedelta(days=1), reason="Häiriö 100 % <b>", by=make_coordinator(), at=AT)
    html = page(client_of(cast.contact), url("history", application))
    sentences = [
        "Siirsi kierroksen määräajan: uusi määräaika on 2.12.2026 klo 16.15. Syy: Häiriö 100 % &lt;b&gt;",
        "Vaihtoi yhteyshenkilöksi: Leena Johtava.",
        "Vaihtoi toivottavaksi auditoinniksi: ulkopuolinen auditointi.",
        "Valitsi kierroksen Syksyn haku 01.12.2026 16.15.",
        "Ilmoitti työpajat laatumerkkihakuun.",
    ]
    assert [html.index(sentence) for sentence in sentences] == sorted(html.index(sentence) for sentence in sentences)
    assert "20.11.2026 klo 12.00" in html
    assert "Kerttu Koordinaattori" in html


@pytest.mark.parametrize("state", sorted(IN_STATE))
def test_history_has_a_sentence_for_every_event(cast, client_of, state) -> None:
    application = IN_STATE[state](cast, make_round())
    events = AuditEvent.objects.filter(object_type="assessments.application", object_ref=application.ref).count()
    html = page(client_of(cast.contact), url("history", application))
    assert html.split("<main")[1].count('<span class="t">') == events
    assert ("Palvelu" in html) == (state == "lapsed")


@pytest.mark.parametrize("times", [1, 3])
def test_history_asks_the_same_number_of_queries(cast, client_of, django_assert_num_queries, times) -> None:
    application = make_registered(cast)
    for number in range(times):
        into = make_round(deadline_at=DEADLINE + dt.timedelta(days=number))
        choose_round(application=application, into=into, by=cast.contact, at=AT)
        change_contact(application=application, contact=[cast.leader, cast.contact][number % 2], by=cast.contact, at=AT)
    client = client_of(cast.leader)
    page(client, url("history", application))
    with django_assert_num_queries(8):
        page(client, url("history", application))
