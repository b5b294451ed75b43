"""Addresses that a calendar subscribes to, and whether invitations come besides. A person's own rows, in their scope."""

import uuid
from datetime import datetime

from django.db import transaction

from sessions.models import CalendarChoice, Feed


def make_feed(*, person: int, learning_set: int | None, at: datetime) -> Feed:
    """An address for all of their sets or for one; asked for twice, it is the first."""
    Feed.objects.bulk_create(
        [Feed(person_id=person, learning_set_id=learning_set, key=uuid.uuid4(), made_at=at)], ignore_conflicts=True
    )
    return Feed.objects.get(person_id=person, learning_set_id=learning_set, revoked_at=None)


def end_feed(feed: Feed, *, at: datetime) -> bool:
    """Nobody reads anything at this address any more. False where it had ended before."""
    return Feed.objects.filter(pk=feed.pk, revoked_at=None).update(revoked_at=at) == 1


@transaction.atomic
def replace_feed(feed: Feed, *, at: datetime) -> Feed:
    """A new address in its place, because somebody else may know the old one; asked for twice, it is one."""
    end_feed(feed, at=at)
    return make_feed(person=feed.person_id, learning_set=feed.learning_set_id, at=at)


def choose_invitations(wanted: bool, *, person: int, at: datetime) -> None:
    """An invitation for each date, or none because their calendar subscribes."""
    if wanted:
        CalendarChoice.objects.filter(pk=person).update(invitations_off_at=None)
    else:
        CalendarChoice.objects.bulk_create(
            [CalendarChoice(person_id=person, invitations_off_at=at)], ignore_conflicts=True
        )
        CalendarChoice.objects.filter(pk=person, invitations_off_at=None).update(invitations_off_at=at)
