"""Celery is the doorbell: what has to be done stands in PostgreSQL, tasks only say “look now”."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alsweb.settings")

app = Celery("alsweb")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# The doorbell rings in threads of its own; a thread knows no other app than this.
app.set_default()

app.conf.beat_schedule = {
    # Plans what is due by time and sends what waits; any number of beats may ring it.
    "sweep": {"task": "notifications.tasks.sweep", "schedule": 30.0},
    # Ends the words of sets that closed long enough ago.
    "erase": {"task": "sets.tasks.erase_words", "schedule": 3600.0},
    # Forgets what was told over a year ago.
    "tidy": {"task": "notifications.tasks.tidy", "schedule": 86400.0},
    # Makes the files that nobody was poked for, and whatever a process that was killed left unmade.
    "exports": {"task": "reports.tasks.make_exports", "schedule": 30.0},
    # Removes what was exported a week ago.
    "tidy exports": {"task": "reports.tasks.tidy_exports", "schedule": 3600.0},
    # Derives instants anew when the time-zone database has changed; that comes with a restart, which looks as well.
    "zones": {"task": "sessions.tasks.settle_zones", "schedule": 86400.0},
}


@worker_ready.connect
def look_at_once(**_: Any) -> None:
    """A worker that comes back after a pause does not wait for the next ring."""
    app.send_task("notifications.tasks.sweep")
    app.send_task("sessions.tasks.settle_zones")
