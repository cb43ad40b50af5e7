"""Calendar files (iCalendar, RFC 5545) for days and meetings that were agreed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

from django.http import FileResponse
from icalendar import Calendar, Event

from config.toolkit.typed_text import readable
from config.toolkit.uploads.downloads import attachment_response
from config.toolkit.uploads.names import clean_name

ICS_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Laatumatka//FI"


@dataclass(frozen=True, slots=True)
class DayEntry:
    """One agreed day. `uid` is the same for ever, `revision` grows with each change: a calendar that has the entry updates it."""

    uid: str
    day: dt.date
    title: str
    text: str
    url: str
    saved_at: dt.datetime
    revision: int


class Holding(StrEnum):
    """How sure a meeting is: STATUS of the event. A file whose meetings are all called off takes them out of the calendar."""

    AGREED = "CONFIRMED"
    OPEN = "TENTATIVE"
    CALLED_OFF = "CANCELLED"


@dataclass(frozen=True, slots=True)
class MeetingEntry:
    """One agreed meeting from a moment to another, in a place or at a link; `uid` and `revision` as of a day."""

    uid: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    title: str
    text: str
    location: str
    url: str
    saved_at: dt.datetime
    revision: int
    holding: Holding = Holding.AGREED


Entry = DayEntry | MeetingEntry


def calendar_response(name: str, entries: Iterable[Entry]) -> FileResponse:
    """Return the entries as a file to save under the name (without an extension)."""
    return attachment_response(BytesIO(calendar_bytes(entries)), clean_name(f"{name}.ics", "ics"), ICS_TYPE)


def calendar_bytes(entries: Iterable[Entry]) -> bytes:
    """Return the calendar of the entries; its moments are in UTC, and equal entries give equal bytes."""
    rows = list(entries)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    if any(isinstance(entry, MeetingEntry) for entry in rows):
        is_called_off = all(isinstance(entry, MeetingEntry) and entry.holding == Holding.CALLED_OFF for entry in rows)
        calendar.add("method", "CANCEL" if is_called_off else "PUBLISH")
    for entry in rows:
        calendar.add_component(_meeting(entry) if isinstance(entry, MeetingEntry) else _day(entry))
    return calendar.to_ical()


def _day(entry: DayEntry) -> Event:
    event = _event(entry)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + dt.timedelta(days=1))
    event.add("transp", "TRANSPARENT")  # the day is a promise, not a booking: the owner stays free
    return event


def _meeting(entry: MeetingEntry) -> Event:
    event = _event(entry)
    event.add("dtstart", _utc(entry.starts_at))
    event.add("dtend", _utc(entry.ends_at))
    event.add("location", _line(entry.location))
    event.add("status", str(entry.holding))
    return event


def _event(entry: Entry) -> Event:
    saved_at = _utc(entry.saved_at)
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", saved_at)
    event.add("last-modified", saved_at)
    event.add("sequence", entry.revision)
    event.add("summary", _line(entry.title))
    event.add("description", readable(entry.text))
    event.add("url", entry.url)
    return event


def _utc(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC).replace(microsecond=0)


def _line(text: str) -> str:
    return " ".join(readable(text).split())
