"""Static files for rendered pages, the story's clock, and the cast signed in."""

import fcntl
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from organisations.models import User
from tests.cast import NOW


@pytest.fixture(scope="session", autouse=True)
def static_files() -> None:
    """Collected once for all of xdist's workers, as `make run` does."""
    root = Path(settings.STATIC_ROOT)
    root.parent.mkdir(parents=True, exist_ok=True)
    with (root.parent / "static.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (root / "staticfiles.json").exists():
            call_command("collectstatic", interactive=False, verbosity=0, stdout=io.StringIO())


@pytest.fixture(autouse=True)
def story_time() -> Iterator[None]:
    """Every page is asked for at the moment at which the cast's story stands."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def signed_in(story_time: None) -> Callable[[User | None], Client]:
    """A browser of this person's, or of nobody."""

    def client_of(user: User | None) -> Client:
        client = Client(SERVER_NAME="localhost", raise_request_exception=False)
        if user is not None:
            client.force_login(user)
        return client

    return client_of
