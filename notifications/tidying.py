"""Forgetting what was told long ago, so that the outbox holds a year and not everything."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from notifications.models import Sweep

KEPT = timedelta(days=366)
AT_ONCE = 5000
"""Rows a statement, so that none holds others up for long."""


def tidy(at: datetime) -> int:
    """Remove notices that were settled over a year ago, with weeks of nudges and looks into inboxes; say how many notices.

    Repeatable. Their unique keys go with them, so that days before are planned no more.
    """
    before, gone = at - KEPT, 0
    with transaction.atomic():
        sweep, _new = Sweep.objects.select_for_update().get_or_create(pk=1)
        if sweep.forgotten_before is None or sweep.forgotten_before < before:
            sweep.forgotten_before = before
            sweep.save(update_fields=["forgotten_before"])
    while went := _tidy(before):
        gone += went
    return gone


def _tidy(before: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tidy_notices(%s, %s)", [before, AT_ONCE])
        (went,) = cursor.fetchone()
    return int(went)
