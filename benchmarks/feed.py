"""`calendar.feed`: what a calendar program that fetches costs the web process, beside the floor's page of as many rows.

`calendar.feed` is the whole text of two hundred sessions, as after a change; `calendar.feed.unchanged` the answer to a
program that has it already, which is nearly every one. Programs bring no cookie, and take the text compressed. Measured
as pages are (`benchmarks.pages`). Nothing of the text is kept between two requests, so the first costs what the
hundredth does, but for the zones' rules and the addresses of pages.
"""

from benchmarks.databases import Floor, Measured, fill_subscribed
from benchmarks.line import report, tell
from benchmarks.pages import FLOOR, SITE, Visited, in_turn
from benchmarks.served import Served

SESSIONS = 200
"""As many as `benchmarks.subscribed` makes."""


def run(site: Measured, floor: Floor) -> None:
    path = fill_subscribed(site.database)
    as_many = f"/rows/{SESSIONS}/"
    with (
        Served(FLOOR, floor.environ, session=floor.session) as least,
        Served(SITE, site.environ, session="") as served,
    ):
        beside, whole = Visited(least, floor.database, as_many), Visited(served, site.database, path)
        value, least_value = in_turn(whole, beside)
        report("calendar.feed", value.web, least_value.web, "ms of the web's CPU")
        served.headers["If-None-Match"] = served.etag(path)
        served.expects = 304
        unchanged, least_unchanged = in_turn(whole, beside)
        report("calendar.feed.unchanged", unchanged.web, least_unchanged.web, "ms of the web's CPU")
    tell(
        f"  calendar.feed: PostgreSQL’s CPU besides: {value.postgresql:.2f} ms, {unchanged.postgresql:.2f} ms unchanged, "
        f"the floor’s {least_value.postgresql:.2f} ms"
    )
