"""Simulated people who open a criterion's page and save their rating, over real connections with real sessions."""

from __future__ import annotations

import http.client
import itertools
import threading
import time
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client

from tests.web_forms import fields_of
from workshops.models import User

CSRF = "a" * 32
TIMEOUT_SECONDS = 30
NOT_LET_IN, CUT_OFF = 1, 2  # no connection; a connection that ended without an answer
_numbers = itertools.count(1)  # no note is ever sent twice


@dataclass(frozen=True)
class Answer:
    """What came back for one request: its status, `NOT_LET_IN` or `CUT_OFF` when there was none, and how long it took."""

    status: int
    body: str
    location: str
    seconds: float


@dataclass(frozen=True)
class Save:
    """One try to save a note, and what the person was told of it."""

    email: str
    criterion: str
    note: str
    answer: Answer

    @property
    def is_acknowledged(self) -> bool:
        return self.answer.status == 302 and "kirjaudu" not in self.answer.location


def session_of(user: User) -> str:
    """Return the key of a signed-in session of the user."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


class Browser:
    """A signed-in browser: one new connection for each request, as through a proxy that keeps none."""

    def __init__(self, port: int, session: str = "") -> None:
        self.port = port
        self.cookie = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={CSRF}"

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        return self._ask("POST", path, urlencode({**fields, "csrfmiddlewaretoken": CSRF}))

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        headers = {"Cookie": self.cookie, "Connection": "close"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_SECONDS)
        started = time.monotonic()
        status = NOT_LET_IN
        try:
            connection.connect()
            status = CUT_OFF
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode()
            return Answer(response.status, text, response.getheader("Location", ""), time.monotonic() - started)
        except (OSError, http.client.HTTPException):
            return Answer(status, "", "", time.monotonic() - started)
        finally:
            connection.close()


class Person(threading.Thread):
    """Saves one criterion after the other, round and round, a new note each time, until told to stop."""

    def __init__(self, browser: Browser, email: str, paths: dict[str, str], stop: threading.Event) -> None:
        super().__init__(name=email)
        self.browser, self.email, self.paths, self._told_to_stop = browser, email, paths, stop
        self.pages: list[Answer] = []
        self.saves: list[Save] = []

    def run(self) -> None:
        for criterion in itertools.cycle(self.paths):
            if self._told_to_stop.is_set():
                return
            page = self.browser.get(self.paths[criterion])
            self.pages.append(page)
            if page.status != 200:
                time.sleep(0.1)
                continue
            note = f"{self.email} tallentaa kohdan {criterion}, merkintä {next(_numbers)}."
            fields = {**fields_of(page.body, "note"), "answer": "dont_know", "note": note}
            self.saves.append(Save(self.email, criterion, note, self.browser.post(self.paths[criterion], fields)))


class Load:
    """Several people at once; a context manager that lets them begin and waits until they have stopped."""

    def __init__(self, people: list[Person], stop: threading.Event) -> None:
        self.people, self._stop = people, stop

    def __enter__(self) -> Load:
        for person in self.people:
            person.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        for person in self.people:
            person.join()

    @property
    def saves(self) -> list[Save]:
        return [save for person in self.people for save in list(person.saves)]

    @property
    def answers(self) -> list[Answer]:
        return [answer for person in self.people for answer in [*person.pages, *(save.answer for save in person.saves)]]

    def acknowledged(self) -> int:
        return sum(save.is_acknowledged for save in self.saves)

    def statuses(self) -> Counter[int]:
        return Counter(answer.status for answer in self.answers)
