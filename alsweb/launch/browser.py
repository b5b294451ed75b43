"""Chromium for the browser journeys: the one that is there, else Debian's where that may be installed."""

import ctypes.util
import os
import shutil
import subprocess

from alsweb.launch.processes import say

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str | None:
    """Its path, installed first when that is possible; None, with one line that says how to get one."""
    found = given() or next(filter(None, map(shutil.which, _NAMES)), None)
    # Playwright's own driver needs libatomic, which a small Debian lacks.
    if (not found or not ctypes.util.find_library("atomic")) and os.geteuid() == 0 and shutil.which("apt-get"):
        say("Installing Chromium for the browser journeys; this takes a minute.")
        environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        quiet = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120"]
        packages = ["--no-install-recommends", "chromium", "libatomic1"]
        for command in ([*quiet, "update"], [*quiet, "install", "-y", *packages]):
            subprocess.run(command, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        found = found or shutil.which("chromium")
    if not found:
        say("The browser journeys are skipped: no Chromium was found; on Debian: apt install chromium libatomic1")
    return found


def given() -> str | None:
    return os.environ.get("ALSWEB_CHROMIUM") or None
