"""P1, P2, P5, P14, P17: what pages cost, how they grow, how large they are."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.contrib.staticfiles import finders
from lxml import html

from assessments.bench.people import ADMIN_EMAIL, COORDINATOR_EMAIL, READER_EMAILS, email_of
from tests.bench.goals import Line, Table, alternate, say
from tests.bench.worlds import HOST, World
from tests.query_guard import MAX_PARAMETERS, QueryGuardMiddleware, counting_cursors, violations

PLAIN, QUESTION = "/pohja/rivit/", "/pohja/kysymys/"
CONTACT, OTHER_CONTACT, LEADER = email_of(0, 1), email_of(1, 1), email_of(0, 0)
ADMIN, COORDINATOR, READER = ADMIN_EMAIL, COORDINATOR_EMAIL, READER_EMAILS[0]
KNOWN = ("individual", "joint", "completed", "round", "submitted", "auditor", "audit")  # what a page may be about, by its name in the world


@dataclass(frozen=True)
class Page:
    goal: str
    what: str
    email: str
    name: str
    arguments: tuple[str, ...] = ()  # names of what the world knows, or words as they are
    needs_full_page: bool = False  # the smallest size has too few rows for one, so that its growth would be that of the page

    def address(self, world: World) -> str:
        return world.address(self.name, *(getattr(world, each).ref if each in KNOWN else each for each in self.arguments))

    def visit(self, world: World) -> bytes:
        return world.get(self.email, self.address(world))


PAGES = [
    Page("P1", "overview, own ratings under way", CONTACT, "assessments:assessment-detail", ("individual",)),
    Page("P1", "overview, joint discussion", OTHER_CONTACT, "assessments:discussion-detail", ("joint",)),
    Page("P1", "overview, results", LEADER, "assessments:assessment-results", ("completed",)),
    Page("P1", "overview, an audit to its auditor", READER, "assessments:audit-detail", ("audit",)),
    Page("P1", "an area of an audit, in one form", READER, "assessments:audit-area-update", ("audit", "K1")),
    Page("P2", "criterion, own rating", CONTACT, "assessments:rating-update", ("individual", "K1.1")),
    Page("P2", "criterion, shared view", OTHER_CONTACT, "assessments:result-update", ("joint", "K1.1")),
    Page("P2", "criterion, an auditor's", READER, "assessments:audit-rating-update", ("audit", "K1.1")),
    Page("P2", "criterion, sides beside each other", READER, "assessments:audit-rating-update", ("audit", "K2.1")),
    Page("P5", "list of self-assessments", CONTACT, "assessments:assessment-list"),
    Page("P5", "list of self-assessments, a coordinator's", COORDINATOR, "assessments:assessment-list"),
    Page("P5", "list of organisations", COORDINATOR, "workshops:organisation-list", needs_full_page=True),
    Page("P5", "list of workshops", COORDINATOR, "workshops:workshop-list", needs_full_page=True),
    Page("P5", "list of users", ADMIN, "workshops:user-list", needs_full_page=True),
    Page("P5", "list of rounds", COORDINATOR, "assessments:round-list", needs_full_page=True),
    Page("P5", "round board", COORDINATOR, "assessments:round-board", ("round",), needs_full_page=True),
    Page("P5", "list of applications", CONTACT, "assessments:application-list"),
    Page("P5", "a submission, to a coordinator", COORDINATOR, "assessments:submission-detail", ("submitted", "1")),
    Page("P5", "a submission, to its auditor", READER, "assessments:audit-submission", ("audit",)),
    Page("P5", "clarifying questions of an audit", READER, "assessments:clarification-list", ("audit",)),
    Page("P5", "notes an auditor takes home", READER, "assessments:home-note-list"),
    Page("P5", "list of auditors", COORDINATOR, "assessments:auditor-list", needs_full_page=True),
    Page("P5", "assignment, an application's candidates", COORDINATOR, "assessments:assignment", ("submitted",), needs_full_page=True),
    Page("P5", "list of sent mail", COORDINATOR, "assessments:sent-message-list", needs_full_page=True),
    Page("P5", "page of a round's proposal", COORDINATOR, "assessments:round-proposal", ("round",), needs_full_page=True),
]
QUERIES = {"P1": 12, "P2": 10, "P5": 12}
FLOORS = {"P1": (PLAIN, "the plain page", 3.0), "P2": (QUESTION, "one question", 3.0)}
LARGE = Page("P14", "a whole framework version", CONTACT, "criteria:version-detail", ("laatukriteeristo", "0.1"))


def measure_pages(table: Table, worlds: dict[str, World], rounds: int) -> None:
    sizes = list(worlds)
    large = worlds[sizes[-1]]
    for page in PAGES:
        counts = []
        for world in worlds.values():
            page.visit(world)
            counts.append(world.queries(functools.partial(page.visit, world)))
        limit = QUERIES[page.goal]
        told = f"{'/'.join(str(count) for count in counts)} queries"
        is_met = max(counts) <= limit and len(set(counts)) == 1
        table.add(Line(page.goal, page.what, f"≤ {limit}, same at {'/'.join(sizes)}", told, is_met))
        acts = {size: functools.partial(page.visit, world) for size, world in worlds.items()}
        if page.goal in FLOORS:
            address, of, ratio = FLOORS[page.goal]
            took = alternate({**acts, "floor": functools.partial(large.get, CONTACT, address)}, rounds)
            table.limit_ratio((page.goal, page.what), (took[sizes[-1]], took["floor"]), ratio, of)
        else:
            took = alternate(acts, rounds)
        least = sizes[1] if page.needs_full_page else sizes[0]
        if least != sizes[-1]:
            growth = (page.goal, f"{page.what}, growth")
            table.limit_ratio(growth, (took[sizes[-1]], took[least]), 1.3, f"{least}, at {sizes[-1]}")


def measure_refusals(table: Table, worlds: dict[str, World], rounds: int) -> None:
    """Time how soon a coordinator is told that what she may not open does not exist."""

    def refused(world: World) -> None:
        with world.entered():
            status = world.client(COORDINATOR).get(PAGES[3].address(world)).status_code
        if status != 404:
            raise RuntimeError(f"A coordinator was answered {status}.")

    sizes = list(worlds)
    took = alternate({size: functools.partial(refused, world) for size, world in worlds.items()}, rounds)
    pair = (took[sizes[-1]], took[sizes[0]])
    table.limit_ratio(("P3", "a coordinator is refused a rating's page, growth"), pair, 1.2, f"{sizes[0]}, at {sizes[-1]}")


def measure_sizes(table: Table, world: World) -> None:
    """Weigh the pages and their scripts, and look for addresses of others."""
    heaviest, scripts, foreign = 0, 0, set()
    for page in PAGES:
        text = page.visit(world)
        heaviest = max(heaviest, len(text))
        scripts = max(scripts, sum(_weight(address) for address in _loaded(text) if address.endswith(".js")))
        foreign |= {address for address in _loaded(text) if re.match(r"(https?:)?//", address) and HOST not in address}
    table.limit_number(("P14", "the heaviest of these pages"), heaviest / 1000, 60, "kB")
    table.limit_number(("P14", LARGE.what), len(LARGE.visit(world)) / 1000, 150, "kB")
    table.limit_number(("P14", "scripts of one page"), scripts / 1000, 30, "kB")
    table.limit_number(("P14", "addresses of others that a page loads from"), len(foreign), 0, "addresses")


def guard_queries(table: Table, world: World, pages: Sequence[Page]) -> None:
    """Visit every one of the pages once as the tests do, with rows and parameters counted."""
    violations.clear()
    with counting_cursors():
        for page in pages:
            client = world.client(page.email)
            client.handler.load_middleware()
            client.handler._middleware_chain = QueryGuardMiddleware(client.handler._middleware_chain)  # type: ignore[assignment]  # as in the tests
            page.visit(world)
    for found in violations:
        say(f"  {found}")
    table.limit_number(("P17", f"pages with over {MAX_PARAMETERS} parameters or 5,000 rows, at {world.size}"), len(violations), 0, "pages")


def _loaded(page: bytes) -> list[str]:
    document = html.document_fromstring(page.decode())
    return [str(address) for address in document.xpath("//script/@src | //link/@href | //img/@src | //iframe/@src")]


def _weight(address: str) -> int:
    found = finders.find(address.removeprefix("/static/"))
    return Path(str(found)).stat().st_size if found else 0
