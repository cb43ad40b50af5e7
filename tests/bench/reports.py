"""P8, P9, P10: what a report costs, what it costs the others, and that it is made once."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from django.urls import reverse
from django.utils import timezone

from assessments.file_store import open_stored
from assessments.models import Assessment, Participant, Report
from assessments.reports import audit_html, render_assessment_report, report_html
from assessments.selectors.results import criteria_of
from assessments.services.reports import request_report
from config.toolkit.pdf.rendering import render_pdf
from tests.bench.goals import Line, Table, alternate, percentile
from tests.bench.worlds import World
from tests.live.people import Answer, Browser, session_of
from tests.live.service import ROOT, Service, children_of, wait_for

MIB = 1024
GROWTH_SECONDS = 180


def measure_report(table: Table, world: World, rounds: int, renders: int) -> None:
    with tempfile.TemporaryDirectory(prefix="lmbench.") as folder, world.entered():
        source = Path(folder) / "in.html"
        contents = {"an audit's report": lambda: audit_html(world.audited), "a report": lambda: report_html(world.completed)}
        for what, html_of in contents.items():
            queries = world.queries(lambda html_of=html_of: source.write_text(html_of(), encoding="utf-8"))  # type: ignore[misc]  # bound now
            table.limit_number(("P8", f"the content of {what}"), queries, 15, "queries")
            _measure_rendering(table, what, source, rounds)
        page = source.read_text(encoding="utf-8")  # the last one
        peaks = {kind: int(_output("tests.bench.peak", kind, str(source))) / MIB for kind in ("floor", "service")}
        table.limit_number(("P8", f"peak memory over the floor's {peaks['floor']:.0f} MiB"), peaks["service"] - peaks["floor"], 60, "MiB")
        _measure_growth(table, page, renders)
        _measure_storage(table, world)


def _measure_rendering(table: Table, what: str, source: Path, rounds: int) -> None:
    command = [sys.executable, "-m", "tests.bench.bare_pdf", str(source), str(source.with_suffix(".pdf"))]
    bare = functools.partial(subprocess.run, command, cwd=ROOT, check=True)
    took = alternate({"service": functools.partial(render_pdf, source.read_text(encoding="utf-8")), "floor": bare}, rounds)
    table.limit_ratio(("P8", f"render {what}"), (took["service"], took["floor"]), 1.3, "bare WeasyPrint")


def _measure_growth(table: Table, page: str, renders: int) -> None:
    """Render again and again, at most for GROWTH_SECONDS, and compare this process's memory with that after the first five."""
    began, done, before = time.monotonic(), 0, 0
    while done < renders and (done < 6 or time.monotonic() - began < GROWTH_SECONDS):
        render_pdf(page)
        done += 1
        if done == 5:
            before = _own_memory()
    growth = (_own_memory() / before - 1) * 100
    table.limit_number(("P8", f"growth of memory over {done} renders"), max(0.0, growth), 10, "%")


def _measure_storage(table: Table, world: World) -> None:
    """Order the unchanged report twice: the second comes from storage."""
    files, seconds = [], []
    for _ in range(2):
        report = Report.objects.create(assessment=world.completed, requested_at=timezone.now())
        act = functools.partial(render_assessment_report, report_id=report.pk, at=timezone.now())
        seconds.append(alternate_once(act))
        file = Report.objects.select_related("file").get(pk=report.pk).file
        assert file is not None
        with open_stored(file) as stored:
            files.append((file.pk, stored.read()))
    told = f"{seconds[1] * 1000:.0f} ms after {seconds[0] * 1000:.0f} ms"
    is_met = files[0] == files[1] and seconds[1] < seconds[0]
    table.add(Line("P10", "the same report again", "from storage, same bytes", told, is_met))


def alternate_once(act: functools.partial[object]) -> float:
    started = timezone.now()
    act()
    return (timezone.now() - started).total_seconds()


def measure_neighbours(table: Table, service: Service, requests: int) -> None:
    """Compare the criterion page while two reports render with the same page in quiet; the service runs on Django's default database."""
    web = service.start_web()
    workers = [service.start_worker(), service.start_worker()]
    place = Participant.objects.filter(assessment__status="individual").select_related("user", "assessment")[0]
    path = reverse("assessments:rating-update", args=[place.assessment.ref, criteria_of(place.assessment)[0].code])
    browser = Browser(service.port, session_of(place.user))
    quiet = [browser.get(path) for _ in range(requests)]
    reports = [
        request_report(assessment=each, at=timezone.now()) for each in Assessment.objects.filter(status="completed", reports=None)[:6]
    ]
    busy: list[Answer] = []
    waiting = Report.objects.filter(pk__in=[report.pk for report in reports])
    wait_for(lambda: waiting.filter(status="rendering").exists(), "the rendering")
    done = threading.Event()
    while not done.is_set() and len(busy) < 20 * requests:
        busy.append(browser.get(path))
        if waiting.filter(status="ready").count() >= len(reports) - 1:
            done.set()
    table.limit_ratio(("P9", "criterion page while two reports render, p95"), (_p95(busy), _p95(quiet)), 3, "the quiet p95")
    table.limit_number(("P9", f"errors in {len(busy)} pages"), sum(answer.status != 200 for answer in busy), 0, "errors")
    maps = [Path(f"/proc/{pid}/maps").read_text() for pid in children_of(web.pid)]
    table.limit_number(("P8", "web workers that have loaded the renderer"), sum("pango" in each for each in maps), 0, "workers")
    for process in (*workers, web):
        service.end(process)


def _p95(answers: list[Answer]) -> float:
    return percentile([answer.seconds for answer in answers], 0.95)


def _own_memory() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def _output(module: str, *arguments: str) -> str:
    done = subprocess.run([sys.executable, "-m", module, *arguments], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True)
    return done.stdout
