"""The e-mails of applications: who is told what, where the links lead, and that nothing of the answers is in them."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape

import pytest
from django.conf import settings
from django.urls import reverse

from assessments.models import Application
from assessments.services.applications.ending import LAPSE_MARGIN, lapse_unsubmitted, withdraw_application
from assessments.services.applications.registering import change_contact
from assessments.services.rounds import move_deadline
from tests.factories.applications import (
    DEADLINE,
    answer_all,
    make_coordinator,
    make_open,
    make_registered,
    make_round,
    make_submitted,
)
from tests.factories.assessments import AT, Cast
from tests.factories.workshops import WorkshopFactory, grant
from workshops.models import OutgoingMail, Workshop
from workshops.roles import Role

pytestmark = pytest.mark.django_db

SECRET = "Salainen vastaus viikosta"
REASON = 'Palvelussa oli "häiriö" <1 h> & katko.'
AFTER = DEADLINE + LAPSE_MARGIN + dt.timedelta(seconds=1)
LATER = DEADLINE + dt.timedelta(days=7)


def mails(kind: str) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(kind=kind).order_by("pk"))


def written(text: str) -> str:
    """Return what the HTML says, tags and spaces apart."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text.split("<body")[1])).split())


def require_sound(mail: OutgoingMail, application: Application) -> None:
    """Both forms greet, say the same, lead to the application and keep quiet about its answers; nothing unresolved is left."""
    link = settings.SITE_URL + reverse("assessments:application-detail", args=[application.ref])
    assert mail.to_user == application.contact
    assert f'href="{link}"' in mail.html
    assert link in mail.text.split("\n")
    for text in (mail.text, written(mail.html)):
        assert f"Hei {application.contact.name}!" in text
        assert SECRET not in text
        assert not re.search(r"\{[{%]|None|&amp;|&lt;|  +\S", text.replace("&amp;lt;", ""))
    paragraphs = [part for part in mail.text.split("\n") if part and not part.startswith(("http", "--")) and not part.endswith(":")]
    for paragraph in paragraphs:
        assert " ".join(paragraph.split()) in written(mail.html)


@pytest.fixture
def cast() -> Cast:
    return Cast(workshop=WorkshopFactory(name="Puu & Metalli <paja>"))


def move(into, to: dt.datetime, at: dt.datetime = AT) -> None:
    move_deadline(round_=into, deadline_at=to, reason=REASON, by=make_coordinator(), at=at)


def test_later_deadline_is_told_with_its_reason_and_what_it_means(cast: Cast) -> None:
    into, others = make_round(name="Syksy & talvi"), [Cast(), Cast()]
    submitted = make_submitted(cast, into)
    unsent = [make_open(others[0], into), make_registered(others[1], into)]
    move(into, LATER)
    told = {mail.to_user: mail for mail in mails("deadline_moved")}
    assert set(told) == {submitted.contact, *(one.contact for one in unsent)}
    mine = told[submitted.contact]
    require_sound(mine, submitted)
    assert mine.subject == "Määräaikaa on siirretty myöhemmäksi: Syksy & talvi"
    for words in (
        "Uusi määräaika on 8.12.2026 klo 16.15, ja se koskee kaikkia hakijoita. Aiempi määräaika oli 1.12.2026 klo 16.15.",
        f"Siirron syy: {REASON}",
        "Hakemus koskee näitä: Puu & Metalli <paja>. Lähettämänne hakemus on voimassa.",
    ):
        assert words in mine.text
    for one in unsent:
        require_sound(told[one.contact], one)
        assert "Hakemusta ei ole vielä lähetetty." in told[one.contact].text


def test_earlier_deadline_says_so_in_its_subject(cast: Cast) -> None:
    into = make_round(deadline_at=LATER, name="Kevät")
    application = make_open(cast, into)
    move(into, DEADLINE)
    [mail] = mails("deadline_moved")
    require_sound(mail, application)
    assert mail.subject == "Määräaikaa on aikaistettu: Kevät"
    assert "Kierroksen Kevät määräaikaa on aikaistettu. Uusi määräaika on 1.12.2026 klo 16.15" in mail.text


def test_lapsed_application_that_opens_again_is_told_that_its_texts_are_there(cast: Cast) -> None:
    into, other = make_round(), Cast()
    application, submitted = make_open(cast, into), make_submitted(other, into)
    lapse_unsubmitted(at=AFTER)
    move(into, LATER, AFTER)
    told = {mail.to_user: mail.text for mail in mails("deadline_moved")}
    assert "Hakemus jäi aiemmin lähettämättä, mutta nyt voitte taas täyttää ja lähettää sen." in told[application.contact]
    assert "aiemmin lähettämättä" not in told[submitted.contact]


def test_lapse_is_told_to_the_contact_of_the_moment(cast: Cast) -> None:
    application = make_open(cast, make_round(name="Syksy"))
    answer_all(application, cast.contact, SECRET)
    application = change_contact(application=application, contact=cast.leader, by=cast.contact, at=AT)
    lapse_unsubmitted(at=AFTER)
    lapse_unsubmitted(at=AFTER)
    [mail] = mails("application_lapsed")
    require_sound(mail, application)
    assert mail.subject == "Laatumerkkihakemus jäi lähettämättä: Syksy"
    assert "Kierroksen Syksy määräaika päättyi 1.12.2026 klo 16.15" in mail.text
    assert "Voitte siirtää hakemuksen teksteineen ja näyttöineen seuraavalle kierrokselle" in mail.text


def test_withdrawal_names_the_units_and_tells_who_reads(cast: Cast) -> None:
    sibling: Workshop = WorkshopFactory(organisation=cast.workshop.organisation, name="Verstas")
    for person in (cast.contact, cast.leader):
        grant(person, Role.CONTACT, workshop=sibling)
    application = make_open(cast, make_round(name="Syksy"), [cast.workshop, sibling])
    answer_all(application, cast.contact, SECRET)
    withdraw_application(application=application, reason=SECRET, by=cast.leader, at=AT)
    [mail] = mails("application_withdrawn")
    require_sound(mail, application)
    assert mail.subject == "Laatumerkkihakemus on peruttu: Puu & Metalli <paja>, Verstas"
    assert "Laatumerkkihakemus kierrokselle Syksy on peruttu. Hakemus koski näitä: Puu & Metalli <paja>, Verstas." in mail.text
    assert "Yhdistyksen koordinaattorit eivät enää näe" in mail.text


def test_withdrawal_without_a_round_names_none(cast: Cast) -> None:
    application = make_registered(cast)
    withdraw_application(application=application, reason="", by=cast.contact, at=AT)
    [mail] = mails("application_withdrawn")
    require_sound(mail, application)
    assert "Laatumerkkihakemus on peruttu. Hakemus koski näitä" in mail.text


def test_receipt_tells_when_it_arrived_and_where_to_verify_it(cast: Cast) -> None:
    application = make_submitted(cast)
    [mail] = mails("application_submitted")
    require_sound(mail, application)
    submission = application.submissions.get()
    receipt = settings.SITE_URL + reverse("assessments:receipt-detail", args=[submission.code])
    assert receipt in mail.text.split("\n")
    assert f'href="{receipt}"' in mail.html
    assert submission.sha256 in mail.text
