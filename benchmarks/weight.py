"""`page.weight` and `page.requests`: a first visit in Chromium, with nothing kept from before.

Weight is what came over the line, headers too, compressed as it was sent (DevTools' encodedDataLength), of the
heaviest page of a first visit: the sign-in page and the five measured pages are each visited by a new browser
profile. The floor is what no page here can do without: the two fonts and htmx, compressed. For the requests it
is the page itself, its sheet, the two fonts and htmx.
"""

import gzip
import shutil
from dataclasses import dataclass
from os import environ
from pathlib import Path
from typing import Any

import django_htmx
from playwright.sync_api import Browser, sync_playwright

from benchmarks.databases import Measured
from benchmarks.line import report, tell
from benchmarks.pages import SITE
from benchmarks.served import ROOT, Served

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]
FEWEST_REQUESTS = 5


@dataclass(frozen=True)
class Visit:
    size: float
    """Bytes."""
    requests: int
    elsewhere: int
    """Requests to another host."""


def run(site: Measured) -> None:
    chromium = environ.get("ALSWEB_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        tell("  page.weight needs a Chromium; on Debian: apt install chromium libatomic1")
        return
    visits: dict[str, Visit] = {}
    with Served(SITE, site.environ, session="") as served, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for page, path in {"sign-in": "/accounts/login/", **site.paths}.items():
            visits[page] = _visit(browser, f"http://localhost:{served.port}{path}", site.sessions.get(page, ""))
        browser.close()
    for page, visit in visits.items():
        tell(
            f"  page.weight, {page}: {visit.size / 1000:.1f} kB, {visit.requests} requests, {visit.elsewhere} elsewhere"
        )
    heaviest = max(visits.values(), key=lambda visit: visit.size)
    most = max(visits.values(), key=lambda visit: visit.requests)
    report("page.weight", heaviest.size / 1000, _least_bytes() / 1000, "kB")
    report("page.requests", most.requests, FEWEST_REQUESTS, "requests")


def _visit(browser: Browser, address: str, session: str) -> Visit:
    context = browser.new_context(extra_http_headers={"X-Forwarded-Proto": "https"})
    if session:
        context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    page = context.new_page()
    asked: list[str] = []
    sizes: list[float] = []
    line = context.new_cdp_session(page)

    def note_request(event: dict[str, Any]) -> None:
        if not event["request"]["url"].startswith("data:"):
            asked.append(event["request"]["url"])

    line.on("Network.requestWillBeSent", note_request)
    line.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    line.send("Network.enable")
    answer = page.goto(address, wait_until="networkidle")
    if answer is None or answer.status != 200 or page.url != address:
        raise RuntimeError(f"{address} ended at {page.url} with {answer and answer.status}")
    context.close()
    return Visit(sum(sizes), len(asked), sum(not each.startswith("http://localhost") for each in asked))


def _least_bytes() -> int:
    fonts = [ROOT / "static" / "fonts" / name for name in ("figtree.woff2", "newsreader.woff2")]
    script = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
    return sum(font.stat().st_size for font in fonts) + len(gzip.compress(script.read_bytes(), 9))
