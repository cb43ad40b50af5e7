"""A person at a browser: the words she reads are the words she clicks; the keyboard alone when asked to."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, expect

from tests.factories.workshops import PASSWORD

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TABS_MAX = 400  # more presses than this and the control cannot be reached in practice
FOCUS = "() => { const s = getComputedStyle(document.activeElement); return [s.outlineStyle, s.outlineWidth, s.boxShadow]; }"


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
        assert self.page.locator("h1").count() == 1, self.page.url
        assert self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"too wide: {self.page.url}"
        assert self.page.locator("a[href=''], form[action='']").count() == 0, f"a link or form that leads nowhere: {self.page.url}"
        assert not self.problems, (self.page.url, self.problems)
        if self.scripts and self._is_new_kind():
            violations = Axe().run(self.page, options={"runOnly": WCAG}).response["violations"]
            assert not violations, (self.page.url, [(found["id"], [node["target"] for node in found["nodes"]]) for found in violations])

    def _is_new_kind(self) -> bool:
        """Tell whether axe has not yet seen this kind of page at this width; refs and codes in the address make no kind of their own."""
        width = self.page.evaluate("window.innerWidth")
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
        """Press Tab until one of the controls has the focus; every stop on the way must show where it is."""
        handles = control.element_handles()
        assert handles, f"nothing to go to: {control}"
        for _ in range(TABS_MAX):
            if any(self.page.evaluate("element => element === document.activeElement", handle) for handle in handles):
                style, width, shadow = self.page.evaluate(FOCUS)
                assert self._focus_shows(style, width, shadow), f"the focus cannot be seen on {control}"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{control} cannot be reached with the keyboard on {self.page.url}")

    def _focus_shows(self, style: str, width: str, shadow: str) -> bool:
        around = self.page.evaluate(
            "() => { const card = document.activeElement.closest('label'); return card ? getComputedStyle(card).outlineStyle : 'none'; }"
        )
        return (style != "none" and width != "0px") or shadow != "none" or around != "none"


def invitation_link(email: str) -> str:
    """Return the link of the newest invitation mailed to the address."""
    [*_, message] = [message for message in mail.outbox if message.to == [email]]
    found = re.search(r"https?://\S+/kutsu/\S+", message.body)
    assert found, message.body
    return found.group()
