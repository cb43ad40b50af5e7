"""`./run drill [--short]`: called by run, which has started a throw-away PostgreSQL and named it in DATABASE_URL, PG_BIN and PG_DIR."""

from __future__ import annotations

import argparse
import importlib
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django

from tests.live.service import Service

SHORT, WHOLE = 6, 14  # people


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    about = "Makes faults on purpose under load; ends with status 1 when something was lost or doubled."
    parser = argparse.ArgumentParser(prog="./run drill", description=about)
    parser.add_argument("--short", action="store_true", help="fewer people and assessments: what CI runs")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="lmdrill.") as folder:
        return drill(Path(folder), SHORT if options.short else WHOLE)


def drill(folder: Path, people: int) -> int:
    service = Service(os.environ["DATABASE_URL"], folder)
    os.environ.update(service.settings)
    django.setup()
    stage = importlib.import_module("tests.drill.stage")  # needs Django to be set up
    faults = importlib.import_module("tests.drill.faults")
    say("Preparing the database")
    service.prepare_database()
    stage.seed()
    try:
        failures = sum(run(fault, scene) for scene in [stage.Stage(service, people)] for fault in faults.DRILLS)
    finally:
        service.stop()
        stage.fresh_connection()
    if failures:
        for log in sorted(folder.glob("*.log")):
            say(f"\n== Last lines of {log.name}\n" + "\n".join(log.read_text(errors="replace").splitlines()[-40:]))
    say(f"\n{failures} failed." if failures else "\nNothing was lost and nothing was doubled.")
    return 1 if failures else 0


def run(fault: Callable[[Any], Iterator[tuple[str, bool]]], scene: Any) -> int:
    """Make the fault and tell what was seen; return how many of its sentences do not hold."""
    began, failures = time.monotonic(), 0
    say(f"\n{(fault.__doc__ or '').strip()}")
    try:
        for sentence, holds in fault(scene):
            failures += not holds
            say(f"  {'ok    ' if holds else 'FAILED'} {sentence}")
    except TimeoutError as error:
        failures += 1
        say(f"  FAILED {error}")
    say(f"  ({time.monotonic() - began:.0f} s)")
    return failures


if __name__ == "__main__":
    sys.exit(main())
