from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from notifications.moment import add_at
from reports.exporting.making import make_due


class Command(BaseCommand):
    help = "Make the exported files that wait, one after the other."

    def add_arguments(self, parser: CommandParser) -> None:
        add_at(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        at = options["at"]
        self.stdout.write(f"At {at.isoformat()}: {make_due(clock=lambda: at)} files are made.")
