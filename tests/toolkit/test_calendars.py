"""Calendar files: stable, in UTC, and with nothing in them that a typed text could start."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

from icalendar import Calendar

from config.toolkit.calendars import DayEntry, Holding, MeetingEntry, calendar_bytes, calendar_response

ENTRY = DayEntry(
    uid="toimenpide-abc@laatumatka.example",
    day=dt.date(2026, 12, 18),
    title="Viikkopalaveri,\r\njoka maanantai; klo 9",
    text="Rivi 1\r\nBEGIN:VALARM\r\nATTENDEE:mailto:x@y.example",
    url="https://laatumatka.example/toimenpiteet/abc/",
    saved_at=dt.datetime(2026, 11, 12, 10, 30, 5, 999, tzinfo=ZoneInfo("Europe/Helsinki")),
    revision=3,
)


def test_entry_is_a_whole_day_with_a_stable_uid_and_utc_stamps():
    [event] = Calendar.from_ical(calendar_bytes([ENTRY])).walk("VEVENT")
    assert str(event["uid"]) == ENTRY.uid
    assert (event["dtstart"].dt, event["dtend"].dt) == (dt.date(2026, 12, 18), dt.date(2026, 12, 19))
    assert event["sequence"] == 3
    assert b"DTSTAMP:20261112T083005Z" in calendar_bytes([ENTRY])


def test_text_makes_no_lines_of_its_own():
    content = calendar_bytes([ENTRY])
    assert b"\r\nATTENDEE" not in content
    assert b"\r\nBEGIN:VALARM" not in content
    [event] = Calendar.from_ical(content).walk("VEVENT")
    assert str(event["summary"]) == "Viikkopalaveri, joka maanantai; klo 9"
    assert str(event["description"]).startswith("Rivi 1\nBEGIN:VALARM")


def test_equal_entries_are_equal_bytes():
    assert calendar_bytes([ENTRY]) == calendar_bytes([ENTRY])


def test_response_is_an_attachment():
    response = calendar_response("Kehittäminen", [ENTRY])
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment")
    assert response.getvalue() == calendar_bytes([ENTRY])


MEETING = MeetingEntry(
    uid="kaynti-abc@laatumatka.example",
    starts_at=dt.datetime(2026, 12, 18, 9, 0, tzinfo=ZoneInfo("Europe/Helsinki")),
    ends_at=dt.datetime(2026, 12, 18, 14, 30, tzinfo=ZoneInfo("Europe/Helsinki")),
    title="Laatumerkin käynti",
    text="Esihenkilö ja valmentajat",
    location="Pajakuja 3\r\nATTENDEE:mailto:x@y.example",
    url="https://laatumatka.example/auditoinnit/abc/kaynti/",
    saved_at=dt.datetime(2026, 11, 12, 10, 30, tzinfo=ZoneInfo("Europe/Helsinki")),
    revision=2,
)


def test_meeting_has_its_moments_in_utc_its_place_and_how_sure_it_is():
    content = calendar_bytes([MEETING])
    for line in (b"METHOD:PUBLISH", b"DTSTART:20261218T070000Z", b"DTEND:20261218T123000Z", b"SEQUENCE:2", b"STATUS:CONFIRMED"):
        assert b"\r\n" + line + b"\r\n" in content, line
    assert b"\r\nATTENDEE" not in content
    [event] = Calendar.from_ical(content).walk("VEVENT")
    assert str(event["location"]) == "Pajakuja 3 ATTENDEE:mailto:x@y.example"
    assert "transp" not in event


def test_meeting_that_is_called_off_leaves_the_calendar_and_days_have_no_method():
    called_off = replace(MEETING, holding=Holding.CALLED_OFF, revision=3)
    content = calendar_bytes([called_off])
    assert b"METHOD:CANCEL" in content
    assert b"STATUS:CANCELLED" in content
    assert b"METHOD:PUBLISH" in calendar_bytes([called_off, MEETING])
    assert b"METHOD" not in calendar_bytes([ENTRY])
