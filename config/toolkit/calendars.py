"""Calendar files (iCalendar, RFC 5545) for days that were agreed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
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


def calendar_response(name: str, entries: Iterable[DayEntry]) -> FileResponse:
    """Return the entries as a file to save under the name (without an extension)."""
    return attachment_response(BytesIO(calendar_bytes(entries)), clean_name(f"{name}.ics", "ics"), ICS_TYPE)


def calendar_bytes(entries: Iterable[DayEntry]) -> bytes:
    """Return the calendar of whole-day entries; its stamps are in UTC, and equal entries give equal bytes."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    for entry in entries:
        calendar.add_component(_event(entry))
    return calendar.to_ical()


def _event(entry: DayEntry) -> Event:
    saved_at = entry.saved_at.astimezone(dt.UTC).replace(microsecond=0)
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", saved_at)
    event.add("last-modified", saved_at)
    event.add("sequence", entry.revision)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + dt.timedelta(days=1))
    event.add("summary", " ".join(readable(entry.title).split()))
    event.add("description", readable(entry.text))
    event.add("url", entry.url)
    event.add("transp", "TRANSPARENT")  # the day is a promise, not a booking: the owner stays free
    return event
