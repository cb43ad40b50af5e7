"""Criteria and concepts in a real browser: accessible, narrow, without script, by keyboard."""

import pytest
from django.core.management import call_command

from tests.browser.inspection import WCAG, axe_problems

VERSION = "/kriteerit/laatukriteeristo/0.1/"
PAGES = [
    "/kriteerit/",
    VERSION,
    f"{VERSION}osa-alueet/K4/",
    f"{VERSION}K4.3/",
    f"{VERSION}kriteerit-ja-kasitteet.pdf",
    "/kasitteet/",
    "/kasitteet/?haku=TYÖHÖN",
    "/kasitteet/?haku=xyzzy",
    "/kasitteet/valmennussuunnitelma/",
]
RULES = {"runOnly": WCAG, "resultTypes": ["violations"]}
DESKTOP, PHONE = 1200, 320


@pytest.fixture
def published(transactional_db, settings) -> None:
    """Load and publish the shipped content; the PDF stays in the making."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    call_command("load_framework", "criteria/library/laatukriteeristo-0.1.yaml", "--publish")
    call_command("load_concepts", "criteria/library/kasitteet-0.1.yaml", "--publish")


def violations(page) -> list[str]:
    return axe_problems(page, RULES)


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_pages_are_accessible_and_fit(site, published, page, width) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    for path in PAGES:
        page.goto(site + path)
        if width == DESKTOP:
            assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_concept_is_explained_without_script_and_by_keyboard(site, published, browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 700})
    page = context.new_page()
    page.goto(f"{site}{VERSION}K4.3/")
    term = page.get_by_role("button", name="valmentautujien")
    explanation = page.locator("#selitys-valmentautuja")
    assert not explanation.is_visible()
    term.focus()
    page.keyboard.press("Enter")
    assert explanation.is_visible()
    box = explanation.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320
    page.keyboard.press("Escape")
    assert not explanation.is_visible()
    context.close()


def test_opened_explanation_is_accessible(site, published, page) -> None:
    page.goto(f"{site}{VERSION}K4.3/")
    page.get_by_role("button", name="valmentautujien").click()
    assert page.locator("#selitys-valmentautuja").is_visible()
    assert violations(page) == []


def test_printed_page_shows_the_explanations_in_the_list_only(site, published, page) -> None:
    page.goto(f"{site}{VERSION}K4.3/")
    page.emulate_media(media="print")
    assert not page.locator("#selitys-valmentautuja").is_visible()
    assert page.locator("dl.glossary").get_by_text("Työpajan valmennuksessa oleva ihminen").is_visible()
    assert not page.locator("nav.rail").is_visible()
