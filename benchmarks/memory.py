"""`web.memory`: what a web process holds after a thousand requests, beside the floor's after a thousand of its own.

Proportional memory (PSS): pages that several processes share are counted in parts, so it is a little less than
what one process would hold on a machine of its own. MB are 10⁶ bytes.
"""

from itertools import cycle, islice

from benchmarks.databases import Floor, Measured
from benchmarks.line import report
from benchmarks.pages import FLOOR, SITE
from benchmarks.served import Served

REQUESTS = 1000


def run(site: Measured, floor: Floor) -> None:
    with (
        Served(SITE, site.environ, session="") as served,
        Served(FLOOR, floor.environ, session=floor.session) as least,
    ):
        for page in islice(cycle(site.paths), REQUESTS):
            served.sign_in(site.sessions[page])
            served.get(site.paths[page])
            least.get("/")
        report("web.memory", served.proportional_memory(), least.proportional_memory(), "MB of PSS")
