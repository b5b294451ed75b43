"""What a person chooses about their own mail. Each must run in that person's scope."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from notifications import doorbell
from notifications.kinds import optional_kinds
from notifications.models import InboxSeen, Preference, StoppedKind
from notifications.queries import preference_of


def stop_kind(kind: str, *, person: int, at: datetime) -> None:
    """No more of this kind; the first time counts."""
    StoppedKind.objects.bulk_create([StoppedKind(person_id=person, kind=kind, stopped_at=at)], ignore_conflicts=True)


def resume_kind(kind: str, *, person: int) -> None:
    StoppedKind.objects.filter(person_id=person, kind=kind).delete()


def see_inbox(*, person: int, organisation: int, until: datetime) -> None:
    """Whatever was told up to that moment is new no more; looking at an older page takes nothing back."""
    seen = InboxSeen(person_id=person, organisation_id=organisation, seen_at=until)
    InboxSeen.objects.bulk_create([seen], ignore_conflicts=True)
    InboxSeen.objects.filter(person_id=person, organisation_id=organisation, seen_at__lt=until).update(seen_at=until)


def _release_digest(at: datetime) -> None:
    """What waits for the weekly mail waits no longer; it is looked at anew, by what was chosen now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT release_digest(%s)", [at])
    transaction.on_commit(doorbell.ring, robust=True)


@transaction.atomic
def choose(preference: Preference, *, stopped: Iterable[str], at: datetime) -> None:
    """Keep when and about what a person wants to be told; kinds that exist no more stay as they were."""
    before = preference_of(preference.person_id)
    Preference.objects.bulk_create(
        [preference],
        update_conflicts=True,
        unique_fields=["person_id"],
        update_fields=["quiet_from", "quiet_until", "days", "paused_until", "digest_day", "digest_at"],
    )
    if (before.digest_day, before.digest_at) != (preference.digest_day, preference.digest_at):
        _release_digest(at)
    wanted_no_more = set(stopped)
    for kind in optional_kinds():
        if kind.name in wanted_no_more:
            stop_kind(kind.name, person=preference.person_id, at=at)
        else:
            resume_kind(kind.name, person=preference.person_id)
