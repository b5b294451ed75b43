"""A sender without a doorbell: looks every few seconds by itself, whether or not Valkey and Celery are there."""

import logging
import threading
from datetime import timedelta

from django.db import Error, close_old_connections

from alsweb.lib.time import now
from notifications import planner, sender

logger = logging.getLogger(__name__)

PLAN_EVERY = timedelta(seconds=60)


def run(stop: threading.Event, *, every: float) -> None:
    """Send each `every` seconds and plan each minute, until `stop` is set. Outlives PostgreSQL's restarts."""
    plan_next = now()
    while not stop.is_set():
        close_old_connections()
        try:
            if now() >= plan_next:
                planner.plan(now())
                plan_next = now() + PLAN_EVERY
            sender.send_due(now())
        except Error as away:
            logger.warning("PostgreSQL is away: %s", type(away).__name__)
        stop.wait(every)
