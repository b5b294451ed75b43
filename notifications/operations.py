"""What a person chooses about their own mail, and what staff does about a mail. Each must run in that person's scope."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import connection, transaction

from notifications import doorbell
from notifications.hours import Free
from notifications.kinds import optional_kinds
from notifications.models import InboxSeen, Preference, Refusal, RotaDay, StoppedKind
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
def keep_rota(rota: Sequence[Free | None], *, starts_on: date, person: int) -> None:
    """From that day on the rota says when mail may come; it stands instead of one that was there."""
    Preference.objects.bulk_create(
        [Preference(person_id=person, rota_starts_on=starts_on)],
        update_conflicts=True,
        unique_fields=["person_id"],
        update_fields=["rota_starts_on"],
    )
    RotaDay.objects.filter(person_id=person).delete()  # the row above is locked: two at once come one after the other
    RotaDay.objects.bulk_create(
        RotaDay(
            person_id=person,
            day=day,
            free_from=free.begins if free else None,
            free_until=free.until if free else None,
        )
        for day, free in enumerate(rota, start=1)
    )


@transaction.atomic
def end_rota(*, person: int) -> None:
    """Hours and weekdays hold again."""
    Preference.objects.filter(person_id=person).update(rota_starts_on=None)
    RotaDay.objects.filter(person_id=person).delete()


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


def send_again(notice: int, *, at: datetime) -> bool:
    """Have the sender look at a mail that failed, or that may have arrived; only for staff, in their own scope.

    False where there is nothing to do: it waits or has arrived already, or what it said is gone.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT retry_notice(%s, %s)", [notice, at])
        row = cursor.fetchone()
    transaction.on_commit(doorbell.ring, robust=True)
    return bool(row and row[0])


def write_again(address: str) -> None:
    """Mail goes to this address as before; where it still comes back, that is noted anew."""
    Refusal.objects.filter(address=address).delete()
