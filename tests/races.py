"""Two or more people at the same moment: real threads, each with a connection and a scope of its own."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection

from organisations.models import Membership
from tests.cast import entering


def at_once(*moves: tuple[Membership, Callable[[], Any]]) -> list[Any]:
    """Each move in its person's scope, all let go together; what each returned, or the exception it met."""
    together = threading.Barrier(len(moves), timeout=20)
    found: list[Any] = [None] * len(moves)

    def run(number: int, person: Membership, move: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            together.wait()
            with entering(person):
                found[number] = move()
        except Exception as met:
            found[number] = met
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number, *move)) for number, move in enumerate(moves)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
        assert not thread.is_alive(), "two wait for each other"
    return found


def held_up(first: tuple[Membership, Callable[[], Any]], second: tuple[Membership, Callable[[], Any]]) -> Sequence[Any]:
    """The worst moment: the second begins when the first has done its work and not yet committed."""
    done, go_on = threading.Event(), threading.Event()
    found: list[Any] = [None, None]

    def one() -> None:
        try:
            with entering(first[0]):
                found[0] = first[1]()
                done.set()
                go_on.wait(timeout=0.4)  # the second is blocked by now, or has gone past
        except Exception as met:
            found[0] = met
        finally:
            done.set()
            connection.close()

    def two() -> None:
        try:
            done.wait(timeout=20)
            with entering(second[0]):
                found[1] = second[1]()
        except Exception as met:
            found[1] = met
        finally:
            go_on.set()
            connection.close()

    threads = [threading.Thread(target=each) for each in (one, two)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
        assert not thread.is_alive(), "two wait for each other"
    return found
