"""A record for spreadsheets: a line for each fact, and one for each thing that was said with it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from alsweb.lib.own_rows import Own
from alsweb.lib.sealed_rows import texts_of
from alsweb.lib.time import in_zone
from alsweb.pages.record.gathering import Record
from organisations import writing


def as_csv(record: Record, *, zone: str) -> bytes:
    """UTF-8 with the mark by which Excel knows it; no cell that a spreadsheet would run. Times are those of `zone`."""
    return writing.as_csv(_lines(record, zone))


def _lines(record: Record, zone: str) -> Iterator[list[str]]:
    yield [_("Set"), _("When"), _("What"), _("Part"), _("My words")]
    for part in record.sets:
        for own in part.rows:
            yield from _of(own, part.learning_set.name, zone)
    for own in record.others:
        yield from _of(own, "", zone)


def _of(own: Own, set_name: str, zone: str) -> Iterator[list[str]]:
    when = in_zone(own.at, zone).isoformat(sep=" ", timespec="minutes") if own.at else ""
    texts = [text for words in own.words for text in texts_of(words)]
    for label, text in texts or [("", "")]:
        yield [set_name, when, own.told, label, text]
