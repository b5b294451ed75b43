"""Makes `.venv` and fills it from a hashed lock file. Runs by the system's Python, so only the standard library.

`python3 alsweb/launch/bootstrap.py runtime|dev`: does nothing where the environment already holds that lock
file; two at once wait for each other. The development lock is a superset of the runtime one, so it stays
where it is in place, and a test run that adds to it takes nothing from a running server.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "alsweb-lock"
LOCKS = {"runtime": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}
OLDEST = (3, 11)


def main() -> None:
    if sys.version_info < OLDEST:
        version = "{}.{}".format(*sys.version_info[:2])
        sys.exit(f"alsweb needs Python 3.11 or newer and this is {version}; name another: make PYTHON=python3.12 run")
    wanted = sys.argv[1]
    # The folder itself is what is locked: it is there before anything else is.
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("Another command prepares .venv; waiting for it.")
        fcntl.flock(folder, fcntl.LOCK_EX)
    held = STAMP.read_text().split() if STAMP.exists() and os.access(PYTHON, os.X_OK) else []
    if held in ([wanted, digest(wanted)], ["dev", digest("dev")]):
        return
    if held[:1] == ["dev"]:
        wanted = "dev"  # Going back to the smaller lock would pull the tests' packages from under them.
    make(wanted)


def make(wanted: str) -> None:
    if not has_pip():
        say("Making the Python environment .venv.")
        if subprocess.run([sys.executable, "-m", "venv", "--clear", VENV]).returncode or not has_pip():
            sys.exit("Python could not make .venv; on Debian and Ubuntu, “apt install python3-venv” mends that.")
    # Waiting for a slow network looks like hanging, so each step says what it does.
    say(f"Installing {LOCKS[wanted].name} into .venv; the first time this takes up to half a minute.")
    STAMP.unlink(missing_ok=True)
    if not install(LOCKS[wanted]):
        sys.exit(f"The packages of {LOCKS[wanted].name} could not be installed; the lines above tell why.")
    STAMP.write_text(f"{wanted} {digest(wanted)}\n")


def install(lock: Path) -> bool:
    environ = {"UV_PYTHON_DOWNLOADS": "never", "UV_SYSTEM_CERTS": "true", **os.environ, "VIRTUAL_ENV": str(VENV)}
    has_uv = [str(PYTHON), "-c", "import uv"]
    if subprocess.run(has_uv, stderr=subprocess.DEVNULL).returncode:
        subprocess.run([str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv"])
    sync = [str(PYTHON), "-m", "uv", "pip", "sync", "--quiet", "--require-hashes", "--python", str(PYTHON), str(lock)]
    if subprocess.run(sync, cwd=ROOT, env=environ).returncode == 0:
        return True
    # pip is slower, but knows the machine's own settings for indexes and proxies, which uv does not read.
    say("uv could not install them; trying pip.")
    quiet = ["--quiet", "--disable-pip-version-check"]
    return not subprocess.run(
        [str(PYTHON), "-m", "pip", "install", *quiet, "--require-hashes", "-r", str(lock)]
    ).returncode


def has_pip() -> bool:
    try:
        return not subprocess.run([PYTHON, "-c", "import pip"], stderr=subprocess.DEVNULL).returncode
    except OSError:
        return False


def digest(lock: str) -> str:
    return hashlib.sha256(LOCKS[lock].read_bytes()).hexdigest()


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
