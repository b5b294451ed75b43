"""iCalendar text (RFC 5545, RFC 5546): an invitation, its cancellation, a feed, a download. Knows no models.

The library `icalendar` writes it. It takes half a millisecond for an event and a feed has hundreds, so the text of each
is kept in the process as long as its session stays as it is.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vDuration, vText, vUri

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
    return _calendar([meeting], [_with_people(meeting, invited, sender)], {"METHOD": "REQUEST"})


def cancellation(meeting: Meeting, invited: Invited, *, sender: Sender) -> bytes:
    """METHOD:CANCEL: takes the event away, because it does not take place or is not theirs any more (§3.2.5)."""
    event = _with_people(meeting, invited, sender, is_cancelled=True)
    return _calendar([meeting], [event], {"METHOD": "CANCEL"})


def feed(meetings: Sequence[Meeting], *, name: str, host: str) -> bytes:
    """What a calendar program fetches again and again: no attendee, no link to join.

    Without METHOD, as a calendar that is kept and not sent (RFC 5545 §3.7.2).
    """
    # RFC 7986 §5.1 and §5.7, each followed by its name from before
    about = {
        "NAME": vText(_seen(name)),
        "X-WR-CALNAME": vText(_seen(name)),
        "REFRESH-INTERVAL": vDuration(ASK_AGAIN, params={"VALUE": "DURATION"}),
        "X-PUBLISHED-TTL": vDuration(ASK_AGAIN),
    }
    return _calendar(meetings, [_kept(each, host) for each in meetings], about)


def download(meeting: Meeting, *, host: str) -> bytes:
    """One event to be opened by hand, with the UID of the invitation, so that Outlook, too, knows the two for one.

    Neither METHOD nor people: as PUBLISH, Outlook puts a second event beside the one from an invitation; as REQUEST it
    would send an answer that nobody reads.
    """
    return _calendar([meeting], [_kept(meeting, host)])


def _calendar(meetings: Sequence[Meeting], events: Iterable[bytes], about: Mapping[str, object] | None = None) -> bytes:
    years: dict[str, tuple[int, int]] = {}
    for each in meetings:
        first, last = years.get(each.time_zone, (each.day.year, each.day.year))
        years[each.time_zone] = min(first, each.day.year), max(last, each.day.year)
    zones = [vtimezone.written(zone, first, last + 1) for zone, (first, last) in sorted(years.items()) if zone != "UTC"]
    calendar = Calendar({"VERSION": "2.0", "PRODID": PRODUCT, "CALSCALE": "GREGORIAN"})
    for name, value in (about or {}).items():
        calendar.add(name, value)
    end = b"END:VCALENDAR\r\n"
    return b"".join([calendar.to_ical().removesuffix(end), *zones, *events, end])


def _with_people(meeting: Meeting, invited: Invited, sender: Sender, *, is_cancelled: bool = False) -> bytes:
    event = _event(meeting, sender.host, invited=invited, is_cancelled=is_cancelled)
    organizer = vCalAddress(f"mailto:{sender.address}")
    organizer.params["CN"] = _quotable(meeting.title)
    attendee = vCalAddress(f"mailto:{invited.address}")
    attendee.params |= {
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": {None: "NEEDS-ACTION", True: "ACCEPTED", False: "DECLINED"}[invited.comes],
        "RSVP": "FALSE" if is_cancelled else "TRUE",
    }
    event.add("ORGANIZER", organizer)
    event.add("ATTENDEE", attendee)
    if invited.join and not is_cancelled:  # RFC 7986 §5.11
        label = {"VALUE": "URI", "FEATURE": "VIDEO", "LABEL": _quotable(_("Join by video"))}
        event.add("CONFERENCE", vUri(invited.join), parameters=label)
    text: bytes = event.to_ical()
    return text


@lru_cache(maxsize=8192)
def _kept(meeting: Meeting, host: str) -> bytes:
    """An event of a feed; written once for as long as nothing about it changes."""
    text: bytes = _event(meeting, host).to_ical()
    return text


def _event(meeting: Meeting, host: str, *, invited: Invited | None = None, is_cancelled: bool = False) -> Event:
    is_cancelled = is_cancelled or meeting.is_cancelled
    starts_at, ends_at = _from_until(meeting)
    where = ", ".join(filter(None, [meeting.place, meeting.address]))
    if not where and invited and not is_cancelled:
        where = invited.join
    event = Event()
    event.add("UID", f"{meeting.uid}@{host}")
    event.add("SEQUENCE", meeting.sequence)
    event.add("DTSTAMP", meeting.changed_at)
    event.add("LAST-MODIFIED", meeting.changed_at)
    event.add("DTSTART", starts_at)
    event.add("DTEND", ends_at)
    event.add("SUMMARY", _seen(meeting.title))
    if where:
        event.add("LOCATION", _seen(where))
    event.add("DESCRIPTION", "\n".join(map(_seen, _description(meeting, invited, is_cancelled=is_cancelled))))
    event.add("URL", vUri(meeting.page))
    event.add("STATUS", "CANCELLED" if is_cancelled else "CONFIRMED")
    event.add("CLASS", "PRIVATE")
    event.add("TRANSP", "OPAQUE")
    return event


def _description(meeting: Meeting, invited: Invited | None, *, is_cancelled: bool) -> Iterator[str]:
    if invited is None or is_cancelled:
        yield _("The session: %(page)s") % {"page": meeting.page}
        return
    answer = {"page": invited.answer_page or meeting.page}
    yield _("Say whether you come: %(page)s") % answer
    if invited.join:
        yield _("Join by video: %(link)s") % {"link": invited.join}
    yield _("Only that link answers. Nobody reads what your calendar sends back.")


def _from_until(meeting: Meeting) -> tuple[datetime, datetime]:
    """The wall time that was agreed, with its zone; and the end."""
    ends_at = meeting.starts_at + timedelta(minutes=meeting.minutes)
    if meeting.time_zone == "UTC":
        return meeting.starts_at.astimezone(UTC), ends_at.astimezone(UTC)
    zone = ZoneInfo(meeting.time_zone)
    begins, ends = datetime.combine(meeting.day, meeting.at_time, zone), ends_at.astimezone(zone)
    # In the hour that happens twice, the second time: its wall time alone would mean the first (§3.3.5).
    return begins, ends_at.astimezone(UTC) if ends.fold else ends


def _seen(value: str) -> str:
    """One line of text, without what nobody sees."""
    return _UNSEEN.sub(" ", value).strip()


def _quotable(value: str) -> str:
    """A parameter's value; it cannot hold a quotation mark (§3.2)."""
    return _seen(value).replace('"', "'")
