"""The poke: tells the worker to look now. It may fail, and nobody waits for it.

A frozen Valkey blocks its caller through several time-outs, so one thread of its own does the
talking; while that one waits, further rings are the same ring.
"""

import atexit
import logging
import os
import threading

from celery import current_app

logger = logging.getLogger(__name__)

SEND = "notifications.tasks.send"
_LEAVING_WAITS = 0.5
"""Seconds that a process which ends waits for its last ring."""


class _Bell:
    def __init__(self, task: str) -> None:
        self.task, self.process = task, os.getpid()
        self.asked = threading.Event()
        self.quiet = threading.Event()
        self.quiet.set()
        self.thread = threading.Thread(target=self._listen, name="doorbell", daemon=True)
        self.thread.start()

    def ring(self) -> None:
        self.quiet.clear()
        self.asked.set()

    def _listen(self) -> None:
        while True:
            self.asked.wait()
            self.asked.clear()
            try:
                current_app.send_task(self.task, expires=60, ignore_result=True)
            except Exception as away:  # whatever is wrong with Valkey, the row is written and the sender looks anyway
                logger.warning("The doorbell is out of order: %s", type(away).__name__)
            if not self.asked.is_set():
                self.quiet.set()


_bells: dict[str, _Bell] = {}
_making = threading.Lock()


def ring(task: str = SEND) -> None:
    """Ask for a look at what is due; returns at once and never raises."""
    with _making:
        bell = _bells.get(task)
        # A worker that was forked inherits the object and not the thread.
        if bell is None or bell.process != os.getpid() or not bell.thread.is_alive():
            bell = _bells[task] = _Bell(task)
            atexit.register(bell.quiet.wait, _LEAVING_WAITS)
    bell.ring()
