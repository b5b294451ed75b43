from collections.abc import Iterator
from pathlib import Path

import pytest

from alsweb.launch.sockets import socket_folder
from alsweb.launch.valkey import Valkey
from tests.notifications.conftest import client, known_kinds, mail_server, static_files

__all__ = ["client", "known_kinds", "mail_server", "static_files"]


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[Valkey]:
    """The drill's own, to be stopped, frozen and killed; it keeps nothing."""
    server = Valkey(tmp_path, log=tmp_path / "log" / "valkey.log", throw_away=True)
    server.start()
    yield server
    assert server.child
    server.stop()
    for left in socket_folder(tmp_path).iterdir():
        left.unlink()


@pytest.fixture
def one_line() -> None:
    """As many as there are."""
