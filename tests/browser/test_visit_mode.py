"""The page of a visit in a real browser whose network is cut: every note is stored, each once, and the copy goes when it should."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, BrowserContext, Page, expect

from assessments.lifecycle import AuditStatus
from assessments.models import Assessment, VisitNote
from tests.assessments.test_audit_ratings import auditors_of
from tests.browser.writing import fill_in, kept_in, says, sign_in
from tests.factories.auditing import make_audit
from workshops.models import User

pytestmark = pytest.mark.django_db(transaction=True)

Sit = Callable[..., Page]
COPIES = "caches.keys().then(names => names.join('|'))"
WORKERS = "navigator.serviceWorker.getRegistrations().then(all => all.length)"


@pytest.fixture
def sit(browser: Browser, browser_context_args: dict[str, Any], site: str) -> Iterator[Sit]:
    """Return a function that seats an auditor with the page of the visit open."""
    contexts: list[BrowserContext] = []

    def open_page(user: User, path: str, *, shared: bool = False, width: int = 390) -> Page:
        context = browser.new_context(**{**browser_context_args, "viewport": {"width": width, "height": 800}}, base_url=site)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        sign_in(page, user, shared=shared)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def audit(transactional_db: None) -> Assessment:
    return make_audit("scheduled")


def path_of(audit: Assessment) -> str:
    return f"/auditoinnit/{audit.ref}/kaynti/muistiinpanot/"


def write(page: Page, place: str, text: str, *, saves: bool = True) -> None:
    section = page.locator(f"section[id='{place}']")
    section.get_by_role("textbox").fill(text)
    if saves:
        section.get_by_role("button", name="Tallenna muistiinpano").click()


def line(page: Page, text: str) -> Any:
    return page.locator(".visit-notes li").filter(has_text=text)


def is_copied(page: Page) -> None:
    expect(page.locator("[data-copy-state]")).to_have_text("Tämä sivu toimii nyt myös ilman verkkoa tällä laitteella.")


def texts() -> list[str]:
    return sorted(VisitNote.objects.values_list("text", flat=True))


def test_notes_written_without_a_network_are_all_stored_once_when_it_is_back(audit: Assessment, sit: Sit) -> None:
    page = sit(auditors_of(audit)[0], path_of(audit))
    is_copied(page)
    write(page, "K1.1", "Verkossa.")
    expect(line(page, "Verkossa.")).to_contain_text("Tallennettu klo")
    page.context.set_offline(True)
    write(page, "K1.1", "Ilman verkkoa yksi.")
    write(page, "koko", "Ilman verkkoa kaksi.")
    write(page, "K1.2", "Vielä kesken", saves=False)
    expect(line(page, "Ilman verkkoa yksi.")).to_contain_text("Odottaa verkkoa.")
    says(page, "Ei yhteyttä. Teksti on tallessa tässä selaimessa.")
    page.reload()  # the page comes from its copy, the notes from the browser
    expect(page.get_by_role("heading", level=1)).to_contain_text("Käynnin muistiinpanot")
    expect(page.locator(".visit-mode")).to_have_css("display", "block")
    for text in ("Verkossa.", "Ilman verkkoa yksi.", "Ilman verkkoa kaksi."):
        expect(line(page, text)).to_have_count(1)
    expect(page.locator("section[id='K1.2']").get_by_role("textbox")).to_have_value("Vielä kesken")
    write(page, "K1.2", "Vielä kesken, nyt valmis.")
    page.close()
    page = page.context.new_page()
    page.goto(path_of(audit))
    page.context.set_offline(False)
    for text in ("Ilman verkkoa yksi.", "Ilman verkkoa kaksi.", "Vielä kesken, nyt valmis."):
        expect(line(page, text)).to_contain_text("Tallennettu klo", timeout=40_000)
    says(page, "Kaikki muistiinpanot on tallennettu.")
    stored = ["Ilman verkkoa kaksi.", "Ilman verkkoa yksi.", "Verkossa.", "Vielä kesken, nyt valmis."]
    assert texts() == stored
    page.reload()
    for text in stored:
        expect(line(page, text)).to_have_count(1)
    assert texts() == stored
    assert "Ilman" not in kept_in(page)


def test_note_that_is_too_long_stays_in_its_box_to_be_shortened(audit: Assessment, sit: Sit) -> None:
    page = sit(auditors_of(audit)[0], path_of(audit))
    write(page, "K1.1", "a" * 4_001)
    says(page, "Muistiinpanossa on yli")
    box = page.locator("section[id='K1.1']").get_by_role("textbox")
    expect(box).to_have_value("a" * 4_001)
    write(page, "K1.1", "Lyhyempi.")
    expect(line(page, "Lyhyempi.")).to_contain_text("Tallennettu klo")
    assert texts() == ["Lyhyempi."]


def test_answer_lost_on_the_way_and_a_second_tab_make_no_second_note(audit: Assessment, sit: Sit) -> None:
    page = sit(auditors_of(audit)[0], path_of(audit))
    is_copied(page)
    lost: list[str] = []

    def lose(route: Any) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().text())  # stored, but the answer never comes
            route.abort()
        else:
            route.continue_()

    page.context.route(f"**{path_of(audit)}", lose)
    write(page, "K1.1", "Tunnelissa.")
    expect(line(page, "Tunnelissa.")).to_contain_text("Odottaa verkkoa.")
    second = page.context.new_page()
    second.goto(path_of(audit))
    expect(line(second, "Tunnelissa.")).to_have_count(1)
    expect(line(page, "Tunnelissa.")).to_contain_text("Tallennettu klo", timeout=20_000)
    assert lost
    assert texts() == ["Tunnelissa."]


def test_note_finished_in_two_tabs_with_different_words_loses_neither(audit: Assessment, sit: Sit) -> None:
    page = sit(auditors_of(audit)[0], path_of(audit))
    write(page, "K1.1", "Alku", saves=False)
    second = page.context.new_page()
    second.goto(path_of(audit))
    expect(second.locator("section[id='K1.1']").get_by_role("textbox")).to_have_value("Alku")
    write(page, "K1.1", "Alku ja ensimmäinen loppu.")
    expect(line(page, "ensimmäinen")).to_contain_text("Tallennettu klo")
    write(second, "K1.1", "Alku ja toinen loppu.")
    expect(line(second, "toinen")).to_contain_text("Tallennettu klo")
    assert texts() == ["Alku ja ensimmäinen loppu.", "Alku ja toinen loppu."]


def test_expired_sign_in_keeps_the_note_and_says_so(audit: Assessment, sit: Sit) -> None:
    auditor = auditors_of(audit)[0]
    page = sit(auditor, path_of(audit))
    is_copied(page)
    Session.objects.all().delete()
    write(page, "K1.1", "Kirjautuminen ehti vanheta.")
    says(page, "Kirjautumisesi on päättynyt. Teksti on tallessa tässä selaimessa.")
    expect(line(page, "ehti vanheta")).to_contain_text("Kirjautumisesi on päättynyt.")
    with page.expect_navigation():
        page.get_by_role("link", name="Kirjaudu uudelleen").click()
    fill_in(page, auditor)
    expect(line(page, "ehti vanheta")).to_contain_text("Tallennettu klo")
    assert texts() == ["Kirjautuminen ehti vanheta."]


def test_refused_note_stays_beside_the_reason(audit: Assessment, sit: Sit) -> None:
    page = sit(auditors_of(audit)[0], path_of(audit))
    Assessment.objects.filter(pk=audit.pk).update(status=AuditStatus.COMMENTING)
    write(page, "K1.1", "Myöhästyi.")
    expect(line(page, "Myöhästyi.")).to_contain_text("auditoinnin tila on ”Työpajan kommentit”")
    expect(line(page, "Myöhästyi.").get_by_role("button", name="Yritä uudelleen")).to_be_visible()
    assert "Myöhästyi." in kept_in(page)
    page.goto(path_of(audit))  # gone, with what is left
    expect(page.get_by_role("heading", level=1)).to_contain_text("ei enää kirjoiteta")
    expect(page.get_by_label("Kirjoitettu")).to_have_value(re.compile("Myöhästyi."))
    assert page.evaluate(COPIES) == ""
    Assessment.objects.filter(pk=audit.pk).update(status=AuditStatus.DRAFTING)
    page.goto(path_of(audit))
    expect(line(page, "Myöhästyi.")).to_contain_text("Tallennettu klo")


def test_copy_is_removed_when_the_audit_is_closed_to_her(audit: Assessment, sit: Sit) -> None:
    page = sit(auditors_of(audit)[0], path_of(audit))
    is_copied(page)
    assert audit.ref in page.evaluate(COPIES)
    Assessment.objects.filter(pk=audit.pk).update(status=AuditStatus.CANCELLED)
    page.goto(path_of(audit))
    expect(page.locator("main")).not_to_contain_text("Käynnin muistiinpanot")
    page.wait_for_function(f"{COPIES}.then(names => names === '')")
    assert page.evaluate(WORKERS) == 0


def test_signing_out_sends_the_notes_first_and_removes_copy_and_worker(audit: Assessment, sit: Sit) -> None:
    page = sit(auditors_of(audit)[0], path_of(audit))
    is_copied(page)
    write(page, "K1.1", "Kesken jäänyt", saves=False)
    sign_out = page.get_by_role("button", name="Kirjaudu ulos")
    sign_out.click()
    says(page, "Jos kirjaudut nyt ulos, se poistuu tästä selaimesta.")
    with page.expect_navigation():
        sign_out.click()
    assert (page.evaluate(COPIES), page.evaluate(WORKERS), kept_in(page)) == ("", 0, "")
    page.context.set_offline(True)
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        page.goto(path_of(audit))


def test_shared_computer_stores_nothing_and_says_so(audit: Assessment, sit: Sit) -> None:
    page = sit(auditors_of(audit)[0], path_of(audit), shared=True)
    expect(page.locator("[data-copy-state]")).to_have_text("Tämä sivu ei toimi ilman verkkoa tällä laitteella. Pidä sivu auki.")
    page.context.set_offline(True)
    write(page, "K1.1", "Yhteisellä koneella.")
    says(page, "Ei yhteyttä. Pidä sivu auki, sillä tekstiä ei säilytetä tässä selaimessa.")
    assert (kept_in(page), page.evaluate(COPIES), page.evaluate(WORKERS)) == ("", "", 0)
    page.context.set_offline(False)
    expect(line(page, "Yhteisellä koneella.")).to_contain_text("Tallennettu klo", timeout=40_000)
    assert (kept_in(page), page.evaluate(COPIES), page.evaluate(WORKERS)) == ("", "", 0)


def test_another_person_on_the_same_browser_finds_no_copy_of_the_first(audit: Assessment, sit: Sit) -> None:
    first, second = auditors_of(audit)
    page = sit(first, path_of(audit))
    is_copied(page)
    Session.objects.all().delete()
    sign_in(page, second)
    page.wait_for_function(f"{COPIES}.then(names => names === '')")
    page.goto(path_of(audit))
    is_copied(page)
    assert first.ref not in page.evaluate(COPIES)
    assert second.ref in page.evaluate(COPIES)


def test_targets_are_large_on_a_phone(audit: Assessment, sit: Sit) -> None:
    page = sit(auditors_of(audit)[0], path_of(audit), width=320)
    for control in page.locator(".visit-mode").locator("button:visible, summary, .visit-jumps a, textarea:visible").all():
        box = control.bounding_box()
        assert box is not None
        assert box["height"] >= 44, control.text_content()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
