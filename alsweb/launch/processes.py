"""The processes that the launcher starts: each with a log of its own, all of them ended with the launcher."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from alsweb.environment import ROOT

_PR_SET_PDEATHSIG = 1
_prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None
_LONGEST_LOG = 10_000_000


class CannotStart(Exception):
    """What stood in the way and what to do about it, in a sentence or two."""


class Stopped(Exception):
    """Somebody asked the launcher to end."""


def say(line: str) -> None:
    print(line, flush=True)


class _Ending:
    asked = False


@contextmanager
def ending_on_signals() -> Iterator[None]:
    """Note that an end was asked for, so that each wait can leave by `Stopped` with nothing half started."""

    def note(_number: int, _frame: FrameType | None) -> None:
        _Ending.asked = True

    wanted = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {each: signal.getsignal(each) for each in wanted}
    for each in wanted:
        if before[each] != signal.SIG_IGN or each != signal.SIGHUP:  # nohup has to keep its meaning
            signal.signal(each, note)
    try:
        yield
    finally:
        _Ending.asked = False
        for each, handler in before.items():
            signal.signal(each, handler)


def pause(seconds: float = 0.02) -> None:
    """Wait a moment; raise Stopped when an end was asked for."""
    if _Ending.asked:
        raise Stopped
    time.sleep(seconds)
    if _Ending.asked:
        raise Stopped


def wait_until(true: Callable[[], bool], *, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        pause()
    return True


class Child:
    """One started process, in a session of its own: Ctrl-C reaches the launcher alone, which ends all in order."""

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        log: Path,
        environ: Mapping[str, str] | None = None,
        folder: Path = ROOT,
        end_with: signal.Signals = signal.SIGTERM,
        show: bool = False,
    ) -> None:
        """`show` lets its standard output through to the launcher's own."""
        if _Ending.asked:
            raise Stopped
        self.name, self.log, self.end_with = name, log, end_with
        log.parent.mkdir(parents=True, exist_ok=True)
        if log.exists() and log.stat().st_size > _LONGEST_LOG:
            log.replace(log.with_suffix(".log.1"))
        parent = os.getpid()

        def follow_the_launcher() -> None:
            if _prctl:
                _prctl(_PR_SET_PDEATHSIG, int(end_with))
                if os.getppid() != parent:
                    os._exit(1)

        with log.open("ab") as out:
            self.began_at = out.tell()
            self.process = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=None if show else out,
                stderr=out,
                cwd=folder,
                env=dict(os.environ if environ is None else environ),
                start_new_session=True,
                preexec_fn=follow_the_launcher,
            )

    @property
    def runs(self) -> bool:
        return self.process.poll() is None

    def finish(self) -> int:
        """Wait for its end; its exit status."""
        try:
            while self.runs:
                pause()
        except Stopped:
            self.stop()
            raise
        return self.process.returncode

    def ask_to_stop(self) -> None:
        with suppress(ProcessLookupError):
            self.process.send_signal(self.end_with)

    def stop(self, seconds: float = 8) -> None:
        """End it by its own signal, then by force, together with whatever it started."""
        if self.runs:
            self.ask_to_stop()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def last_lines(self, count: int = 15) -> str:
        with self.log.open("rb") as text:
            text.seek(self.began_at)
            lines = text.read().decode(errors="replace").splitlines()
        return "\n".join(f"  {line}" for line in lines[-count:])

    @property
    def trouble(self) -> str:
        status = self.process.poll()
        how = "does not answer as it should" if status is None else f"ended with status {status}"
        return f"{self.name} {how}"

    def failed(self) -> CannotStart:
        return CannotStart(f"{self.trouble}. The end of {self.log}:\n{self.last_lines()}")


def run(name: str, command: Sequence[str | Path], *, log: Path, environ: Mapping[str, str] | None = None) -> None:
    """Run one command to its end; raise CannotStart with its last lines where it fails."""
    child = Child(name, command, log=log, environ=environ)
    if child.finish() != 0:
        raise child.failed()


def clean_environ() -> dict[str, str]:
    """This process's variables without libpq's and the shell's language, which would change a server's ways."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_")) and name != "LANG"}
    return {**kept, "LC_ALL": "C"}
