from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from organisations.models import User
from organisations.models.user import normal_address


class Command(BaseCommand):
    help = "Let an account look after the delivery of mail, over all organisations; it opens nothing else."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", help="of an account that is there already")
        parser.add_argument("--remove", action="store_true", help="no longer")

    def handle(self, *args: Any, **options: Any) -> None:
        address, is_staff = normal_address(options["address"]), not options["remove"]
        if not User.objects.filter(email=address).update(is_staff=is_staff):
            raise CommandError(f"No account has the address {address}; make it on the site first.")
        self.stdout.write(f"{address} is staff now." if is_staff else f"{address} is staff no more.")
