"""The demo's keys: made once, kept beside its data, read by their owner only."""

import base64
import os
import secrets
from pathlib import Path


def secret_key(data: Path) -> str:
    return _kept(data / "keys" / "secret.key", secrets.token_urlsafe(64))


def words_key(data: Path) -> str:
    return _kept(data / "keys" / "words.key", base64.b64encode(secrets.token_bytes(32)).decode())


def _kept(file: Path, fresh: str) -> str:
    """The key in the file; `fresh` is written there when there is none yet."""
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Half a key must never be taken for one: the name appears when the text is complete.
        unfinished = file.with_suffix(".new")
        unfinished.unlink(missing_ok=True)
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(fresh)
            out.flush()
            os.fsync(out.fileno())
        unfinished.rename(file)
    return file.read_text().strip()
