"""The mail of the demo's last weeks: what its people were told, as the product's own planner and sender tell it."""

from datetime import datetime, timedelta

from notifications import planner
from notifications.sender import send_due

WEEKS = timedelta(weeks=6)
AT_NOON = 12


def deliver(until: datetime) -> int:
    """Day by day up to `until`: how many mails went out. What has been answered since is not asked about."""
    sent, at = 0, (until - WEEKS).replace(hour=AT_NOON, minute=0, second=0, microsecond=0)
    while at < until:
        planner.plan(at)
        sent += send_due(at)["sent"]
        at += timedelta(days=1)
    return sent
