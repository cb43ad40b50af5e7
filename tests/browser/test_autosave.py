"""Forms that save themselves, in a real browser: nothing typed is lost, and the page says how it is with the text."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, expect

from assessments.models import Rating, Result
from assessments.services.phases import open_discussion
from tests.browser.writing import NOTE, PRACTICE, fill_in, kept_in, rating_path, restore, result_path, says, sign_in, write
from tests.conftest import CHROMIUM_FLAGS
from tests.factories.assessments import AT, Cast, make_individual, make_joint
from workshops.models import User

pytestmark = pytest.mark.django_db(transaction=True)

Seat = Callable[..., Page]


@pytest.fixture
def seat(browser: Browser, browser_context_args: dict[str, Any], site: str) -> Iterator[Seat]:
    """Return a function that seats a person at a browser of her own, signed in, with the page open."""
    contexts: list[BrowserContext] = []

    def sit(user: User, path: str, *, shared: bool = False) -> Page:
        context = browser.new_context(**browser_context_args, base_url=site)
        context.set_default_timeout(8_000)
        contexts.append(context)
        page = context.new_page()
        sign_in(page, user, shared=shared)
        page.goto(path)
        return page

    yield sit
    for context in contexts:
        context.close()


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return Cast()


def test_answer_is_saved_by_itself_and_the_page_says_so_without_moving(cast: Cast, seat: Seat) -> None:
    assessment = make_individual(cast)
    page = seat(cast.workers[0], rating_path(assessment))
    before = page.evaluate("document.body.scrollHeight")
    write(page, NOTE, "Teemme näin.")
    says(page, "Tallennettu klo")
    rating = Rating.objects.get()
    assert (rating.answer, rating.note, rating.revision) == ("", "Teemme näin.", 1)
    assert page.evaluate("document.body.scrollHeight") == before
    assert "Teemme" not in kept_in(page)
    page.locator("input[name=answer][value='1']").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Tallenna ja jatka").click()
    rating.refresh_from_db()
    assert (rating.answer, rating.revision) == ("level", 2)
    assert page.url.endswith(rating_path(assessment, "K1.2"))


# Every request of a script takes half a second longer; `most` is how many were on their way at once.
SLOW_FETCH = """
let underWay = 0;
const quick = window.fetch;
window.fetch = async (...asked) => {
  sessionStorage.most = Math.max(sessionStorage.most ?? 0, ++underWay);
  await new Promise(done => setTimeout(done, 500));
  try { return await quick(...asked); } finally { underWay--; }
};
"""


def test_hurried_person_sends_one_save_at_a_time(cast: Cast, seat: Seat) -> None:
    """Of two on their way with the same revision one would be refused."""
    page = seat(cast.workers[0], rating_path(make_individual(cast)))
    page.add_init_script(SLOW_FETCH)
    page.reload()
    for value, note in (("1", "Teemme näin."), ("2", "Teemme näin joka viikko.")):
        page.locator(f"input[name=answer][value='{value}']").check()
        page.get_by_label(NOTE).fill(note)
    with page.expect_navigation():
        page.get_by_role("button", name="Tallenna ja jatka").click()
    assert page.evaluate("sessionStorage.most") == "1"
    assert Rating.objects.get().note == "Teemme näin joka viikko."


def test_incomplete_answer_waits_quietly_in_the_browser(cast: Cast, seat: Seat) -> None:
    page = seat(cast.workers[0], rating_path(make_individual(cast)))
    page.locator("input[value='not_applicable']").check()
    says(page, "Ei vielä tallennettu. Kerro lyhyesti, miksi kriteeri ei koske työpajaanne.")
    assert not Rating.objects.exists()
    assert "not_applicable" in kept_in(page)
    assert page.locator(".error-summary").count() == 0
    write(page, "Miksi kriteeri ei koske työpajaanne?", "Meillä ei ole tiloja.")
    says(page, "Tallennettu klo")
    assert Rating.objects.get().reason == "Meillä ei ole tiloja."
    assert "not_applicable" not in kept_in(page)


def test_two_people_in_the_same_result_lose_no_key_stroke(cast: Cast, seat: Seat) -> None:
    assessment = make_joint(cast)
    kaisa, leena = seat(cast.contact, result_path(assessment)), seat(cast.leader, result_path(assessment))
    write(kaisa, PRACTICE, "Kaisan teksti.")
    says(kaisa, "Tallennettu klo")
    write(leena, PRACTICE, "Leenan teksti.")
    says(leena, "Mitään ei ole korvattu.")
    write(leena, PRACTICE, " Ja jatko.")
    assert "Ja jatko." in kept_in(leena)
    with leena.expect_navigation():
        leena.get_by_role("button", name="Näytä molemmat versiot").click()
    expect(leena.locator("main")).to_contain_text("Kaisan teksti.")
    expect(leena.locator("main")).to_contain_text("Leenan teksti. Ja jatko.")
    with leena.expect_navigation():
        leena.get_by_role("button", name="Yhdistä tekstit ja muokkaa").click()
    expect(leena.get_by_label(PRACTICE)).to_have_value("Kaisan teksti.\n\nLeenan teksti. Ja jatko.")
    expect(leena.get_by_role("button", name="Palauta teksti")).to_have_count(0)
    with leena.expect_navigation():
        leena.get_by_role("button", name="Tallenna ja jatka").click()
    assert Result.objects.get().current_practice == "Kaisan teksti.\n\nLeenan teksti. Ja jatko."
    assert "teksti" not in kept_in(leena).replace("laatumatka-text", "")


def test_two_tabs_of_one_person_overwrite_nothing(cast: Cast, seat: Seat) -> None:
    assessment = make_individual(cast)
    first = seat(cast.workers[0], rating_path(assessment))
    second = first.context.new_page()
    second.goto(rating_path(assessment))
    write(first, NOTE, "Ensimmäinen.")
    says(first, "Tallennettu klo")
    write(second, NOTE, "Toinen.")
    says(second, "Mitään ei ole korvattu.")
    assert Rating.objects.get().note == "Ensimmäinen."
    with second.expect_navigation():
        second.get_by_role("button", name="Näytä molemmat versiot").click()
    expect(second.locator("main")).to_contain_text("Tallensit saman kohdan toisessa ikkunassa")
    with second.expect_navigation():
        second.get_by_role("button", name="Tallenna minun versioni").click()
    assert Rating.objects.get().note == "Toinen."
    assert "Toinen." not in kept_in(second)


def test_text_typed_without_a_network_is_saved_when_it_comes_back(cast: Cast, seat: Seat) -> None:
    page = seat(cast.workers[0], rating_path(make_individual(cast)))
    page.context.set_offline(True)
    write(page, NOTE, "Junassa kirjoitettu.")
    says(page, "Ei yhteyttä. Teksti on tallessa tässä selaimessa.")
    assert "Junassa kirjoitettu." in kept_in(page)
    page.get_by_role("button", name="Tallenna ja jatka").click()
    expect(page.get_by_label(NOTE)).to_have_value("Junassa kirjoitettu.")
    page.context.set_offline(False)
    says(page, "Tallennettu klo")
    assert Rating.objects.get().note == "Junassa kirjoitettu."
    assert "Junassa" not in kept_in(page)


def test_text_discarded_does_not_come_back(cast: Cast, seat: Seat) -> None:
    page = seat(cast.workers[0], rating_path(make_individual(cast)))
    page.locator("input[value='not_applicable']").check()
    write(page, NOTE, "Turha.")
    says(page, "Ei vielä tallennettu.")
    page.reload()
    expect(page.get_by_label(NOTE)).to_have_value("")
    page.get_by_role("button", name="Hylkää").click()
    assert "Turha" not in kept_in(page)
    page.reload()
    expect(page.get_by_role("button", name="Hylkää")).to_have_count(0)
    assert not Rating.objects.exists()


def test_text_typed_after_the_sign_in_expired_is_there_after_signing_in(cast: Cast, seat: Seat) -> None:
    assessment = make_individual(cast)
    page = seat(cast.workers[0], rating_path(assessment))
    Session.objects.all().delete()
    write(page, NOTE, "Pitkä pohdinta.")
    says(page, "Kirjautumisesi on päättynyt. Teksti on tallessa tässä selaimessa.")
    with page.expect_navigation():
        page.get_by_role("link", name="Kirjaudu uudelleen").click()
    fill_in(page, cast.workers[0])
    assert page.url.endswith(rating_path(assessment))
    restore(page)
    says(page, "Tallennettu klo")
    assert Rating.objects.get().note == "Pitkä pohdinta."


def test_sign_in_in_another_tab_lets_the_first_one_go_on(cast: Cast, seat: Seat) -> None:
    page = seat(cast.workers[0], rating_path(make_individual(cast)))
    Session.objects.all().delete()
    sign_in(page.context.new_page(), cast.workers[0])
    write(page, NOTE, "Jatkan tästä.")
    says(page, "Tallennettu klo")
    assert Rating.objects.get().note == "Jatkan tästä."


def test_another_person_signed_in_meanwhile_gets_nothing_written_in_her_name(cast: Cast, seat: Seat) -> None:
    page = seat(cast.workers[0], rating_path(make_individual(cast)))
    Session.objects.all().delete()
    sign_in(page.context.new_page(), cast.contact)
    write(page, NOTE, "Minun ajatukseni.")
    says(page, "Tässä selaimessa on nyt kirjautuneena toinen henkilö. Teksti on tallessa tässä selaimessa.")
    assert not Rating.objects.exists()


def test_text_typed_after_the_discussion_opened_is_told_and_kept(cast: Cast, seat: Seat) -> None:
    assessment = make_individual(cast)
    page = seat(cast.workers[0], rating_path(assessment))
    open_discussion(assessment=assessment, by=cast.contact, at=AT)
    write(page, NOTE, "Myöhästyin hetken.")
    says(page, "Tätä ei voi enää tehdä, sillä arvioinnin tila on nyt ”Yhteinen keskustelu”. Teksti on tallessa tässä selaimessa.")
    assert not Rating.objects.exists()
    page.goto(f"/arvioinnit/{assessment.ref}/")
    expect(page.get_by_label("Kirjoitettu")).to_have_value("Myöhästyin hetken.")
    page.get_by_role("button", name="Hylkää").click()
    expect(page.get_by_role("heading", name="Tekstiä, joka ei ehtinyt tallentua")).to_be_hidden()
    assert kept_in(page) == ""


def test_shared_computer_keeps_nothing_for_the_next_person(cast: Cast, seat: Seat) -> None:
    page = seat(cast.workers[0], rating_path(make_individual(cast)), shared=True)
    expect(page.locator("form[data-autosave]")).to_contain_text("Yhteinen tietokone: keskeneräistä tekstiä ei säilytetä tässä selaimessa.")
    page.context.set_offline(True)
    write(page, NOTE, "Ei seuraavan silmille.")
    says(page, "Ei yhteyttä. Pidä sivu auki, sillä tekstiä ei säilytetä tässä selaimessa.")
    assert kept_in(page) == ""


def test_signing_out_saves_first_and_then_removes_what_could_not_be_saved(cast: Cast, seat: Seat) -> None:
    page = seat(cast.workers[0], rating_path(make_individual(cast)))
    page.locator("input[value='not_applicable']").check()
    says(page, "Ei vielä tallennettu.")
    sign_out = page.get_by_role("button", name="Kirjaudu ulos")
    sign_out.click()
    says(page, "Jos kirjaudut nyt ulos, se poistuu tästä selaimesta.")
    with page.expect_navigation():
        sign_out.click()
    assert kept_in(page) == ""


def test_text_is_there_after_the_browser_was_killed(
    cast: Cast, browser_type: BrowserType, browser_context_args: dict[str, Any], site: str, tmp_path: Path
) -> None:
    assessment = make_individual(cast)
    browser = {"executable_path": "/usr/bin/chromium", "args": CHROMIUM_FLAGS, "base_url": site, **browser_context_args}
    context = browser_type.launch_persistent_context(tmp_path, **browser)
    page = context.new_page()
    sign_in(page, cast.workers[0])
    page.goto(rating_path(assessment))
    context.set_offline(True)
    write(page, NOTE, "Ennen kaatumista.")
    says(page, "Teksti on tallessa tässä selaimessa.")
    page.wait_for_timeout(6_000)  # the browser writes its storage to the disk every five seconds
    kill_all_of(tmp_path)
    context = browser_type.launch_persistent_context(tmp_path, **browser)
    page = context.new_page()
    page.set_default_timeout(8_000)
    page.goto(rating_path(assessment))
    if "/kirjaudu/" in page.url:  # the browser writes its cookies to the disk more seldom than its storage
        fill_in(page, cast.workers[0])
    restore(page)
    says(page, "Tallennettu klo")
    assert Rating.objects.get().note == "Ennen kaatumista."
    context.close()


def kill_all_of(profile: Path) -> None:
    """Kill the browser that uses the profile, as a power cut would."""
    for process in Path("/proc").iterdir():
        if process.name.isdecimal() and f"--user-data-dir={profile}" in (process / "cmdline").read_text().split("\0"):
            os.kill(int(process.name), signal.SIGKILL)
