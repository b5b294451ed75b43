"""The texts of an action, by name: how it is worded, and what became of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256

from actions.models import ActionOutcomeWords, ActionWords
from alsweb.lib.sealing import SealedTextField
from sets.models.words import WordsModel


def _names(model: type[WordsModel]) -> tuple[str, ...]:
    return tuple(field.name for field in model._meta.fields if isinstance(field, SealedTextField))


WORDING = _names(ActionWords)
OUTCOME = _names(ActionOutcomeWords)


def texts_of(words: WordsModel | None, names: Sequence[str]) -> dict[str, str]:
    """Empty where nothing was said."""
    return {name: getattr(words, name) if words else "" for name in names}


def read_as(texts: Mapping[str, str], due_on: date | None = None) -> str:
    """A short mark of what somebody read, by which is known later whether it still stands."""
    read = "\0".join([*(texts[name] for name in sorted(texts)), str(due_on or "")])
    return sha256(read.encode()).hexdigest()[:16]
