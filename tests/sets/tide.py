"""“Tide”: a set that has not met. Alice facilitates it, Bob and Kim are its members, and they first meet on Thursday."""

from datetime import UTC, datetime, time, timedelta

from organisations.models import Membership
from sessions import operations as sessions
from sessions.models import Session
from sets import operations as sets
from sets.models import LearningSet
from tests.cast import NOW, ZONE, Cast, entering, join_set

FIRST = datetime(2027, 2, 4, 9, 0, tzinfo=UTC)


def found_tide(cast: Cast) -> tuple[LearningSet, Membership]:
    """Tide, and Kim."""
    alice, bob = cast.alice, cast.bob
    with entering(alice):
        tide = sets.found_set(name="Tide", topic="", time_zone=ZONE, places=6, by=alice, at=NOW - timedelta(days=2))
        asked = sets.invite_to_set(tide, bob.person.email, by=alice, at=NOW - timedelta(days=2))
        sets.accept(asked.invitation, user=bob.person, name="", at=NOW - timedelta(days=2))
    return tide, join_set("kim", tide, of=alice)


def plan_first(tide: LearningSet, cast: Cast, *, at: datetime = FIRST) -> Session:
    with entering(cast.alice):
        return sessions.plan_session(
            tide,
            day=at.date(),
            at_time=time(at.hour, at.minute),
            minutes=180,
            place="Library",
            video_link="",
            by=cast.alice,
            at=NOW,
        )
