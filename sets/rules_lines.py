"""Ground rules line by line. One rule a line: lines are what is numbered, compared, joined and scored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from sets.models import GroundRulesWords
from sets.models.words import HEADS


@dataclass(frozen=True)
class Line:
    number: int
    """Counted over all heads in their order, from 0."""
    head: str
    text: str


@dataclass(frozen=True)
class Changes:
    """What one version of a text has that the one before had not, and the other way round."""

    new: list[str]
    taken_out: list[str]


def texts_of(words: GroundRulesWords | None) -> dict[str, str]:
    return {head: getattr(words, head) if words else "" for head in HEADS}


def split(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def numbered(texts: Mapping[str, str]) -> list[Line]:
    lines = [(head, line) for head in HEADS for line in split(texts[head])]
    return [Line(number, head, line) for number, (head, line) in enumerate(lines)]


def compare(old: str, new: str) -> Changes:
    before, after = split(old), split(new)
    changes = _changes(before, after)
    return Changes(
        new=[line for _begin, _end, lines in changes for line in lines],
        taken_out=[line for begin, end, _lines in changes for line in before[begin:end]],
    )


def join(base: str, theirs: str, mine: str) -> str | None:
    """Two people's changes of one text in one; None where they touch the same place and differ.

    The classic three-way merge (Khanna, Kunal and Pierce, “A formal investigation of diff3”, 2007), by line.
    """
    lines = split(base)
    joined: list[str] = []
    at, touched = 0, -1
    for begin, end, written in sorted({*_changes(lines, split(theirs)), *_changes(lines, split(mine))}):
        if begin <= touched:
            return None
        joined += [*lines[at:begin], *written]
        at = touched = end
    return "\n".join(joined + lines[at:])


def _changes(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, tuple[str, ...]]]:
    """From which line to which of the old text, and what stands there now; never two that touch."""
    found = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(begin, end, tuple(new[first:last])) for tag, begin, end, first, last in found if tag != "equal"]
