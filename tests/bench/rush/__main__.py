"""`./run bench rush [--short]`: called by run, which has started a throw-away PostgreSQL and named it in DATABASE_URL and PG_DIR."""

from __future__ import annotations

import argparse
import datetime as dt
import importlib
import os
import signal
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django

from tests.bench.goals import Line, Table, percentile, say
from tests.live.service import Service, wait_for

WORKSHOPS, SECONDS = 300, 60  # five people of each save twice, each has an application to submit
SHORT_WORKSHOPS, SHORT_SECONDS = 30, 10
PATIENCE_SECONDS = 120  # for the mails, after the rush
TOLD = 5  # sentences of each kind


Used = dict[str, tuple[float, float]]


@dataclass(frozen=True)
class Size:
    workshops: int
    seconds: int


def main() -> int:
    about = "The last minute before a deadline; ends with status 1 when something was lost, doubled, refused or slow."
    parser = argparse.ArgumentParser(prog="./run bench rush", description=about)
    parser.add_argument("--short", action="store_true", help="150 people and 30 applications in 10 seconds")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="lmrush.") as folder:
        return rush(Path(folder), Size(SHORT_WORKSHOPS, SHORT_SECONDS) if options.short else Size(WORKSHOPS, SECONDS))


def rush(folder: Path, size: Size) -> int:
    service = Service(os.environ["DATABASE_URL"], folder)
    os.environ.update({**service.settings, "LOG_LEVEL": "ERROR"})
    django.setup()
    say("Preparing the database")
    service.prepare_database()
    crowd = _seed(size)
    try:
        load, used = _let_loose(service, crowd)
        table = _verdict(service, load)
    finally:
        service.stop()
    table.print()
    _tell(load, used)
    return 0 if all(line.is_met for line in table.lines) else 1


def _seed(size: Size) -> list[Any]:
    """Make the workshops an hour before the deadline, and return who takes part."""
    seeding, people = importlib.import_module("assessments.bench.seeding"), importlib.import_module("tests.bench.rush.people")
    at = dt.datetime.now(dt.UTC)
    plan = seeding.seed_rush(workshops=size.workshops, at=at, deadline_at=at + dt.timedelta(hours=1))
    crowd = list(people.Crowd(plan, size.seconds).people())
    _database_tells()
    return crowd


def _database_tells() -> None:
    from django.db import connection  # noqa: PLC0415 after the environment is set

    with connection.cursor() as cursor:
        for name in ("server_version", "fsync", "synchronous_commit", "full_page_writes"):
            cursor.execute(f"SHOW {name}")
            say(f"  {name}: {cursor.fetchone()[0]}")
    connection.close()


def _let_loose(service: Service, crowd: list[Any]) -> tuple[Any, Used]:
    machine, load = importlib.import_module("tests.bench.rush.machine"), importlib.import_module("tests.bench.rush.load").Load(service.port)
    web, worker = service.start_web(), service.start_worker()
    wait_for(lambda: service.health().get("ok"), "a green health check")
    database = int(Path(os.environ["PG_DIR"], "data", "postmaster.pid").read_text().split()[0])
    processes = {"web": web.pid, "database": database, "task worker": worker.pid}
    presses = sum(person.presses for person in crowd if person.application)
    applications = sum(1 for person in crowd if person.application)
    say(f"{len(crowd)} people, {sum(len(person.save_seconds) for person in crowd)} saves, {applications} applications ({presses} presses)")
    before = machine.look(processes)
    load.run(crowd)
    return load, machine.look(processes).since(before)


def _verdict(service: Service, load: Any) -> Table:
    checking, stored = importlib.import_module("tests.bench.rush.checking"), importlib.import_module("tests.bench.rush.stored")
    found = stored.read_stored(load.saves)
    kinds = {
        "acknowledged and lost": checking.lost(load.saves, load.submits, found),
        "doubled: texts, submissions, receipts, events": checking.doubled(load.saves, load.submits, found),
        "answered with a fault (5xx)": checking.failed(load.saves, load.submits),
        "not answered, or otherwise than asked": checking.turned_away(load.saves, load.submits),
    }
    table = Table()
    for what, sentences in kinds.items():
        table.limit_number(("P12", what), len(sentences), 0, "")
        for sentence in sentences[:TOLD]:
            say(f"    {sentence}")
    table.add(_mails(service, stored, len({submit.application for submit in load.submits})))
    seconds = [each.seconds for each in [*load.saves, *load.submits]]
    table.limit_number(("P12", "99 of 100 answers within"), percentile(seconds, 0.99), 1, "s")
    return table


def _mails(service: Service, stored: Any, expected: int) -> Line:
    """Wait until the worker has sent every receipt, and count those handed over."""
    stage = importlib.import_module("tests.drill.stage")
    took = wait_for(lambda: not stored.waiting_mails(), "the receipts", seconds=PATIENCE_SECONDS)
    receipts = stored.receipt_keys()
    sent = [key for key in stage.sent_mails(service.mail) if key in receipts]
    is_met = len(sent) == len(set(sent)) == expected
    return Line("P12", f"receipts sent, each once ({took:.0f} s after the rush)", f"{expected}", f"{len(sent)}", is_met)


def _tell(load: Any, used: Used) -> None:
    for what, answers in (("saves", load.saves), ("submits", load.submits)):
        seconds = [each.seconds for each in answers]
        median, slow, slowest = (percentile(seconds, share) * 1000 for share in (0.5, 0.99, 1))
        say(f"{what}: {len(answers)}, half within {median:.0f} ms, 99 of 100 within {slow:.0f} ms, the slowest {slowest:.0f} ms")
    late, count = percentile(load.late_seconds, 0.99) * 1000, len(load.saves) + len(load.submits)
    say(f"{count / load.seconds:.1f} requests a second for {load.seconds:.1f} s; 99 of 100 were sent within {late:.0f} ms of their moment")
    say(f"{os.cpu_count()} processors, load average {', '.join(f'{each:.1f}' for each in os.getloadavg())}. Their time went to:")
    for name, (seconds, share) in used.items():
        each = f"{seconds / count * 1000:5.1f} ms a request" if name not in {"others", "idle"} else ""
        say(f"  {name:12} {share:4.0%}  {each}")


if __name__ == "__main__":
    sys.exit(main())
