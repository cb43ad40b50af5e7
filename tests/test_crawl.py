"""Every link of every person, from the front page on: no GET changes anything, no link is dead, every page keeps the rules of the house."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection
from lxml import html

from tests.access.cast import PEOPLE, World, in_session_of
from tests.access.crawler import Page, crawl, fingerprint
from tests.access.markers import GUEST, leaks_in

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("walk")]  # the world is made once

# Words that no Finnish sentence of ours has: an untranslated text, a forgotten value, a template that failed silently.
FOREIGN = re.compile(
    r"\b(?:the|and|you|your|please|this|that|field|required|error|invalid|submit|save|delete|login|logout|sign|with|from|page|next|"
    r"previous|password|None|True|False|null|undefined|nan|NaN)\b"
)
PLACEHOLDER = re.compile(r"%\(\w+\)s|%s|\{\{|\}\}|\{%|%\}|\{\w*\}|&amp;(?:lt|gt|amp|quot|#)|object at 0x")
# Numbers that are no row's: the page of a list, the revision a form was opened with, a yes, a year, the official code of a region.
COUNTED = {"sivu", "revision", "kayta_pohjana", "avoin", "vuosi", "maakunta"}
SUBMISSION = re.compile(r"(?<=/lahetykset)/[1-9][0-9]?/")  # the first, the second of one application: it counts nothing else
YEAR_IN_PATH = re.compile(r"(?<=/vuosiraportit)/20[0-9]{2}/")  # of a yearly report, not a row's
ENGLISH_BY_RIGHT = {"Django", "WeasyPrint"}
MAIL_TEXTS = "/koordinointi/viestipohjat/"
OPEN_DATA = "/api/v1/"


# Everybody on SQLite; on PostgreSQL, where the pages are the same and only their queries could differ, one of each kind.
WALKERS = [*PEOPLE, GUEST] if connection.vendor == "sqlite" else ["visitor", "contact", "coordinator", "decider", "peer", GUEST]


@pytest.mark.parametrize("person", WALKERS)
def test_following_every_link_changes_nothing_and_meets_only_whole_pages(world: World, person: str) -> None:
    with in_session_of(world, person) as client:
        before = fingerprint()
        pages = list(crawl(client))
        assert fingerprint() == before
    faults = [f"{page.url} (from {page.linked_from}): {fault}" for page in pages for fault in faults_of(page)]
    assert faults == []
    assert leaks_in({page.url: page.text for page in pages}, person) == []
    # A walk that stopped at the front page would find no fault.
    assert len(pages) >= 12
    reached = {page.url for page in pages}
    assert person != "contact" or all(f"/arvioinnit/{assessment.ref}/" in reached for assessment in world.assessments.values())


def faults_of(page: Page) -> list[str]:
    """Return what is wrong with the answer; nothing for a page that keeps the rules."""
    if page.status not in {200, 202, 302}:
        return [f"status {page.status}"]
    if not page.is_html or page.status == 302:
        return []
    if "<html" not in page.text:
        return []  # a part of a page, asked for by a script
    return [*_frame(page.tree), *_inline(page.tree), *_words(page), *_numbers(page), *_fragments(page.tree)]


def _frame(tree: html.HtmlElement) -> Iterator[str]:
    if len(tree.xpath("//h1")) != 1:
        yield f"{len(tree.xpath('//h1'))} h1"
    if tree.get("lang") != "fi":
        yield f"lang {tree.get('lang')}"
    title = tree.findtext(".//title") or ""
    if not re.fullmatch(r"\S.* – Laatumatka", " ".join(title.split())):
        yield f"title {title!r}"
    if len(set(tree.xpath("//*/@id"))) != len(tree.xpath("//*/@id")):
        yield "an id twice"


def _inline(tree: html.HtmlElement) -> Iterator[str]:
    if tree.xpath("//style | //script[not(@src)] | //*[@style]"):
        yield "inline style or script"
    handlers = {name for element in tree.iter(html.etree.Element) for name in element.attrib if name.startswith("on")}
    if handlers:
        yield f"handlers {handlers}"
    schemes = {urlsplit(address).scheme for address in tree.xpath("//@href | //@src | //@action | //@formaction")}
    if schemes - {"", "https", "mailto", "http", "data"}:
        yield f"schemes {schemes}"


def _words(page: Page) -> Iterator[str]:
    if page.url == OPEN_DATA:  # its names of fields are English, as programs read them
        return
    tree = page.tree
    shown = " ".join(
        [*tree.xpath("//body//text()"), *tree.xpath("//@aria-label | //@title | //@placeholder | //@alt"), *tree.xpath("//title/text()")]
    )
    left_open = [] if page.url.startswith(MAIL_TEXTS) else PLACEHOLDER.findall(shown)  # there they are what the page is about
    for found in {*FOREIGN.findall(shown), *left_open} - ENGLISH_BY_RIGHT:
        yield f"the word {found!r}"


def _numbers(page: Page) -> Iterator[str]:
    """Find row numbers in addresses and hidden fields (Access-11): refs are opaque, nothing counts workshops or people."""
    for address in page.addresses:
        parts = urlsplit(address)
        if parts.netloc:
            continue
        path = YEAR_IN_PATH.sub("/", SUBMISSION.sub("/", parts.path))
        bare = [part for part in path.split("/") if part.isdecimal()]
        bare += [value for name, value in parse_qsl(parts.query) if value.isdecimal() and name not in COUNTED]
        if bare:
            yield f"a number in {address}"
    for hidden in page.tree.xpath("//input[@type='hidden']"):
        if (hidden.get("value") or "").isdecimal() and hidden.get("name").rpartition("-")[2] not in COUNTED:
            yield f"a number in the hidden field {hidden.get('name')}"


def _fragments(tree: html.HtmlElement) -> Iterator[str]:
    ids = set(tree.xpath("//*/@id"))
    for link in tree.xpath("//a/@href[starts-with(., '#')]"):
        if link[1:] not in ids:
            yield f"no place for {link}"


@pytest.mark.parametrize(
    ("spoiled", "fault"),
    [
        ("<h1>Toinen</h1>", "2 h1"),
        ('<p style="color:red">x</p>', "inline style or script"),
        ("<script>x()</script>", "inline style or script"),
        ('<p onclick="x()">x</p>', "handlers {'onclick'}"),
        ("<p>Please answer</p>", None),
        ("<p>please answer</p>", "the word 'please'"),
        ("<p>%(count)s kriteeriä</p>", "the word '%(count)s'"),
        ('<a href="/tyopajat/12/">x</a>', "a number in /tyopajat/12/"),
        ('<a href="/tyopajat/?sivu=2">x</a>', None),
        ('<a href="/hakemukset/abc/lahetykset/2/">x</a>', None),
        ('<a href="/hakemukset/7/lahetykset/2/">x</a>', "a number in /hakemukset/7/lahetykset/2/"),
        ('<input type="hidden" name="workshop" value="7">', "a number in the hidden field workshop"),
        ('<a href="#puuttuu">x</a>', "no place for #puuttuu"),
        ('<a href="javascript:x()">x</a>', "schemes"),
    ],
)
def test_faults_are_found(spoiled: str, fault: str | None) -> None:
    body = f'<!doctype html><html lang="fi"><head><title>Sivu – Laatumatka</title></head><body><h1>Sivu</h1>{spoiled}</body></html>'
    found = faults_of(Page("/", 200, {"Content-Type": "text/html"}, body.encode()))
    assert [one.startswith(fault or "") for one in found] == ([True] if fault else [])
