"""The two servers that a site stands on, given by the environment or started here, and what its processes are told."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from alsweb.environment import (
    LOOPBACK,
    WrongEnvironment,
    data_folder,
    port_of,
    read,
    switch,
)
from alsweb.launch import keys, lock
from alsweb.launch.postgres import OWNER, RUNTIME, Postgres
from alsweb.launch.processes import say
from alsweb.launch.valkey import Valkey


class Services:
    """PostgreSQL and Valkey under one data folder; nothing is started for an address that is given."""

    def __init__(self, environ: Mapping[str, str], data: Path, *, throw_away: bool = False) -> None:
        self.environ, self.data, self.throw_away = dict(environ), data, throw_away
        log = data / "log"
        given = {} if throw_away else environ
        self.postgres = (
            None if given.get("DATABASE_URL") else Postgres(data, log=log / "postgres.log", throw_away=throw_away)
        )
        self.valkey = None if given.get("REDIS_URL") else Valkey(data, log=log / "valkey.log", throw_away=throw_away)

    def start(self) -> None:
        if self.postgres:
            if not self.throw_away:
                say("Starting PostgreSQL.")
            self.postgres.start()
        if self.valkey:
            self.valkey.start()

    def stop(self) -> None:
        for service in (self.valkey, self.postgres):
            if service:
                service.stop()

    def tend(self) -> None:
        """Start a server again that has ended unasked; raise CannotStart where it does not come back."""
        for service in (self.postgres, self.valkey):
            if service and service.child and not service.child.runs:
                say(f"{service.child.trouble} (see {service.log}); it is started again.")
                service.start()

    def told(self) -> dict[str, str]:
        """The variables for the site's own processes."""
        told = {
            **self.environ,
            "PYTHONUNBUFFERED": "1",
            "ALSWEB_DATA": str(self.data),
            "ALSWEB_PORT": str(port_of(self.environ)),
            "ALSWEB_DEMO": "1" if switch({"ALSWEB_DEMO": "1", **self.environ}, "ALSWEB_DEMO") else "0",
        }
        defaults = {"DEBUG": "false", "ALLOWED_HOSTS": ",".join(LOOPBACK)}
        if told["ALSWEB_DEMO"] == "1":
            defaults["EMAIL_URL"] = "outbox:"
            defaults["SECRET_KEY"] = self.environ.get("SECRET_KEY") or keys.secret_key(self.data)
            defaults["WORDS_KEY"] = self.environ.get("WORDS_KEY") or keys.words_key(self.data)
        for name, value in defaults.items():
            told[name] = told.get(name) or value
        if self.postgres:
            told["DATABASE_URL"] = self.postgres.url(OWNER)
            told["DATABASE_RUNTIME_URL"] = self.postgres.url(RUNTIME)
        if self.valkey:
            told["REDIS_URL"] = self.valkey.url
        read(told)
        return told


def of_this_folder() -> Services:
    """The services of the site in $ALSWEB_DATA."""
    folder = data_folder(os.environ)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / "log").mkdir(exist_ok=True)
    except OSError as refused:
        raise WrongEnvironment(
            f"ALSWEB_DATA is “{folder}”, which cannot be written to ({refused.strerror}); give a folder that can."
        ) from None
    return Services(os.environ, folder.resolve())


@contextmanager
def started(services: Services) -> Iterator[dict[str, str]]:
    try:
        services.start()
        yield services.told()
    finally:
        services.stop()


def running_site(environ: Mapping[str, str]) -> dict[str, str]:
    """What the site that runs from $ALSWEB_DATA was told; empty where none runs or another is given."""
    data = data_folder(environ).resolve()
    if environ.get("DATABASE_URL") or not lock.is_held(data):
        return {}
    return Services(environ, data).told()
