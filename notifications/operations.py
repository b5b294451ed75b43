"""What a person chooses about their own mail. Each must run in that person's scope."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from notifications.kinds import optional_kinds
from notifications.models import Preference, StoppedKind


def stop_kind(kind: str, *, person: int, at: datetime) -> None:
    """No more of this kind; the first time counts."""
    StoppedKind.objects.bulk_create([StoppedKind(person_id=person, kind=kind, stopped_at=at)], ignore_conflicts=True)


def resume_kind(kind: str, *, person: int) -> None:
    StoppedKind.objects.filter(person_id=person, kind=kind).delete()


@transaction.atomic
def choose(preference: Preference, *, stopped: Iterable[str], at: datetime) -> None:
    """Keep when and about what a person wants to be told; kinds that exist no more stay as they were."""
    Preference.objects.bulk_create(
        [preference],
        update_conflicts=True,
        unique_fields=["person_id"],
        update_fields=["quiet_from", "quiet_until", "days", "paused_until"],
    )
    wanted_no_more = set(stopped)
    for kind in optional_kinds():
        if kind.name in wanted_no_more:
            stop_kind(kind.name, person=preference.person_id, at=at)
        else:
            resume_kind(kind.name, person=preference.person_id)
