"""My sessions as my own clock shows them, whatever set and organisation they belong to."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from alsweb.lib import phrases
from alsweb.lib.numbers import in_words
from organisations.http import Request
from organisations.models import Membership
from sessions.models import Answer, Mark
from sessions.queries import own_seats


@dataclass(frozen=True)
class OwnSet:
    """A set of mine, in the organisation that it belongs to."""

    seat: Any
    membership: Membership
    among_several: bool
    """Whether I am in more than one organisation, so that its name tells something."""

    @cached_property
    def name(self) -> str:
        return str(self.seat.learning_set.name)

    @cached_property
    def organisation(self) -> str:
        return self.membership.organisation.name if self.among_several else ""

    @cached_property
    def leads(self) -> bool:
        return bool(self.seat.leads)

    @property
    def runs(self) -> bool:
        return bool(self.seat.runs)

    @property
    def is_closed(self) -> bool:
        return self.seat.learning_set.closed_at is not None

    @cached_property
    def address(self) -> tuple[str, str]:
        return self.membership.organisation.slug, self.seat.learning_set.slug

    @cached_property
    def url(self) -> str:
        return reverse("pages:set", args=self.address)

    # No slug holds a stroke and no session has the number 0: one address a set is looked up for all its sessions.
    @cached_property
    def session_url(self) -> str:
        return reverse("pages:session", args=[*self.address, 0])

    @cached_property
    def answer_url(self) -> str:
        return reverse("sessions:answer", args=[*self.address, 0])


@dataclass(eq=False)
class OwnDate:
    """A session of mine as it stands `at` a moment; `begins` and `ends` are the wall clock's where I am."""

    session: Any
    of: OwnSet
    begins: datetime
    ends: datetime
    at: datetime
    at_the_same_time: list["OwnDate"] = field(default_factory=list)

    @cached_property
    def url(self) -> str:
        return self.of.session_url.replace("/0/", f"/{self.session.number}/")

    @property
    def answer_url(self) -> str:
        return self.of.answer_url.replace("/0/", f"/{self.session.number}/")

    @property
    def day(self) -> date:
        return self.begins.date()

    @property
    def hours(self) -> str:
        """`14:00–17:00`, and `23:00–01:00 on Tuesday`"""
        said = f"{self.begins:%H:%M}–{self.ends:%H:%M}"
        if self.last_day == self.day:
            return said
        return _("%(hours)s on %(day)s") % {"hours": said, "day": phrases.weekday(self.last_day)}

    @property
    def written(self) -> str:
        """`Monday 16 March 2027, 14:00–17:00`: the year, too, since a list goes back and ahead."""
        return f"{phrases.day_in_year(self.day)}, {self.hours}"

    @property
    def last_day(self) -> date:
        """The day on which it ends; one that ends at midnight takes nothing of the next."""
        return (self.ends - timedelta.resolution).date()

    @property
    def there(self) -> str:
        """`09:00, New York time`, where that is not what my clock shows."""
        session = self.session
        if session.local_time == self.begins.time() and session.local_date == self.day:
            return ""
        named = {"time": f"{session.local_time:%H:%M}", "zone": phrases.city(session.time_zone)}
        if session.local_date == self.day:
            return _("%(time)s, %(zone)s") % named
        return _("%(day)s %(time)s, %(zone)s") % {**named, "day": phrases.weekday(session.local_date)}

    @property
    def is_cancelled(self) -> bool:
        return self.session.cancelled_at is not None

    @property
    def takes_place(self) -> bool:
        """For me: not cancelled, and I come. How I was marked says more than what I had answered."""
        if self.is_cancelled:
            return False
        if self.session.own_mark:
            return bool(self.session.own_mark == Mark.CAME)
        return bool(self.session.own_answer != Answer.CANNOT)

    @cached_property
    def is_over(self) -> bool:
        return self.session.held_at is not None or self.session.ends_at <= self.at

    @property
    def is_now(self) -> bool:
        return not self.is_cancelled and self.session.starts_at <= self.at and not self.is_over

    @property
    def waits_for_me(self) -> bool:
        """Whoever facilitates is there; everybody else says whether they come."""
        return not (self.is_cancelled or self.of.leads or self.session.own_answer or self.is_over)

    @property
    def dot(self) -> str:
        if self.is_cancelled:
            return "none"
        return "done" if self.is_over else "open"

    @property
    def facts(self) -> list[str]:
        """`session 3`, `Harbour Foundation`, `Library, second floor`, `you facilitate`, `you are coming`."""
        session, of = self.session, self.of
        found = [_("session %(number)s") % {"number": session.number}]
        found += [each for each in (of.organisation, session.place, self.there) if each]
        if of.leads:
            found.append(_("you facilitate"))
        if said := (self.is_cancelled and _("cancelled")) or self._marked or self._answered:
            found.append(said)
        return found

    @property
    def _marked(self) -> str:
        if self.session.own_mark == Mark.CAME:
            return _("you came")
        if self.session.own_mark == Mark.APOLOGISED:
            return _("you sent apologies")
        return _("you did not come") if self.session.own_mark else ""

    @property
    def _answered(self) -> str:
        if self.is_over or self.of.leads or not self.session.own_answer:
            return ""
        return _("you cannot come") if self.session.own_answer == Answer.CANNOT else _("you are coming")

    @cached_property
    def clash(self) -> str:
        """`Two at the same time: Lighthouse`"""
        if not self.at_the_same_time:
            return ""
        named = {
            "n": in_words(len(self.at_the_same_time) + 1),
            "others": ", ".join(each.of.name for each in self.at_the_same_time),
        }
        return phrases.capitalised(_("%(n)s at the same time: also %(others)s") % named)


def own_sets(request: Request, *, at: datetime) -> list[OwnSet]:
    """All of them by name, also those that are closed and that I have not left."""
    memberships = {each.organisation_id: each for each in request.memberships}
    seats = own_seats(request.user.pk, memberships, now=at)
    return [OwnSet(seat, memberships[seat.organisation_id], len(memberships) > 1) for seat in seats]


def own_dates(sessions: Iterable[Any], sets: Sequence[OwnSet], *, at: datetime, zone: str) -> list[OwnDate]:
    """These sessions, first to last, each knowing which others of them take place at the same time."""
    of, here = {each.seat.learning_set_id: each for each in sets}, ZoneInfo(zone)
    found = [
        OwnDate(each, of[each.learning_set_id], each.starts_at.astimezone(here), each.ends_at.astimezone(here), at)
        for each in sessions
        if each.learning_set_id in of
    ]
    _mark_clashes(found)
    return found


def by_day(dates: Iterable[OwnDate]) -> dict[date, list[OwnDate]]:
    days: dict[date, list[OwnDate]] = defaultdict(list)
    for each in dates:
        days[each.day].append(each)
    return days


def _mark_clashes(dates: Iterable[OwnDate]) -> None:
    going_on: list[OwnDate] = []
    for each in sorted(filter(lambda each: each.takes_place, dates), key=lambda each: each.session.starts_at):
        going_on = [other for other in going_on if other.session.ends_at > each.session.starts_at]
        for other in going_on:
            other.at_the_same_time.append(each)
            each.at_the_same_time.append(other)
        going_on.append(each)
