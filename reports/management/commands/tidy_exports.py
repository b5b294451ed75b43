from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from notifications.moment import add_at
from reports.exporting.tidying import tidy_exports


class Command(BaseCommand):
    help = "Remove the content of exported files that were kept long enough; that they were made stays."

    def add_arguments(self, parser: CommandParser) -> None:
        add_at(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Tidied at {options['at'].isoformat()}: {tidy_exports(options['at'])} files are gone.")
