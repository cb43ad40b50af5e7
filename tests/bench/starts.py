"""P13, P15: how soon the service is ready, and that signing in tells nothing by its time."""

from __future__ import annotations

import functools
import time

from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from assessments.bench.people import email_of
from tests.bench.goals import Line, Table, alternate
from tests.bench.worlds import HOST, World
from tests.live.service import Service, wait_for


def measure_migrations(table: Table, service: Service) -> None:
    started = time.perf_counter()
    service.manage("migrate", "-v", "0")
    table.limit_number(("P13", "an empty database is migrated"), time.perf_counter() - started, 15, "s")


def measure_start(table: Table, service: Service) -> None:
    log = service.folder / "worker.log"
    worker = service.start_worker()
    took = wait_for(lambda: log.exists() and "started." in log.read_text(), "the worker")
    table.limit_number(("P13", "the worker is ready"), took, 3, "s")
    started = time.perf_counter()
    web = service.start_web()
    table.limit_number(("P13", "the web server is ready"), time.perf_counter() - started, 3, "s")
    service.end(worker)
    service.end(web)


def measure_sign_in(table: Table, world: World, rounds: int) -> None:
    """Sign in with a wrong password, by a known and an unknown address in turn; the limits are emptied before each."""

    def sign_in(email: str) -> None:
        with world.entered():
            cache.clear()
            Client(SERVER_NAME=HOST).post(reverse("account_login"), {"login": email, "password": "arvaus numero kaksi"})

    acts = {"known": functools.partial(sign_in, email_of(0, 1)), "unknown": functools.partial(sign_in, "ei-ketaan@mittaus.example")}
    took = alternate(acts, rounds)
    ratio = took["known"] / took["unknown"]
    told = f"{took['known'] * 1000:.0f} ms / {took['unknown'] * 1000:.0f} ms"
    table.add(Line("P15", "signing in, known and unknown address", "0.9–1.1", told, 0.9 <= ratio <= 1.1, ratio))
