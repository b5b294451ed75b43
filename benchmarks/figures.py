"""`report.*`: the figures of participation of one large organisation, beside the same figures asked for by hand.

That organisation has 700 sets with 100,000 attendances; the others have 923 each, so that a thousand have a million, where
all are asked for. Ours are counted through the policies in HR's scope, with all that Python makes of the answers; by hand
(`benchmarks.floor.figures`) they are asked for as superuser, and nothing is put together. Counted is the CPU of the
asking process and of PostgreSQL's for it, in turn, the median of so many rounds. It fails where a figure differs.
"""

import json
import os
import sys
from statistics import median

from benchmarks import databases
from benchmarks.databases import Floor, Measured
from benchmarks.line import report, tell
from benchmarks.pages import FLOOR, SITE, Visited, in_turn
from benchmarks.served import Served

SETS, FEW, MANY, ROUNDS = 700, 10, 1000, 9
UNIT = "ms of CPU, PostgreSQL's too"
NAMES = ("report.overview", "report.drilldown", "report.hiding", "report.page")
_AMONG_FEWER, _AMONG_MORE = "bench_report_fewer", "bench_report_more"


def run(site: Measured, floor: Floor, *, sets: int = SETS, organisations: int = FEW, only: str = "") -> None:
    database = f"bench_{only or 'report'}"
    told = _large(site, database, sets, organisations)
    marks = databases.rows_in(database, ["learning_sessions_attendance"])
    tell(f"  report: {sets} sets among {organisations:,} organisations with {marks:,} attendances")
    found = _measured(database)
    for name in ("overview", "drilldown", "hiding"):
        if only in ("", f"report.{name}"):
            report(f"report.{name}", found[name], found[f"{name} by hand"], UNIT)
    if only in ("", "report.page"):
        _page_around(floor, database, told, found["hiding"])


def _page_around(floor: Floor, database: str, told: dict[str, str], figures: float) -> None:
    with (
        Served(SITE, databases.site_environ(database), session=told["session"]) as served,
        Served(FLOOR, floor.environ, session=floor.session) as least,
    ):
        page, beside = in_turn(Visited(served, database, told["path"]), Visited(least, floor.database, "/"), rounds=5)
    report("report.page", page.all - figures, beside.all, f"{UNIT}, around its figures")
    tell(f"  report.page: {page.web:.1f} ms of the web and {page.postgresql:.1f} ms of PostgreSQL, figures and all")


def grow(site: Measured, *, sets: int = SETS, organisations: int = MANY) -> None:
    """The same figures of the same organisation among a tenth of the others, in turn, three times."""
    for database, among in ((_AMONG_FEWER, organisations // 10), (_AMONG_MORE, organisations)):
        _large(site, database, sets, among)
    fewer, more = [], []
    for _time in range(3):
        fewer.append(_measured(_AMONG_FEWER))
        more.append(_measured(_AMONG_MORE))
    for name in ("overview", "drilldown"):
        value, floor = (median(each[name] for each in found) for found in (more, fewer))
        report("report.growth" if name == "overview" else f"report.growth.{name}", value, floor, UNIT)


def _large(site: Measured, database: str, sets: int, organisations: int) -> dict[str, str]:
    databases.create(database, owner=databases.owner(), template=site.database)
    databases.crowd(database, since=FEW, upto=organisations)
    return databases.enlarge(database, sets, upto=organisations if organisations > FEW else 1)


def _measured(database: str) -> dict[str, float]:
    told: dict[str, float] = json.loads(databases.run_on_site(["-m", "benchmarks.figures", database], database))
    return told


def main(database: str) -> None:
    """In the site's own process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alsweb.settings")
    import django

    django.setup()
    from benchmarks import counted

    print(json.dumps(counted.costs(database, rounds=ROUNDS)))


if __name__ == "__main__":
    main(*sys.argv[1:])
