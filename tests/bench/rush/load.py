"""The load: everybody does what she does at her moments, one thing after the other, over a new connection each time.

One process and one thread: it shares the processors with the service it measures, so it does as little as it can.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.bench.rush.checking import Save, Submit
from tests.bench.rush.people import Person, cookie_of
from tests.live.people import CSRF, CUT_OFF, NOT_LET_IN

PATIENCE_SECONDS = 300  # far longer than a person waits: on a busy machine what is lost is still told from what is slow
SUBMISSION = re.compile(r"/lahetykset/(\d+)/")


@dataclass(frozen=True)
class Reply:
    """The answer to one request: its status, or `NOT_LET_IN` or `CUT_OFF`; how long it took, and when on the clock of the rush."""

    status: int
    location: str
    body: str
    seconds: float
    sent_at: float


@dataclass
class Load:
    """The rush itself, and what everybody was told."""

    port: int
    saves: list[Save] = field(default_factory=list)
    submits: list[Submit] = field(default_factory=list)
    late_seconds: list[float] = field(default_factory=list)  # how much after its moment something was sent: the load's own slowness
    seconds: float = 0.0

    def run(self, people: Sequence[Person]) -> None:
        """Let the people loose and return when the last one has been answered."""
        asyncio.run(self._all(people))
        self.seconds = time.monotonic() - self._began

    async def _all(self, people: Sequence[Person]) -> None:
        self._began = time.monotonic()
        async with asyncio.TaskGroup() as group:
            for number, person in enumerate(people):
                group.create_task(self._life(number, person))

    async def _life(self, number: int, person: Person) -> None:
        revision = person.revision
        for turn, moment in enumerate(person.save_seconds, 1):
            await self._until(moment)
            text = f"Kiireessä kirjoitettu, kirjoittaja {number}, tallennus {turn}."
            revision = await self._save(person, text, revision)
        if person.submit_second is not None:
            await self._until(person.submit_second)
            await asyncio.gather(*(self._submit(person) for _ in range(person.presses)))

    async def _until(self, moment: float) -> None:
        """Wait for the moment; how late it is noticed is kept, but not where the person's own last answer has made her late."""
        left = self._began + moment - time.monotonic()
        if left > 0:
            await asyncio.sleep(left)
            self.late_seconds.append(time.monotonic() - self._began - moment)

    async def _save(self, person: Person, text: str, revision: int) -> int:
        fields = {"revision": str(revision), person.text_field: text, **person.fields}
        reply = await self._post(person, person.path, fields, autosave=True)
        told = _json_of(reply)
        told_at = reply.sent_at + reply.seconds
        state = str(told.get("state", ""))
        self.saves.append(Save(person.place, text, reply.status, state, reply.seconds, told_at, person.application))
        return int(told.get("revision", revision))

    async def _submit(self, person: Person) -> None:
        reply = await self._post(person, person.submit_path, {}, autosave=False)
        found = SUBMISSION.search(reply.location)
        number = int(found.group(1)) if found else 0
        self.submits.append(Submit(person.application, reply.status, number, reply.seconds, reply.sent_at))

    async def _post(self, person: Person, path: str, fields: dict[str, str], *, autosave: bool) -> Reply:
        body = urlencode({**fields, "csrfmiddlewaretoken": CSRF}).encode()
        lines = [
            f"POST {path} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            f"Cookie: {cookie_of(person, CSRF)}",
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
            "Connection: close",
            *(["X-Autosave: 1", "Accept: application/json"] if autosave else []),
        ]
        began = time.monotonic()
        status, head, text = await _bounded(_exchange(self.port, "\r\n".join(lines).encode() + b"\r\n\r\n" + body))
        location = next((line[10:] for line in head.splitlines() if line.lower().startswith("location: ")), "")
        return Reply(status, location, text, time.monotonic() - began, began - self._began)


async def _bounded(exchange: Coroutine[Any, Any, tuple[int, str, str]]) -> tuple[int, str, str]:
    try:
        return await asyncio.wait_for(exchange, PATIENCE_SECONDS)
    except TimeoutError:
        return CUT_OFF, "", ""


async def _exchange(port: int, request: bytes) -> tuple[int, str, str]:
    """Send the request and return status, head and body of the answer, which ends with the connection."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return NOT_LET_IN, "", ""
    try:
        writer.write(request)
        answer = await reader.read(-1)
    except OSError:
        answer = b""
    finally:
        writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    words = head.split(None, 2)
    status = int(words[1]) if len(words) > 1 and words[1].isdigit() else CUT_OFF
    return status, head.decode("latin-1"), body.decode(errors="replace")


def _json_of(reply: Reply) -> dict[str, Any]:
    try:
        return dict(json.loads(reply.body)) if reply.status == 200 else {}
    except ValueError:
        return {}
