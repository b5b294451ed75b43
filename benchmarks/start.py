"""`start.cold` and `start.warm`: `make run` in a scratch clone, until the first page has come.

Cold is from nothing: no `.venv`, no data, no package kept by pip or uv (what the network gives is part of both
figures). Its floor is the least that fills a `.venv`: `python -m venv`, pip installs uv, `uv pip sync` of the
lock. Warm is the next start, with `.venv` and data there; its floor is a bare PostgreSQL, a bare Valkey and the
floor project, until its first page. What is committed is measured, because the clone holds nothing else.
"""

import http.client
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from alsweb.launch.postgres import installation, way_down
from alsweb.launch.valkey import program
from benchmarks.databases import floor_environ
from benchmarks.line import report
from benchmarks.pages import FLOOR
from benchmarks.served import ROOT, free_port

COLD_ROUNDS, WARM_ROUNDS = 2, 3
PATIENCE = 240.0
_KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "PYENV_ROOT", "PYENV_VERSION")
_KEPT_BEGINNINGS = ("PIP_", "UV_", "SSL_", "REQUESTS_", "CURL_", "HTTP", "NO_PROXY", "http", "no_proxy", "ALL_PROXY")


def run() -> None:
    with ExitStack() as stack:
        scratch = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="alsweb-bench-", ignore_cleanup_errors=True))
        )
        clones, floors = [], []
        for number in range(COLD_ROUNDS):
            floors.append(_cold_floor(scratch / f"floor-{number}"))
            clone = scratch / f"clone-{number}"
            subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
            clones.append(_timed_run(clone, _caches(scratch / f"caches-{number}")))
        report("start.cold", median(clones), median(floors), "s")
        bare = _Bare(scratch / "bare")
        warm, least = [], []
        for _ in range(WARM_ROUNDS):
            least.append(bare.timed())
            warm.append(_timed_run(clone, {}))
        report("start.warm", median(warm), median(least), "s")


def _environ(more: Mapping[str, str]) -> dict[str, str]:
    """What a person's shell has, and nothing that this run was told."""
    kept = {name: value for name, value in os.environ.items() if name in _KEPT or name.startswith(_KEPT_BEGINNINGS)}
    return {**kept, **more}


def _caches(folder: Path) -> dict[str, str]:
    return {"PIP_CACHE_DIR": str(folder / "pip"), "UV_CACHE_DIR": str(folder / "uv")}


def _timed_run(clone: Path, environ: Mapping[str, str]) -> float:
    """Seconds from `make run` to the first page; then it is ended, by Ctrl-C as a person does."""
    port = free_port()
    told = _environ({**environ, "ALSWEB_PORT": str(port), "ALSWEB_DATA": str(clone / ".data")})
    began = time.monotonic()
    command = ["make", "run", f"PYTHON={_system_python()}"]
    with (clone / "run.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=clone, env=told, stdout=log, stderr=log, start_new_session=True)
    try:
        _until_first_page(port, "/accounts/login/", process, clone / "run.log")
        return time.monotonic() - began
    finally:
        os.killpg(process.pid, signal.SIGINT)  # a terminal tells all of make's processes
        _wait_for_end(process)


def _system_python() -> str:
    """The Python behind this virtual environment: one inside it could not make another with its own pip."""
    return str(Path(sys.base_prefix) / "bin" / "python3")


def _cold_floor(folder: Path) -> float:
    told = _environ(_caches(folder / "caches"))
    python = str(folder / "venv" / "bin" / "python")
    lock = str(ROOT / "requirements.lock")
    began = time.monotonic()
    for command in (
        [_system_python(), "-m", "venv", str(folder / "venv")],
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv"],
        [python, "-m", "uv", "pip", "sync", "--quiet", "--require-hashes", "--python", python, lock],
    ):
        subprocess.run(command, env=told, check=True)
    return time.monotonic() - began


class _Bare:
    """Servers and the floor project with nothing around them; the programs are the site's own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.prefix = folder, way_down()
        (self.folder / "run").mkdir(parents=True)
        self.programs, _ = installation(folder)
        self.valkey = program()
        self.data = folder / "data"
        ways = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C"]
        subprocess.run(
            [*self.prefix, self.programs / "initdb", "-D", self.data, *ways], check=True, stdout=subprocess.DEVNULL
        )
        self.environ = floor_environ("postgres", str(folder / "run"), user="postgres")
        with ExitStack() as stack:
            self._start_servers(stack)
            _retry(self._fill)

    def timed(self) -> float:
        """Seconds from nothing running to the floor's first page."""
        with ExitStack() as stack:
            began = time.monotonic()
            self._start_servers(stack)
            _retry(self._answers)
            port = free_port()
            place = ["--host", "127.0.0.1", "--port", str(port), "--log-level", "warning", "--lifespan", "off"]
            command = [sys.executable, "-m", "uvicorn", FLOOR, *place]
            web = self._start(stack, command, signal.SIGTERM, environ=self.environ)
            _until_first_page(port, "/", web, self.folder / "log")
            return time.monotonic() - began

    def _fill(self) -> None:
        subprocess.run(
            [sys.executable, "-m", "benchmarks.floor.fill"],
            env=self.environ,
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _answers(self) -> None:
        """A socket that is there is not enough: PostgreSQL makes it before it takes connections."""
        import psycopg

        psycopg.connect(dbname="postgres", user="postgres", host=str(self.folder / "run")).close()

    def _start_servers(self, stack: ExitStack) -> None:
        run = self.folder / "run"
        own = ["-c", "listen_addresses=", "-c", "unix_socket_permissions=0700"]
        postgres = [*self.prefix, str(self.programs / "postgres"), "-D", str(self.data), "-k", str(run), *own]
        self._start(stack, postgres, signal.SIGINT)
        valkey = [self.valkey, "--port", "0", "--unixsocket", str(run / "valkey.sock"), "--dir", str(self.folder)]
        self._start(stack, valkey, signal.SIGTERM)

    def _start(
        self, stack: ExitStack, command: Sequence[str], end: signal.Signals, environ: Mapping[str, str] | None = None
    ) -> "subprocess.Popen[bytes]":
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                command, env=None if environ is None else dict(environ), cwd=ROOT, stdout=log, stderr=log
            )
        stack.callback(_end, process, end)
        return process


def _until_first_page(port: int, path: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            line.request("GET", path, headers={"Host": "localhost"})
            if line.getresponse().status == 200:
                return
        except OSError:
            pass
        finally:
            line.close()
        time.sleep(0.02)
    raise RuntimeError(f"no page came:\n{log.read_text(errors='replace')[-2000:]}")


def _retry(attempt: Callable[[], None], *, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            return attempt()
        except Exception:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)


def _end(process: "subprocess.Popen[bytes]", by: signal.Signals) -> None:
    if process.poll() is None:
        process.send_signal(by)
    _wait_for_end(process)


def _wait_for_end(process: "subprocess.Popen[bytes]") -> None:
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
