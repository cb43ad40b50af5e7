"""A whole audit in a real browser: from registering an application to the certificate that anyone can check."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.utils import timezone

from assessments.choices import AssessmentKind, AuditWish
from assessments.models import Application, Assessment, QualityMark, Round, Visit
from tests.browser.auditing import WAYS, accept, confirm, signed_in
from tests.browser.people import Person, Seat
from tests.factories.applications import make_round
from tests.factories.assessments import Cast
from tests.factories.auditing import make_auditor, make_decider
from tests.factories.criteria import make_version
from tests.factories.workshops import UserFactory
from workshops.models import User

pytestmark = pytest.mark.django_db(transaction=True)

WRITTEN = "Viikko suunnitellaan yhdessä maanantaisin."
NOTE = "Luin viikkosuunnitelman."
SUGGESTION = "Kootkaa palautteet yhteen."
COMMENT = "Työryhmiä on kolme, ei kaksi."
ANSWER = "Korjasimme luvun."
RETURNED = "Yhteenveto jää lyhyeksi."
CONDITION = "Kirjoittakaa perehdytyssuunnitelma."
AUDITORS = ("Aino Ensin", "Tuomas Toinen")
CODES = ("K1.1", "K1.2")


@pytest.fixture
def contact(coordinator: User) -> User:
    """Return the contact of a workshop that may apply in the open round; a decider is at hand."""
    cast, now = Cast(), timezone.now()
    make_round(
        version=make_version(areas=1, criteria=2), deadline_at=now + dt.timedelta(days=20), name="Talven haku", by=coordinator, at=now
    )
    make_decider()
    return cast.contact


def apply(kaisa: Person, wish: str) -> str:
    """Register, fill and submit; return the address of the application."""
    kaisa.open("/hakemukset/")
    kaisa.follow("Ilmoittaudu laatumerkkihakuun")
    kaisa.tick(re.compile("."))
    kaisa.choose("wish", wish)
    kaisa.choose("round", Round.objects.get().ref)
    kaisa.click("Ilmoittaudu")
    kaisa.click("Aloita hakemuksen täyttäminen")
    kaisa.follow("Kirjoita kriteeri K1.1")
    for button in ("Tallenna ja jatka", "Tallenna ja tarkista hakemus"):
        kaisa.fill("Miten kriteeri toteutuu teillä", WRITTEN)
        kaisa.choose("answer", "3")
        kaisa.click(button)
    kaisa.click("Lähetä hakemus")
    kaisa.sees("Hakemus on lähetetty.")
    return f"/hakemukset/{Application.objects.get().ref}/"


def pass_deadline() -> None:
    now = timezone.now()
    passed = {"deadline_at": now - dt.timedelta(days=2), "opens_date": now.date() - dt.timedelta(days=60)}
    Round.objects.update(**passed, decision_date=now.date() + dt.timedelta(days=150))


def name_and_invite(kerttu: Person, application: str, wish: str) -> None:
    kerttu.open(f"{application}auditoitsijat/")
    buttons = ("Nimeä", "Nimeä") if wish == AuditWish.PEER else ("Nimeä pääauditoitsijaksi", "Nimeä toiseksi auditoitsijaksi")
    for button, name in zip(buttons, AUDITORS, strict=True):
        kerttu.click(f"{button} {name}")
    kerttu.click("Lähetä kutsut")
    kerttu.sees("Kutsuttu")


def read_and_confirm(auditor: Person, audit: str) -> None:
    auditor.open(audit)
    auditor.follow("Lue hakemus")
    auditor.sees(WRITTEN)
    for code in CODES:
        auditor.open(f"{audit}kriteerit/{code}/")
        confirm(auditor, "3", "met", NOTE)


def visit(auditor: Person, audit: str) -> None:
    """Agree on the visit; when its day has passed, say that it was made."""
    auditor.open(audit)
    auditor.follow("Avaa käynnin sivu")
    auditor.follow("Merkitse käynti sovituksi")
    day = timezone.localdate() + dt.timedelta(days=14)
    given = {"Päivä": day.isoformat(), "Alkaa": "9.00", "Päättyy": "14.00", "Paikka": "Pajakuja 3", "Ketä tavataan?": "Esihenkilö"}
    for label, text in given.items():
        auditor.fill(label, text)
    auditor.click("Merkitse käynti sovituksi")
    auditor.sees("Pajakuja 3")
    yesterday = timezone.now() - dt.timedelta(days=1)
    Visit.objects.update(starts_at=yesterday, ends_at=yesterday + dt.timedelta(hours=5))
    auditor.open(f"{audit}kaynti/")
    auditor.tick("Suullinen ensipalaute annettiin käynnin lopuksi.")
    auditor.click("Merkitse käynti tehdyksi")


def write_report(auditor: Person, audit: str) -> None:
    auditor.open(audit)
    auditor.click("Aloita raportti")
    auditor.click("Käytä yhteistä arviota")
    for code in CODES:
        auditor.open(f"{audit}raportti/kriteerit/{code}/")
        auditor.fill("Havainnot asiakirjoista", "Viikkosuunnitelma on ajan tasalla.")
        auditor.fill("Kehittämisehdotus", SUGGESTION)
        auditor.click("Tallenna ja palaa raporttiin")
    auditor.follow("Yhteenveto ja suositus")
    auditor.fill("Yhteenveto", "Työpaja tuntee tehtävänsä.")
    auditor.choose("recommendation", "supported")
    auditor.click("Tallenna")
    auditor.open(f"{audit}raportti/tarkista/")
    auditor.click("Lähetä työpajan kommentoitavaksi")


def comment(kaisa: Person, audit: str) -> None:
    kaisa.open(f"{audit}raportti/")
    kaisa.sees(SUGGESTION)
    kaisa.sees_not(NOTE)
    kaisa.follow("Kommentoi luonnosta")
    kaisa.fill("Mikä asiavirhe raporttiluonnoksessa on?", COMMENT)
    kaisa.click("Tallenna kommentti")
    kaisa.follow("Ei enempää huomautettavaa")
    kaisa.click("Ei enempää huomautettavaa")


def answer_and_send(auditor: Person, audit: str) -> None:
    auditor.open(f"{audit}vastaukset/")
    auditor.sees(COMMENT)
    auditor.follow(re.compile("^Vastaa"))
    auditor.fill("Vastauksenne", ANSWER)
    auditor.click("Tallenna vastaus")
    auditor.follow("Lähetä tarkistettavaksi")
    auditor.click("Lähetä tarkistettavaksi")


def return_report(kerttu: Person, auditor: Person, application: str, audit: str) -> None:
    """The coordinator returns it with a reason; an auditor corrects and sends it again, with no second round of comments."""
    kerttu.open(application)
    kerttu.follow("Tarkista raportti")
    kerttu.follow("Palauta korjattavaksi")
    kerttu.fill("Mitä raportissa on korjattava?", RETURNED)
    kerttu.click("Palauta raportti")
    auditor.open(audit)
    auditor.sees(RETURNED)
    auditor.open(f"{audit}raportti/yhteenveto/")
    auditor.fill("Yhteenveto", "Työpaja tuntee tehtävänsä ja hoitaa sen hyvin.")
    auditor.click("Tallenna")
    auditor.open(f"{audit}tarkistettavaksi/")
    auditor.sees(RETURNED)
    auditor.click("Lähetä tarkistettavaksi")


def approve(kerttu: Person, application: str) -> None:
    kerttu.open(application)
    kerttu.follow("Tarkista raportti")
    kerttu.click("Hyväksy raportti")


def grant_on_conditions(pirkko: Person, application: str) -> None:
    pirkko.open("/paatokset/")
    pirkko.open(application.replace("/hakemukset/", "/paatokset/hakemukset/"))
    pirkko.sees("Auditoinnin raportti on valmis")
    pirkko.choose("outcome", "granted")
    pirkko.fill("Päätöspäivä", timezone.localdate().isoformat())
    pirkko.fill("Pöytäkirja ja pykälä", "4/2027 § 12")
    pirkko.fill("Ehdot", CONDITION)
    pirkko.fill("Ehtojen on täytyttävä viimeistään", (timezone.localdate() + dt.timedelta(days=90)).isoformat())
    pirkko.click("Kirjaa päätös")
    pirkko.sees("4/2027 § 12")


def meet_conditions(kerttu: Person, application: str) -> None:
    kerttu.open(application.replace("/hakemukset/", "/paatokset/hakemukset/"))
    kerttu.follow("Merkitse ehdot täyttyneiksi")
    kerttu.fill("Ehdot täyttyivät", timezone.localdate().isoformat())
    kerttu.fill("Miten se todettiin?", "Työpaja lähetti suunnitelman.")
    kerttu.click("Merkitse täyttyneiksi")
    kerttu.sees("Työpaja lähetti suunnitelman.")


def take_certificate(kaisa: Person, application: str) -> None:
    """Read the decision and the whole report, let the mark be shown, and fetch the certificate."""
    kaisa.open(application)
    kaisa.sees(CONDITION)
    kaisa.follow("Lue raportti")
    kaisa.sees(ANSWER)
    kaisa.open(application)
    kaisa.follow("Laatumerkki ja todistus")
    kaisa.click("Annamme luvan näyttää merkin luettelossa")
    kaisa.open(kaisa.page.url)
    if kaisa.page.get_by_role("button", name="Tee todistuksesta PDF").count():
        kaisa.click("Tee todistuksesta PDF")
    link = kaisa.page.get_by_role("link", name="Avaa todistus (PDF)").get_attribute("href")
    answer = kaisa.page.request.get(f"{kaisa.site}{link}")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF")


def check_mark(visitor: Person, holder: str) -> None:
    code = QualityMark.objects.get().code
    visitor.open("/laatumerkit/")
    visitor.sees(holder)
    visitor.open("/laatumerkit/tarkista/")
    visitor.fill("Todistuksen koodi", f"{code[:3]} {code[3:6]} {code[6:]}".lower())
    visitor.click("Tarkista")
    visitor.sees(holder)
    visitor.sees("Voimassa")


@pytest.mark.parametrize(
    ("wish", "way"), [(AuditWish.PEER, "desk"), (AuditWish.EXTERNAL, "phone without JavaScript")], ids=["peer", "external"]
)
def test_audit_goes_from_registration_to_the_certificate(seat: Seat, contact: User, coordinator: User, wish: AuditWish, way: str) -> None:
    for name in AUDITORS:
        make_auditor(kind=AssessmentKind(wish), user=UserFactory(name=name))
    kaisa = seat(**WAYS[way])
    kaisa.sign_in(contact.email)
    application = apply(kaisa, wish)
    pass_deadline()
    kerttu = signed_in(seat, coordinator.name, WAYS[way])
    name_and_invite(kerttu, application, wish)
    aino, tuomas = (signed_in(seat, name, WAYS[way]) for name in AUDITORS)
    accept(aino, "Aino Ensin")
    accept(tuomas, "Tuomas Toinen")
    row = Assessment.objects.get()
    audit = f"/auditoinnit/{row.ref}/"
    for auditor in (aino, tuomas):
        read_and_confirm(auditor, audit)
    visit(aino, audit)
    write_report(tuomas, audit)
    comment(kaisa, audit)
    answer_and_send(aino, audit)
    return_report(kerttu, tuomas, application, audit)
    approve(kerttu, application)
    pirkko = signed_in(seat, "Pirkko Päättäjä", WAYS[way])
    grant_on_conditions(pirkko, application)
    meet_conditions(kerttu, application)
    take_certificate(kaisa, application)
    assert row.application is not None
    check_mark(seat(**WAYS[way]), row.application.organisation.name)
