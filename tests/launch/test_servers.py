"""The embedded servers, really started, in a folder whose path is long and holds spaces."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import redis

from alsweb.launch import postgres
from alsweb.launch.postgres import Postgres
from alsweb.launch.processes import CannotStart, pause
from alsweb.launch.sockets import socket_folder
from alsweb.launch.valkey import Valkey


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data") / "a folder with spaces" / ("and a rather long name" * 5)
    folder.mkdir(parents=True)
    return folder


@contextmanager
def running(data: Path) -> Iterator[Postgres]:
    server = Postgres(data, log=data / "log" / "postgres.log", throw_away=True)
    try:
        server.start()
        yield server
    finally:
        server.stop()


def ask(server: Postgres, question: str) -> object:
    with psycopg.connect(server.url(), autocommit=True) as login:
        row = login.execute(question.encode()).fetchone()
        return row[0] if row else None


def test_the_owner_owns_the_database_and_is_no_superuser(data: Path) -> None:
    with running(data) as server:
        assert ask(server, "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user") is False
        assert ask(server, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'alsweb'") == "alsweb_owner"
        assert ask(server, "SELECT rolinherit FROM pg_roles WHERE rolname = 'alsweb_runtime'") is False


def test_it_listens_on_one_private_socket_only(data: Path) -> None:
    with running(data) as server:
        assert ask(server, "SELECT current_setting('listen_addresses')") == ""
        assert server.socket.stat().st_mode & 0o777 == 0o700


def test_a_pid_file_whose_number_is_somebody_elses_does_not_stop_it(data: Path) -> None:
    with running(data):
        pass
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        folder = next(data.glob("postgres-*"))
        (folder / "postmaster.pid").write_text(f"{stranger.pid}\n{folder}\n0\n5432\n\n\n0 0\nready\n")
        with running(data) as server:
            assert ask(server, "SELECT 1") == 1
    finally:
        stranger.kill()
        stranger.wait()


def test_what_was_committed_is_there_after_a_kill(data: Path) -> None:
    with running(data) as server:
        assert server.child
        with psycopg.connect(server.url(), autocommit=True) as login:
            login.execute("CREATE TABLE IF NOT EXISTS kept (what text)")
            login.execute("INSERT INTO kept VALUES ('this')")
        os.kill(server.child.process.pid, signal.SIGKILL)
        server.child.process.wait()

    with running(data) as server:
        assert ask(server, "SELECT what FROM kept") == "this"


def test_a_server_left_by_a_killed_launcher_is_ended_first(data: Path) -> None:
    with running(data) as left, running(data) as server:
        assert left.child
        while left.child.runs:
            pause()
        assert ask(server, "SELECT 1") == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="Only root has to become somebody else.")
def test_root_becomes_another_user_where_namespaces_are_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "_AS_NOBODY", ("false",))
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)

    with running(closed) as server:
        assert ask(server, "SELECT 1") == 1
        assert next(closed.glob("postgres-*")).stat().st_uid != 0
    monkeypatch.undo()
    with running(closed) as server:
        assert ask(server, "SELECT 1") == 1


def test_data_of_a_version_that_is_not_here_are_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "postgres-99").mkdir()

    with pytest.raises(CannotStart, match="written by PostgreSQL 99"):
        Postgres(tmp_path, log=tmp_path / "log")


def test_valkey_keeps_what_it_was_told_over_a_kill(data: Path) -> None:
    first = Valkey(data, log=data / "log" / "valkey.log")
    second = Valkey(data, log=data / "log" / "valkey.log")
    try:
        first.start()
        assert first.child
        with redis.Redis.from_url(first.url) as line:
            line.set("kept", "this")
            line.execute_command("WAITAOF", 1, 0, 1000)
        os.kill(first.child.process.pid, signal.SIGKILL)
        first.child.process.wait()
        second.start()
        with redis.Redis.from_url(second.url) as line:
            assert line.get("kept") == b"this"
    finally:
        first.stop()
        second.stop()


def test_a_folder_that_somebody_else_made_for_our_sockets_is_refused(tmp_path: Path) -> None:
    spaced = tmp_path / "with a space"
    spaced.mkdir()
    ours = socket_folder(spaced)
    ours.rmdir()
    ours.symlink_to(tmp_path)

    try:
        with pytest.raises(CannotStart, match="belongs to somebody else"):
            socket_folder(spaced)
    finally:
        ours.unlink()
