"""What is worth telling people: each domain app registers its kinds, and this app knows no more of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from notifications.models import Notice


@dataclass(frozen=True)
class CalendarPart:
    """What calendar programs read in a mail (RFC 5545): one event."""

    text: bytes
    method: str
    """As in the calendar itself, REQUEST or CANCEL (RFC 5546): where the two differ, Outlook shows a mail without a date."""


@dataclass(frozen=True)
class ToldLine:
    """What a weekly mail says of one notice that it takes along."""

    notice: int
    told: str
    path: str
    url: str
    label: str
    about: tuple[str, ...]


class NotNow(Exception):  # an answer, not an error
    """Raised by `render` where only rendering shows that there is nothing to tell; or not until some moment."""

    def __init__(self, reason: str, *, until: datetime | None = None) -> None:
        super().__init__(reason)
        self.reason, self.until = reason, until


@dataclass(frozen=True)
class Message:
    """What a kind renders. Mail carries no words of the set, its subject least of all."""

    subject: str
    template: str
    """`emails/notice` stands for `emails/notice.html` and `emails/notice.txt`."""
    context: dict[str, object] = field(default_factory=dict)
    calendar: CalendarPart | None = None
    about: tuple[str, ...] = ()
    """The subjects that a nudge over several speaks of, such as `action:4`; each is nudged about twice at most."""
    path: str = ""
    """Where it leads for somebody who is signed in, from the inbox; no key is in it. Empty for an address alone.

    So does the button of the mail, unless the context has a `button_url` that opens without signing in.
    """
    lines: tuple[ToldLine, ...] = ()
    """The notices that it takes along: they are settled with it."""


LONGEST_TOLD = 300


def told_by(message: Message) -> str:
    """The one sentence of a mail, as the inbox and the weekly mail say it."""
    sentence = str(message.context.get("sentence", ""))
    return sentence if len(sentence) <= LONGEST_TOLD else sentence[: LONGEST_TOLD - 1] + "…"


class Topic(TextChoices):
    """What a kind is about, as the preferences page sorts them: what concerns most people most comes first."""

    ACTIONS = "actions", _("What I said I would do")
    DATES = "dates", _("Sessions and their dates")
    SETS = "sets", _("Sets that I am in, or may join")
    RUNNING = "running", _("Sets that I run")
    REPORTS = "reports", _("Reports and files")


@dataclass(frozen=True)
class Kind:
    name: str
    label: str | Promise
    """As the preferences page names it below its topic, in the reader's words."""
    still_true: Callable[["Notice", datetime], bool]
    """Asked when it is about to be sent, in the scope of whoever the notice acts for."""
    render: Callable[["Notice", datetime], Message]
    look_up: Callable[[list["Notice"], datetime], None] | None = None
    """Notes of many at once, in `found` of each, what decides about it, asked in the scope of whoever it acts for. They are
    then judged outside of any scope, where PostgreSQL tells nothing: what is wanted besides enters `scope_of` itself."""
    waits_until: Callable[["Notice", datetime], datetime | None] | None = None
    """Where it is true and something else has to be told first: when to look again. In the same scope."""
    useful_until: Callable[["Notice", datetime], datetime | None] | None = None
    """The last moment at which it is of any use, such as the session's start; in the same scope. Where waiting for
    somebody's hours would bring it less than half a day before, days off do not hold it, and then hours neither."""
    plan: Callable[[datetime], int] | None = None
    """Writes the notices that are due by time, and says how many."""
    nudge: bool = False
    """At most one a person in seven days, over all organisations; twice at most about one subject."""
    at_once: bool = False
    """Not held back by quiet hours or a pause."""
    optional: bool = True
    """A person may turn it off."""
    topic: Topic = Topic.SETS
    stale_after: timedelta | None = None
    """How long after it was due it is still worth sending; None where `still_true` alone decides."""


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known. Raise ValueError where another has its name already."""
    if _kinds.setdefault(kind.name, kind) is not kind:
        raise ValueError(f"Two kinds of notice are named “{kind.name}”.")


def kind_named(name: str) -> Kind | None:
    return _kinds.get(name)


def all_kinds() -> list[Kind]:
    return list(_kinds.values())


def optional_kinds() -> list[Kind]:
    return [kind for kind in _kinds.values() if kind.optional]
