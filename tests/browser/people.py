"""A person at a browser: the words she reads are the words she clicks; the keyboard alone when asked to."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from django.core import mail
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, expect

from tests.browser.inspection import WCAG, axe_problems
from tests.factories.workshops import PASSWORD

AXE_OPTIONS = {"runOnly": WCAG, "resultTypes": ["violations"]}
TABS_MAX = 400  # more presses than this and the control cannot be reached in practice
# One question to the browser for each page and each key press: a question takes longer than its answer.
WHOLE = """() => ({
  headings: document.querySelectorAll('h1').length,
  fits: document.documentElement.scrollWidth <= window.innerWidth,
  nowhere: document.querySelectorAll("a[href=''], form[action='']").length,
  width: window.innerWidth,
})"""
GO_TO = "elements => { window.goingTo = elements; return elements.length; }"
ARRIVED = """() => {
  const el = document.activeElement, card = el.closest('label'), style = getComputedStyle(el);
  if (!window.goingTo.includes(el)) return {there: false};
  const outlined = style.outlineStyle !== 'none' && style.outlineWidth !== '0px';
  return {there: true, seen: outlined || style.boxShadow !== 'none' || (card !== null && getComputedStyle(card).outlineStyle !== 'none')};
}"""

_seen_by_axe: set[tuple[str, int]] = set()


class Person:
    """One person with one browser; `keyboard` presses keys only, `scripts` tells whether her browser runs JavaScript."""

    def __init__(self, context: BrowserContext, site: str, *, keyboard: bool = False, scripts: bool = True) -> None:
        self.page: Page = context.new_page()
        self.site = site
        self.keyboard = keyboard
        self.scripts = scripts
        self.problems: list[str] = []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("console", self._hear)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.problems.append(message.text)

    # --- going

    def open(self, path: str) -> None:
        response = self.page.goto(path if path.startswith("http") else self.site + path)
        assert response is not None
        assert response.status < 400, f"{path}: {response.status}"
        self.look()

    def look(self) -> None:
        """See that the page is whole: one heading, nothing wider than the screen, nothing axe or the console complains of."""
        page = self.page.evaluate(WHOLE)
        assert page["headings"] == 1, self.page.url
        assert page["fits"], f"too wide: {self.page.url}"
        assert not page["nowhere"], f"a link or form that leads nowhere: {self.page.url}"
        assert not self.problems, (self.page.url, self.problems, self.page.locator(".error-summary").all_inner_texts())
        if self.scripts and self._is_new_kind(page["width"]):
            violations = axe_problems(self.page, AXE_OPTIONS)
            assert not violations, (self.page.url, violations)

    def _is_new_kind(self, width: int) -> bool:
        """Tell whether axe has not yet seen this kind of page at this width; refs and codes in the address make no kind of their own."""
        kind = (re.sub(r"/[a-z0-9]{10}(?=/)|/[A-Z]\d+(\.\d+)?(?=/)|/kutsu/.*", "/…", self.page.url), width)
        is_new = kind not in _seen_by_axe
        _seen_by_axe.add(kind)
        return is_new

    # --- doing

    def click(self, name: str | re.Pattern[str], role: str = "button") -> None:
        """Press the control with the words on it; a link unless it is a button."""
        control = self.page.get_by_role(role, name=name, exact=isinstance(name, str)).first  # type: ignore[arg-type]  # role names are literals
        if self.keyboard:
            self._tab_to(control)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter") if self.keyboard else control.click(no_wait_after=True)
        self.look()

    def follow(self, name: str | re.Pattern[str]) -> None:
        self.click(name, role="link")

    def is_refused(self, button: str) -> None:
        """Press a button whose answer is a refusal (400 or 409), of which the browser's console tells too."""
        with self.page.expect_navigation() as navigation:
            self.page.get_by_role("button", name=button, exact=True).click(no_wait_after=True)
        assert navigation.value.status in {400, 409}
        self.problems[:] = [problem for problem in self.problems if f" {navigation.value.status} " not in problem]
        self.look()

    def fill(self, label: str, text: str) -> None:
        field = self.page.get_by_label(label)
        if self.keyboard:
            self._tab_to(field)
            self.page.keyboard.press("Control+a")
            self.page.keyboard.type(text)
        else:
            field.fill(text)

    def tick(self, label: str | re.Pattern[str]) -> None:
        box = self.page.get_by_role("checkbox", name=label)
        if not box.is_checked():
            self._act(box, "Space", Locator.check)

    def choose(self, field: str, value: str) -> None:
        """Choose a level (or another answer) by its value: with the keyboard as one does, arrow by arrow."""
        radio = self.page.locator(f"input[name='{field}'][value='{value}']")
        if not self.keyboard:
            radio.check()
            return
        self._tab_to(self.page.locator(f"input[name='{field}']"))
        self.page.keyboard.press("Space")
        for _ in range(10):
            if radio.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{value} cannot be chosen with the keyboard")

    def attach(self, label: str, file: Path) -> None:
        self.page.get_by_label(label).set_input_files(file)

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.locator("main")).to_contain_text(text)

    def sees_not(self, text: str) -> None:
        expect(self.page.locator("body")).not_to_contain_text(text)

    # --- common ways

    def sign_in(self, email: str, password: str = PASSWORD) -> None:
        self.open("/kirjaudu/")
        self.fill("Sähköposti", email)
        self.fill("Salasana", password)
        self.click("Kirjaudu sisään")

    def accept_invitation(self, email: str, name: str) -> None:
        """Open the link of the mail sent to the address and make an account."""
        self.open(invitation_link(email))
        self.fill("Nimesi", name)
        self.fill("Valitse salasana", PASSWORD)
        self.click("Ota kutsu vastaan")

    # --- the keyboard

    def _act(self, control: Locator, key: str, with_mouse: Callable[[Locator], None]) -> None:
        if self.keyboard:
            self._tab_to(control)
            self.page.keyboard.press(key)
        else:
            with_mouse(control)

    def _tab_to(self, control: Locator) -> None:
        """Press Tab until one of the controls has the focus, which must show where it is."""
        assert control.evaluate_all(GO_TO), f"nothing to go to: {control}"
        for _ in range(TABS_MAX):
            arrived = self.page.evaluate(ARRIVED)
            if arrived["there"]:
                assert arrived["seen"], f"the focus cannot be seen on {control}"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{control} cannot be reached with the keyboard on {self.page.url}")


def invitation_link(email: str) -> str:
    """Return the link of the newest invitation mailed to the address."""
    [*_, message] = [message for message in mail.outbox if message.to == [email]]
    found = re.search(r"https?://\S+/kutsu/\S+", message.body)
    assert found, message.body
    return found.group()


Seat = Callable[..., Person]  # the fixture `seat`: seats a person at a browser of her own
