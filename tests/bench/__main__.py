"""`./run bench [--quick]`: called by run, which has started a throw-away PostgreSQL and named it in DATABASE_URL."""

from __future__ import annotations

import argparse
import importlib
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

from tests.bench.goals import Table, say
from tests.live.service import Service


def main() -> int:
    about = "Measures the goals beside their floors; ends with status 1 when one is missed. Seconds mean little, ratios much."
    parser = argparse.ArgumentParser(prog="./run bench", description=about)
    parser.add_argument("--quick", action="store_true", help="30 and 300 assessments only, fewer rounds, without SQLite")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="lmbench.") as folder:
        return bench(Path(folder), is_quick=options.quick)


def bench(folder: Path, *, is_quick: bool) -> int:
    service = Service(os.environ["DATABASE_URL"], folder)
    os.environ.update({**service.settings, "LOG_LEVEL": "ERROR"})
    django.setup()
    from django.conf import settings  # noqa: PLC0415 after the environment is set

    settings.ROOT_URLCONF = "tests.bench.floors"
    table, started = Table(), time.monotonic()
    try:
        measure(table, service, ["S", "M"] if is_quick else ["S", "M", "L"], rounds=10 if is_quick else 40, is_quick=is_quick)
    finally:
        service.stop()
    table.print()
    say(f"{os.cpu_count()} processors, {time.monotonic() - started:.0f} s.")
    return 0 if all(line.is_met for line in table.lines) else 1


def measure(table: Table, service: Service, sizes: list[str], *, rounds: int, is_quick: bool) -> None:
    """Measure group by group; every line is printed as it comes."""
    starts, worlds, pages, saves, reports = (_module(name) for name in ("starts", "worlds", "pages", "saves", "reports"))
    say("Starting from nothing")
    starts.measure_migrations(table, service)
    service.prepare_database()
    starts.measure_start(table, service)
    say("Making the data")
    world = worlds.on_postgresql(sizes)
    largest = world[sizes[-1]]
    table.limit_number(("–", f"data of size {largest.size} made"), largest.seeding_seconds, 120, "s")
    say("Writes")
    saves.measure_saves(table, world, rounds, "PostgreSQL")
    saves.measure_completion(table, largest, rounds)
    say("Pages")
    pages.measure_pages(table, world, rounds)
    pages.measure_refusals(table, world, rounds)
    pages.measure_sizes(table, largest)
    pages.guard_queries(table, largest, pages.PAGES)
    say("Auditors for a round")
    _module("proposals").measure_proposals(table)
    say("Signing in")
    starts.measure_sign_in(table, largest, 6 if is_quick else 20)
    say("Reports")
    reports.measure_report(table, largest, 2 if is_quick else 8, 10 if is_quick else 50)
    _measure_neighbours(table, service, world[sizes[0]], reports, is_quick=is_quick)
    _measure_summaries(table, world, worlds, rounds, is_quick=is_quick)
    if is_quick:
        return
    say("Writes on SQLite")
    make = _on_sqlite(service, worlds)
    beside = make(["S", "M"])
    saves.measure_saves(table, beside, rounds, "SQLite")
    say("National summaries on SQLite")
    summaries = _module("summaries")
    beside |= make(["L"]) | summaries.make_largest(table, lambda: make(["XL"]))
    summaries.measure_summaries(table, beside, rounds, "SQLite")
    summaries.check_counts(table, beside)
    summaries.measure_files(table, beside["XL"], rounds)


def _measure_summaries(table: Table, world: dict[str, Any], worlds: Any, rounds: int, *, is_quick: bool) -> None:
    say("National summaries")
    summaries = _module("summaries")
    if not is_quick:
        world = {**world, **summaries.make_largest(table, lambda: worlds.on_postgresql(["XL"]))}
    summaries.measure_summaries(table, world, rounds, "PostgreSQL")
    summaries.check_counts(table, world)
    summaries.measure_files(table, list(world.values())[-1], rounds)


def _measure_neighbours(table: Table, service: Service, world: Any, reports: Any, *, is_quick: bool) -> None:
    name = world.connection.settings_dict["NAME"]
    beside = Service(os.environ["DATABASE_URL"].replace("/laatumatka?", f"/{name}?"), service.folder)
    try:
        with world.entered():
            reports.measure_neighbours(table, beside, 30 if is_quick else 100)
    finally:
        beside.stop()


def _on_sqlite(service: Service, worlds: Any) -> Callable[[list[str]], dict[str, Any]]:
    prepared = service.folder / "prepared.sqlite3"
    beside = Service(f"sqlite:///{prepared}", service.folder)
    beside.prepare_database()
    options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;"}
    from django.db import connections  # noqa: PLC0415 after the environment is set

    settings = {
        **connections["default"].settings_dict,
        "ENGINE": "django.db.backends.sqlite3",
        "OPTIONS": options,
        "CONN_HEALTH_CHECKS": False,
    }
    return lambda sizes: worlds.on_sqlite(sizes, settings, prepared)


def _module(name: str) -> Any:
    return importlib.import_module(f"tests.bench.{name}")


if __name__ == "__main__":
    sys.exit(main())
