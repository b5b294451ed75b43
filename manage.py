"""Django's commands. Where no DATABASE_URL is given they act on the site that `make run` serves from $ALSWEB_DATA."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alsweb.settings")
    from django.core.management import execute_from_command_line

    from alsweb.environment import WrongEnvironment
    from alsweb.launch.services import running_site

    try:
        os.environ.update(running_site(os.environ))
        execute_from_command_line(sys.argv)
    except WrongEnvironment as wrong:
        print(wrong, file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
