"""Static files as they are served: hashed, compressed, and the CSS sources joined into one sheet."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHEET = "css/site.css"
_IMPORT = re.compile(r'@import url\("(?P<file>[^"]+)"\) layer\((?P<layer>[\w-]+)\);')
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)

Paths = dict[str, tuple[Storage, str]]


def joined(paths: Paths) -> tuple[str, set[str]]:
    """The sheet with every `@import url("x.css") layer(y);` replaced by that file in its layer, and what it took in.

    The sources stay what a browser can read unjoined, so DEBUG needs no step of its own. Raises KeyError for an
    import that is not among `paths`.
    """
    parts: set[str] = set()

    def text(name: str) -> str:
        storage, path = paths[name]
        with storage.open(path) as source:
            return _COMMENT.sub("", source.read().decode())

    def part(match: re.Match[str]) -> str:
        # Sources lie beside the sheet, so a relative url() in them needs no rewriting.
        name = f"css/{match['file']}"
        parts.add(name)
        lines = (line.strip() for line in text(name).splitlines())
        return f"@layer {match['layer']} {{\n" + "\n".join(filter(None, lines)) + "\n}"

    return _IMPORT.sub(part, text(SHEET)).strip() + "\n", parts


class JoinedManifestStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise is untyped
    """WhiteNoise's hashed and compressed storage, after the CSS sources have become one file."""

    def post_process(self, paths: Paths, dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if SHEET in paths and not dry_run:
            sheet, parts = joined(paths)
            self.delete(SHEET)
            self.save(SHEET, ContentFile(sheet.encode()))
            # The joined sheet stands for its sources from here on; they are neither hashed nor compressed.
            paths = {name: where for name, where in paths.items() if name not in parts} | {SHEET: (self, SHEET)}
        yield from super().post_process(paths, dry_run, **options)
