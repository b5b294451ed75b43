"""`python -m alsweb.launch run | test [pytest arguments] | shell -- command`."""

import sys

from alsweb.environment import WrongEnvironment
from alsweb.launch import site, throwaway
from alsweb.launch.processes import CannotStart, Stopped, ending_on_signals


def main(arguments: list[str]) -> int:
    match arguments:
        case ["run"]:
            site.run()
            return 0
        case ["test", *rest]:
            return throwaway.run_tests(rest)
        case ["shell", "--", *command] if command:
            return throwaway.run_shell(command)
        case _:
            print(__doc__, file=sys.stderr)
            return 2


if __name__ == "__main__":
    with ending_on_signals():
        try:
            sys.exit(main(sys.argv[1:]))
        except WrongEnvironment as wrong:
            print(wrong, file=sys.stderr)
            sys.exit(2)
        except CannotStart as trouble:
            print(trouble, file=sys.stderr)
            sys.exit(1)
        except Stopped:
            sys.exit(130)
