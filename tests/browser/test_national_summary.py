"""A coordinator at a browser: from the front page to the summary, narrowed, the map with its table, the files."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from assessments.models import Summary
from tests.browser.people import Person, Seat
from tests.factories.criteria import make_version
from tests.factories.summaries import make_told
from tests.factories.workshops import RegionFactory
from tests.pdf_structure import assert_pdf_ua
from workshops.models import User
from workshops.region_tiles import REGION_TILES

pytestmark = pytest.mark.django_db(transaction=True)
WAYS: dict[str, dict[str, Any]] = {
    "desk": {"width": 1280},
    "phone without JavaScript": {"width": 320, "scripts": False},
    "keyboard": {"width": 1280, "keyboard": True},
}


@pytest.fixture
def summary(transactional_db: None, clock: Any, settings: Any, tmp_path: Path) -> Summary:
    """Three years of a country of nineteen regions, of which the last one is hidden."""
    settings.MEDIA_ROOT = tmp_path
    version = make_version(areas=3, criteria=3)
    codes = sorted(REGION_TILES)
    for code in codes:
        RegionFactory(code=code, name_fi="Lappi" if code == "19" else f"Maakunta {code}")
    figures = {f"K{area}.{number}": {1: area, 2: 4, 3: 3, 4: number, None: 1} for area in (1, 2, 3) for number in (1, 2, 3)}
    for year in (2023, 2024, 2025):
        made = make_told(version, year, figures, groups=[(), *((("region", code),) for code in codes[:-1])])
    make_told(version, 2025, {}, groups=[(("region", codes[-1]),)])
    return made


def choose(person: Person, label: str, option: str) -> None:
    select = person.page.get_by_label(label, exact=True)
    if person.keyboard:
        person._tab_to(select)
        person.page.keyboard.type(option[:12])
    else:
        select.select_option(label=option)
    expect(select.locator("option:checked")).to_have_text(option)


def downloaded(person: Person, words: str) -> bytes:
    link = person.page.get_by_role("link", name=words)
    with person.page.expect_download() as download:
        if person.keyboard:
            person._tab_to(link)
            person.page.keyboard.press("Enter")
        else:
            link.click()
    return Path(download.value.path()).read_bytes()


@pytest.mark.parametrize("way", WAYS)
def test_coordinator_reads_narrows_and_takes_the_summary_along(seat: Seat, coordinator: User, summary: Summary, way: str) -> None:
    kerttu = seat(**WAYS[way])
    kerttu.sign_in(coordinator.email)
    kerttu.follow("Kooste")
    kerttu.sees("9 työpajaa 9 organisaatiosta sai itsearvioinnin valmiiksi.")
    kerttu.sees("Eniten kehitettävää")
    kerttu.follow("Maakunnat ja osallistuminen")
    row = kerttu.page.get_by_role("row", name="Lappi")
    expect(row).to_contain_text("75 %")
    assert kerttu.page.locator("svg.chart-tiles:visible").count() == 1
    kerttu.follow("K2 Osa-alue 2")
    kerttu.sees("Viiva tarkoittaa, että työpajoja on liian vähän.")
    choose(kerttu, "Maakunta", "Maakunta 01")
    kerttu.click("Rajaa")
    kerttu.sees("Maakunta: Maakunta 01")
    kerttu.follow("Tasot")
    expect(kerttu.page.get_by_role("heading", level=1)).to_contain_text("Maakunta: Maakunta 01")
    book = load_workbook(BytesIO(downloaded(kerttu, "Taulukko (XLSX)")))
    assert book["Tasot"]["B2"].value == "K1"
    kerttu.click("Tee PDF-kooste")
    kerttu.sees("Avaa PDF-kooste")  # the tests' worker is at once
    assert_pdf_ua(downloaded(kerttu, "Avaa PDF-kooste"))
    kerttu.follow("Muutos")
    kerttu.sees("Kahden ylimmän tason osuus vuosittain")
    kerttu.follow("Poista rajaukset")
    kerttu.sees("9 työpajaa 9 organisaatiosta")


def test_too_many_dimensions_are_refused_beside_the_last_one(seat: Seat, coordinator: User, summary: Summary) -> None:
    kerttu = seat(320)
    kerttu.sign_in(coordinator.email)
    kerttu.open("/kooste/?maakunta=01&yllapitaja=foundation&kieli=fi")
    summary_box = kerttu.page.locator(".error-summary")
    expect(summary_box).to_be_focused()
    summary_box.get_by_role("link").click()
    expect(kerttu.page.get_by_label("Työpajan kieli", exact=True)).to_be_focused()
    expect(kerttu.page.get_by_label("Työpajan kieli", exact=True)).to_have_value("fi")
    kerttu.page.get_by_label("Työpajan kieli", exact=True).select_option("")
    kerttu.click("Rajaa")
    kerttu.sees("Rajauksen työpajoista yksikään ei osallistunut.")
