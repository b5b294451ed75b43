"""A record for programs. Its shape is told in docs/record.md, and VERSION rises when that changes."""

import json
from typing import Any

from alsweb.lib.own_rows import Own
from alsweb.lib.sealed_rows import sealed_fields
from alsweb.pages.record.gathering import InSet, Record

FORMAT, VERSION = "alsweb-record", 1


def as_json(record: Record) -> bytes:
    organisation = record.person.organisation
    told = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": record.made_at.isoformat(timespec="seconds"),
        "organisation": organisation.name,
        "name": record.person.name,
        "sets": [_set(each) for each in record.sets],
        "others": [_row(own) for own in record.others],
    }
    return json.dumps(told, ensure_ascii=False, indent=2).encode()


def _set(part: InSet) -> dict[str, Any]:
    return {
        "name": part.learning_set.name,
        "from": part.since and part.since.isoformat(),
        "until": part.until and part.until.isoformat(),
        "rows": [_row(own) for own in part.rows],
    }


def _row(own: Own) -> dict[str, Any]:
    return {
        "kind": own.rows.model._meta.label_lower,
        "at": own.at and own.at.isoformat(),
        "told": own.told,
        "words": [
            {
                "field": field.name,
                "label": str(field.verbose_name),
                "text": text,
                "circle": words.circle,  # type: ignore[attr-defined]
            }
            for words in own.words
            for field in sealed_fields(type(words))
            if (text := getattr(words, field.name))
        ],
    }
