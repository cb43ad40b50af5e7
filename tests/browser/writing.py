"""What a person does and sees on a form that saves itself."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from assessments.models import Assessment
from tests.factories.workshops import PASSWORD
from workshops.models import User

NOTE = "Mihin arviosi perustuu? (vapaaehtoinen)"
PRACTICE = "Miten toimimme nyt"
STORED_IN_BROWSER = "Object.entries({...localStorage}).flat().join('|')"


def sign_in(page: Page, user: User, *, shared: bool = False) -> None:
    page.goto("/kirjaudu/")
    fill_in(page, user, shared=shared)


def fill_in(page: Page, user: User, *, shared: bool = False) -> None:
    page.get_by_label("Sähköposti").fill(user.email)
    page.get_by_label("Salasana").fill(PASSWORD)
    if shared:
        page.get_by_label("Yhteinen tietokone").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Kirjaudu sisään").click()


def rating_path(assessment: Assessment, code: str = "K1.1") -> str:
    return f"/arvioinnit/{assessment.ref}/arvio/{code}/"


def result_path(assessment: Assessment, code: str = "K1.1") -> str:
    return f"/arvioinnit/{assessment.ref}/keskustelu/{code}/"


def says(page: Page, words: str) -> None:
    expect(page.locator(".savestate")).to_contain_text(words)


def write(page: Page, label: str, text: str) -> None:
    page.get_by_label(label).press_sequentially(text)


def kept_in(page: Page) -> str:
    """Return everything this browser keeps for the service."""
    kept: str = page.evaluate(STORED_IN_BROWSER)
    return kept


def restore(page: Page) -> None:
    page.get_by_role("button", name="Palauta teksti").click()
