"""What is counted, how, and what is left out and why: the one place that says so, for figures and readers alike."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reports.costs import Costs, Money


@dataclass(frozen=True)
class Tally:
    """So many of so many; a share is never shown without its n."""

    part: int
    n: int

    @property
    def share(self) -> float:
        return self.part / self.n if self.n else 0.0

    @property
    def percent(self) -> int:
        return round(100 * self.share)

    @property
    def of(self) -> str:
        """`of 12`"""
        return gettext("of %(n)s") % {"n": self.n}

    def __str__(self) -> str:
        """`5 of 12`"""
        return gettext("%(part)s of %(n)s") % {"part": self.part, "n": self.n}


@dataclass(frozen=True)
class Shares:
    """Attendance is “came” over all marks, commitment “came” or “sent apologies” over the same; of a session that was
    cancelled no mark counts. `disputed` is how many of them their member says are wrong, until that is settled."""

    attendance: Tally
    commitment: Tally
    disputed: int

    @classmethod
    def of(cls, *, marked: int, came: int, apologised: int, disputed: int) -> "Shares":
        return cls(Tally(came, marked), Tally(came + apologised, marked), disputed)


def shares_of(counted: Any) -> Shares:
    """Those of one of `sessions.queries.with_marks`."""
    return Shares.of(marked=counted.marked, came=counted.came, apologised=counted.apologised, disputed=counted.disputed)


@dataclass(frozen=True)
class Meetings:
    """What came of the sessions that began in a time, of one set or of several."""

    planned: int = 0
    held: int = 0
    moved: int = 0
    cancelled: int = 0
    marked: int = 0
    came: int = 0
    apologised: int = 0
    disputed: int = 0
    minutes: int = 0

    @property
    def shares(self) -> Shares:
        return Shares.of(marked=self.marked, came=self.came, apologised=self.apologised, disputed=self.disputed)

    @property
    def happened(self) -> Tally:
        return Tally(self.held, self.planned)

    @property
    def hours(self) -> int:
        return round(self.minutes / 60)

    @classmethod
    def together(cls, several: Iterable["Meetings"]) -> "Meetings":
        rows = [[getattr(each, one.name) for one in fields(cls)] for each in several]
        return cls(*map(sum, zip(*rows, strict=True))) if rows else cls()


@dataclass(frozen=True)
class Seats:
    """Who took part in a time, and who came or left in it. Seats are counted, but for `people`, each of whom is one."""

    people: int = 0
    seats: int = 0
    joined: int = 0
    left: int = 0

    @property
    def stayed(self) -> Tally:
        return Tally(self.seats - self.left, self.seats)


@dataclass(frozen=True)
class Figures:
    meetings: Meetings = field(default_factory=Meetings)
    seats: Seats = field(default_factory=Seats)
    costs: Costs = field(default_factory=Costs)


Value = Tally | Money | int


@dataclass(frozen=True)
class Measure:
    """`of` takes it from figures: a tally where it is a share, else how many or how much."""

    key: str
    name: str | Promise
    counted: str | Promise
    left_out: str | Promise
    of: Callable[[Figures], Value]
    is_share: bool = False


MEASURES = (
    Measure(
        "attendance",
        _("Attendance"),
        _("How many of all marks say “came”. Whoever runs the set makes the marks, one for each member and session."),
        _(
            "Marks at a session that was cancelled after all, because nobody could come to it; and people who were not in the set when it met. A mark that its member disputes counts as it stands until whoever runs the set has looked at it."
        ),
        lambda figures: figures.meetings.shares.attendance,
        is_share=True,
    ),
    Measure(
        "commitment",
        _("Commitment"),
        _("How many of all marks say “came” or “sent apologies”: who let the others know."),
        _("The same as for attendance. Why somebody could not come is asked nowhere and counted nowhere."),
        lambda figures: figures.meetings.shares.commitment,
        is_share=True,
    ),
    Measure(
        "planned",
        _("Sessions planned"),
        _("Sessions that were to begin in the period and are over: held, cancelled, or past their end."),
        _("Sessions still to come, so that a period that is not over yet looks no worse than it is."),
        lambda figures: figures.meetings.planned,
    ),
    Measure(
        "held",
        _("Sessions held"),
        _("Those of the planned ones that whoever runs the set closed as held."),
        _("Sessions that nobody closed: nobody has said yet whether they took place."),
        lambda figures: figures.meetings.happened,
        is_share=True,
    ),
    Measure(
        "moved",
        _("Moved"),
        _("How often a session of the period was moved to another date; a session moved twice counts twice."),
        _("A move that was taken back within a minute, before anybody was told."),
        lambda figures: figures.meetings.moved,
    ),
    Measure(
        "cancelled",
        _("Cancelled"),
        _("Those of the planned ones that were cancelled."),
        _("Sessions cancelled and then brought back."),
        lambda figures: figures.meetings.cancelled,
    ),
    Measure(
        "people",
        _("People taking part"),
        _("Everybody who was a member of an open set for some of the period; each once, in however many sets."),
        _("Facilitators, who lead and do not take part; people who were asked and have not said yes."),
        lambda figures: figures.seats.people,
    ),
    Measure(
        "joined",
        _("Joiners"),
        _("Seats in a set that somebody took in the period. Who joins two sets counts twice."),
        _("People who come back to a seat that they never left."),
        lambda figures: figures.seats.joined,
    ),
    Measure(
        "left",
        _("Leavers"),
        _("Seats that somebody gave up in the period while their set went on."),
        _("Everybody whose set closed: the end of a set is nobody’s leaving. Why somebody left is asked nowhere."),
        lambda figures: figures.seats.left,
    ),
    Measure(
        "stayed",
        _("Stayed"),
        _("Of all seats that were taken for some of the period, those that nobody gave up in it."),
        _("The same as for leavers."),
        lambda figures: figures.seats.stayed,
        is_share=True,
    ),
    Measure(
        "hours",
        _("Hours of learning"),
        _("The length of each session once for each person who came, in whole hours."),
        _(
            "The facilitator’s own hours; whether somebody was there from beginning to end, which the set keeps for itself."
        ),
        lambda figures: figures.meetings.hours,
    ),
    Measure(
        "cost",
        _("Cost"),
        _(
            "For each person who came, the length of the session at the hourly rate of its day; and the facilitator’s fee for each session held, or for each day on which they led one."
        ),
        _(
            "What took place before the first rate; preparing, travel and rooms. With a department or a site chosen it is not shown, because a fee is paid for a whole session."
        ),
        lambda figures: figures.costs.total,
    ),
    Measure(
        "cost_each_time",
        _("Cost for each time somebody came"),
        _("The cost, shared among all marks that say “came” since the first rate."),
        _("The same as for cost."),
        lambda figures: figures.costs.each_time,
    ),
)
