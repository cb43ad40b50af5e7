"""An application in a real browser: registered, filled from a self-assessment, submitted, verified, replaced, withdrawn; one save late."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core import mail
from django.utils import timezone

from assessments.models import Application, Round, Submission
from tests.browser.people import Person, Seat
from tests.factories.applications import make_round
from tests.factories.assessments import Cast, make_completed
from tests.factories.criteria import make_version
from tests.factories.workshops import OrganisationFactory, WorkshopFactory, grant
from workshops.models import User
from workshops.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)

BROUGHT = "Viikko suunnitellaan yhdessä maanantaisin."
OWN = "Metsäpajalla jokainen tekee ensin oman jakkaran, ja sen saa viedä kotiin."
LATE = "Tämä kirjoitettiin, kun määräaika oli jo mennyt."
TEXT = "Miten kriteeri toteutuu teillä"
REASON = "Sähköt olivat poikki koko maakunnassa."
WAYS: dict[str, dict[str, Any]] = {
    "keyboard without JavaScript": {"width": 1280, "scripts": False, "keyboard": True},
    "phone": {"width": 320, "scripts": True, "keyboard": False},
}


@pytest.fixture
def contact(coordinator: User) -> User:
    """Return the contact of two workshops; one has assessed the first area, and a round is open."""
    organisation = OrganisationFactory()
    cast = Cast(WorkshopFactory(name="Rantapaja", organisation=organisation))
    grant(cast.contact, Role.CONTACT, workshop=WorkshopFactory(name="Metsäpaja", organisation=organisation))
    version, now = make_version(areas=2, criteria=2), timezone.now()
    make_completed(cast, version=version).results.filter(criterion__area__code="K2").delete()
    make_round(version=version, deadline_at=now + dt.timedelta(days=20), name="Talven haku", by=coordinator, at=now)
    return cast.contact


def register(kaisa: Person, email: str) -> str:
    """Register both workshops and begin; return the address of the application."""
    kaisa.sign_in(email)
    kaisa.open("/hakemukset/")
    kaisa.follow("Ilmoittaudu laatumerkkihakuun")
    kaisa.tick(re.compile("Rantapaja"))
    kaisa.tick(re.compile("Metsäpaja"))
    kaisa.choose("wish", "peer")
    kaisa.choose("round", Round.objects.get().ref)
    kaisa.click("Ilmoittaudu")
    kaisa.sees("Ilmoittauduttu")
    kaisa.click("Aloita hakemuksen täyttäminen")
    kaisa.sees("Täytettävänä")
    return f"/hakemukset/{Application.objects.get().ref}/"


def fill(kaisa: Person) -> None:
    """Bring the first area from the self-assessment and write the second, ending at the page where one checks."""
    kaisa.follow("Tuo tekstejä itsearvioinnista")
    kaisa.click("Täytä hakemus valituista")
    kaisa.sees("2 kriteeriä täytettiin.")
    kaisa.follow("Kirjoita kriteeri K2.1")
    kaisa.fill(TEXT, OWN)
    kaisa.choose("answer", "3")
    kaisa.click("Tallenna ja jatka")
    kaisa.sees("K2.2")
    kaisa.fill(TEXT, f"Pajakokous päättää. {OWN}")
    kaisa.click("Tallenna ja tarkista hakemus")


def add_file(kaisa: Person, address: str, folder: Path) -> None:
    file = folder / "jakkara.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(file)
    kaisa.open(f"{address}kriteeri/K2.1/")
    kaisa.click("Tallenna ja lisää näyttö")
    kaisa.attach("Tiedosto", file)
    kaisa.fill("Näytön nimi", "Jakkaran ohje")
    kaisa.click("Lisää näyttö")
    kaisa.sees("Jakkaran ohje")


def submit(kaisa: Person) -> str:
    """Submit from the page where one checks; return the address of the receipt, which is also in the mail."""
    kaisa.click("Lähetä hakemus")
    kaisa.sees("Hakemus on lähetetty.")
    submission = Submission.objects.latest("number")
    assert submission.code in mail.outbox[-1].body
    assert submission.sha256 in mail.outbox[-1].body
    return f"/kuitit/{submission.code}/"


def test_application_is_submitted_verified_replaced_and_withdrawn(seat: Seat, contact: User, coordinator: User, tmp_path: Path) -> None:
    kaisa, visitor, kerttu = seat(), seat(), seat()
    address = register(kaisa, contact.email)
    fill(kaisa)
    kaisa.sees("4/4")
    add_file(kaisa, address, tmp_path)
    kaisa.click("Tallenna ja tarkista hakemus")
    kaisa.sees("Jakkaran ohje")
    receipt = submit(kaisa)

    verify(visitor, receipt)
    watch_and_move_deadline(kerttu, coordinator, address)
    assert mail.outbox[-1].to == [contact.email]
    assert REASON in mail.outbox[-1].body

    kaisa.open(f"{address}kriteeri/K1.1/")
    kaisa.fill(TEXT, f"{BROUGHT} Torstaisin katsotaan, miten kävi.")
    kaisa.click("Tallenna ja tarkista hakemus")
    kaisa.sees("Uusi lähetys korvaa sen.")
    assert submit(kaisa) != receipt
    visitor.open(receipt)
    visitor.sees("Tämän on korvannut myöhempi lähetys 2")

    save_too_late(kaisa, address)
    withdraw(kaisa, address)
    visitor.open(receipt)
    visitor.sees("Hakija on perunut hakemuksen.")


def verify(visitor: Person, receipt: str) -> None:
    """Somebody who has only the receipt's address: it counts, its checksum holds, and nothing it says is told."""
    visitor.open(receipt)
    visitor.sees("Tämä on viimeisin lähetys, ja se on voimassa.")
    visitor.fill("Tarkistussumma, joka sinulla on", Submission.objects.get().sha256)
    visitor.click("Vertaa")
    visitor.sees("Tarkistussummat ovat samat.")
    visitor.sees_not(OWN)
    visitor.sees_not(BROUGHT)


def watch_and_move_deadline(kerttu: Person, coordinator: User, address: str) -> None:
    """The coordinator sees the state, not a word of the texts; she moves the deadline later for everyone."""
    kerttu.sign_in(coordinator.email)
    kerttu.open("/koordinointi/kierrokset/")
    kerttu.follow(re.compile("Talven haku"))
    board = kerttu.page.url
    kerttu.sees("Lähetetty")
    kerttu.sees("Rantapaja")
    kerttu.sees_not(OWN)
    kerttu.open(address)
    kerttu.sees("Hakemuksen tekstit näkyvät koordinaattoreille vasta määräajan jälkeen.")
    kerttu.sees_not(OWN)
    kerttu.open(board)
    kerttu.follow("Siirrä määräaikaa")
    later = timezone.localdate() + dt.timedelta(days=27)
    kerttu.fill("Määräajan päivä", later.isoformat())
    kerttu.fill("Miksi määräaika siirtyy?", REASON)
    kerttu.click("Siirrä määräaika ja kerro hakijoille")
    assert timezone.localdate(Round.objects.get().deadline_at) == later


def save_too_late(kaisa: Person, address: str) -> None:
    """The deadline passes while she writes: what she wrote is shown to be copied, and what is stored stays."""
    in_force = Round.objects.get().deadline_at
    kaisa.open(f"{address}kriteeri/K2.2/")
    Round.objects.update(deadline_at=timezone.now() - dt.timedelta(seconds=1))
    kaisa.fill(TEXT, LATE)
    kaisa.is_refused("Tallenna ja jatka")
    kaisa.sees("Määräaika päättyi")
    assert LATE in [area.input_value() for area in kaisa.page.locator("main textarea").all()]
    assert not Application.objects.get().answers.filter(text=LATE).exists()
    Round.objects.update(deadline_at=in_force)


def withdraw(kaisa: Person, address: str) -> None:
    kaisa.open(address)
    kaisa.follow("Peru hakemus")
    kaisa.fill("Syy", "Haemme keväällä.")
    kaisa.click("Peru hakemus")
    kaisa.sees("Hakija perui")
    assert mail.outbox[-1].to == [Application.objects.get().contact.email]


@pytest.mark.parametrize("way", WAYS)
def test_application_is_submitted_by_every_way_of_using_the_service(seat: Seat, contact: User, way: str) -> None:
    kaisa = seat(**WAYS[way])
    address = register(kaisa, contact.email)
    fill(kaisa)
    kaisa.sees("4/4")
    receipt = submit(kaisa)
    kaisa.open(address)
    kaisa.sees("Lähetetty")
    kaisa.open(receipt)
    kaisa.sees("Tämä on viimeisin lähetys, ja se on voimassa.")
