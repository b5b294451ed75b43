"""The time-zone database that this machine goes by: whether it is still the one by which instants were derived."""

import zoneinfo
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from alsweb.lib.time import zone_names


def fingerprint() -> str:
    """The same as long as the rules of every zone that people can choose are the same. 64 hexadecimal digits.

    Over the compiled files (RFC 8536) in the order in which `zoneinfo` looks for them. Where only the past or the
    compiler differs it changes as well, which costs one look at the sessions ahead.
    """
    found = sha256()
    for name in zone_names():
        found.update(name.encode() + b"\0" + _rules(name))
    return found.hexdigest()


def _rules(name: str) -> bytes:
    for place in zoneinfo.TZPATH:
        path = Path(place, name)
        if path.is_file():
            return path.read_bytes()
    return files("tzdata").joinpath("zoneinfo", *name.split("/")).read_bytes()
