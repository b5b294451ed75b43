"""What the doorbell and the beat ring; each may run at any time, any number of times, in any number of places."""

from celery import shared_task

from alsweb.lib.time import now
from notifications import planner, sender, tidying


@shared_task(name="notifications.tasks.send")
def send() -> None:
    """Send what is due; the poke of whoever has just written something."""
    sender.send_due(now())


@shared_task(name="notifications.tasks.tidy")
def tidy() -> None:
    """Repeatable: what is gone is gone."""
    tidying.tidy(now())


@shared_task(name="notifications.tasks.sweep")
def sweep() -> None:
    """Plan what is due by time, then send."""
    planner.plan(now())
    sender.send_due(now())
