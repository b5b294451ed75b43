"""Writing what is to be told: in the caller's transaction and scope; only the poke is on commit."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from notifications import doorbell
from notifications.models import Notice


def notify(
    *,
    kind: str,
    subject: str,
    occasion: str,
    due_at: datetime,
    organisation: int | None,
    person: int | None = None,
    address: str = "",
    acting: int | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Tell a person or an address once about this occasion; writing it again changes nothing.

    `acting` is in whose scope it is checked and rendered: for an address, whoever asked for it.
    """
    notify_many(
        [
            Notice.waiting(
                kind=kind,
                subject=subject,
                occasion=occasion,
                due_at=due_at,
                organisation=organisation,
                person=person,
                address=address,
                acting=acting,
                detail=detail,
            )
        ]
    )


def notify_many(notices: Iterable[Notice]) -> None:
    """The same for many, in one statement; make them with `Notice.waiting`."""
    # Without RETURNING: the policy lets their writer add them, not read them back.
    if rows := list(notices):
        Notice.objects.bulk_create(rows, ignore_conflicts=True)
        transaction.on_commit(doorbell.ring, robust=True)


@dataclass(frozen=True)
class Due:
    """What a planner found to be due, for one person in one organisation."""

    kind: str
    subject: str
    occasion: str
    due_at: datetime
    organisation: int
    person: int


def plan_many(found: Iterable[Due]) -> int:
    """Write what planners found, over all organisations in one statement; say how many were new.

    Only outside of any scope: whoever is in one writes by `notify`.
    """
    rows = json.dumps([asdict(each) for each in found], cls=DjangoJSONEncoder)
    with connection.cursor() as cursor:
        cursor.execute("SELECT plan_notices(%s::jsonb)", [rows])
        row = cursor.fetchone()
    return int(row[0]) if row else 0
