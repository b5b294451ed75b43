"""How many people a set works well with. A warning, never a refusal: the set knows its people."""

from django.utils.translation import ngettext

from alsweb.lib import phrases
from alsweb.lib.numbers import in_words

FEWEST, MOST = 5, 7


def warning(people: int) -> str:
    """What to think of when this many meet; empty from five to seven."""
    if people < FEWEST:
        sentence = ngettext(
            "%(n)s person is too few: fewer than five is thin when somebody cannot come.",
            "%(n)s people are too few: fewer than five is thin when somebody cannot come.",
            people,
        )
    elif people > MOST:
        sentence = ngettext(
            "%(n)s person is many: more than eight hides the quiet ones.",
            "%(n)s people are many: more than eight hides the quiet ones.",
            people,
        )
    else:
        return ""
    return phrases.capitalised(sentence % {"n": in_words(people)})


def too_many(people: int) -> str:
    """The same while people are still coming: too few is no news then."""
    return warning(people) if people > MOST else ""
