from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from alsweb.demo.load import load
from alsweb.demo.posted import deliver
from alsweb.environment import LOOPBACK
from alsweb.lib.time import now


class Command(BaseCommand):
    help = "Fill an empty site with the demo's two organisations, as they stand today. Run again, it changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--at", type=datetime.fromisoformat, help="today, as ISO time with zone")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo is loaded where ALSWEB_DEMO=1 only: its password is known to everybody.")
        if strangers := [host for host in settings.ALLOWED_HOSTS if host not in LOOPBACK]:
            raise CommandError(f"The demo is for this machine only; take {', '.join(strangers)} out of ALLOWED_HOSTS.")
        at = options["at"] or now()
        if not load(at):
            self.stdout.write("The demo is here already.")
            return
        self.stdout.write(f"The demo is loaded, and {deliver(at)} mails of its last weeks are sent.")
