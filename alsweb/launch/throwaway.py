"""A PostgreSQL and a Valkey for one command (tests, checks, benchmarks), gone with it."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from alsweb.environment import ROOT
from alsweb.launch.browser import chromium
from alsweb.launch.postgres import SUPERUSER
from alsweb.launch.processes import pause
from alsweb.launch.services import Services, started
from alsweb.launch.sockets import socket_folder

_THE_SITES_OWN = (
    "ALLOWED_HOSTS",
    "ALSWEB_DATA",
    "ALSWEB_DEMO",
    "ALSWEB_PORT",
    "DATABASE_RUNTIME_URL",
    "DATABASE_URL",
    "DEBUG",
    "EMAIL_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "WORDS_KEY",
)


@contextmanager
def throw_away_services() -> Iterator[dict[str, str]]:
    """The variables of a process that has servers of its own; what this one was told of a site is left out."""
    environ = {name: value for name, value in os.environ.items() if name not in _THE_SITES_OWN}
    data = Path(tempfile.mkdtemp(prefix="alsweb-test-"))
    try:
        services = Services(environ, data, throw_away=True)
        with started(services) as told:
            assert services.postgres
            yield {**told, "ALSWEB_TEST_SUPERUSER_URL": services.postgres.url(SUPERUSER)}
    finally:
        shutil.rmtree(socket_folder(data), ignore_errors=True)
        shutil.rmtree(data, ignore_errors=True)


def run_tests(arguments: Sequence[str]) -> int:
    """Run pytest beside servers of its own; its exit status."""
    browser = chromium()
    with throw_away_services() as told:
        if browser:
            told["ALSWEB_CHROMIUM"] = browser
        parallel = [] if any(each.startswith("-n") for each in arguments) else ["-n", "2"]
        return run_command([sys.executable, "-m", "pytest", *parallel, *arguments], told)


def run_shell(command: Sequence[str]) -> int:
    """Run any command beside servers of its own; its exit status."""
    with throw_away_services() as told:
        return run_command(command, told)


def run_command(command: Sequence[str], told: dict[str, str]) -> int:
    """Run in the foreground, with this terminal, from the repository's folder."""
    process = subprocess.Popen(command, env=told, cwd=ROOT)
    try:
        while process.poll() is None:
            pause(0.1)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()
    return process.returncode
