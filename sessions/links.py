"""Addresses that are keys: each stands for one person, and is signed."""

from alsweb.lib import tokens
from alsweb.lib.links import absolute
from sessions.models import Feed, Session

JOIN, FEED = "join", "feed"


def join_link(session: Session, *, person: int) -> str:
    """Leads to the video link for as long as it is theirs to use; the same text each time."""
    return absolute("join", tokens.sign_for_ever(JOIN, o=session.organisation_id, p=person, s=session.pk))


def feed_address(feed: Feed) -> str:
    return absolute("feed", tokens.sign_for_ever(FEED, p=feed.person_id, f=feed.pk, k=feed.key.hex))


def subscription_address(feed: Feed) -> str:
    """The same, as calendar programs on this device open it."""
    _scheme, _colon, rest = feed_address(feed).partition(":")
    return f"webcal:{rest}"
