"""Without an own e-mail: the contact prints a card, the person rates everything with it on a small phone without JavaScript."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser

from assessments.models import Rating
from tests.browser.people import Person
from tests.factories.assessments import Cast, make_individual

pytestmark = pytest.mark.django_db(transaction=True)


def test_person_rates_everything_with_the_card_the_contact_printed(
    browser: Browser, browser_context_args: dict[str, Any], site: str
) -> None:
    cast = Cast(workers=0)
    assessment = make_individual(cast)
    desk = browser.new_context(**{**browser_context_args, "viewport": {"width": 1280, "height": 800}})
    phone = browser.new_context(**{**browser_context_args, "viewport": {"width": 320, "height": 640}, "java_script_enabled": False})
    kaisa, pirkko = Person(desk, site), Person(phone, site, scripts=False)

    code = print_card(kaisa, assessment.ref, cast.contact.email)
    pirkko.open("/")
    pirkko.follow("Arvioi koodilla")
    pirkko.fill("Koodisi", code.lower().replace("-", " "))
    pirkko.click("Siirry arvioimaan")
    pirkko.follow("Aloita kriteeristä K1.1")
    for value in ("1", "dont_know", "3"):
        pirkko.choose("answer", value)
        pirkko.click("Tallenna ja jatka")
    pirkko.choose("answer", "not_applicable")
    pirkko.fill("Miksi kriteeri ei koske työpajaanne?", "Meillä ei ole omia tiloja.")
    pirkko.click("Tallenna ja jatka")
    pirkko.sees("Kiitos, olet arvioinut kaikki kriteerit.")
    pirkko.click("Lopeta")
    pirkko.sees("Olet lopettanut.")
    assert pirkko.page.evaluate("document.cookie") == ""
    assert Rating.objects.filter(participant__name="Pirkko Kartano").count() == 4

    kaisa.open(f"/arvioinnit/{assessment.ref}/osallistujat/")
    kaisa.sees(re.compile(r"Pirkko Kartano\s+4/4"))
    desk.close()
    phone.close()


def print_card(kaisa: Person, ref: str, email: str) -> str:
    kaisa.sign_in(email)
    kaisa.open(f"/arvioinnit/{ref}/osallistujat/")
    kaisa.follow("Lisää osallistuja pelkällä nimellä")
    kaisa.fill("Työntekijän nimi", "Pirkko Kartano")
    kaisa.click("Lisää osallistuja")
    kaisa.click("Tee kortti")
    kaisa.sees("Koodia ei voi näyttää uudelleen.")
    assert kaisa.page.locator("svg.qr").is_visible()
    return kaisa.page.locator(".personal-code").inner_text()
