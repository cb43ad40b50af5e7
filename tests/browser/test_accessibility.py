"""Every page in a real browser: axe, one heading, nothing too wide, targets large enough; full of long words, empty, and refused.

The pages come from the table of access, so that a new URL name is looked at or its lack of a page is written down in `NOT_PAGES`.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, Response

from tests.access.addresses import patterns
from tests.access.cast import NOW, World
from tests.browser.empty_places import EmptyPlace, bare_assessments, empty_place
from tests.browser.inspection import (
    axe_problems,
    enlarge_text,
    frame_problems,
    room_problems,
    spaced_out,
    spoil,
    summary_problems,
)
from tests.browser.pages import (
    ADDRESSES,
    NOT_PAGES,
    Visit,
    full_world,
    has_form,
    names_without_page,
    password_reset_address,
    signed_in,
    status_of,
    visits,
)
from tests.factories.assessments import Cast, make_individual
from workshops.models import User

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 320, "height": 700}
VISITS = visits()
# The pages that differ most from each other, looked at with axe on a phone too, and with large and spaced text.
DENSEST = [
    Visit("leader", "assessments:dashboard"),
    Visit("leader", "assessments:assessment-detail", "joint"),
    Visit("contact", "assessments:rating-update", "individual"),
    Visit("leader", "assessments:discussion-detail", "joint"),
    Visit("leader", "assessments:result-update", "joint"),
    Visit("leader", "assessments:assessment-results", "completed"),
    Visit("leader", "assessments:evidence-list", "joint"),
    Visit("leader", "assessments:assessment-check", "joint"),
    Visit("leader", "workshops:workshop-people"),
    Visit("admin", "workshops:user-detail", "worker"),
    Visit("peer", "assessments:audit-visit", "visit"),
    Visit("peer", "assessments:audit-visit-mode", "visit"),
    Visit("coordinator", "assessments:national-summary"),
    Visit("coordinator", "assessments:summary-regions"),
]
# Pages whose form has nothing to fill in: they ask for a confirmation only.
CONFIRMATIONS = {
    "account_logout",
    "account_reset_password_from_key",  # the link here is dead; a live one is tried apart
    "workshops:role-end",
    "assessments:assessment-archive",
    "assessments:assessment-open-discussion",
    "assessments:evidence-remove",
    "assessments:application-evidence-remove",
    "assessments:participant-remove",
    "assessments:participant-code",
    "assessments:result-history",
    "assessments:area-summary-history",
    "assessments:support-detail",
    # Nobody and nothing to choose here: these are filled in with their own tests.
    "assessments:paper-update",
    "assessments:result-copy",
    "assessments:reminder-create",
    "assessments:application-fill",
    "assessments:yearly-report-create",
    "assessments:auditor-name",  # without a warning nothing is asked
    "assessments:seat-replace",
    "assessments:audit-visit-cancel",
    "assessments:audit-visit-mode",  # a form for each criterion: its refusals have tests of their own
    "assessments:audit-comments-finish",
    "assessments:audit-send",
    "assessments:summary-publish",
    "assessments:yearly-report-publish",
}
EDGE = "all => all.map(el => [getComputedStyle(el).borderTopWidth, getComputedStyle(el).borderTopColor])"
MOVING = "all => all.map(getComputedStyle).filter(is => is.transitionDuration !== '0s' || is.animationName !== 'none').length"
SIGNED_IN_GUEST = Visit("leader", "workshops:invitation-accept", "waiting")  # has nothing to fill in either
AUDITED_ROUND = Visit("coordinator", "assessments:round-deadline", "passed")  # its deadline stands: there is no form any more
FORMS = [visit for visit in VISITS if has_form(visit) and visit.name not in CONFIRMATIONS and visit not in {SIGNED_IN_GUEST, AUDITED_ROUND}]
EVIDENCE_WAYS = ["Linkki", "Aiempi tiedosto"]  # besides a new file
FORMS += [Visit("org_leader", "workshops:organisation-invitation-create")]


class Reader:
    """One browser window that becomes anybody by changing the cookies."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.context = context
        self.page: Page = context.new_page()
        self.site = site

    def open(self, client: Client, path: str) -> Response:
        self.context.clear_cookies()
        cookies = [{"name": name, "value": morsel.value, "url": self.site} for name, morsel in client.cookies.items()]
        if cookies:
            self.context.add_cookies(cookies)  # type: ignore[arg-type]  # a name, a value and an address are enough
        self.page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]  # as Playwright wants it
        response = self.page.goto(self.site + path)
        assert response is not None
        return response

    def problems(self) -> list[str]:
        """Look at the page on a desk and on a phone."""
        found = frame_problems(self.page) + axe_problems(self.page)
        return found + [f"on a phone: {problem}" for problem in self.narrow()]

    def narrow(self) -> list[str]:
        self.page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # as Playwright wants it
        return room_problems(self.page)


@pytest.fixture
def reader(context: BrowserContext, site: str) -> Reader:
    context.set_default_timeout(20_000)
    return Reader(context, site)


@pytest.fixture
def world(transactional_db: None, time_machine: Any) -> World:
    time_machine.move_to(NOW)
    return full_world()


@pytest.fixture
def no_tasks(settings: Any) -> None:
    """Let reports and mails wait for ever."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


def visit(reader: Reader, world: World, to: Visit) -> None:
    response = reader.open(world.clients[to.person], ADDRESSES[to.name, to.of].url(world))
    assert "text/html" in response.headers["content-type"]
    assert response.status == status_of(to)


def assert_none(problems: list[str]) -> None:
    assert not problems, "\n" + "\n".join(problems)


# --- the list of pages


def test_every_url_name_is_a_page_looked_at_or_known_not_to_be_one() -> None:
    looked_at, without_page = {visit.name for visit in VISITS}, names_without_page()
    assert {name for name, _pattern in patterns()} - looked_at - without_page == set()
    assert looked_at & without_page == set()
    assert NOT_PAGES.keys() <= {name for name, _pattern in patterns()}


# --- full of long words


def test_full_pages_are_accessible_and_fit(reader: Reader, world: World, subtests: pytest.Subtests) -> None:
    for to in VISITS:
        with subtests.test(str(to)):
            visit(reader, world, to)
            problems = reader.problems()
            if to in DENSEST:
                problems += look_closer(reader)
            assert_none(problems)
    assert set(DENSEST) <= set(VISITS)


def look_closer(reader: Reader) -> list[str]:
    """Look at the page on a phone with axe, then on a desk with the text spaced out, and with it twice as large."""
    problems = [f"on a phone: {problem}" for problem in axe_problems(reader.page)]
    reader.page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]  # as Playwright wants it
    with spaced_out(reader.page):
        problems += [f"spaced out: {problem}" for problem in room_problems(reader.page)]
    enlarge_text(reader.page)
    return problems + [f"enlarged: {problem}" for problem in room_problems(reader.page)]


# --- refused


def refuse(reader: Reader) -> None:
    """Fill every field of the form wrong, send it, and look at what comes back; follow the first link of the summary."""
    page = reader.page
    assert spoil(page), "no form to fill in"
    with page.expect_navigation() as navigation:
        page.locator("form[data-spoiled] button[type=submit]").first.click()
    answer = navigation.value
    assert answer.status in {200, 400}
    assert page.locator(".error-summary").count(), f"taken as it was: {page.url}"
    problems = summary_problems(page) + frame_problems(page) + axe_problems(page)
    link = page.locator(".error-summary a").first
    if link.count():
        target = link.get_attribute("href")
        link.press("Enter")
        if page.evaluate("'#' + document.activeElement.id") != target:
            problems.append(f"{target} does not get the focus")
    assert_none(problems + reader.narrow())


def test_refused_forms_say_what_to_correct_and_lead_there(no_tasks: None, reader: Reader, world: World, subtests: pytest.Subtests) -> None:
    for to in FORMS:
        with subtests.test(str(to)):
            visit(reader, world, to)
            refuse(reader)
    for way in EVIDENCE_WAYS:
        with subtests.test(f"evidence, {way}"):
            visit(reader, world, Visit("leader", "assessments:evidence-create", "joint"))
            reader.page.locator(".filter-links").get_by_role("link", name=way).click()
            reader.page.wait_for_url("**?*")
            refuse(reader)
    with subtests.test("password reset by mail"):
        reader.open(Client(), password_reset_address(User.objects.get(pk=world.users["worker"].pk)))
        assert_none(reader.problems())
        refuse(reader)
    for name in ("assessments:result-update", "assessments:area-summary-update"):
        with subtests.test(f"{name}, two writers"):
            visit(reader, world, Visit("leader", name, "joint"))
            collide(reader)
            assert_none(reader.problems())


def collide(reader: Reader) -> None:
    """Save a text that somebody else has changed meanwhile."""
    reader.page.evaluate("document.querySelector('main input[name=revision]').value = '0'")
    reader.page.locator("main textarea:visible").first.fill("Toinen teksti.")
    with reader.page.expect_navigation() as navigation:
        reader.page.locator("main form button.btn-primary").click()
    assert navigation.value.status == 409


def test_refused_form_is_focused_without_script(browser: Browser, transactional_db: None, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="fi-FI")
    page = context.new_page()
    page.goto(f"{site}/palaute/")
    with page.expect_navigation():
        page.locator("main button[type=submit]").click()
    assert page.locator(".error-summary:focus").count() == 1
    context.close()


# --- the keyboard and the wishes of the reader


@pytest.fixture
def rating(reader: Reader, transactional_db: None) -> Page:
    """Stand on the page of an own rating."""
    cast = Cast()
    assessment = make_individual(cast)
    reader.open(signed_in(cast.contact), reverse("assessments:rating-update", args=[assessment.ref, "K1.1"]))
    return reader.page


def test_skip_link_leads_past_the_menu(rating: Page) -> None:
    rating.keyboard.press("Tab")
    skip = rating.locator(".skip:focus").bounding_box()
    assert skip
    assert skip["y"] >= 0
    rating.keyboard.press("Enter")
    rating.keyboard.press("Tab")
    assert rating.locator("main :focus").count() == 1


def test_focus_goes_down_the_page_as_one_reads(rating: Page) -> None:
    rating.set_viewport_size(PHONE)  # type: ignore[arg-type]  # as Playwright wants it; one column: what comes later stands lower
    tops = []
    for _ in range(60):
        rating.keyboard.press("Tab")
        if rating.locator("main :focus").count():
            tops.append(rating.evaluate("document.activeElement.getBoundingClientRect().bottom + window.scrollY"))
        elif tops:
            break
    assert len(tops) > 6
    assert tops == sorted(tops)


def test_chosen_level_shows_in_forced_colours_and_nothing_moves(rating: Page) -> None:
    rating.emulate_media(forced_colors="active", reduced_motion="reduce")
    rating.locator("input[name=answer]").nth(1).check()
    chosen = rating.locator(".level:has(input:checked)").evaluate_all(EDGE)
    others = rating.locator(".level:not(:has(input:checked))").evaluate_all(EDGE)
    assert [width for width, _colour in chosen] == ["3px"]
    assert {width for width, _colour in others} == {"1px"}
    assert chosen[0][1] not in {colour for _width, colour in others}
    rating.keyboard.press("ArrowDown")
    assert rating.locator(".level:has(input:focus-visible)").evaluate("el => getComputedStyle(el).outlineWidth") == "3px"
    assert rating.locator("body *").evaluate_all(MOVING) == 0


# --- empty


def look_at_all(reader: Reader, place: EmptyPlace, subtests: pytest.Subtests) -> None:
    for person, path in place.addresses:
        with subtests.test(f"{person} {path}"):
            reader.open(place.clients[person], path)
            assert_none(reader.problems())


def test_pages_of_a_fresh_workshop_are_accessible(reader: Reader, transactional_db: None, subtests: pytest.Subtests) -> None:
    look_at_all(reader, empty_place(), subtests)


def test_pages_of_assessments_with_nothing_in_them_are_accessible(
    reader: Reader, transactional_db: None, time_machine: Any, subtests: pytest.Subtests
) -> None:
    time_machine.move_to(NOW)
    look_at_all(reader, bare_assessments(), subtests)
