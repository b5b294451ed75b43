"""Dates as whoever plans them looks at them before anything is saved: whose clock shows what, and what stands against one.

Nothing here refuses a date. A holiday or somebody who meets elsewhere is said; the set decides.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alsweb.lib import phrases
from alsweb.lib.time import in_zone
from sessions import public_holidays
from sessions.cadence import Span


@dataclass(frozen=True)
class Attendee:
    """Somebody of the circle as far as a date concerns them."""

    person: int
    name: str
    zone: str
    country: str


@dataclass(frozen=True)
class Standing:
    """A date that the set has already."""

    number: int
    span: Span


@dataclass(frozen=True)
class Look:
    """What there is to know of one date."""

    span: Span
    when: str
    clocks: str
    """What other members' clocks show, one after the other; empty where all share one."""
    against: list[str]
    """What stands against it, a sentence each."""


def look_at(
    spans: Sequence[Span],
    *,
    zone: str,
    circle: Sequence[Attendee],
    reader: int,
    elsewhere: Mapping[Span, Collection[int]],
    standing: Iterable[Standing] = (),
) -> list[Look]:
    """Each of these dates; `elsewhere` says who of the circle meets with another set then, and nobody knows which."""
    people = Counter(each.country for each in circle)
    holidays = public_holidays.on([each.day for each in spans], countries=people)
    names = {each.person: each.name for each in circle}
    stand = list(standing)
    return [
        Look(
            span,
            when=_when(span, zone),
            clocks=_clocks(span, zone=zone, circle=circle),
            against=[
                *_already(span, stand),
                *_elsewhere(elsewhere.get(span, ()), names=names, reader=reader),
                *public_holidays.sentences(holidays.get(span.day, {}), people=people),
            ],
        )
        for span in spans
    ]


def _when(span: Span, zone: str) -> str:
    """`Tuesday 5 January 2027, 09:00 to 12:00`"""
    starts_at, ends_at = in_zone(span.starts_at, zone), in_zone(span.ends_at, zone)
    return _("%(day)s, %(from)s to %(to)s") % {
        "day": phrases.day_in_year(span.day),
        "from": f"{starts_at:%H:%M}",
        "to": f"{ends_at:%H:%M}",
    }


def _clocks(span: Span, *, zone: str, circle: Iterable[Attendee]) -> str:
    """`10:00 Madrid time · Wednesday, 02:00 Tokyo time`: those that differ from the set's own, earliest first."""
    own = in_zone(span.starts_at, zone)
    others = {each.zone: in_zone(span.starts_at, each.zone) for each in circle}
    shown = sorted((there.replace(tzinfo=None), each) for each, there in others.items())
    return " · ".join(
        _("%(clock)s %(zone)s")
        % {
            "clock": f"{there:%H:%M}" if there.date() == own.date() else f"{phrases.weekday(there)}, {there:%H:%M}",
            "zone": phrases.city(each),
        }
        for there, each in shown
        if there != own.replace(tzinfo=None)
    )


def _already(span: Span, standing: Iterable[Standing]) -> list[str]:
    return [
        _("The set meets then already: session %(number)s.") % {"number": each.number}
        for each in standing
        if each.span.starts_at < span.ends_at and span.starts_at < each.span.ends_at
    ]


def _elsewhere(people: Collection[int], *, names: Mapping[int, str], reader: int) -> list[str]:
    others = sorted(names[each] for each in people if each in names and each != reader)
    said = [_("You meet with another set then.")] if reader in people else []
    if others:
        said.append(
            ngettext("%(names)s meets with another set then.", "%(names)s meet with another set then.", len(others))
            % {"names": get_text_list(others, _("and"))}
        )
    return said
