"""One site in a data folder, and what a second start says about the first."""

import fcntl
import os
from pathlib import Path

from alsweb.launch.processes import CannotStart

_NAME = "site.lock"


def take(data: Path, address: str) -> int:
    """Hold the folder as long as the returned file is open; raise CannotStart where another process does."""
    file = os.open(data / _NAME, os.O_RDWR | os.O_CREAT, 0o600)
    if not _free(file):
        where = os.read(file, 200).decode() or "just starting"
        os.close(file)
        raise CannotStart(
            f"alsweb already runs from {data} ({where}); end it there with Ctrl-C, "
            "or give this one an ALSWEB_DATA and an ALSWEB_PORT of its own."
        )
    os.ftruncate(file, 0)
    os.write(file, f"{address}, process {os.getpid()}".encode())
    return file


def is_held(data: Path) -> bool:
    try:
        file = os.open(data / _NAME, os.O_RDWR)
    except OSError:
        return False
    try:
        return not _free(file)
    finally:
        os.close(file)


def _free(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
