"""What is worth telling those who read reports: where to look, and no figure."""

from reports.notices import monthly, ready
from reports.notices.ready import tell_ready

__all__ = ["register", "tell_ready"]


def register() -> None:
    ready.register()
    monthly.register()
