from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from notifications import planner
from notifications.moment import add_at


class Command(BaseCommand):
    help = "Write the notices that are due by time."

    def add_arguments(self, parser: CommandParser) -> None:
        add_at(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        written = planner.plan(options["at"])
        for kind, count in sorted(written.items()):
            self.stdout.write(f"{kind}: {count}")
        self.stdout.write(f"Planned at {options['at'].isoformat()}: {sum(written.values())} new notices.")
