from reports.models import Export, ExportPiece

LARGE = 256 * 1024
"""Bytes of a piece: neither making nor fetching a file holds more than one."""


class Pieces:
    """Where a file is written to; what is there becomes a row whenever there is enough of it."""

    def __init__(self, export: Export) -> None:
        self.export, self.size = export, 0
        self._kept, self._number = bytearray(), 0

    def write(self, content: bytes) -> int:
        self._kept += content
        while len(self._kept) >= LARGE:
            self._put(bytes(self._kept[:LARGE]))
            del self._kept[:LARGE]
        return len(content)

    def close(self) -> None:
        if self._kept:
            self._put(bytes(self._kept))
            self._kept.clear()

    def _put(self, content: bytes) -> None:
        self._number += 1
        self.size += len(content)
        ExportPiece.objects.create(
            organisation_id=self.export.organisation_id,
            person_id=self.export.person_id,
            export=self.export,
            number=self._number,
            content=content,
        )
