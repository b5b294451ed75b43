"""What calendar programs are given, read by two parsers and taken in by a strict reader."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

import icalendar
import pytest
from dateutil.tz import tzical
from hypothesis import given, settings
from hypothesis import strategies as st

from alsweb.lib.time import NoSuchTime, TimeHappensTwice, instant, zone_names
from sessions import calendars, vtimezone
from sessions.calendars import Invited, Meeting, Sender
from tests.sessions.reader import Reader, events, lines

SENDER = Sender("sets@example.org", "sets.example.org")
BOB = Invited("bob@harbour.example", None, "https://sets.example.org/c/abc/", "https://sets.example.org/j/abc/")


def meeting(day: date, at_time: time, zone: str = "Europe/London", **others: object) -> Meeting:
    given = {
        "uid": UUID("6d1f9f4e-7b0c-4b0e-9c58-0d6f6c1f5a11"),
        "sequence": 0,
        "title": "Set meeting",
        "day": day,
        "at_time": at_time,
        "time_zone": zone,
        "starts_at": instant(day, at_time, zone),
        "minutes": 180,
        "place": "Library, second floor",
        "address": "",
        "page": "https://sets.example.org/o/harbour/sets/quay/sessions/2/",
        "changed_at": datetime(2027, 2, 1, 12, 0, tzinfo=UTC),
    }
    return Meeting(**(given | others))


MONDAY = meeting(date(2027, 2, 15), time(9))


def moved(before: Meeting, day: date, at_time: time) -> Meeting:
    return replace(
        before,
        day=day,
        at_time=at_time,
        starts_at=instant(day, at_time, before.time_zone),
        sequence=before.sequence + 1,
        changed_at=before.changed_at + timedelta(hours=1),
    )


def test_an_invitation_reads_as_it_is_meant() -> None:
    assert calendars.invitation(MONDAY, BOB, sender=SENDER).decode() == "\r\n".join(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//alsweb//Action learning sets//EN",
            "CALSCALE:GREGORIAN",
            "METHOD:REQUEST",
            "BEGIN:VTIMEZONE",
            "TZID:Europe/London",
            "BEGIN:DAYLIGHT",
            "DTSTART:20260329T010000",
            "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
            "TZNAME:BST",
            "TZOFFSETFROM:+0000",
            "TZOFFSETTO:+0100",
            "END:DAYLIGHT",
            "BEGIN:STANDARD",
            "DTSTART:20261025T020000",
            "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
            "TZNAME:GMT",
            "TZOFFSETFROM:+0100",
            "TZOFFSETTO:+0000",
            "END:STANDARD",
            "END:VTIMEZONE",
            "BEGIN:VEVENT",
            "SUMMARY:Set meeting",
            "DTSTART;TZID=Europe/London:20270215T090000",
            "DTEND;TZID=Europe/London:20270215T120000",
            "DTSTAMP:20270201T120000Z",
            "UID:6d1f9f4e-7b0c-4b0e-9c58-0d6f6c1f5a11@sets.example.org",
            "SEQUENCE:0",
            "ATTENDEE;CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP",
            " =TRUE:mailto:bob@harbour.example",
            "CLASS:PRIVATE",
            "CONFERENCE;FEATURE=VIDEO;LABEL=Join by video;VALUE=URI:https://sets.exampl",
            " e.org/j/abc/",
            "DESCRIPTION:Say whether you come: https://sets.example.org/c/abc/\\nJoin by",
            "  video: https://sets.example.org/j/abc/\\nOnly that link answers. Nobody re",
            " ads what your calendar sends back.",
            "LAST-MODIFIED:20270201T120000Z",
            "LOCATION:Library\\, second floor",
            'ORGANIZER;CN="Set meeting":mailto:sets@example.org',
            "STATUS:CONFIRMED",
            "TRANSP:OPAQUE",
            "URL:https://sets.example.org/o/harbour/sets/quay/sessions/2/",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]
    )


def test_created_moved_twice_cancelled_and_brought_back_is_one_event_at_each_step() -> None:
    bob = Reader(BOB.address)

    def invite(each: Meeting) -> list[str]:
        assert bob.take(calendars.invitation(each, BOB, sender=SENDER))
        assert set(bob.kept) <= {f"{MONDAY.uid}@sets.example.org"}
        return bob.dates("Europe/London")

    assert invite(MONDAY) == ["2027-02-15 09:00"]
    tuesday = moved(MONDAY, date(2027, 2, 16), time(9))
    assert invite(tuesday) == ["2027-02-16 09:00"]
    summer = moved(tuesday, date(2027, 6, 1), time(14))
    assert invite(summer) == ["2027-06-01 14:00"]
    late = calendars.invitation(tuesday, BOB, sender=SENDER)
    assert not bob.take(late), "a mail that was overtaken"
    assert not bob.take(calendars.invitation(summer, BOB, sender=SENDER)), "a second copy"
    assert bob.dates("Europe/London") == ["2027-06-01 14:00"]
    cancelled = replace(summer, sequence=3, is_cancelled=True, changed_at=summer.changed_at + timedelta(hours=1))
    assert bob.take(calendars.cancellation(cancelled, BOB, sender=SENDER))
    assert bob.kept == {}
    assert not bob.take(late)
    assert invite(moved(replace(cancelled, is_cancelled=False), date(2027, 6, 1), time(14))) == ["2027-06-01 14:00"]
    assert [stamp[0] for stamp in bob.heard.values()] == [4]


def test_what_they_said_stands_beside_their_name() -> None:
    for comes, said in ((None, "NEEDS-ACTION"), (True, "ACCEPTED"), (False, "DECLINED")):
        (event,) = events(calendars.invitation(MONDAY, replace(BOB, comes=comes), sender=SENDER))
        assert (event["ATTENDEE"].params["PARTSTAT"], event["ATTENDEE"].params["RSVP"]) == (said, "TRUE")


def test_without_a_room_the_place_is_the_link_to_join() -> None:
    from_afar = replace(MONDAY, place="")
    (event,) = events(calendars.invitation(from_afar, BOB, sender=SENDER))
    assert event["LOCATION"] == event["CONFERENCE"] == BOB.join
    (event,) = events(calendars.invitation(from_afar, replace(BOB, join=""), sender=SENDER))
    assert not {"LOCATION", "CONFERENCE"} & set(event)


def test_nobody_and_no_link_to_join_is_in_a_feed_a_download_or_a_cancellation() -> None:
    several = [replace(MONDAY, uid=UUID(int=n), sequence=n, address="12 Quay Street") for n in range(3)]
    for text in (
        calendars.feed(several, name="My set meetings", host=SENDER.host),
        calendars.download(MONDAY, host=SENDER.host),
    ):
        for event in events(text):
            assert not {"ATTENDEE", "ORGANIZER", "CONFERENCE"} & set(event)
        assert not [line for line in lines(text) if "/j/" in line or "/c/" in line or line.startswith("METHOD")]
    assert b"/j/" not in calendars.cancellation(MONDAY, BOB, sender=SENDER)
    (event,) = events(calendars.download(MONDAY, host=SENDER.host))
    assert str(event["UID"]) == "6d1f9f4e-7b0c-4b0e-9c58-0d6f6c1f5a11@sets.example.org"


def test_a_feed_says_what_it_is_called_and_how_often_to_look() -> None:
    text = calendars.feed([], name="Quay; meetings", host=SENDER.host)
    assert lines(text)[4:-1] == [
        "NAME:Quay\\; meetings",
        "X-WR-CALNAME:Quay\\; meetings",
        "REFRESH-INTERVAL;VALUE=DURATION:PT30M",
        "X-PUBLISHED-TTL:PT30M",
    ]
    assert events(text) == []


def test_sessions_in_several_zones_bring_each_zone_once() -> None:
    several = [
        meeting(date(2027, 2, 15) + timedelta(days=7 * n), time(9), zone, uid=UUID(int=10 * n + m))
        for n in range(40)
        for m, zone in enumerate(("Europe/London", "Australia/Lord_Howe", "UTC"))
    ]
    text = calendars.feed(several, name="Mine", host=SENDER.host)
    assert [line for line in lines(text) if line.startswith("TZID")] == [
        "TZID:Australia/Lord_Howe",
        "TZID:Europe/London",
    ]
    assert [each.start.astimezone(UTC) for each in events(text)] == [each.starts_at for each in several]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200), st.text(max_size=200))
def test_no_text_breaks_out_of_its_line_or_turns_round(title: str, place: str) -> None:
    text = calendars.invitation(replace(MONDAY, title=title, place=place), BOB, sender=SENDER)
    properties = [line.partition(":")[0].partition(";")[0] for line in lines(text)]
    plain = calendars.invitation(replace(MONDAY, title="x", place="x"), BOB, sender=SENDER)
    expected = [line.partition(":")[0].partition(";")[0] for line in lines(plain)]
    assert [each for each in properties if each != "LOCATION"] == [each for each in expected if each != "LOCATION"]
    assert not set(text.decode()) & set("\x00\x07\u202e\u2066\u2028\u200f")
    (event,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert str(event["SUMMARY"]).split() == calendars._UNSEEN.sub(" ", title.replace("\r", "\n")).split()


def test_a_line_feed_a_forged_property_and_an_override_stay_text() -> None:
    forged = replace(
        MONDAY,
        title='Set"\r\nATTENDEE:mailto:eve@example.org',
        place="Room\u202e 1\nDTSTART:20270101T000000Z\\, a;b\x00",
    )
    (event,) = events(calendars.invitation(forged, BOB, sender=SENDER))
    assert event["SUMMARY"] == 'Set" ATTENDEE:mailto:eve@example.org'
    assert event["LOCATION"] == "Room  1 DTSTART:20270101T000000Z\\, a;b"
    assert event["ORGANIZER"].params["CN"] == "Set' ATTENDEE:mailto:eve@example.org"


CHANGES = {
    # the day before, the day of, the day after each change of clock
    "Europe/London": [date(2027, 3, 28), date(2027, 10, 31)],
    "Europe/Dublin": [date(2027, 3, 28), date(2027, 10, 31)],
    "America/New_York": [date(2027, 3, 14), date(2027, 11, 7)],
    "America/St_Johns": [date(2027, 3, 14), date(2027, 11, 7)],
    "Australia/Lord_Howe": [date(2027, 4, 4), date(2027, 10, 3)],
    "Australia/Adelaide": [date(2027, 4, 4), date(2027, 10, 3)],
    "Pacific/Chatham": [date(2027, 4, 4), date(2027, 9, 26)],
    "Antarctica/Troll": [date(2027, 3, 28), date(2027, 10, 31)],
    "Asia/Jerusalem": [date(2027, 3, 26), date(2027, 10, 31)],
    "Africa/Cairo": [date(2027, 4, 30), date(2027, 10, 29)],
    "America/Santiago": [date(2027, 4, 4), date(2027, 9, 5)],
    "Africa/Casablanca": [date(2027, 2, 7), date(2027, 3, 14)],
    "Asia/Kolkata": [date(2027, 3, 28)],
    "Asia/Kathmandu": [date(2027, 10, 31)],
}


@pytest.mark.parametrize("zone", CHANGES)
def test_over_both_changes_of_clock_the_file_means_the_wall_time_that_was_agreed(zone: str) -> None:
    for changed_on in CHANGES[zone]:
        for days in (-1, 0, 1):
            for at_time in (time(0), time(0, 30), time(1, 15), time(2, 45), time(4), time(9), time(23)):
                day = changed_on + timedelta(days=days)
                try:
                    session = meeting(day, at_time, zone)
                except (NoSuchTime, TimeHappensTwice):
                    continue
                (event,) = events(calendars.invitation(session, BOB, sender=SENDER))
                assert event.start.replace(tzinfo=None) == datetime.combine(day, at_time)
                assert event["DTSTART"].params["TZID"] == zone
                assert event.start.astimezone(UTC) == session.starts_at
                assert event.end.astimezone(UTC) - session.starts_at == timedelta(hours=3)


def test_a_session_that_ends_in_the_hour_that_happens_twice_ends_when_it_is_over() -> None:
    night = meeting(date(2027, 10, 31), time(0, 30), minutes=60)
    (event,) = events(calendars.download(night, host=SENDER.host))
    assert event["DTEND"].to_ical() == b"20271031T013000", "the first half past one"
    (event,) = events(calendars.download(replace(night, minutes=120), host=SENDER.host))
    assert event["DTEND"].to_ical() == b"20271031T013000Z", "the second"


def test_zones_with_a_yearly_rule_say_it_so_that_outlook_reads_them() -> None:
    assert b"RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=4" in vtimezone.written("Australia/Lord_Howe", 2027, 2028)
    for zone in ("Africa/Casablanca", "Asia/Jerusalem"):
        assert b"RRULE" not in vtimezone.written(zone, 2027, 2028)


@pytest.mark.parametrize("region", sorted({name.partition("/")[0] for name in zone_names()}))
def test_every_zone_is_written_so_that_its_file_alone_tells_its_clocks(region: str) -> None:
    for zone in (each for each in zone_names() if each.partition("/")[0] == region and each != "UTC"):
        there, written = ZoneInfo(zone), tzical(io.StringIO(vtimezone.written(zone, 2027, 2029).decode())).get()
        for week in range(3 * 53):
            wall = datetime.combine(date(2027, 1, 1) + timedelta(days=7 * week), time(12))
            assert wall.replace(tzinfo=written).utcoffset() == wall.replace(tzinfo=there).utcoffset(), (zone, wall)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(sorted(available_timezones() & set(zone_names()))),
    st.dates(date(2026, 1, 1), date(2037, 12, 31)),
    st.times(),
    st.integers(15, 480),
)
def test_any_wall_time_in_any_zone_and_year_comes_out_as_it_went_in(
    zone: str, day: date, at_time: time, minutes: int
) -> None:
    at_time = at_time.replace(second=0, microsecond=0)
    try:
        session = meeting(day, at_time, zone, minutes=minutes)
    except (NoSuchTime, TimeHappensTwice):
        return
    (event,) = events(calendars.invitation(session, BOB, sender=SENDER))
    assert event.start.astimezone(UTC) == session.starts_at
    assert event.end.astimezone(UTC) == session.starts_at + timedelta(minutes=minutes)
    if zone != "UTC":
        assert event.start.replace(tzinfo=None) == datetime.combine(day, at_time)
