"""Fixtures for all tests: the clock, the query guard, clients, and the browser."""

from __future__ import annotations

import datetime as dt
import gc
import os
import shutil
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from importlib import import_module
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import coverage
import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from tests import query_guard

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

    from tests.access.cast import World

HELSINKI = ZoneInfo("Europe/Helsinki")
# Walks through all pages, the longest first: with several workers they begin first, so that none of them is left for the end.
SWEEPS = (
    "tests/browser/",
    "tests/access/",
    "tests/test_crawl.py",
    "tests/test_access_matrix.py",
    "tests/test_hostile_text.py",
    "tests/test_hostile_input.py",
)
# They put back whatever they do to the world of tests/access/cast.py, and share one of it in each process.
ONE_WORLD = ("tests/test_crawl.py", "tests/test_access_matrix.py", "tests/test_hostile_text.py", "tests/test_hostile_input.py")
RANDOM_WALKS = (
    "tests/assessments/test_nothing_is_lost.py",
    "tests/assessments/test_submissions_never_change.py",
    "tests/assessments/test_audits_stay_unblocked.py",
)
# By coverage; the crawl is what meets every page once.
UNMEASURED = (*(path for path in SWEEPS if path != "tests/test_crawl.py"), *RANDOM_WALKS)
LONG = ("tests/assessments/demo/", "tests/assessments/test_supports.py", "tests/assessments/test_nothing_is_lost.py")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Clock:
    """The test's clock; stands still where it is put."""

    def __init__(self, machine) -> None:
        self._machine = machine

    def at(self, *parts: int) -> dt.datetime:
        """Move to year, month, day, hour … in Helsinki and return that moment."""
        moment = dt.datetime(*parts, tzinfo=HELSINKI)
        self._machine.move_to(moment, tick=False)
        return moment

    def shift(self, **parts: float) -> dt.datetime:
        """Move on by days, hours, minutes … and return the new moment."""
        self._machine.shift(dt.timedelta(**parts))
        return dt.datetime.now(tz=HELSINKI)


@pytest.fixture
def clock(time_machine) -> Clock:
    """Stand at Friday 20 November 2026, 9.00 in Helsinki, an ordinary working day; `clock.at(…)` and `clock.shift(…)` move it."""
    clock = Clock(time_machine)
    clock.at(2026, 11, 20, 9, 0)
    return clock


@pytest.fixture
def now() -> dt.datetime:
    """Return the present moment in Helsinki, for services' `at`."""
    return dt.datetime.now(tz=HELSINKI)


@pytest.fixture(autouse=True)
def _fresh_process() -> Iterator[None]:
    """Begin every test with an empty cache (sign-in limits, heartbeat) and in Finnish."""
    cache.clear()
    with translation.override("fi"):
        yield


@pytest.fixture(scope="session", autouse=True)
def _counting_cursors() -> Iterator[None]:
    with query_guard.counting_cursors():
        yield


@pytest.fixture(autouse=True)
def _query_guard() -> Iterator[None]:
    """Fail the test when one of its requests sent too many parameters or fetched too many rows."""
    query_guard.violations.clear()
    yield
    found = list(query_guard.violations)
    query_guard.violations.clear()
    if found:
        pytest.fail("; ".join(found))


@pytest.fixture
def client_of(db) -> Callable[..., Client]:
    """Return a function that gives a client signed in as the user."""

    def make(user) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return make


@pytest.fixture
def run_on_commit(django_capture_on_commit_callbacks):
    """Return a context manager that runs what the block's transactions have put off until commit: mail and tasks."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


class SharedWorld:
    """The world that the modules of `ONE_WORLD` walk through, made when the first of them asks: that takes half a minute."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self._made: World | None = None

    def get(self, unblock: Callable[[], AbstractContextManager[None]]) -> World:
        from tests.access.cast import made_world  # noqa: PLC0415 models can be imported only after Django is set up

        if self._made is None:
            with ExitStack() as opened:
                opened.enter_context(unblock())
                self._made = opened.enter_context(made_world())
                self._open = opened.pop_all()
        return self._made

    def undo(self) -> None:
        self._made = None
        self._open.close()


_shared_world = SharedWorld()


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> World:
    """Return a workshop in every state and everybody who may try to reach it; see tests/access/cast.py."""
    return _shared_world.get(django_db_blocker.unblock)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, object, object]:
    """Undo the shared world before the first test that is not of `ONE_WORLD`: no other may find its rows."""
    try:
        return (yield)
    finally:
        if nextitem is None or _begins_with(nextitem, ONE_WORLD) == len(ONE_WORLD):
            _shared_world.undo()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add this project's own options; the first one is told of in tests/test_access_matrix.py."""
    parser.addoption("--write-access-matrix", action="store_true", help="write tests/access/matrix.csv anew from what the pages answer")
    parser.addoption(
        "--database-only", action="store_true", help="leave out the tests that use no database: they say the same on every one"
    )


# --- order, memory and coverage --------------------------------------------------------------------------------------------------------


def _begins_with(item: pytest.Item, folders: Sequence[str]) -> int:
    """Return the place of the test's folder or file among these, or how many they are."""
    path = item.path.relative_to(item.config.rootpath).as_posix()
    return next((place for place, folder in enumerate(folders) if path.startswith(folder)), len(folders))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Look for cyclic rubbish seldom, and never among what lives until the end.

    Django, the thousands of collected tests and their parsed files stay for good; going through them again and again took 3.5 of
    35.5 seconds of processor time where 90 tests were collected, and takes 1.2 this way. What a request leaves behind is still collected,
    only in larger heaps.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Measure no coverage of the sweeps and random walks: it costs most there, and what nothing but they run is not tested."""
    measured = coverage.Coverage.current() if _begins_with(item, UNMEASURED) < len(UNMEASURED) else None
    if measured is None:
        return (yield)
    import_module(settings.ROOT_URLCONF)  # what a module says at its import is heard only once, and has to be measured
    measured.stop()
    try:
        return (yield)
    finally:
        measured.start()


# --- browser -----------------------------------------------------------------------------------------------------------------


def uses_database(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("django_db") or {"db", "transactional_db", "live_server"} & set(item.fixturenames))


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a parameter of bytes by its argument: a zip made while collecting holds its time, and workers must collect the same names."""
    return argname if isinstance(val, bytes) else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes long; mark everything under tests/browser, and let the ORM be used beside Playwright's event loop there."""
    if config.getoption("--database-only"):
        config.hook.pytest_deselected(items=[item for item in items if not uses_database(item)])
        items[:] = [item for item in items if uses_database(item)]
    for item in items:
        if "tests/browser/" in item.nodeid or item.nodeid.startswith("browser/"):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: _begins_with(item, (*SWEEPS, *LONG)))
    if any(item.get_closest_marker("browser") for item in items):
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """Start Debian's Chromium; nothing is ever downloaded."""
    executable = shutil.which("chromium") or "/usr/bin/chromium"
    return {**browser_type_launch_args, "executable_path": executable, "args": CHROMIUM_FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict) -> dict:
    """Use a Finnish browser in Helsinki."""
    return {**browser_context_args, "locale": "fi-FI", "timezone_id": "Europe/Helsinki"}


@pytest.fixture(scope="session")
def kept_static_files() -> Iterator[None]:
    """Let the live server's static files be kept by the browser; see tests/browser/static_files.py."""
    from tests.browser.static_files import KeptStaticFiles  # noqa: PLC0415 only where a browser is

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("django.contrib.staticfiles.handlers.StaticFilesHandler", KeptStaticFiles)
        yield


@pytest.fixture(scope="session")
def live_server(kept_static_files, live_server) -> LiveServer:
    """Return pytest-django's live server, begun with these static files."""
    return live_server


@pytest.fixture
def site(live_server, monkeypatch) -> str:
    """Return the address of a live server; links in mails lead to it too."""
    monkeypatch.setattr(settings, "SITE_URL", live_server.url)
    return live_server.url
