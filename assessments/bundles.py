"""Stored files together as one ZIP, written while it is sent: never more than one file in memory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from io import RawIOBase
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.file_store import open_stored
from assessments.models import StoredFile

EARLIEST = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)  # what the format can tell of a day begins here


class _Outlet(RawIOBase):
    """What the ZIP is written into; `taken` gives what has come since the last time. It cannot go back, so the sizes follow each file."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


def zipped(files: Iterable[tuple[str, StoredFile | None]], *, at: dt.datetime) -> Iterator[bytes]:
    """Yield a ZIP of the files under the names given, each whole and checked; the same files give the same bytes.

    A file that is missing or is not what was stored stands there as a text of that name which says so: the others still come.
    """
    outlet = _Outlet()
    moment = timezone.localtime(max(at, EARLIEST)).timetuple()[:6]
    with ZipFile(outlet, "w", ZIP_STORED) as bundle:
        for name, file in files:
            told, content = _content(name, file)
            bundle.writestr(ZipInfo(told, date_time=moment), content)
            yield outlet.taken()
    yield outlet.taken()


def _content(name: str, file: StoredFile | None) -> tuple[str, bytes]:
    try:
        if file is not None:
            return name, open_stored(file).read()
    except Http404:
        pass
    sentence = _("Tiedostoa ei voitu avata. Ilmoita siitä yhdistyksen koordinaattorille.")
    return f"{name}.txt", f"{sentence}\n".encode()
