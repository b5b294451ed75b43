"""Fills a database of the site: `python -m benchmarks.seed measured`, `subscribed`, `crowd SINCE UPTO` or `large SETS SINCE UPTO`, as superuser."""

import json
import os
import sys

import django


def main(arguments: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alsweb.settings")
    django.setup()
    from benchmarks import crowd, large, measured, subscribed

    match arguments:
        case ["measured"]:
            print(json.dumps(measured.fill()))
        case ["subscribed"]:
            print(subscribed.fill())
        case ["crowd", since, upto]:
            crowd.fill(int(since), int(upto))
        case ["large", sets, since, upto]:
            print(json.dumps(large.fill(int(sets), int(since), int(upto))))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
