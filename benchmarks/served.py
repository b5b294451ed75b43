"""A project served by one uvicorn process, as `make run` serves the site, and what its requests cost."""

import http.client
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).resolve().parent.parent


class Served:
    def __init__(self, application: str, environ: Mapping[str, str], *, session: str) -> None:
        """`session` is the key of somebody signed in; empty where nobody is, and no cookie comes."""
        self.port = free_port()
        place = ["--host", "127.0.0.1", "--port", str(self.port)]
        ways = ["--timeout-graceful-shutdown", "2", "--no-access-log", "--lifespan", "off", "--log-level", "warning"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", application, *place, *ways],
            env=dict(environ),
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
        )
        self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        self.headers = {
            "Host": "localhost",
            "Accept-Encoding": "gzip",
            "X-Forwarded-Proto": "https",
        }
        self.expects = 200
        self.sign_in(session)

    def __enter__(self) -> Self:
        try:
            wait_for(self.port, self.process)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        self.line.close()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def sign_in(self, session: str) -> None:
        if session:
            self.headers["Cookie"] = f"sessionid={session}"

    def get(self, path: str) -> bytes:
        """The page's body; any answer but the expected one is no measurement."""
        try:
            answer = self._ask(path)
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            self.line.close()  # uvicorn ends a connection that was idle for five seconds
            answer = self._ask(path)
        body = answer.read()
        if answer.status != self.expects:
            raise RuntimeError(f"{path} answers {answer.status} and not {self.expects}")
        return body

    def etag(self, path: str) -> str:
        answer = self._ask(path)
        answer.read()
        return answer.headers["ETag"]

    def _ask(self, path: str) -> http.client.HTTPResponse:
        self.line.request("GET", path, headers=self.headers)
        return self.line.getresponse()

    def cpu(self) -> float:
        return cpu_of(self.process.pid)

    def proportional_memory(self) -> float:
        """PSS in MB: what the process has alone, and its share of what it has with others."""
        lines = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text().splitlines()
        kilobytes = next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        return kilobytes * 1024 / 1e6


def cpu_of(pid: int) -> float:
    """CPU seconds of all threads of a process, living or ended, to the nanosecond.

    The kernel has a clock for each process; its number is made from the pid (clock_getcpuclockid(3)).
    """
    return time.clock_gettime(((~pid) << 3) | 2)


def cpu_of_all(pids: Iterable[int]) -> float:
    return sum(map(cpu_of, pids))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, process: "subprocess.Popen[bytes]", *, seconds: float = 60) -> None:
    """Until something listens there; raise RuntimeError where the process ends before."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError(f"nothing listens on port {port}; the process is {process.poll() or 'still there'}")
