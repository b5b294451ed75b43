from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from notifications.moment import add_at
from sessions.operations import settle_zones


class Command(BaseCommand):
    help = "Derive the instants of sessions anew where the time-zone database has changed; wall times stay."

    def add_arguments(self, parser: CommandParser) -> None:
        add_at(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        settled = settle_zones(options["at"])
        for each in settled:
            gone = "" if each.has_one_instant else ", a wall time that is no longer one moment"
            self.stdout.write(f"Session {each.session}: {each.was.isoformat()} is {each.now.isoformat()} now{gone}.")
        self.stdout.write(f"Settled at {options['at'].isoformat()}: {len(settled)} sessions.")
