"""What the circle said about the dates of a poll, and what a choice of them means; nothing here reads the database."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alsweb.lib import phrases
from alsweb.lib.numbers import in_words
from alsweb.lib.time import in_zone
from sessions.looking import Attendee
from sessions.models import Availability, Slot
from sessions.proposing import GAPS
from sessions.suggestion import DAY_BEGINS, Candidate, Suggestion, is_awkward, suggest

YES, IF_NEED_BE, NO, UNKNOWN = Availability
SILENT = ""
MARKS = {YES: "✓", IF_NEED_BE: "(✓)", NO: "×", UNKNOWN: "?", SILENT: "–"}
STEPS = 4
"""Shades of the heat map, from nobody to everybody; the figures beside them say the same."""


@dataclass(frozen=True)
class Row:
    """One date, and what each of the circle said about it in their order."""

    slot: Slot
    when: str
    """On the reader's own clock."""
    wall: str
    """On the set's clock; empty where they are the same."""
    can: int
    heat: int
    """0 to 4: how many of the circle can."""
    said: list[tuple[str, str]]
    """Mark and names, for those who said so."""
    suggested: bool
    ticked: bool | None
    """Whether it is among those chosen; None where it cannot be chosen."""
    why: str
    """What is to know of the date, a sentence each."""
    cells: list[tuple[str, str]]
    """Mark and word, for each of the circle in their order."""


def _words() -> dict[str, str]:
    return {**{str(value): str(label) for value, label in Availability.choices}, SILENT: _("has not answered")}


def candidates(
    slots: Sequence[Slot], circle: Sequence[Attendee], answers: Mapping[tuple[int, int], str]
) -> list[Candidate]:
    found = []
    for slot in slots:
        early_or_late = _awkward_zones(slot, circle)
        said: dict[str, set[int]] = {YES: set(), IF_NEED_BE: set(), NO: set(), UNKNOWN: set(), SILENT: set()}
        for each in circle:
            said[answers.get((each.person, slot.pk), SILENT)].add(each.person)
        found.append(
            Candidate(
                slot.local_date,
                slot.starts_at,
                slot.ends_at,
                cannot=frozenset(said[NO]),
                unknown=frozenset(said[UNKNOWN] | said[SILENT]),
                if_need_be=frozenset(said[IF_NEED_BE]),
                awkward=frozenset(each.person for each in circle if each.zone in early_or_late),
            )
        )
    return found


def _awkward_zones(slot: Slot, circle: Sequence[Attendee]) -> list[str]:
    """The zones of people for whom it is early or late; people share zones, so each is asked once."""
    zones = dict.fromkeys(each.zone for each in circle)
    return [zone for zone in zones if is_awkward(slot.starts_at, slot.ends_at, zone)]


def suggestion(found: Sequence[Candidate], *, wanted: int, cadence: str) -> Suggestion:
    return suggest(found, wanted, gap=GAPS[cadence])


def rows(
    slots: Sequence[Slot],
    circle: Sequence[Attendee],
    answers: Mapping[tuple[int, int], str],
    *,
    suggested: Collection[int],
    ticked: Mapping[int, bool],
    elsewhere: Mapping[int, Collection[int]],
    zone: str,
    set_zone: str,
) -> list[Row]:
    """The dates in order; `suggested`, `ticked` and `elsewhere`, who meets with another set then, are by position."""
    made, words = [], _words()
    for position, slot in enumerate(slots):
        said = tuple(answers.get((each.person, slot.pk), SILENT) for each in circle)
        can = said.count(YES) + said.count(IF_NEED_BE)
        made.append(
            Row(
                slot,
                when=phrases.moment(slot.starts_at, zone),
                wall=_wall(slot.starts_at, zone, set_zone),
                cells=[(MARKS[answer], words[answer]) for answer in said],
                can=can,
                heat=STEPS * can // len(circle) if circle else 0,
                said=_names(circle, said),
                suggested=position in suggested,
                ticked=ticked.get(position),
                why=" ".join(
                    [*_who_can(circle, said), *_hours(slot, circle), *_elsewhere(circle, elsewhere.get(position, ()))]
                ),
            )
        )
    return made


def _wall(starts_at: datetime, zone: str, set_zone: str) -> str:
    own, wall = in_zone(starts_at, zone), in_zone(starts_at, set_zone)
    if own.utcoffset() == wall.utcoffset():
        return ""
    clock = f"{wall:%H:%M}" if own.date() == wall.date() else f"{phrases.weekday(wall)}, {wall:%H:%M}"
    return _("%(clock)s %(zone)s") % {"clock": clock, "zone": phrases.city(set_zone)}


def _names(circle: Sequence[Attendee], said: Sequence[str]) -> list[tuple[str, str]]:
    found = []
    for answer, mark in MARKS.items():
        names = [each.name for each, own in zip(circle, said, strict=True) if own == answer]
        if names:
            found.append((mark, ", ".join(names)))
    return found


def _who_can(circle: Sequence[Attendee], said: Sequence[str]) -> list[str]:
    """`Only Bob cannot.` `If need be: Cam.` Who has not answered at all is told once, above."""
    names = {answer: [each.name for each, own in zip(circle, said, strict=True) if own == answer] for answer in MARKS}
    cannot = names[NO]
    told = []
    if len(cannot) == 1:
        told.append(_("Only %(name)s cannot.") % {"name": cannot[0]})
    elif cannot:
        told.append(_("%(names)s cannot.") % {"names": get_text_list(cannot, _("and"))})
    elif not names[UNKNOWN] and not names[SILENT]:
        told.append(_("Everybody can come."))
    if names[IF_NEED_BE]:
        told.append(_("If need be: %(names)s.") % {"names": ", ".join(names[IF_NEED_BE])})
    if names[UNKNOWN]:
        told.append(_("Not sure yet: %(names)s.") % {"names": ", ".join(names[UNKNOWN])})
    return told


def _hours(slot: Slot, circle: Sequence[Attendee]) -> list[str]:
    """`Early, Auckland time: from 07:00.` for each zone of somebody for whom it is."""
    told = []
    for zone in _awkward_zones(slot, circle):
        begins, ends = in_zone(slot.starts_at, zone), in_zone(slot.ends_at, zone)
        is_early = begins.time() < DAY_BEGINS
        said = _("Early, %(zone)s: from %(clock)s.") if is_early else _("Late, %(zone)s: until %(clock)s.")
        told.append(said % {"zone": phrases.city(zone), "clock": f"{begins if is_early else ends:%H:%M}"})
    return told


def _elsewhere(circle: Sequence[Attendee], people: Collection[int]) -> list[str]:
    names = [each.name for each in circle if each.person in people]
    if not names:
        return []
    said = ngettext("%(names)s meets with another set then.", "%(names)s meet with another set then.", len(names))
    return [said % {"names": get_text_list(names, _("and"))}]


def meaning(found: Sequence[Candidate], chosen: Sequence[int], circle: Sequence[Attendee]) -> list[str]:
    """What these dates would mean, a sentence each: how many miss what, and whether twice in a row."""
    dates = [found[position] for position in chosen]
    names = {each.person: each.name for each in circle}
    missed = Counter(person for each in dates for person in each.cannot)
    told = []
    if not missed:
        unknown = {person for each in dates for person in each.unknown}
        told.append(_("Nobody has said no to any of them.") if unknown else _("Everybody can come to all of them."))
    for person, times in sorted(missed.items(), key=lambda each: (-each[1], names.get(each[0], ""))):
        said = ngettext("%(name)s misses one", "%(name)s misses %(n)s", times) % {
            "name": names.get(person, ""),
            "n": in_words(times),
        }
        twice = any(person in before.cannot and person in each.cannot for before, each in pairwise(dates))
        told.append(_("%(said)s, and two in a row.") % {"said": said} if twice else f"{said}.")
    unknown_times = sum(len(each.unknown) for each in dates)
    if unknown_times:
        told.append(
            ngettext(
                "One answer among them is not known yet.",
                "%(n)s answers among them are not known yet.",
                unknown_times,
            )
            % {"n": phrases.capitalised(in_words(unknown_times))}
        )
    awkward = Counter(person for each in dates for person in each.awkward)
    if awkward:
        most = max(awkward.values())
        told.append(
            ngettext(
                "Nobody meets early or late more than once.", "Nobody meets early or late more than %(n)s times.", most
            )
            % {"n": in_words(most)}
        )
    return told
