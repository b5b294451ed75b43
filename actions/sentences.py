"""How actions stand, as a sentence says it."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actions.queries import Counts
from alsweb.lib import phrases
from alsweb.lib.numbers import in_words


def open_actions(counts: Counts) -> str:
    """`Three actions are open, one of them past its day.`"""
    if not counts.open:
        return _("Nothing is open.")
    told = ngettext("%(n)s action is open", "%(n)s actions are open", counts.open) % {"n": in_words(counts.open)}
    if counts.overdue and counts.open == 1:
        told = _("One action is open, past its day")
    elif counts.overdue:
        past = ngettext("%(n)s of them past its day", "%(n)s of them past their day", counts.overdue)
        told = _("%(open)s, %(past)s") % {"open": told, "past": past % {"n": in_words(counts.overdue)}}
    return phrases.capitalised(f"{told}.")


def closed_actions(counts: Counts) -> str:
    """`Two are done and one was let go, which closes it, too.` Empty where nothing is closed."""
    done = ngettext("%(n)s is done", "%(n)s are done", counts.done) % {"n": in_words(counts.done)}
    let_go = ngettext("%(n)s was let go", "%(n)s were let go", counts.let_go) % {"n": in_words(counts.let_go)}
    if counts.done and counts.let_go:
        return phrases.capitalised(_("%(done)s and %(let_go)s: both close it.") % {"done": done, "let_go": let_go})
    if counts.done or counts.let_go:
        return phrases.capitalised(f"{done if counts.done else let_go}.")
    return ""
