"""Names on the agenda, and who presented."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from organisations.models import Membership
from sessions.models import Bid, Challenge, Session


@transaction.atomic
def mark_presenters(session: Session, people: Collection[int], *, at: datetime) -> None:
    """Of those on the agenda, these presented; the others did not."""
    Bid.objects.filter(session=session, person__in=people, presented_at=None).update(presented_at=at)
    Bid.objects.filter(session=session).exclude(person__in=people).update(presented_at=None)


def put_name_on_agenda(session: Session, *, challenge: Challenge | None, by: Membership, at: datetime) -> None:
    Bid.objects.bulk_create(
        [
            Bid(
                organisation_id=session.organisation_id,
                learning_set_id=session.learning_set_id,
                session=session,
                person_id=by.person_id,
                challenge=challenge,
                made_at=at,
            )
        ],
        ignore_conflicts=True,
    )


def take_name_off_agenda(session: Session, *, by: Membership) -> None:
    Bid.objects.filter(session=session, person=by.person_id, presented_at=None).delete()
