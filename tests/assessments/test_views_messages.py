"""The coordinator's pages of messages: the record, writing to a group, and the texts of mails."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Message
from tests.assessments.test_own_messages import sent_to
from tests.factories.applications import make_open, make_round
from tests.factories.assessments import AT, Cast
from tests.factories.workshops import UserFactory, grant
from workshops.models import MailText, OutgoingMail, User
from workshops.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

LIST, CREATE, TEXTS = "/koordinointi/viestit/", "/koordinointi/viestit/uusi/", "/koordinointi/viestipohjat/"
TEXT = f"{TEXTS}deadline_reminder/fi/"


@pytest.fixture
def client(client_of, coordinator: User) -> Client:
    return client_of(coordinator)


def words(page) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).split())


# Who gets here ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [LIST, CREATE, TEXTS, TEXT, f"{TEXTS}tuntematon/fi/"])
def test_only_a_coordinator_finds_the_pages(client_of, client: Client, address: str) -> None:
    cast = Cast()
    others = [cast.leader, cast.contact, cast.workers[0]]
    for role in (Role.ADMIN, Role.DECIDER, Role.PEER_AUDITOR, Role.STEERING_GROUP_MEMBER):
        others.append(UserFactory())
        grant(others[-1], role)
    for other in others:
        for answer in (client_of(other).get(address), client_of(other).post(address, {"subject": "a", "text": "{linkki}"})):
            assert answer.status_code == 404
    assert Client().get(address).status_code == 302
    assert client.get(address).status_code == (404 if "tuntematon" in address else 200)


@pytest.mark.parametrize("address", [f"{TEXTS}invitation/fi/", f"{TEXTS}password_reset/fi/", f"{TEXTS}deadline_reminder/de/"])
def test_text_that_is_never_changed_has_no_page(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404
    assert client.post(address, {"subject": "a", "text": "b"}).status_code == 404


# The record ---------------------------------------------------------------------------------------------------------------------


def test_record_tells_kind_receiver_and_times_but_no_subject(client: Client) -> None:
    sent_to(UserFactory(name="Aino Auditoija"), "seat_invited", subject="Salainen otsikko")
    sent_to(UserFactory(name="Teppo Tekijä"), "rating_reminder", 2, subject="Muistutus: oma arviosi on kesken", sent_at=None, attempts=0)
    sent_to(None, "invitation", 3, to_address="uusi@kivipaja.example", sent_at=None, attempts=9)
    text = words(client.get(LIST))
    for line in (
        "Kutsu auditoitsijaksi Aino Auditoija. Jonoon 20.11.2026 klo 12.00. Lähetetty 20.11.2026 klo 12.01.",
        "Työpajan itsearviointia koskeva viesti Odottaa lähettämistä Teppo Tekijä. Jonoon 20.11.2026 klo 12.00.",
        "Kutsu Laatumatkaan Lähettäminen ei onnistunut, yrityksiä 9 Osoite, jolla ei ole tunnusta. Jonoon 20.11.2026 klo 12.00.",
    ):
        assert line in text
    for secret in ("Salainen otsikko", "oma arviosi", "uusi@kivipaja", "Muistutus omista arvioista"):
        assert secret not in text


def test_forgotten_person_is_told_by_the_name_she_has_now(client: Client) -> None:
    user = UserFactory(name="Aino Unohdettu")
    sent_to(user)
    user.name = "Poistettu henkilö 12"
    user.save()
    text = words(client.get(LIST))
    assert "Poistettu henkilö 12" in text
    assert "Unohdettu" not in text


def test_record_is_narrowed_by_kind_name_and_message(client: Client) -> None:
    aino, teppo = UserFactory(name="Äinö Öljynen", sort_key="aino oljynen"), UserFactory(name="Teppo Tekijä")
    sent_to(aino, "seat_invited", 1)
    sent_to(teppo, "rating_reminder", 2)
    sent_to(teppo, "assessment_started", 3)

    def found(**asked: str) -> list[str]:
        return sorted(line.mail.kind for line in client.get(LIST, asked).context["lines"])

    assert found(laji="seat_invited") == ["seat_invited"]
    assert found(laji="itsearviointi") == ["assessment_started", "rating_reminder"]
    assert found(haku="tepp") == ["assessment_started", "rating_reminder"]
    assert found(laji="seat_invited", haku="tepp") == []
    assert found(viesti="eioleoleea") == []
    assert "Tällä rajauksella ei ole viestejä." in words(client.get(LIST, {"haku": "ei ketään"}))
    for asked in ({"laji": "rating_reminder"}, {"laji": "x"}, {"haku": "x" * 201}):
        assert client.get(LIST, asked).status_code == 400


def send(client: Client, **changes: str):
    """Write, confirm and send as a person does: the fields travel with the page."""
    confirm = client.post(CREATE, {"group": "open", "subject": "Tiedoksi", "text": "Katso ohje.", "token": "", **changes})
    return client.post(CREATE, {**fields_of(confirm), "laheta": "1"})


def fields_of(page) -> dict[str, str]:
    pairs = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode())
    return {name: unescape(value) for name, value in pairs if name != "csrfmiddlewaretoken"}


@pytest.mark.parametrize("rows", [1, 3])
def test_record_takes_the_same_queries_at_any_size(client: Client, django_assert_num_queries, rows: int) -> None:
    into = make_round()
    make_open(Cast(), into)
    for number in range(rows):
        sent_to(UserFactory(), number=number)
        send(client, round=into.ref, subject=f"Viesti {number}")
    client.get(LIST)
    with django_assert_num_queries(6):
        page = client.get(LIST)
    assert len(page.context["group_messages"]) == rows
    assert len(page.context["lines"]) == 2 * rows


# Writing to a group -------------------------------------------------------------------------------------------------------------


def test_message_is_looked_at_with_its_receivers_before_it_is_sent(client: Client, coordinator: User) -> None:
    into = make_round(name="Syksy")
    contact = make_open(Cast(), into).contact
    typed = {"group": "open", "round": into.ref, "subject": "Ohje & <b>neuvo</b>", "text": "Rivi 1\r\n\r\nRivi 2"}
    [token] = re.findall(r'name="token" value="(\w+)"', client.get(CREATE).content.decode())
    confirm = client.post(CREATE, {**typed, "token": token})
    text = words(confirm)
    assert confirm.status_code == 200
    assert "Viesti lähtee 1 henkilölle. Hakijat, joiden hakemus on täytettävänä (Syksy)." in text
    for line in (contact.name, "Ohje & <b>neuvo</b>", f"Hei {contact.name}! Rivi 1 Rivi 2", f"Terveisin koordinaattori {coordinator.name}"):
        assert line in text
    assert not OutgoingMail.objects.filter(kind="group_message").exists()
    done = client.post(CREATE, {**fields_of(confirm), "laheta": "1"}, follow=True)
    assert done.redirect_chain == [(LIST, 302)]
    assert "Viesti lähtee yhdelle." in words(done)
    message = Message.objects.get()
    assert (message.subject, message.text, message.receivers) == ("Ohje & <b>neuvo</b>", "Rivi 1\n\nRivi 2", 1)
    listed = client.get(LIST, {"viesti": message.ref})
    assert [line.receiver for line in listed.context["lines"]] == [contact.name]
    assert "Ohje & <b>neuvo</b> 20.11.2026 klo 12.00, Kerttu Koordinaattori. Yhdelle vastaanottajalle." in words(listed)


def test_double_click_and_back_button_send_nothing_twice(client: Client) -> None:
    into = make_round()
    make_open(Cast(), into)
    confirm = client.post(CREATE, {"group": "open", "round": into.ref, "subject": "a", "text": "b", "token": ""})
    for _ in range(3):
        assert client.post(CREATE, {**fields_of(confirm), "laheta": "1"}).status_code == 302
    assert OutgoingMail.objects.filter(kind="group_message").count() == 1
    changed = client.post(CREATE, {**fields_of(confirm), "text": "Muutettu teksti.", "laheta": "1"})
    assert changed.status_code == 409
    assert "Muutettu teksti." in changed.content.decode()
    assert fields_of(confirm)["token"] not in changed.content.decode()
    assert OutgoingMail.objects.filter(kind="group_message").count() == 1


def test_changed_group_is_confirmed_again_with_the_text_kept(client: Client) -> None:
    into = make_round()
    make_open(Cast(), into)
    confirm = client.post(CREATE, {"group": "open", "round": into.ref, "subject": "a", "text": "Oma teksti.", "token": ""})
    make_open(Cast(), into)
    again = client.post(CREATE, {**fields_of(confirm), "laheta": "1"})
    assert again.status_code == 409
    assert "Ryhmä on muuttunut" in words(again)
    assert fields_of(again)["text"] == "Oma teksti."
    assert client.post(CREATE, {**fields_of(again), "laheta": "1"}).status_code == 302
    assert Message.objects.get().receivers == 2


def test_refused_message_keeps_what_was_typed(client: Client) -> None:
    typed = {"group": "open", "subject": "Otsikkoni", "text": "Tekstini\n\nkahdessa osassa."}
    page = client.post(CREATE, typed)
    assert page.status_code == 400
    assert "Valitse kierros. Tämä ryhmä on aina yhden kierroksen." in words(page)
    for text in ("Otsikkoni", "Tekstini\n\nkahdessa osassa.", '<option value="open" selected>'):
        assert text in page.content.decode()
    assert client.post(CREATE, {"group": "", "subject": "", "text": "Tekstini"}).status_code == 400


def test_message_can_be_written_further_after_looking_at_it(client: Client) -> None:
    into = make_round()
    make_open(Cast(), into)
    confirm = client.post(CREATE, {"group": "open", "round": into.ref, "subject": "a", "text": "Oma <teksti>.", "token": ""})
    page = client.post(CREATE, {**fields_of(confirm), "muokkaa": "1"})
    assert page.status_code == 200
    assert "Oma &lt;teksti&gt;." in page.content.decode()
    assert f'<option value="{into.ref}" selected>' in page.content.decode()


def test_address_may_choose_round_and_group(client: Client) -> None:
    into = make_round()
    page = client.get(CREATE, {"kierros": into.ref, "ryhma": "submitted"}).content.decode()
    assert f'<option value="{into.ref}" selected>' in page
    assert '<option value="submitted" selected>' in page


# Texts of mails -----------------------------------------------------------------------------------------------------------------


def test_list_tells_who_changed_which_text(client: Client, coordinator: User, django_assert_num_queries) -> None:
    MailText.objects.create(kind="seat_invited", language="sv", subject="a", text="b", changed_at=AT, changed_by=coordinator)
    client.get(TEXTS)
    with django_assert_num_queries(4):
        page = client.get(TEXTS)
    assert "Svenska , Kutsu auditoitsijaksi : muutettu 20.11.2026, Kerttu Koordinaattori" in words(page)
    assert "Suomi , Kutsu auditoitsijaksi : alkuperäinen" in words(page)


def test_text_is_previewed_saved_and_restored(client: Client) -> None:
    page = client.get(TEXT)
    assert "Kierroksen {kierros} määräaika on {maaraaika}. {aikaa}" in words(page)
    assert "{maaraaika} Kierroksen määräaika, esimerkiksi 1.12.2026 klo 16.15" in words(page)
    typed = {"subject": "Hoi {kierros}", "text": "<b>Aikaa</b> {maaraaika} asti.\n\n{linkki}"}
    preview = client.post(TEXT, {**typed, "esikatsele": "1"})
    assert "Hoi Syksyn haku Hei Aino Esimerkki! <b>Aikaa</b> 1.12.2026 klo 16.15 asti." in words(preview)
    assert not MailText.objects.exists()
    saved = client.post(TEXT, typed)
    assert (saved.status_code, saved.url) == (302, reverse("assessments:mail-text-list"))
    assert MailText.objects.get().text == typed["text"].replace("\r\n", "\n")
    assert "Hoi {kierros}" in client.get(TEXT).content.decode()
    assert "Alkuperäinen teksti on taas käytössä." in words(client.post(TEXT, {"palauta": "1"}, follow=True))
    assert "Alkuperäinen teksti on jo käytössä." in words(client.post(TEXT, {"palauta": "1"}, follow=True))
    assert not MailText.objects.exists()


@pytest.mark.parametrize("button", [{}, {"esikatsele": "1"}])
def test_unknown_placeholder_is_told_beside_its_field(client: Client, button: dict[str, str]) -> None:
    page = client.post(TEXT, {"subject": "Hoi {ystava}", "text": "Oma {linkki} teksti {", **button})
    assert page.status_code == 400
    assert "Merkintää {ystava} ei ole tässä viestissä." in page.context["form"].errors["subject"][0]
    assert "ilman pariaan" in page.context["form"].errors["text"][0]
    assert "Oma {linkki} teksti {" in page.content.decode()
    assert not MailText.objects.exists()


def test_text_without_its_link_is_refused(client: Client) -> None:
    page = client.post(TEXT, {"subject": "Hoi", "text": "Tule palveluun."})
    assert page.status_code == 400
    assert "Lisää tekstiin vielä nämä merkinnät: {linkki}." in page.context["form"].errors["text"]
