"""Where Unix sockets go. Their paths are limited to 107 bytes, and not every client reads every path."""

import hashlib
import os
import re
import tempfile
from pathlib import Path

from alsweb.launch.processes import CannotStart

_LONGEST = 107 - len("/.s.PGSQL.5432.lock")
_EVERY_CLIENT_READS = re.compile(r"[A-Za-z0-9_./-]+")


def socket_folder(data: Path) -> Path:
    """A private folder for sockets: in the data folder, or a short one for it among the temporary files."""
    folder = data / "run"
    if len(os.fsencode(folder)) > _LONGEST or not _EVERY_CLIENT_READS.fullmatch(str(folder)):
        name = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
        folder = Path(tempfile.gettempdir()) / f"alsweb-{os.getuid()}-{name}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Somebody else may have made the folder among the temporary files first, to listen in.
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise CannotStart(f"{folder} belongs to somebody else; remove it, or set ALSWEB_DATA to another folder.")
    folder.chmod(0o700)
    return folder
