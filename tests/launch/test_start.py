"""What `make run` says when it cannot start, before it has done anything slow."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from alsweb.environment import ROOT
from alsweb.launch import keys, lock
from alsweb.launch.throwaway import _THE_SITES_OWN as OF_A_SITE


def start(data: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if name not in OF_A_SITE}
    return subprocess.run(
        [sys.executable, "-m", "alsweb.launch", "run"],
        cwd=ROOT,
        env={**environ, "ALSWEB_DATA": str(data), **variables},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_a_second_start_says_where_the_first_runs(tmp_path: Path) -> None:
    held = lock.take(tmp_path, "http://localhost:8017/")
    try:
        second = start(tmp_path)
    finally:
        os.close(held)

    assert second.returncode == 1
    assert second.stderr.count("\n") == 1
    assert f"already runs from {tmp_path} (http://localhost:8017/, process {os.getpid()})" in second.stderr


def test_a_port_in_use_is_named_with_the_way_to_another(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        refused = start(tmp_path, ALSWEB_PORT=str(port))

    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert f"ALSWEB_PORT: port {port} cannot be used" in refused.stderr
    assert not list(tmp_path.glob("postgres*"))


@pytest.mark.parametrize(
    ("variable", "value"), [("DATABASE_URL", "db"), ("REDIS_URL", "valkey"), ("ALSWEB_PORT", "web"), ("WORDS_KEY", "x")]
)
def test_a_wrong_variable_stops_the_start_with_one_sentence(tmp_path: Path, variable: str, value: str) -> None:
    refused = start(tmp_path, **{"ALSWEB_PORT": "1", variable: value})

    assert refused.returncode == 2
    assert refused.stderr.startswith(f"{variable} ")
    assert refused.stderr.count("\n") == 1


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    refused = start(tmp_path / "file" / "data")

    assert refused.returncode == 2
    assert refused.stderr.startswith("ALSWEB_DATA ")


def test_keys_are_made_once_and_read_by_their_owner_only(tmp_path: Path) -> None:
    first = keys.words_key(tmp_path)

    assert keys.words_key(tmp_path) == first
    assert (tmp_path / "keys" / "words.key").stat().st_mode & 0o777 == 0o600
    assert keys.secret_key(tmp_path) != first


def test_manage_says_in_one_sentence_what_is_missing(tmp_path: Path) -> None:
    environ = {name: value for name, value in os.environ.items() if name not in OF_A_SITE}
    refused = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={**environ, "ALSWEB_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert refused.returncode == 2
    assert refused.stderr.startswith("REDIS_URL is not set") or "is not set" in refused.stderr
    assert refused.stderr.count("\n") == 1
