"""A nine-unit organisation goes through its year in a real browser: start at once, write once, copy, complete, compare, start again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser

from assessments.models import Assessment, Result
from tests.browser.people import Person
from tests.factories.criteria import make_version
from tests.factories.workshops import OrganisationFactory, UserFactory, WorkshopFactory, grant
from workshops.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)

UNITS = [f"Yksikkö {number}" for number in range(1, 10)]


@pytest.fixture
def leena(browser: Browser, browser_context_args: dict[str, Any], site: str) -> Any:
    context = browser.new_context(**{**browser_context_args, "viewport": {"width": 1280, "height": 800}})
    context.set_default_timeout(15_000)
    yield Person(context, site)
    context.close()


def open_unit(leena: Person, unit: str) -> str:
    """Return the address of the unit's newest assessment."""
    return f"/arvioinnit/{Assessment.objects.filter(workshop__name=unit).latest('pk').ref}/"


def start_in_all_units(leena: Person) -> None:
    leena.open("/arvioinnit/uusi/")
    for unit in UNITS:
        leena.tick(re.compile(unit))
    leena.click("Tallenna luonnos ja jatka")
    for unit in UNITS[:3]:
        leena.open(open_unit(leena, unit))
        leena.click("Aloita suoraan yhteisestä keskustelusta")


def write_once_and_copy(leena: Person) -> None:
    leena.open(open_unit(leena, UNITS[0]) + "keskustelu/K1.1/")
    leena.choose("answer", "2")
    leena.fill("Miten toimimme nyt", "Perehdytys on sama kaikissa yksiköissä.")
    leena.click("Tallenna ja jatka")
    leena.open(open_unit(leena, UNITS[0]) + "keskustelu/K1.1/")
    leena.follow("Sama muissa yksiköissä? Kopioi tallennettu tulos niihin")
    leena.tick(re.compile(UNITS[1]))
    leena.tick(re.compile(UNITS[2]))
    leena.click("Kopioi valittuihin yksiköihin")
    leena.sees("Tulos kopioitiin 2 yksikköön.")


def complete(leena: Person, unit: str) -> None:
    """Agree on what is open, confirm what was copied, and complete."""
    address = open_unit(leena, unit)
    leena.open(f"{address}keskustelu/K1.2/")
    leena.choose("answer", "3")
    leena.click("Tallenna ja jatka")
    leena.open(f"{address}tarkista/")
    if Result.objects.filter(assessment__workshop__name=unit, is_unchecked=True).exists():
        leena.tick(re.compile("K1.1"))
        leena.click("Valitut pitävät edelleen paikkansa")
    leena.click("Vahvista itsearviointi valmiiksi")


def test_nine_units_go_through_their_year(leena: Person) -> None:
    make_version(areas=1, criteria=2)
    organisation = OrganisationFactory(name="Kivipajan säätiö")
    for unit in UNITS:
        WorkshopFactory(organisation=organisation, name=unit)
    leader = UserFactory(name="Leena Johtava", email="leena@kivipaja.example")
    grant(leader, Role.LEADER, organisation=organisation)

    leena.sign_in(leader.email)
    start_in_all_units(leena)
    write_once_and_copy(leena)
    complete(leena, UNITS[0])
    complete(leena, UNITS[1])

    leena.open("/")
    leena.follow("Kivipajan säätiö")
    table = leena.page.get_by_role("table", name="Osa-alueiden tasot yksiköittäin")
    assert table.get_by_role("row").count() == len(UNITS) + 1
    assert "2,5" in table.get_by_role("row", name=re.compile(UNITS[1])).inner_text()
    assert "Yhteinen keskustelu" in table.get_by_role("row", name=re.compile(UNITS[2])).inner_text()
    leena.page.set_viewport_size({"width": 320, "height": 800})
    leena.look()
    assert not table.is_visible()
    leena.page.set_viewport_size({"width": 1280, "height": 800})

    leena.open("/arvioinnit/uusi/")
    leena.tick(re.compile(UNITS[0]))
    leena.tick("Ota pohjaksi edellinen itsearviointi")
    leena.click("Tallenna luonnos ja jatka")
    leena.open(open_unit(leena, UNITS[0]))
    leena.click("Aloita suoraan yhteisestä keskustelusta")
    leena.open(open_unit(leena, UNITS[0]) + "keskustelu/K1.1/")
    leena.sees("Tarkistamatta")
    leena.click("Pitää edelleen paikkansa")
    leena.open(open_unit(leena, UNITS[0]) + "tarkista/")
    leena.sees("ennallaan pidettiin 1 ja muutettiin 0. Tarkistamatta on 1.")
    leena.click("Vahvista itsearviointi valmiiksi")
    leena.open(open_unit(leena, UNITS[0]) + "tulokset/")
    leena.sees("Muutos edelliseen")
    leena.sees("Ennallaan.")
