"""The main job in a real browser: from the invitations to the PDF, with and without JavaScript, by keyboard, at 320 px."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from playwright.sync_api import Browser

from assessments.models import Assessment
from tests.browser.people import Person
from tests.factories.criteria import make_version
from tests.factories.workshops import UserFactory, WorkshopFactory, grant
from tests.pdf_structure import assert_pdf_ua
from workshops.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)

WAYS: dict[str, dict[str, Any]] = {
    "javascript": {"width": 1280, "scripts": True, "keyboard": False},
    "plain": {"width": 1280, "scripts": False, "keyboard": False},
    "keyboard": {"width": 1280, "scripts": True, "keyboard": True},
    "phone": {"width": 320, "scripts": True, "keyboard": False},
}


@pytest.fixture(params=list(WAYS))
def person_at(request: pytest.FixtureRequest, browser: Browser, browser_context_args: dict[str, Any], site: str) -> Any:
    """Return a function that seats a new person at a browser of the way under test."""
    way = WAYS[request.param]
    contexts = []

    def seat() -> Person:
        size = {"width": way["width"], "height": 800}
        context = browser.new_context(**{**browser_context_args, "viewport": size, "java_script_enabled": way["scripts"]})
        context.set_default_timeout(15_000)
        contexts.append(context)
        return Person(context, site, keyboard=way["keyboard"], scripts=way["scripts"])

    yield seat
    for context in contexts:
        context.close()


def rate_everything(person: Person, first: str, values: list[str]) -> None:
    person.open("/")
    person.follow(re.compile("Itsearviointi 2026"))
    person.sees(first)
    for value in values:
        person.choose("answer", value)
        if value == "not_applicable":
            person.fill("Miksi kriteeri ei koske työpajaanne?", "Meillä ei ole omia tiloja.")
        person.click("Tallenna ja jatka")
    person.sees("Kiitos, olet arvioinut kaikki kriteerit.")


def test_workshop_assesses_itself_and_holds_the_report(person_at: Any, tmp_path: Path) -> None:
    make_version(areas=2, criteria=2)
    leader = UserFactory(name="Leena Johtava", email="leena@rantapaja.example")
    grant(leader, Role.LEADER, workshop=WorkshopFactory(name="Rantapaja"))

    leena = person_at()
    leena.sign_in(leader.email)
    for email in ("teppo@rantapaja.example", "kaisa@rantapaja.example"):
        leena.follow("Työpaja")
        leena.follow("Roolit ja kutsut")
        leena.follow("Kutsu henkilö")
        leena.fill("Sähköposti", email)
        leena.choose("role", "worker")
        leena.click("Lähetä kutsu")
    teppo, kaisa = person_at(), person_at()
    teppo.accept_invitation("teppo@rantapaja.example", "Teppo Tekijä")
    kaisa.accept_invitation("kaisa@rantapaja.example", "Kaisa Valmentaja")

    leena.open("/")
    leena.follow("Aloita itsearviointi")
    leena.click("Tallenna luonnos ja jatka")
    leena.click("Lisää osallistujat")
    leena.follow("Jatka luonnokseen")
    leena.click("Aloita omat arviot")

    criteria = ["K1.1", "K1.2", "K2.1", "K2.2"]
    rate_everything(leena, criteria[0], ["1", "2", "3", "4"])
    rate_everything(teppo, criteria[0], ["2", "2", "dont_know", "4"])
    rate_everything(kaisa, criteria[0], ["3", "2", "not_applicable", "4"])

    leena.open("/arvioinnit/")
    leena.follow(re.compile("Itsearviointi 2026"))
    leena.follow("Avaa yhteinen keskustelu")
    leena.click("Avaa yhteinen keskustelu")
    agree_on_everything(leena, tmp_path)
    read_the_report(leena, tmp_path)
    assert Assessment.objects.get().status == "completed"


def agree_on_everything(leena: Person, folder: Path) -> None:
    ref = Assessment.objects.get().ref
    leena.open(f"/arvioinnit/{ref}/keskustelu/")
    leena.follow(re.compile("Keskustelkaa seuraavaksi: K1.1"))
    for value in ("2", "2", "not_applicable", "4"):
        leena.choose("answer", value)
        if value == "not_applicable":
            leena.fill("Miksi kriteeri ei koske työpajaanne?", "Meillä ei ole omia tiloja.")
        leena.fill("Miten toimimme nyt", "Viikko suunnitellaan yhdessä maanantaisin.")
        leena.fill("Mitä kehitämme", "Kirjataan yhteinen tapa.")
        leena.click("Tallenna ja jatka")
    add_evidence(leena, ref, folder)
    leena.open(f"/arvioinnit/{ref}/tarkista/")
    leena.sees("Kaikista kriteereistä on sovittu.")
    leena.click("Vahvista itsearviointi valmiiksi")


def add_evidence(leena: Person, ref: str, folder: Path) -> None:
    file = folder / "viikko-ohjelma.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(file)
    leena.open(f"/arvioinnit/{ref}/naytot/K1.1/uusi/")
    leena.attach("Tiedosto", file)
    leena.fill("Näytön nimi", "Viikko-ohjelma")
    leena.click("Lisää näyttö")
    leena.sees("Viikko-ohjelma")


def read_the_report(leena: Person, folder: Path) -> None:
    ref = Assessment.objects.get().ref
    leena.open(f"/arvioinnit/{ref}/tulokset/")
    leena.sees("Viikko suunnitellaan yhdessä maanantaisin.")
    leena.sees("Viikko-ohjelma")
    with leena.page.expect_download() as download:
        leena.page.get_by_role("link", name="Avaa PDF-raportti").click()
    path = folder / "raportti.pdf"
    download.value.save_as(path)
    assert_pdf_ua(path.read_bytes())
