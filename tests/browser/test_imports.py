"""A list in a real browser: sent with three faulty rows, read, corrected, brought in; on a desk and on a phone without JavaScript."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from assessments.choices import ImportKind
from tests.browser.people import Person
from tests.factories.applications import make_coordinator
from tests.factories.workshops import MunicipalityFactory
from tests.spreadsheets import headings, xlsx_bytes
from workshops.models import Organisation

pytestmark = pytest.mark.django_db(transaction=True)

FAULTY = [
    ["1234567-1", "Kivisäätiö", "säätiö", "Salo", "Kivipaja"],
    ["1234567-2", "Savisäätiö", "säätiö", "Salo", "Savipaja"],
    ["0112038-9", "Puuyhdistys", "yhdistys", "Sallo", "Puupaja"],
    ["1234567-1", "Kivisäätiö", "säätiö", "Salo", "=A1"],
]
SENTENCES = [
    "Rivi 3, sarake Y-tunnus: Tarkista y-tunnus.",
    "Rivi 4, sarake Kotikunta: Kuntaa ”Sallo” ei ole.",
    "Rivi 5, sarake Työpaja: Kaavaa ei lueta, kirjoita arvo.",
]
RIGHT = [
    FAULTY[0],
    ["2012346-2", "Savisäätiö", "säätiö", "Salo", "Savipaja"],
    ["0112038-9", "Puuyhdistys", "yhdistys", "Salo", "Puupaja"],
    ["1234567-1", "Kivisäätiö", "säätiö", "Salo", "Metallipaja"],
]


def write(path: Path, rows: list[list[str]]) -> Path:
    path.write_bytes(xlsx_bytes([headings(ImportKind.ORGANISATIONS), *rows]))
    return path


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (320, False)])
def test_faulty_list_is_corrected_and_brought_in(
    browser: Browser, browser_context_args: dict[str, Any], site: str, tmp_path: Path, width: int, scripts: bool
) -> None:
    MunicipalityFactory(name_fi="Salo")
    context = browser.new_context(**{**browser_context_args, "viewport": {"width": width, "height": 800}, "java_script_enabled": scripts})
    context.set_default_timeout(20_000)
    kerttu = Person(context, site, scripts=scripts)
    kerttu.sign_in(make_coordinator().email)
    kerttu.open("/organisaatiot/")
    kerttu.follow("Tuo luetteloita")
    kerttu.follow("Tuo luettelo")
    kerttu.page.get_by_label("Organisaatiot ja työpajat").check()
    kerttu.attach("Tiedosto", write(tmp_path / "virheellinen.xlsx", FAULTY))
    kerttu.click("Lue tiedosto")
    for sentence in SENTENCES:
        kerttu.sees(sentence)
    kerttu.sees_not("Vahvista ja tuo")
    kerttu.follow("Näytä vain korjattavat rivit")
    kerttu.follow("Tuo korjattu taulukko")
    kerttu.attach("Tiedosto", write(tmp_path / "korjattu.xlsx", RIGHT))
    kerttu.click("Lue tiedosto")
    kerttu.sees("Lisättäviä rivejä 4, ennestään palvelussa 0, korjattavia 0.")
    assert not Organisation.objects.exists()
    kerttu.click("Vahvista ja tuo")
    kerttu.sees("Luettelo on tuotu.")
    kerttu.follow("Katso organisaatiot")
    for name in ("Kivisäätiö", "Savisäätiö", "Puuyhdistys"):
        kerttu.sees(name)
    context.close()
