"""One database per size, all reachable in one process: `World.entered` points Django's default connection at one of them."""

from __future__ import annotations

import functools
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import connections
from django.db.utils import load_backend
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.bench.people import COORDINATOR_TOO, READER_EMAILS, email_of
from assessments.bench.seeding import SIZES, seed_bench
from assessments.choices import AssessmentKind
from assessments.models import Application, Assessment, Auditor, Round
from assessments.selectors.auditing.audit_report import for_reports
from workshops.models import User

HOST = "127.0.0.1"


class World:
    """The data of one size in a database of its own."""

    def __init__(self, size: str, settings: dict[str, Any]) -> None:
        self.size = size
        self.connection = load_backend(settings["ENGINE"]).DatabaseWrapper(settings, "default")
        started = time.perf_counter()
        with self.entered():
            seed_bench(assessments=SIZES[size], at=timezone.now())
        self.seeding_seconds = time.perf_counter() - started

    @contextmanager
    def entered(self) -> Iterator[None]:
        before = connections["default"]
        connections["default"] = self.connection
        try:
            yield
        finally:
            connections["default"] = before

    def user(self, workshop: int, place: int) -> User:
        with self.entered():
            return User.objects.get(email=email_of(workshop, place))

    @property
    def contact(self) -> User:
        return self.user(0, 1)

    @property
    def coordinator(self) -> User:
        """Return a contact of the first workshop who is a national coordinator as well."""
        return self.user(0, COORDINATOR_TOO)

    @functools.cached_property
    def individual(self) -> Assessment:
        return self._newest(0)

    @functools.cached_property
    def joint(self) -> Assessment:
        return self._newest(1)

    @functools.cached_property
    def completed(self) -> Assessment:
        with self.entered():
            return Assessment.objects.filter(workshop=self.individual.workshop, status="completed").order_by("-pk")[0]

    @functools.cached_property
    def round(self) -> Round:
        """Return the round whose deadline passed last."""
        with self.entered():
            return Round.objects.order_by("-deadline_at")[0]

    @functools.cached_property
    def submitted(self) -> Application:
        """Return an application that waits for its auditors to be named."""
        with self.entered():
            return Application.objects.filter(status="submitted", audits=None).order_by("pk")[0]

    @functools.cached_property
    def auditor(self) -> Auditor:
        with self.entered():
            return Auditor.objects.order_by("pk")[0]

    @functools.cached_property
    def reader(self) -> User:
        """Return one of the pair that reads `audit`."""
        with self.entered():
            return User.objects.get(email=READER_EMAILS[0])

    @functools.cached_property
    def audit(self) -> Assessment:
        """Return the audit whose material is being read."""
        with self.entered():
            rows = Assessment.objects.filter(participants__user__email=READER_EMAILS[0], status="reading")
            return rows.select_related("workshop", "version__scale").get()

    @functools.cached_property
    def audited(self) -> Assessment:
        """Return the audit whose report is final; sizes above the smallest have one."""
        with self.entered():
            return for_reports(Assessment.objects.filter(participants__user__email=READER_EMAILS[0])).get(status="final")

    def _newest(self, workshop: int) -> Assessment:
        with self.entered():
            rows = Assessment.objects.filter(workshop__grants__user__email=email_of(workshop, 0), kind=AssessmentKind.SELF)
            return rows.select_related("workshop", "version__scale").order_by("-pk")[0]

    @functools.cache  # noqa: B019 lives as long as the bench
    def client(self, email: str) -> Client:
        with self.entered():
            client = Client(SERVER_NAME=HOST)
            client.force_login(User.objects.get(email=email), backend="allauth.account.auth_backends.AuthenticationBackend")
            return client

    def get(self, email: str, address: str) -> bytes:
        """Return the page as the person sees it; raise unless it is one."""
        with self.entered():
            response = self.client(email).get(address)
            if response.status_code != 200:
                raise RuntimeError(f"{address}: {response.status_code}")
            return bytes(response.content)

    def queries(self, act: Any) -> int:
        with self.entered(), CaptureQueriesContext(self.connection) as captured:
            act()
        return sum(not query["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")) for query in captured.captured_queries)

    def address(self, name: str, *arguments: object) -> str:
        return reverse(name, args=arguments)


def on_postgresql(sizes: list[str]) -> dict[str, World]:
    """Return a world per size, each in a copy of the prepared database that Django's settings name."""
    settings = dict(connections["default"].settings_dict)
    connections["default"].close()
    host = settings["OPTIONS"].get("host") or settings["HOST"]
    with psycopg.connect(host=host, user=settings["USER"], dbname="postgres", autocommit=True) as server:
        for size in sizes:
            server.execute(f"CREATE DATABASE bench_{size.lower()} TEMPLATE {settings['NAME']}")  # names of this file
    return {size: World(size, {**settings, "NAME": f"bench_{size.lower()}"}) for size in sizes}


def on_sqlite(sizes: list[str], settings: dict[str, Any], prepared: Path) -> dict[str, World]:
    """Return a world per size, each in a copy of the prepared file."""
    worlds = {}
    for size in sizes:
        copy = prepared.with_name(f"bench-{size}.sqlite3")
        copy.write_bytes(prepared.read_bytes())
        worlds[size] = World(size, {**settings, "NAME": str(copy)})
    return worlds
