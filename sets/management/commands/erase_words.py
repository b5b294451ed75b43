from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand

from alsweb.lib.time import now
from sets.operations import erase_due_words


class Command(BaseCommand):
    help = "Erase what was said in sets that closed long enough ago; dates and attendance stay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", type=datetime.fromisoformat, help="ISO time with offset; now, if left out")

    def handle(self, *args: Any, at: datetime | None, **options: Any) -> None:
        erased = erase_due_words(at or now())
        for learning_set in erased:
            self.stdout.write(f"Erased the words of set {learning_set.pk}.")
        self.stdout.write(f"{len(erased)} sets erased.")
