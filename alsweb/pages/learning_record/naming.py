"""Whether a text names somebody: names of the people in one's sets, each part of them, and anything like an e-mail address.

It cannot know nicknames, initials, jobs, names spelled otherwise, or people whom it was not given.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

_EMAIL = re.compile(r"[^\s@<>(),;:]+@[^\s@<>(),;:]+\.[a-z]{2,}")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_PARTICLES = frozenset("al bin da de del della den der des di do dos du el ibn la le of ten ter van von y".split())
_ALSO_WORDS = frozenset(
    "april art august bill bob buck chance chase chuck cliff colt crystal daisy dale dawn dean dick don drew earnest faith"
    " fern forest frank gene glen grace grant guy harmony hazel heath heather holly honor hope hunter iris ivy jack jade"
    " jasmine jean jimmy joy june lance lane lily long major mark mason may mercy miles nick norm olive pat patience pearl"
    " penny pierce poppy prudence ray reed rich river rob robin rock rose ruby rusty sandy saul serenity sky skip sol star"
    " stone sue summer tanner taylor trinity trip van victor violet wade ward will winter wren young".split()
)
"""Names that are words as well count only with a capital, or nobody could write that they will."""


@dataclass(frozen=True)
class Named:
    """What was found, as it stands in the text, and whose it is; nobody's where it is an address."""

    text: str
    who: str


def named_in(text: str, people: Collection[str], *, own: str) -> list[Named]:
    """Each of them once, in the order of the text. One's own name is one's own, unless somebody else has it too."""
    whose: dict[str, str] = {}
    for name in people:
        for part in _parts(name):
            whose.setdefault(part, name)
    for part in _parts(own):
        if not any(part in _parts(name) for name in people if name != own):
            whose.pop(part, None)
    shown = "".join(each for each in text if unicodedata.category(each) != "Cf")
    found = [(each.start(), Named(each.group(), "")) for each in _EMAIL.finditer(shown.lower())]
    for each in _WORD.finditer(shown):
        word = each.group()
        for part in (_plain(word), *map(_plain, re.split("['’]", word))):
            if part in whose and (part not in _ALSO_WORDS or word[0].isupper()):
                found.append((each.start(), Named(word, whose[part])))
                break
    return list(dict.fromkeys(named for _at, named in sorted(found, key=lambda pair: pair[0])))


def _parts(name: str) -> list[str]:
    """Given names and surnames; of `Anne-Marie` each half as well."""
    parts = [_plain(each.group()) for each in _WORD.finditer(name)]
    return [part for part in parts if len(part) > 1 and part not in _PARTICLES]


def _plain(word: str) -> str:
    """Without accents and capitals: `Zoë` and `zoe` are one."""
    apart = unicodedata.normalize("NFKD", word.casefold().replace("’", "'"))
    return "".join(each for each in apart if not unicodedata.combining(each))
