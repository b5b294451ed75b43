"""What was kept long enough goes: the content of files, and what a killed process left on the disk."""

import shutil
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connection

from reports.exporting.as_xlsx import PREFIX

_LEFT_FOR = timedelta(hours=6)


def tidy_exports(at: datetime) -> int:
    """Remove the content of files that have expired, outside of any scope; say of how many. That they were made stays."""
    _tidy_disk()
    with connection.cursor() as cursor:
        cursor.execute("SELECT tidy_exports(%s)", [at])
        (gone,) = cursor.fetchone()
    return int(gone)


def _tidy_disk() -> None:
    """By the clock that dates folders, whatever moment is replayed: one of today is in somebody's hands."""
    before = time.time() - _LEFT_FOR.total_seconds()
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            left = folder.stat().st_mtime < before
        except OSError:  # gone already, or another user's
            continue
        if left:
            shutil.rmtree(folder, ignore_errors=True)
