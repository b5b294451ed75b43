"""How actions stand, as a sentence says it."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actions.models import Action, Progress, ProgressState
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
    """`Two are done and one was let go.` Empty where nothing is closed."""
    done = ngettext("%(n)s is done", "%(n)s are done", counts.done) % {"n": in_words(counts.done)}
    let_go = ngettext("%(n)s was let go", "%(n)s were let go", counts.let_go) % {"n": in_words(counts.let_go)}
    if counts.done and counts.let_go:
        return phrases.capitalised(_("%(done)s and %(let_go)s.") % {"done": done, "let_go": let_go})
    if counts.done or counts.let_go:
        return phrases.capitalised(f"{done if counts.done else let_go}.")
    return ""


def how_it_stands(action: Action, latest: Progress | None, *, zone: str) -> str:
    """`stuck, on Wed 11 Nov`; of one that was let go, why."""
    if action.done_at:
        return _("done, on %(day)s") % {"day": phrases.short_day_in(action.done_at, zone)}
    if action.let_go_at:
        told = _("let go, on %(day)s") % {"day": phrases.short_day_in(action.let_go_at, zone)}
        return f"{told}: {action.get_let_go_because_display()}" if action.let_go_because else told
    if latest is None:
        return _("open, no news yet")
    if latest.state == ProgressState.DONE:
        return _("open, taken up again")
    day = phrases.short_day_in(latest.reported_at, zone)
    return _("%(state)s, on %(day)s") % {"state": str(latest.get_state_display()).lower(), "day": day}
