import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from notifications import loop, sender
from notifications.moment import add_at


class Command(BaseCommand):
    help = "Send the notices that are due; with --every, go on until stopped, also without Valkey and Celery."

    def add_arguments(self, parser: CommandParser) -> None:
        add_at(parser)
        parser.add_argument(
            "--every", type=float, metavar="SECONDS", help="look again after so many seconds, and plan each minute"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["every"]:
            stop = threading.Event()
            for each in (signal.SIGINT, signal.SIGTERM):
                signal.signal(each, lambda *_: stop.set())
            loop.run(stop, every=options["every"])
            return
        outcomes = sender.send_due(options["at"])
        for outcome, count in sorted(outcomes.items()):
            self.stdout.write(f"{outcome}: {count}")
        self.stdout.write(f"Sent at {options['at'].isoformat()}: {outcomes['sent']} notices.")
