"""`python -m tests.drills.ringing FOLDER MAILS EVERY`: two beats that ring each so many seconds, three workers, and somebody
who goes on editing, each a process of its own with a log in the folder. One process imports the site for all of them."""

import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import django

WORKERS, BEATS = ("worker1", "worker2", "worker3"), ("beat1", "beat2")


def main(folder: Path, mails: int, every: float) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alsweb.settings")
    django.setup()
    from alsweb.celery import app

    app.loader.import_default_modules()
    app.conf.beat_schedule["sweep"]["schedule"] = every
    app.conf.worker_prefetch_multiplier = 1  # so that none takes what another could do
    plainly = ["--without-gossip", "--without-mingle", "--loglevel", "INFO"]
    for name in WORKERS:
        _start(partial(app.worker_main, ["worker", "--pool", "solo", "--hostname", name, *plainly]), folder, name)
    for name in BEATS:
        _start(partial(app.start, ["beat", "--schedule", str(folder / name), "--loglevel", "INFO"]), folder, name)
    _start(partial(_edit, mails), folder, "edits")
    for _process in (*WORKERS, *BEATS, "edits"):
        os.wait()


def _start(what: Callable[[], object], folder: Path, name: str) -> None:
    if os.fork() == 0:
        log = os.open(folder / f"{name}.log", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        for stream in (1, 2):
            os.dup2(log, stream)
        what()
        sys.exit()


def _edit(mails: int) -> None:
    """Tell somebody every now and then, and ring each time."""
    from tests.drills.senders import tell

    for number in range(mails):
        tell(f"person{number}@harbour.example")
        time.sleep(0.05)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
