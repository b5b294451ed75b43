"""The planner: asks every kind to write what is due by time. What is written already stays as it is."""

import logging
from datetime import datetime

from django.db import transaction

from alsweb.lib.time import now
from notifications.kinds import all_kinds
from notifications.models import Sweep

logger = logging.getLogger(__name__)


def plan(at: datetime) -> dict[str, int]:
    """How many notices each kind wrote. Run it late, twice, or in two places: nothing is written twice."""
    if Sweep.objects.filter(forgotten_before__gt=at).exists():  # what was told then is not known any more
        return {}
    written: dict[str, int] = {}
    faulty = False
    for kind in all_kinds():
        if kind.plan is None:
            continue
        try:
            with transaction.atomic():
                written[kind.name] = kind.plan(at)
        except Exception:  # the others' reminders are due all the same
            logger.exception("The planner of %s failed.", kind.name)
            faulty = True
    if not faulty:
        Sweep.objects.update_or_create(pk=1, defaults={"planned_at": now()})
    return written
