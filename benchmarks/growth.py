"""`page.growth`: the same pages of the same organisation among 10 and among 10,000 full ones.

In each of those: ten people, two sets, twelve sessions, sixty attendances, forty actions with their words, so a
million rows of attendance and action in all. Value and floor are the site itself, with 10,000 and with 10; what
is counted is the CPU of the web *and* of PostgreSQL, since growth is PostgreSQL's. Both run at once, in turn.
"""

import time

from benchmarks import databases
from benchmarks.databases import Measured
from benchmarks.line import report, tell
from benchmarks.pages import SITE, Cost, Visited, in_turn
from benchmarks.served import Served
from benchmarks.statements import statements_of

MANY = 10_000
MOST_STATEMENTS = 12


def run(few: Measured, *, organisations: int = MANY) -> None:
    many = few.in_database("bench_many")
    began = time.monotonic()
    databases.create(many.database, owner=databases.owner(), template=few.database)
    databases.crowd(many.database, since=10, upto=organisations)
    rows = databases.rows_in(many.database, ["learning_sessions_attendance", "actions_action"])
    tell(
        f"  page.growth: {organisations:,} organisations, {rows:,} attendances and actions, "
        f"made in {time.monotonic() - began:.0f} s"
    )
    with_few, with_many = statements_of(few), statements_of(many)
    grown: dict[str, tuple[Cost, Cost]] = {}
    for page, path in few.paths.items():
        with (
            Served(SITE, many.environ, session=many.sessions[page]) as large,
            Served(SITE, few.environ, session=few.sessions[page]) as small,
        ):
            value, floor = in_turn(Visited(large, many.database, path), Visited(small, few.database, path))
        grown[page] = value, floor
        report(f"page.growth.{page}", value.all, floor.all, "ms of CPU, PostgreSQL's too")
        same = "the same" if with_many[page] == with_few[page] else "NOT the same"
        over = f", more than {MOST_STATEMENTS}" if len(with_many[page]) > MOST_STATEMENTS else ""
        tell(
            f"  page.growth.{page}: {len(with_many[page])} statements, {same}{over}; "
            f"PostgreSQL {value.postgresql:.2f} ms, among ten {floor.postgresql:.2f} ms"
        )
    value, floor = max(grown.values(), key=lambda pair: pair[0].all / pair[1].all)
    report("page.growth", value.all, floor.all, "ms of CPU, PostgreSQL's too, of the page that grew most")
