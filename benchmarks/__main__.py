"""`python -m benchmarks [--full] [NAME …]`, in `python -m alsweb.launch shell`: one line of JSON for each benchmark.

NAME is page, one of those of page that have a name of their own (poll.page, calendar.page, calendar.month,
workbench.page), calendar.feed, page.growth, report or one of its own
(report.overview, report.drilldown, report.hiding, report.page), report.growth, report.export, web.memory, page.weight, poll.suggest, notices.send, notices.burst, notices.plan or start; all quick ones without any.
"""

import argparse
import sys
import time
from collections.abc import Callable
from functools import partial

from benchmarks import (
    burst,
    databases,
    export,
    feed,
    figures,
    growth,
    memory,
    pages,
    plan,
    send,
    start,
    suggest,
    weight,
)
from benchmarks.line import tell

_FULL = ("notices.burst", "notices.plan", "page.growth", "report.growth")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--full", action="store_true", help="those with a million rows too")
    parser.add_argument(
        "--organisations", type=int, default=growth.MANY, help="how many page.growth and notices.plan make"
    )
    parser.add_argument("--sets", type=int, default=figures.SETS, help="how many the large organisation of report has")
    parser.add_argument("names", nargs="*", metavar="NAME")
    asked = parser.parse_args(arguments)

    site, floor = databases.site(), databases.floor()
    among = figures.MANY if asked.full else figures.FEW
    benchmarks: dict[str, Callable[[], None]] = {
        "page": lambda: pages.run(site, floor),
        **{name: partial(pages.run, site, floor, only=name) for name in pages.NAMES.values()},
        "calendar.feed": lambda: feed.run(site, floor),
        "web.memory": lambda: memory.run(site, floor),
        "page.weight": lambda: weight.run(site),
        "poll.suggest": suggest.run,
        "notices.send": send.run,
        "notices.burst": burst.run,
        "start": start.run,
        "notices.plan": lambda: plan.run(site, organisations=asked.organisations),
        "report": lambda: figures.run(site, floor, sets=asked.sets, organisations=among),
        **{
            name: partial(figures.run, site, floor, sets=asked.sets, organisations=among, only=name)
            for name in figures.NAMES
        },
        "report.export": lambda: export.run(site, sets=export.SETS if asked.full else export.QUICK_SETS),
        "report.growth": lambda: figures.grow(site, sets=asked.sets),
        "page.growth": lambda: growth.run(site, organisations=asked.organisations),
    }
    parts = {*pages.NAMES.values(), *figures.NAMES}
    wanted = asked.names or [name for name in benchmarks if name not in parts and (asked.full or name not in _FULL)]
    if unknown := set(wanted) - set(benchmarks):
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(benchmarks)}")
    broken = False
    for name in wanted:
        began = time.monotonic()
        try:
            benchmarks[name]()
        except Exception as fault:  # one that breaks does not take the figures of the others
            broken = True
            tell(f"  {name} could not be measured: {fault}")
        tell(f"  {name} took {time.monotonic() - began:.0f} s")
    return int(broken)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
