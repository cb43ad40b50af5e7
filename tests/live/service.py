"""The service as it runs in production: gunicorn with several workers and the task worker, on 127.0.0.1, each known by its process id."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
WORKER_NICE = 10  # as the unit in docs/operations.md


class Service:
    """Starts and ends the processes of one service; nothing else is ever ended. Their logs go to files of `folder`."""

    def __init__(self, database_url: str, folder: Path, web_workers: int = 2) -> None:
        self.folder = folder
        self.media = folder / "media"
        self.mail = folder / "mail"
        self.media.mkdir(exist_ok=True)
        self.mail.mkdir(exist_ok=True)
        self.port = _free_port()
        self.settings = {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "ENVIRONMENT": "development",
            "DEBUG": "off",
            "DEMO": "off",
            "DATABASE_URL": database_url,
            "MEDIA_ROOT": str(self.media),
            "EMAIL_URL": f"filemail:///{self.mail}",
            "SITE_URL": f"http://127.0.0.1:{self.port}",
        }
        self.environment = {
            **os.environ,
            **self.settings,
            "BIND": f"127.0.0.1:{self.port}",
            "WEB_CONCURRENCY": str(web_workers),
            "PYTHONPATH": str(ROOT),
        }
        self._running: list[subprocess.Popen[bytes]] = []

    def prepare_database(self) -> None:
        """Bring an empty database to where people could begin."""
        self.manage("migrate", "-v", "0")
        self.manage("createcachetable")
        self.manage("load_places")
        self.manage("load_framework", "criteria/library/laatukriteeristo-0.1.yaml", "--publish")

    def start_web(self) -> subprocess.Popen[bytes]:
        web = self._start("web", "-m", "gunicorn", "--config", "config/gunicorn.conf.py", "config.wsgi")
        wait_for(lambda: self.answers("/livez"), "the web server")
        return web

    def start_worker(self) -> subprocess.Popen[bytes]:
        return self._start("worker", "manage.py", "work", nice=WORKER_NICE)

    def manage(self, *arguments: str) -> None:
        """Run a management command to its end; raise with its last words when it fails."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"manage.py {' '.join(arguments)}: {done.stderr[-2000:]}")

    def answers(self, path: str) -> bool:
        with contextlib.suppress(OSError):
            return self.status_of(path) == 200
        return False

    def status_of(self, path: str) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    def health(self) -> dict[str, Any]:
        """Return what /healthz says; an empty answer when there is none."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=10) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as error:
            with contextlib.suppress(ValueError):
                return dict(json.load(error))
        except OSError:
            pass
        return {}

    def end(self, process: subprocess.Popen[bytes], with_signal: int = signal.SIGTERM) -> None:
        """End a process of this service and wait until it has."""
        if process.poll() is None:
            process.send_signal(with_signal)
        try:
            process.wait(timeout=40)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def stop(self) -> None:
        for process in reversed(self._running):
            self.end(process)

    def _start(self, name: str, *arguments: str, nice: int = 0) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("ab") as log:
            command = ["nice", "-n", str(nice), sys.executable, *arguments]
            process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self._running.append(process)
        return process


def children_of(pid: int) -> list[int]:
    """Return the ids of the living children of a process."""
    children = []
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            if int(parent) == pid and state != "Z":
                children.append(int(folder.name))
    return sorted(children)


def wait_for(condition: Callable[[], object], what: str, seconds: float = 60) -> float:
    """Wait until the condition holds and return the seconds it took; raise `TimeoutError` when it never does."""
    started = time.monotonic()
    while not condition():
        if time.monotonic() - started > seconds:
            raise TimeoutError(f"Waited {seconds:.0f} s for {what}.")
        time.sleep(0.05)
    return time.monotonic() - started


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
