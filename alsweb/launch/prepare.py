"""The commands between starting the servers and serving, in one process: loading Django five times is slow."""

import os
import sys

import django
from django.core.management import CommandError, call_command

from alsweb.environment import WrongEnvironment
from alsweb.launch.processes import say


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alsweb.settings")
    django.setup()
    from django.conf import settings

    say("Bringing the database up to date.")
    call_command("wall", stdout=sys.stderr)
    call_command("migrate", database="owner", interactive=False, stdout=sys.stderr)
    call_command("wall", stdout=sys.stderr)  # again: what the migrations made is the runtime login's to use
    if "--static" in sys.argv:
        say("Collecting the static files.")
        call_command("collectstatic", interactive=False, verbosity=0, stdout=sys.stderr)
    if settings.DEMO:
        say("Loading the demo, where it is not there yet; the first time this takes up to a minute.")
        call_command("load_demo", stdout=sys.stderr)


if __name__ == "__main__":
    try:
        main()
    except (CommandError, WrongEnvironment) as refused:
        sys.exit(str(refused))
