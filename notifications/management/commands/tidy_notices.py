from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from notifications.moment import add_at
from notifications.tidying import tidy


class Command(BaseCommand):
    help = "Remove notices that were settled over a year ago, and what else tells of them."

    def add_arguments(self, parser: CommandParser) -> None:
        add_at(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Tidied at {options['at'].isoformat()}: {tidy(options['at'])} notices are gone.")
