"""iCalendar text (RFC 5545, RFC 5546): an invitation, its cancellation, a feed, a download. Knows no models.

Time zones are written by the library `icalendar` (`vtimezone`). Events are written line by line here: the library takes
half a millisecond for one, and a feed has hundreds. The tests have two parsers read what is written here.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from sessions import vtimezone

PRODUCT = "-//alsweb//Action learning sets//EN"
ASK_AGAIN = timedelta(minutes=30)
"""How often calendar programs are asked to look into a feed; most choose for themselves."""

_UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]+"
)
"""Controls, line separators, and what turns the direction of the text that follows."""


@dataclass(frozen=True)
class Meeting:
    """One session as calendars show it: no words, nobody's name."""

    uid: UUID
    sequence: int
    title: str
    """The set's calendar name."""
    day: date
    at_time: time
    """The wall time that people agreed, in `time_zone`."""
    time_zone: str
    starts_at: datetime
    minutes: int
    place: str
    address: str
    page: str
    """The full address of the session's page."""
    changed_at: datetime
    """When it last changed, so that the same change is always told in the same bytes."""
    is_cancelled: bool = False


@dataclass(frozen=True)
class Invited:
    """The one whom an invitation is for."""

    address: str
    comes: bool | None = None
    """What they said; None while they have said nothing."""
    answer_page: str = ""
    join: str = ""
    """Our own address that leads to the video link; never that link itself. Empty where there is none."""


@dataclass(frozen=True)
class Sender:
    """Where calendars say that invitations come from: the site, under the set's calendar name."""

    address: str
    host: str
    """Of the site; the second half of each UID."""


def invitation(meeting: Meeting, invited: Invited, *, sender: Sender) -> bytes:
    """METHOD:REQUEST. Sent again with a higher SEQUENCE it moves the event that is there (RFC 5546 §3.2.2)."""
    return _calendar([meeting], [_with_people(meeting, invited, sender)], method="REQUEST")


def cancellation(meeting: Meeting, invited: Invited, *, sender: Sender) -> bytes:
    """METHOD:CANCEL: takes the event away, because it does not take place or is not theirs any more (§3.2.5)."""
    return _calendar([meeting], [_with_people(meeting, invited, sender, is_cancelled=True)], method="CANCEL")


def feed(meetings: Sequence[Meeting], *, name: str, host: str) -> bytes:
    """What a calendar program fetches again and again: no attendee, no link to join.

    Without METHOD, as a calendar that is kept and not sent (RFC 5545 §3.7.2).
    """
    about = [
        _line("NAME", _text(name)),  # RFC 7986 §5.1, and below as programs knew it before
        _line("X-WR-CALNAME", _text(name)),
        _line("REFRESH-INTERVAL;VALUE=DURATION", _duration(ASK_AGAIN)),
        _line("X-PUBLISHED-TTL", _duration(ASK_AGAIN)),
    ]
    return _calendar(meetings, [_event(each, host) for each in meetings], about=about)


def download(meeting: Meeting, *, host: str) -> bytes:
    """One event to be opened by hand, with the UID of the invitation, so that Outlook, too, knows the two for one.

    Neither METHOD nor people: as PUBLISH, Outlook puts a second event beside the one from an invitation; as REQUEST it
    would send an answer that nobody reads.
    """
    return _calendar([meeting], [_event(meeting, host)])


def _calendar(
    meetings: Sequence[Meeting], events: Iterable[str], *, method: str = "", about: Sequence[str] = ()
) -> bytes:
    years: dict[str, tuple[int, int]] = {}
    for each in meetings:
        first, last = years.get(each.time_zone, (each.day.year, each.day.year))
        years[each.time_zone] = min(first, each.day.year), max(last, each.day.year)
    parts = [
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n",
        _line("PRODID", PRODUCT),
        "CALSCALE:GREGORIAN\r\n",
        _line("METHOD", method) if method else "",
        *about,
        *(vtimezone.written(zone, first, last + 1) for zone, (first, last) in sorted(years.items()) if zone != "UTC"),
        *events,
        "END:VCALENDAR\r\n",
    ]
    return "".join(parts).encode()


def _with_people(meeting: Meeting, invited: Invited, sender: Sender, *, is_cancelled: bool = False) -> str:
    said = {None: "NEEDS-ACTION", True: "ACCEPTED", False: "DECLINED"}[invited.comes]
    attendee = (
        f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={said};RSVP={'FALSE' if is_cancelled else 'TRUE'}"
    )
    more = [
        _line(f"ORGANIZER;CN={_quoted(meeting.title)}", f"mailto:{_clean(sender.address)}"),
        _line(attendee, f"mailto:{_clean(invited.address)}"),
    ]
    if invited.join and not is_cancelled:  # RFC 7986 §5.11
        more.append(_line(f"CONFERENCE;VALUE=URI;FEATURE=VIDEO;LABEL={_quoted(_('Join by video'))}", invited.join))
    return _event(meeting, sender.host, invited=invited, is_cancelled=is_cancelled, more=more)


def _event(
    meeting: Meeting,
    host: str,
    *,
    invited: Invited | None = None,
    is_cancelled: bool = False,
    more: Sequence[str] = (),
) -> str:
    is_cancelled = is_cancelled or meeting.is_cancelled
    where = ", ".join(filter(None, [meeting.place, meeting.address]))
    if not where and invited and not is_cancelled:
        where = invited.join
    changed = _utc(meeting.changed_at)
    return "".join(
        [
            "BEGIN:VEVENT\r\n",
            _line("UID", f"{meeting.uid}@{host}"),
            f"SEQUENCE:{meeting.sequence}\r\nDTSTAMP:{changed}\r\nLAST-MODIFIED:{changed}\r\n",
            _from_until(meeting.day, meeting.at_time, meeting.time_zone, meeting.starts_at, meeting.minutes),
            _line("SUMMARY", _text(meeting.title)),
            _line("LOCATION", _text(where)) if where else "",
            _line("DESCRIPTION", _text("\n".join(_description(meeting, invited, is_cancelled=is_cancelled)))),
            _line("URL", meeting.page),
            f"STATUS:{'CANCELLED' if is_cancelled else 'CONFIRMED'}\r\nCLASS:PRIVATE\r\nTRANSP:OPAQUE\r\n",
            *more,
            "END:VEVENT\r\n",
        ]
    )


def _description(meeting: Meeting, invited: Invited | None, *, is_cancelled: bool) -> Iterator[str]:
    if invited is None or is_cancelled:
        yield _("The session: %(page)s") % {"page": meeting.page}
        return
    answer = {"page": invited.answer_page or meeting.page}
    yield _("Say whether you come: %(page)s") % answer
    if invited.join:
        yield _("Join by video: %(link)s") % {"link": invited.join}
    yield _("Only that link answers. Nobody reads what your calendar sends back.")


@lru_cache(maxsize=8192)
def _from_until(day: date, at_time: time, zone: str, starts_at: datetime, minutes: int) -> str:
    ends_at = starts_at + timedelta(minutes=minutes)
    if zone == "UTC":
        return f"DTSTART:{_utc(starts_at)}\r\nDTEND:{_utc(ends_at)}\r\n"
    begins = f"DTSTART;TZID={zone}:{day:%Y%m%d}T{at_time:%H%M%S}\r\n"
    ends = ends_at.astimezone(ZoneInfo(zone))
    if ends.fold:
        # In the hour that happens twice, the second time: its wall time alone would mean the first (§3.3.5).
        return f"{begins}DTEND:{_utc(ends_at)}\r\n"
    return f"{begins}DTEND;TZID={zone}:{ends:%Y%m%dT%H%M%S}\r\n"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _line(name: str, value: str) -> str:
    """A content line, folded at 75 octets and never within a character or an escape (§3.1)."""
    line = f"{name}:{value}"
    if len(line) <= 75 and (line.isascii() or len(line.encode()) <= 75):
        return f"{line}\r\n"
    folded, room = [], 75
    while line:
        upto = min(len(line), room)
        while len(line[:upto].encode()) > room:
            upto -= 1
        while upto < len(line) and line[upto - 1] in "\\ ":  # a blank at its end is lost on the way in some mails
            upto -= 1
        folded.append(line[:upto])
        line, room = line[upto:], 74  # the blank that begins the next line counts
    return "\r\n ".join(folded) + "\r\n"


def _text(value: str) -> str:
    """§3.3.11"""
    lines = [_UNSEEN.sub(" ", line).strip() for line in value.replace("\r\n", "\n").split("\n")]
    return "\\n".join(line.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,") for line in lines)


def _clean(value: str) -> str:
    return _UNSEEN.sub("", value)


def _quoted(value: str) -> str:
    """A parameter's value; it cannot hold a quotation mark (§3.2)."""
    return '"{}"'.format(_UNSEEN.sub(" ", value).replace('"', "'"))


def _duration(length: timedelta) -> str:
    return f"PT{length // timedelta(minutes=1)}M"
