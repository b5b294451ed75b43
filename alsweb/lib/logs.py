"""What the log does not keep: the keys in links. Whoever reads a log could use them."""

import logging
import re

_LINK = re.compile(r"(/(?:feed|j|c|d|p|u|open|certificate|invitations|accounts/password/reset/key)/)[^/\s?#\"'<>]+")


class KeylessFormatter(logging.Formatter):
    """Django tells the path of every answer of 400 and above; where it holds a key, only where it leads is told.

    Over the whole line, tracebacks included, so that nothing has to know which record might hold one.
    """

    def format(self, record: logging.LogRecord) -> str:
        return _LINK.sub(r"\1…", super().format(record))
