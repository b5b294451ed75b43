"""The whole site on one machine: servers, schema, demo, web, worker and beat, until somebody ends it."""

import hashlib
import os
import socket
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from alsweb.environment import ROOT, WrongEnvironment, port_of
from alsweb.launch import healthy, lock
from alsweb.launch.processes import Child, Stopped, pause, say
from alsweb.launch.services import Services, of_this_folder

_LONGEST_WAIT = 60.0
_LONGEST_WAIT_FOR_A_SWEEP = 10.0
_STEADY = 60.0
"""Seconds after which a process that ends again is taken for a new trouble."""


def run() -> None:
    """Serve until Ctrl-C or SIGTERM; raise CannotStart or WrongEnvironment in whole sentences."""
    port = port_of(os.environ)
    address = f"http://localhost:{port}/"
    services = of_this_folder()
    held = lock.take(services.data, address)
    refuse_a_taken_port(port)
    processes: list[Process] = []
    try:
        told = services.told()
        services.start()
        prepare(services.data, told)
        for name, command in commands(port).items():
            processes.append(Process(name, command, services.data, told))
        _wait_for_web(processes[0], port)
        say(f"Ready: {address}")
        _watch(processes, services)
    except Stopped:
        say("Stopping.")
    finally:
        for process in processes:
            process.child.ask_to_stop()
        for process in processes:
            process.child.stop()
        services.stop()
        os.close(held)


def commands(port: int) -> dict[str, list[str]]:
    python = sys.executable
    celery = [python, "-m", "celery", "-A", "alsweb"]
    web = [python, "-m", "uvicorn", "alsweb.asgi:application", "--host", "127.0.0.1", "--port", str(port)]
    return {
        "web": [*web, "--timeout-graceful-shutdown", "2", "--no-access-log", "--lifespan", "off"],
        "worker": [
            *celery,
            "worker",
            "--concurrency",
            "2",
            "--without-gossip",
            "--without-mingle",
            "--loglevel",
            "INFO",
        ],
        # Sends what waits also while Valkey, worker or beat is away.
        "sender": [python, "-m", "manage", "send_notices", "--every", "2"],
        "beat": [*celery, "beat", "--schedule", "beat-schedule", "--loglevel", "WARNING"],
    }


class Process:
    """One of the site's own processes, started again with growing pauses when it ends unasked."""

    def __init__(self, name: str, command: list[str], data: Path, told: Mapping[str, str]) -> None:
        self.name, self.data, self.told = name, data, told
        self.command = [str(data / part) if part == "beat-schedule" else part for part in command]
        self.pause = 1.0
        self.due_at: float | None = None
        self.start()

    def start(self) -> None:
        log = self.data / "log" / f"{self.name}.log"
        self.child = Child(f"The {self.name} process", self.command, log=log, environ=self.told)
        self.started_at, self.due_at = time.monotonic(), None

    def tend(self) -> None:
        if self.child.runs:
            return
        now = time.monotonic()
        if self.due_at is None:
            self.pause = 1.0 if now - self.started_at > _STEADY else min(self.pause * 2, 30.0)
            self.due_at = now + self.pause
            say(f"{self.child.trouble} (see {self.child.log}); it is started again in {self.pause:.0f} seconds.")
            self.child.stop()  # what it had started itself
        elif now >= self.due_at:
            self.start()


def prepare(data: Path, told: Mapping[str, str]) -> None:
    """Bring roles, schema, static files and demo to where this version wants them; harmless when repeated."""
    stamp, fingerprint = data / "static.stamp", _fingerprint_of_static_files()
    fresh = stamp.exists() and stamp.read_text() == fingerprint
    steps = ["--static"] if not fresh else []
    log = data / "log" / "prepare.log"
    child = Child(
        "Preparing the database",
        [sys.executable, "-m", "alsweb.launch.prepare", *steps],
        log=log,
        environ=told,
        show=True,
    )
    if child.finish() != 0:
        raise child.failed()
    stamp.write_text(fingerprint)


def _fingerprint_of_static_files() -> str:
    """Names, sizes and times of all that collectstatic reads; packages are told apart by the lock file."""
    folders = [ROOT / "static", *ROOT.glob("[!.]*/static"), *ROOT.glob("alsweb/*/static")]
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    rules = [ROOT / "requirements.lock", ROOT / "alsweb" / "settings.py", ROOT / "alsweb" / "lib" / "staticfiles.py"]
    seen = hashlib.sha256()
    for path in (*files, *(rule for rule in rules if rule.exists())):
        status = path.stat()
        seen.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode(errors="surrogateescape"))
    return seen.hexdigest()


def refuse_a_taken_port(port: int) -> None:
    """Raise WrongEnvironment when the web could not listen; asked before anything slow is done."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as refused:
            raise WrongEnvironment(
                f"ALSWEB_PORT: port {port} cannot be used ({refused.strerror}); "
                f"choose another, for example: ALSWEB_PORT={port + 1 if port < 65535 else 8000} make run"
            ) from None


def _wait_for_web(web: Process, port: int) -> None:
    """Until it answers; then a little longer for the first sweep, without which /readyz says that it is not well."""
    end = time.monotonic() + _LONGEST_WAIT
    while (answer := _status("/healthz", web, port)) != 200:
        # An answer that is not the right one will not become it by waiting.
        if answer or not web.child.runs or time.monotonic() > end:
            raise web.child.failed()
        pause(0.1)
    end = time.monotonic() + _LONGEST_WAIT_FOR_A_SWEEP
    while _status("/readyz", web, port) != 200 and time.monotonic() < end:
        pause(0.5)


def _status(page: str, web: Process, port: int) -> int | None:
    return healthy.status(port, page=page, allowed_hosts=web.told["ALLOWED_HOSTS"])


def _watch(processes: list[Process], services: Services) -> None:
    while True:
        pause(0.25)
        services.tend()
        for process in processes:
            process.tend()
