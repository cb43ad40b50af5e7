"""Walks a person's links from the front page, and says what every page must be."""

from __future__ import annotations

import hashlib
import re
import subprocess
import zipfile
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from urllib.parse import urljoin, urlsplit

from django.apps import apps
from django.contrib.sessions.models import Session
from django.test import Client
from lxml import html

MOST_PAGES = 1_500
MOMENTARY = {"X-Request-ID", "Content-Length", "Expires"}  # differ from one answer to the next, or follow from the rest
TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]*')


@dataclass(frozen=True)
class Page:
    """One answer to a GET."""

    url: str
    status: int
    headers: dict[str, str]
    body: bytes
    linked_from: str = field(default="", compare=False)

    @property
    def is_html(self) -> bool:
        return self.headers.get("Content-Type", "").startswith("text/html")

    @cached_property
    def text(self) -> str:
        """Everything a person can get out of it: the source with comments and hidden fields, or the text of a PDF or a sheet."""
        if self.headers.get("Content-Type") == "application/pdf":
            return pdf_text(self.body)
        if self.headers.get("Content-Type", "").endswith("spreadsheetml.sheet"):
            return sheet_text(self.body)
        return TOKEN.sub(r"\1", self.body.decode(errors="replace"))

    @cached_property
    def tree(self) -> html.HtmlElement:
        return html.document_fromstring(self.body.decode())

    @cached_property
    def addresses(self) -> list[str]:
        """Return what the page sends to: links, and forms with their action."""
        return [*self.tree.xpath("//a/@href"), *self.tree.xpath("//form/@action"), *self.tree.xpath("//*/@formaction")]


def pdf_text(content: bytes) -> str:
    return subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True, timeout=60).stdout.decode()


def sheet_text(content: bytes) -> str:
    with zipfile.ZipFile(BytesIO(content)) as package:
        return "\n".join(package.read(name).decode() for name in package.namelist())


def fetch(client: Client, url: str, linked_from: str = "") -> Page:
    response = client.get(url)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = {name: value for name, value in response.headers.items() if name not in MOMENTARY}
    return Page(url, response.status_code, headers, body, linked_from)


def crawl(client: Client, start: str = "/") -> Iterator[Page]:
    """Yield every page reached by links and GET forms, each address once; redirects are followed as links."""
    waiting, seen = deque([(start, "")]), {start}
    while waiting:
        url, linked_from = waiting.popleft()
        page = fetch(client, url, linked_from)
        yield page
        assert len(seen) < MOST_PAGES, f"More than {MOST_PAGES} addresses: do links grow without end?"
        for found in _further(page):
            if found not in seen:
                seen.add(found)
                waiting.append((found, url))


def _further(page: Page) -> list[str]:
    if 300 <= page.status < 400:
        return _local(page, [page.headers["Location"]])
    if not page.is_html:
        return []
    return _local(page, [*page.tree.xpath("//a/@href"), *_get_forms(page)])


def _get_forms(page: Page) -> list[str]:
    """Return the addresses that the page's GET forms lead to as they stand."""
    found = []
    for form in page.tree.xpath("//form[not(@method) or translate(@method,'GET','get')='get']"):
        query = "&".join(f"{name}=" for name in form.xpath(".//input[not(@type='submit')]/@name | .//select/@name"))
        found.append(f"{form.get('action') or page.url.partition('?')[0]}?{query}")
    return found


def _local(page: Page, links: list[str]) -> list[str]:
    local = []
    for link in links:
        parts = urlsplit(urljoin(page.url, link))
        if parts.scheme in {"", "http"} and parts.netloc in {"", "testserver"} and not link.startswith(("mailto:", "#")):
            local.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return local


def fingerprint() -> dict[str, str]:
    """Return a hash of every table's rows, sessions aside: what a GET must leave as it is."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model is Session:
            continue
        rows = model._base_manager.order_by("pk").values_list()
        found[model._meta.label] = hashlib.sha256(repr(list(rows)).encode()).hexdigest()
    return found
