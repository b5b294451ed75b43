"""A person's own feeds, and what stands in one."""

from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.db.models import Exists
from django.utils.crypto import constant_time_compare

from sessions.models import Feed, Session
from sessions.queries.calendars import Dated, dated
from sets.models import SetMembership

LOOKS_BACK = timedelta(days=400)
"""Of what has been, a feed holds a year and a month."""


def open_feed(number: int, *, person: int, key: str) -> Feed | None:
    """The feed behind an address, in its person's own scope; None where it has ended or their account is closed."""
    account = get_user_model().objects.filter(pk=person, is_active=True)
    feed = Feed.objects.filter(Exists(account), pk=number, person_id=person, revoked_at=None).first()
    return feed if feed and constant_time_compare(feed.key.hex, key) else None


def dates_in(feed: Feed, *, at: datetime) -> list[Dated]:
    """One statement: the sessions of all sets that its person is in now, or of the one set, in the order of their dates."""
    mine = SetMembership.objects.current().filter(person=feed.person_id)
    if feed.learning_set_id:
        mine = mine.filter(learning_set=feed.learning_set_id)
    sessions = Session.objects.filter(
        learning_set__in=mine.values("learning_set"), cancelled_at=None, starts_at__gt=at - LOOKS_BACK
    )
    return dated(sessions.order_by("starts_at", "pk"), person=feed.person_id)


def own_feeds(person: int) -> dict[int | None, Feed]:
    """Their valid feeds by set; None is the one of all their sets."""
    return {each.learning_set_id: each for each in Feed.objects.filter(person_id=person, revoked_at=None)}


def own_feed(number: int, *, person: int) -> Feed | None:
    return Feed.objects.filter(pk=number, person_id=person).first()
