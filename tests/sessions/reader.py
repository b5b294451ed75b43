"""A calendar as a strict program keeps it: takes iTIP messages by RFC 5546 and refuses what RFC 5545 does not allow."""

import io
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
from dateutil.tz import tzical
from ical.calendar_stream import CalendarStream

ONCE = (
    "UID",
    "DTSTAMP",
    "DTSTART",
    "DTEND",
    "SUMMARY",
    "SEQUENCE",
    "STATUS",
    "CLASS",
    "TRANSP",
    "LAST-MODIFIED",
    "URL",
)


def lines(text: bytes) -> list[str]:
    """Unfolded content lines (RFC 5545 §3.1)."""
    assert text.endswith(b"\r\n")
    physical = text[:-2].split(b"\r\n")
    for line in physical:
        assert len(line) <= 75, line
        assert line.strip(), "an empty line"
        assert b"\n" not in line
        assert b"\r" not in line
        line.decode()  # no character is cut in two
    return text[:-2].decode().replace("\r\n ", "").split("\r\n")


def events(text: bytes) -> list[Any]:
    """The events of a calendar that two parsers read alike, and whose times its own VTIMEZONE bears out.

    `icalendar` types a property as any of its two dozen values, so they are left untyped.
    """
    unfolded = lines(text)
    calendar = icalendar.Calendar.from_ical(text)
    assert not calendar.errors
    assert calendar.get_missing_tzids() == set()
    found: list[Any] = list(calendar.walk("VEVENT"))
    (other,) = CalendarStream.from_ics(text.decode()).calendars
    assert len(other.events) == len(found) == unfolded.count("BEGIN:VEVENT")
    zones = tzical(io.StringIO("\r\n".join(unfolded))) if "BEGIN:VTIMEZONE" in unfolded else None
    for event, beside in zip(found, sorted(other.events, key=lambda each: _place(each.uid, found)), strict=True):
        assert not event.errors
        for name in ONCE:
            assert not isinstance(event.get(name), list | type(None)), f"{name} has to stand there once"
        assert (event["UID"], event["SEQUENCE"]) == (beside.uid, beside.sequence)
        assert str(event["SUMMARY"]) == beside.summary
        for name, its in (("DTSTART", beside.start), ("DTEND", beside.end)):
            mine, zone = event[name].dt, event[name].params.get("TZID")
            assert mine.astimezone(UTC) == its.astimezone(UTC)
            if zone:
                assert zones is not None
                wall = mine.replace(tzinfo=zones.get(zone))
                assert wall.astimezone(UTC) == mine.astimezone(UTC), f"{wall} by its VTIMEZONE, {mine} meant"
    return found


def _place(uid: str, found: list[Any]) -> int:
    return [str(each["UID"]) for each in found].index(uid)


@dataclass
class Reader:
    """One person's calendar."""

    address: str
    kept: dict[str, icalendar.Event] = field(default_factory=dict)
    heard: dict[str, tuple[int, datetime]] = field(default_factory=dict)
    """By UID the highest SEQUENCE, and the DTSTAMP of it; also of what has been taken away."""

    def take(self, text: bytes) -> bool:
        """Whether the message counted: one that is not newer than the last does not (§2.1.5)."""
        calendar = icalendar.Calendar.from_ical(text)
        (event,) = events(text)
        attendees = event["ATTENDEE"]
        assert not isinstance(attendees, list), "more than one attendee"
        assert attendees == f"mailto:{self.address}"
        assert str(event["ORGANIZER"]).startswith("mailto:")
        uid, stamp = str(event["UID"]), (int(event["SEQUENCE"]), event.DTSTAMP)
        if uid in self.heard and stamp <= self.heard[uid]:
            return False
        self.heard[uid] = stamp
        if calendar["METHOD"] == "REQUEST":
            assert event["STATUS"] == "CONFIRMED"
            self.kept[uid] = event
        else:
            assert (calendar["METHOD"], event["STATUS"]) == ("CANCEL", "CANCELLED")
            self.kept.pop(uid, None)
        return True

    def dates(self, zone: str) -> list[str]:
        """`2027-02-15 09:00`, in order."""
        return sorted(f"{each.start.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" for each in self.kept.values())
