from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alsweb.lib import phrases
from alsweb.lib.numbers import in_words


def learning_together(people: int, needing: int) -> str:
    """`Twenty-two people are learning together. One set needs a date.`"""
    if people == 0:
        return _("Nobody is in a set yet.")
    first = ngettext(
        "%(n)s person is learning with others.",
        "%(n)s people are learning together.",
        people,
    ) % {"n": in_words(people)}
    if needing == 0:
        return phrases.capitalised(first)
    second = ngettext("%(n)s set needs a date.", "%(n)s sets need a date.", needing) % {"n": in_words(needing)}
    return f"{phrases.capitalised(first)} {phrases.capitalised(second)}"
