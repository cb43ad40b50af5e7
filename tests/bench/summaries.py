"""P5, P6, P7, P11, P17 of national summaries: pages and files from stored counts, beside counting the same from the results."""

from __future__ import annotations

import datetime as dt
import functools
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from django.urls import reverse

from assessments.models import Assessment, Classification, Result, Summary
from assessments.services.summaries.checking import check_summary
from assessments.years import begins_at
from criteria.models import Criterion, Level
from tests.bench.goals import Line, Table, alternate
from tests.bench.pages import COORDINATOR, Page, guard_queries
from tests.bench.worlds import World

Made = TypeVar("Made")
CLOSING_SECONDS = 600  # a task that takes longer is taken up by another worker
CLOSING_MIB = 1_024
SEEDING_SECONDS, SEEDING_MIB = 900, 1_024  # of the largest size
PAGES = [
    Page("P6", "national summary", COORDINATOR, "assessments:national-summary"),
    Page("P6", "national summary, its regions", COORDINATOR, "assessments:summary-regions"),
    Page("P6", "national summary, its course", COORDINATOR, "assessments:summary-course"),
    Page("P5", "workshops that took part", COORDINATOR, "assessments:summary-participants"),
]
FILES = {"CSV": ("assessments:national-summary-csv", 50), "XLSX": ("assessments:national-summary-xlsx", 200)}  # MiB
QUERIES = 12
SMALLEST = "S"  # its three workshops are too few to be told of, so that growth from it would be that of the page
COMPARED = ("L", "XL")  # smaller ones are counted in a few milliseconds, less than any page takes
# The latest result of each workshop and criterion in the year, counted for the nation and for its regions: what the page shows of it.
COUNTING = """
    SELECT code, region, level, count(*) FROM (
        SELECT c.code AS code, k.region_id AS region, l.value AS level,
            row_number() OVER (PARTITION BY a.workshop_id, c.code ORDER BY a.completed_at DESC, a.id DESC) AS place
        FROM {result} r JOIN {assessment} a ON a.id = r.assessment_id JOIN {criterion} c ON c.id = r.criterion_id
        JOIN {classification} k ON k.assessment_id = a.id LEFT JOIN {level} l ON l.id = r.level_id
        WHERE a.kind = 'self' AND r.answer <> '' AND a.completed_at >= {start} AND a.completed_at < {end}
    ) latest WHERE place = 1 GROUP BY code, region, level
"""


def make_largest(table: Table, make: Callable[[], dict[str, World]]) -> dict[str, World]:
    """Make the data of the largest size, and tell what time and memory it took."""
    made, growth = with_peak_growth(make)
    for world in made.values():
        table.limit_number(("–", f"data of size {world.size} made"), world.seeding_seconds, SEEDING_SECONDS, "s")
        table.limit_number(("–", f"memory that making {world.size} took more"), growth, SEEDING_MIB, "MiB")
    return made


def measure_summaries(table: Table, worlds: dict[str, World], rounds: int, where: str) -> None:
    """Measure the pages: their queries, their growth, and their time beside counting the same figures from the results."""
    sizes = list(worlds)
    large, before = worlds[sizes[-1]], worlds[sizes[-2]]
    for page in PAGES:
        counts = [_queries(page, world) for world in worlds.values()]
        told = f"{'/'.join(str(count) for count in counts)} queries"
        subject = (page.goal, f"{page.what}, {where}")
        table.add(Line(*subject, f"≤ {QUERIES}, at {'/'.join(sizes)}", told, max(counts) <= QUERIES))
        acts: dict[str, Callable[[], object]] = {
            "large": functools.partial(page.visit, large),
            "before": functools.partial(page.visit, before),
        }
        is_compared = page.goal == "P6" and large.size in COMPARED
        if is_compared:
            acts["raw"] = functools.partial(count_raw, large)
        took = alternate(acts, rounds)
        if is_compared:
            table.limit_ratio(subject, (took["large"], took["raw"]), 3, f"raw SQL, at {large.size}")
        if before.size != SMALLEST:
            growth = (page.goal, f"{page.what}, growth, {where}")
            table.limit_ratio(growth, (took["large"], took["before"]), 1.3, f"{before.size}, at {large.size}")
    guard_queries(table, large, PAGES)


def _queries(page: Page, world: World) -> int:
    page.visit(world)
    return world.queries(functools.partial(page.visit, world))


def count_raw(world: World) -> int:
    """Count the newest closed year from the results, without the service; return how many rows come of it."""
    with world.entered(), world.connection.cursor() as cursor:
        cursor.execute(*counting_of(world))
        return len(cursor.fetchall())


def counting_of(world: World) -> tuple[str, list[dt.datetime]]:
    """Return the SQL that counts the newest closed year, and its two parameters."""
    names = {str(model._meta.model_name): model._meta.db_table for model in (Result, Assessment, Criterion, Classification, Level)}
    year = newest(world).year
    return COUNTING.format(**names, start="%s", end="%s"), [begins_at(year), begins_at(year + 1)]


def newest(world: World) -> Summary:
    with world.entered():
        return Summary.objects.select_related("framework", "version").order_by("-year")[0]


def check_counts(table: Table, worlds: dict[str, World]) -> None:
    """Count the newest closed year of every size anew and compare it with what is stored; tell what the largest took."""
    for world in worlds.values():
        with world.entered():
            summary, started = newest(world), time.perf_counter()
            check, growth = with_peak_growth(functools.partial(check_summary, summary))
            seconds = time.perf_counter() - started
        workshops = len(check.count.participants)
        what = f"{summary.year} counted anew at {world.size}, {workshops} workshops"
        table.limit_number(("P7", what), len(check.differences), 0, "differences")
    table.limit_number(("–", f"a year of {workshops} workshops counted"), seconds, CLOSING_SECONDS, "s")
    table.limit_number(("–", "memory that it took more"), growth, CLOSING_MIB, "MiB")


def measure_files(table: Table, world: World, rounds: int) -> None:
    """Measure the files of the newest summary: what memory they take, and on PostgreSQL the CSV beside a COPY that counts the same rows."""
    for kind, (name, limit) in FILES.items():
        _size, growth = with_peak_growth(functools.partial(fetch, world, name))
        what = f"{kind} of a summary, memory, at {world.size}, {world.connection.display_name}"
        table.limit_number(("P11", what), growth, limit, "MiB")
    if world.connection.vendor != "postgresql":
        return
    took = alternate({"csv": functools.partial(fetch, world, FILES["CSV"][0]), "copy": functools.partial(copy_raw, world)}, rounds)
    subject = ("P11", f"CSV of a summary, at {world.size}")
    table.limit_ratio(subject, (took["csv"], took["copy"]), 4, "COPY that counts its rows")


def fetch(world: World, name: str) -> int:
    """Get the file whole; return its size."""
    with world.entered():
        response: Any = world.client(COORDINATOR).get(reverse(name))
        if response.status_code != 200:
            raise RuntimeError(f"{name}: {response.status_code}")
        return sum(len(part) for part in response)


def copy_raw(world: World) -> int:
    """Let PostgreSQL count the newest closed year and send the rows as CSV; return their size."""
    statement, parameters = counting_of(world)
    with world.entered(), world.connection.cursor() as cursor:
        text = statement % tuple(f"'{moment.isoformat()}'" for moment in parameters)
        with cursor.cursor.copy(f"COPY ({text}) TO STDOUT (FORMAT csv)") as copied:
            return sum(len(part) for part in copied)


def with_peak_growth(act: Callable[[], Made]) -> tuple[Made, float]:
    """Return what the act returns, and by how many MiB this process's memory stood at most above what it was before."""
    Path("/proc/self/clear_refs").write_text("5")  # the peak is counted from here
    before = _status("VmRSS")
    made = act()
    return made, (_status("VmHWM") - before) / 1024


def _status(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))
