"""How a set's story is told: days count from today, people go by their first names."""

from dataclasses import dataclass

from alsweb.demo.beginnings import Arrival
from alsweb.demo.dates import Asked

ON_TRACK, STUCK, DONE = "on_track", "stuck", "done"
KIND_LINE, QUESTION = "kind_line", "question"


@dataclass(frozen=True)
class News:
    day: int
    state: str
    line: str = ""
    answers: tuple[tuple[str, str, str], ...] = ()
    """Who said what to it: a kind line, or one question."""


@dataclass(frozen=True)
class Promise:
    what: str
    first_step: str
    due: int
    news: tuple[News, ...] = ()
    how_known: str = ""
    help_wanted: str = ""
    expected: str = ""
    circle: str = "set"
    worded_before: tuple[int, str] | None = None
    """Until which day it said something else, and what."""
    let_go: tuple[int, str, str] | None = None
    """The day, the reason from the list, and what was learned."""
    became: tuple[str, str, str] | None = None
    """What happened, what was learned and, of a try-out, what the difference says."""


@dataclass(frozen=True)
class Turn:
    """Somebody's airtime in one meeting, and what they left with: actions, or none because."""

    who: str
    promises: tuple[Promise, ...] = ()
    because: str = ""


@dataclass(frozen=True)
class Meeting:
    day: int
    turns: tuple[Turn, ...] = ()
    apologies: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    """Said that they come, and did not."""
    silent: tuple[str, ...] = ()
    """Have not answered yet."""
    note: str = ""
    """What the first who cannot come adds for the set."""
    late: tuple[str, ...] = ()
    was_there: tuple[str, ...] = ()
    """Say so, marked as not there, and nobody has looked at it yet."""
    bidding: tuple[str, ...] = ()
    noted: str = ""
    """What whoever runs the set notes for themselves about how it worked."""
    later: tuple[str, ...] = ()
    """Did not present, and want to write down an action all the same."""
    moved_from: int | None = None
    move_reason: str = "work"
    cancelled: str = ""


@dataclass(frozen=True)
class SetStory:
    name: str
    topic: str
    founded: int
    facilitator: str
    members: tuple[str, ...]
    meetings: tuple[Meeting, ...] = ()
    planned: int = 6
    places: int = 6
    hour: int = 14
    minutes: int = 180
    place: str = ""
    address: str = ""
    access_notes: str = ""
    notes_lateness: bool = False
    video: str = ""
    rules: dict[str, str] | None = None
    rules_changed: bool = False
    reviewed: int | None = None
    """The day on which members said how the rules hold."""
    arrivals: tuple[Arrival, ...] = ()
    invited: tuple[tuple[int, str, str], ...] = ()
    """Day, name and address of those who have not answered their invitation."""
    asked: Asked | None = None
    """A poll for dates to come."""
    line: str = ""
    """Waits with the reminder of the next session, which whoever runs the set sees first."""
    closing: int | None = None
    closed: int | None = None
    keeps_weekdays: bool = True
    """Meets on the nearest working day; days in between stay as they are told."""
