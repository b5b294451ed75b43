"""A browser, the site on a port of its own, a mail server on the loopback, and a clock that can be moved for all of them."""

import gc
import os
import re
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
import uvicorn
from aiosmtpd.controller import Controller
from axe_playwright_python.sync_playwright import Axe
from django.core.asgi import get_asgi_application
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from alsweb.lib.time import now
from notifications import planner, sender
from tests.pages.conftest import static_files  # noqa: F401
from tests.sessions.reader import Reader

BEGIN = datetime.fromisoformat("2027-01-11T10:00:00+00:00")
CHROMIUM = os.environ.get("ALSWEB_CHROMIUM") or shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]
PHONE, DESK = {"width": 360, "height": 800}, {"width": 1280, "height": 900}
PATIENCE = 15_000
"""Milliseconds; a busy machine is no fault."""
LEADS_ELSEWHERE = """pressed => !pressed.closest("[hx-post], [hx-get]")
    && (pressed.matches("a[href]") || (pressed.type === "submit" && (pressed.formNoValidate || pressed.form.checkValidity())))"""
# Playwright's loop runs in this thread, where the tests also ask the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/e2e/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            # Django's ASGI handler and WhiteNoise leave it to the collector to close what they served.
            item.add_marker(pytest.mark.filterwarnings("ignore::ResourceWarning"))
            item.add_marker(pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"))
            item.add_marker(pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume synchronous"))
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="No Chromium: install it, or name it in ALSWEB_CHROMIUM"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The server's clock; it runs on from where it is put, and the browser does not know."""
    with time_machine.travel(BEGIN, tick=True) as traveller:
        yield traveller


class _Letters:
    def __init__(self) -> None:
        self.all: list[EmailMessage] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.all.append(letter)
        return "250 OK"


@dataclass
class Post:
    """What the real sender has handed to a mail server of the test's own."""

    letters: list[EmailMessage]
    read: int = 0

    def send(self) -> None:
        planner.plan(now())
        sender.send_due(now())

    def letter_to(self, address: str) -> str:
        """The text of the newest letter to somebody, sent now."""
        self.send()
        mine = [letter for letter in self.letters if address in letter["To"]]
        assert mine, f"{address} got no mail."
        body = mine[-1].get_body(("plain",))
        assert body is not None
        return str(body.get_content())

    def calendar_of(self, address: str) -> Reader:
        """Their calendar program, when it has taken every invitation that has come so far."""
        reader = Reader(address)
        for letter in self.letters:
            if address in letter["To"]:
                for part in letter.walk():
                    if part.get_content_type() == "text/calendar":
                        reader.take(bytes(part.get_payload(decode=True)))
        return reader


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    letters = _Letters()
    controller = Controller(letters, hostname="127.0.0.1", port=_free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    yield Post(letters.all)
    controller.stop()


@pytest.fixture
def site(settings: Any, clock: object, static_files: None, transactional_db: None) -> Iterator[str]:  # noqa: F811
    """The address of the product as it is served, in this process, so that it shares the moved clock."""
    port = _free_port()
    settings.SITE_URL = f"http://localhost:{port}"
    config = uvicorn.Config(
        get_asgi_application(),
        host="127.0.0.1",
        port=port,
        lifespan="off",
        log_level="warning",
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
    yield settings.SITE_URL
    server.should_exit = True
    thread.join(10)
    gc.collect()  # here, and not in somebody else's test


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Visitor:
    """A person before their own browser, who looks closely at each page they come to."""

    page: Page
    site: str
    faults: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", lambda message: self._note(message.type == "error", message.text))
        self.page.on("pageerror", lambda error: self._note(True, str(error)))
        self.page.on("response", lambda answer: self._note(answer.status >= 500, f"{answer.status} {answer.url}"))
        self.page.on("request", lambda asked: self._note(not asked.url.startswith((self.site, "data:")), asked.url))

    def _note(self, is_fault: bool, text: str) -> None:
        if is_fault and "422" not in text:  # the browser logs every form that is sent back
            self.faults.append(text)

    def goes_to(self, path: str) -> None:
        self.page.goto(path if "://" in path else f"{self.site}{path}")

    def clicks(self, name: str, *, role: str = "button") -> None:
        """And waits for the page that it leads to: a form may ask first whether the site is there."""
        pressed = self.page.get_by_role(role, name=name, exact=True).first  # type: ignore[arg-type]
        if pressed.evaluate(LEADS_ELSEWHERE):
            with self.page.expect_navigation(wait_until="load"):
                pressed.click()
        else:
            pressed.click()

    def follows(self, name: str) -> None:
        self.clicks(name, role="link")

    def writes(self, **fields: str) -> None:
        for name, text in fields.items():
            self.page.locator(f"[name={name}]:visible").first.fill(text)

    def chooses(self, name: str) -> None:
        self.page.get_by_label(name, exact=True).first.check()

    def reads(self, text: str) -> None:
        self.page.get_by_text(text).first.wait_for()

    def signs_in(self, email: str, password: str) -> None:
        self.goes_to("/accounts/login/")
        self.writes(login=email, password=password)
        self.clicks("Sign in")

    def looks(self, name: str) -> None:
        """Light and dark, on a desk and on a phone: nothing is wrong for anybody who sees, hears or enlarges it."""
        wrong = []
        for scheme, size in product(("light", "dark"), (DESK, PHONE)):
            where = f"{scheme} {'phone' if size is PHONE else 'desk'}"
            self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            self.page.set_viewport_size(size)  # type: ignore[arg-type]
            found = Axe().run(self.page).response["violations"]
            wrong += [
                f"{name}, {where}: {each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]
            ]
            wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            wrong += [f"{name}: {wide} px too wide, {where}"] if wide > 0 else []
            if folder := os.environ.get("ALSWEB_SCREENSHOTS"):
                Path(folder).mkdir(parents=True, exist_ok=True)
                self.page.screenshot(path=f"{folder}/{name}-{where}.png", full_page=True)
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size(DESK)  # type: ignore[arg-type]
        self.seen.append(name)
        self.faults += wrong


Arrives = Callable[..., Visitor]


@pytest.fixture
def arrives(chromium: Browser, site: str) -> Iterator[Arrives]:
    """A new browser for each who comes; at the end nobody has met a fault."""
    contexts: list[BrowserContext] = []
    visitors: list[Visitor] = []

    def come(**options: Any) -> Visitor:
        context = chromium.new_context(
            viewport=DESK, locale="en-GB", timezone_id="Europe/London", reduced_motion="reduce", **options
        )  # type: ignore[arg-type]
        contexts.append(context)
        visitors.append(Visitor(context.new_page(), site))
        return visitors[-1]

    yield come
    for context in contexts:
        context.close()
    faults = [fault for visitor in visitors for fault in visitor.faults]
    assert not faults, "\n".join(faults)


def link_in(letter: str, part: str) -> str:
    """The first address in a letter that leads to `part` of the site."""
    found = [link for link in re.findall(r"https?://[^\s<>]+", letter) if part in urlsplit(link).path]
    assert found, letter
    return str(found[0])
