"""`page.*`: what a page of fifty rows costs the web process, beside the floor's page of fifty rows.

Which rows those are, `benchmarks.measured` says. Both projects are served by uvicorn, as `make run` does it,
over one kept connection; requests go to the two in turn. Counted is the CPU of the serving process with all its
threads, as the kernel keeps it (not the wall clock, which other programs change; not a test client in this
process, which leaves out the server, ASGI and its threads). PostgreSQL's own CPU is left out of value and floor
and told beside them.
"""

from dataclasses import dataclass
from statistics import median

from benchmarks.databases import Floor, Measured, backends
from benchmarks.line import report, tell
from benchmarks.served import Served, cpu_of_all
from benchmarks.statements import statements_of

WARM_UP, ROUNDS, EACH = 15, 12, 8
FLOOR, SITE = "benchmarks.floor.asgi:application", "alsweb.asgi:application"


@dataclass(frozen=True)
class Cost:
    """Milliseconds of CPU a request."""

    web: float
    postgresql: float

    @property
    def all(self) -> float:
        return self.web + self.postgresql


@dataclass(frozen=True)
class Visited:
    """A page, and whose CPU it costs."""

    served: Served
    database: str
    path: str

    def times(self, count: int, pids: list[int] | None = None) -> Cost:
        """One round's mean; `pids` are PostgreSQL's processes for it."""
        pids = pids if pids is not None else backends(self.database)
        web, postgresql = self.served.cpu(), cpu_of_all(pids)
        for _ in range(count):
            self.served.get(self.path)
        return Cost((self.served.cpu() - web) / count * 1000, (cpu_of_all(pids) - postgresql) / count * 1000)


def in_turn(one: Visited, other: Visited, *, rounds: int = ROUNDS) -> tuple[Cost, Cost]:
    """The median round of each, the rounds of both interleaved."""
    for each in (one, other):
        each.times(WARM_UP)
    found: tuple[list[Cost], list[Cost]] = ([], [])
    for _ in range(rounds):
        for costs, each in zip(found, (one, other), strict=True):
            costs.append(each.times(EACH))
    return _median(found[0]), _median(found[1])


def _median(costs: list[Cost]) -> Cost:
    return Cost(median(each.web for each in costs), median(each.postgresql for each in costs))


NAMES = {
    "poll": "poll.page",
    "diary": "calendar.page",
    "month": "calendar.month",
    "workbench": "workbench.page",
    "progress": "page.progress",
}


def run(site: Measured, floor: Floor, *, only: str = "") -> None:
    statements = statements_of(site)
    with Served(FLOOR, floor.environ, session=floor.session) as least:
        for page, path in site.paths.items():
            name = NAMES.get(page, f"page.{page}")
            if only not in ("", name):
                continue
            # A process of its own for each page, so that none pays for what another left behind.
            with Served(SITE, site.environ, session=site.sessions[page]) as served:
                value, beside = in_turn(Visited(served, site.database, path), Visited(least, floor.database, "/"))
            report(name, value.web, beside.web, "ms of the web's CPU")
            tell(
                f"  {name}: {len(statements[page])} statements; "
                f"PostgreSQL’s CPU besides: {value.postgresql:.2f} ms, the floor’s {beside.postgresql:.2f} ms"
            )
