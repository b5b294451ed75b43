"""What a set's rules of reminding say, each as one sentence."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alsweb.lib.numbers import in_words
from sets.models.reminder_rule import Rule
from sets.reminder_rules import Setting

TITLES: dict[Rule, Promise] = {
    Rule.SESSION_REMINDER: gettext_lazy("Remind everybody of a session, unless they cannot come"),
    Rule.REMINDER_DRAFT: gettext_lazy("Show that reminder first to whoever runs the set, who may add a line"),
    Rule.PLAN_TO_WRITE: gettext_lazy("Ask whoever presented and has no action plan yet"),
    Rule.HALF_WAY: gettext_lazy("Ask how an action goes, half-way to the next session"),
    Rule.DUE_SOON: gettext_lazy("Ask about an action before its day"),
    Rule.DUE_TODAY: gettext_lazy("Ask about an action on its day"),
    Rule.OVERDUE: gettext_lazy("Ask about an action past its day, once"),
    Rule.BEFORE_SESSION: gettext_lazy("Ask before a session about actions without any news since the last"),
}
"""Turned on, this is what happens."""


def days_label(rule: Rule) -> str:
    """What its number counts."""
    if rule is Rule.PLAN_TO_WRITE:
        return _("Days after the session")
    if rule is Rule.OVERDUE:
        return _("Days after its day")
    return _("Days before its day") if rule is Rule.DUE_SOON else _("Days before the session")


def sentence_of(setting: Setting) -> str:
    """How it stands: `An action is asked about three days before its day.`"""
    told = _ON if setting.is_on else _OFF
    days = ngettext("%(n)s day", "%(n)s days", setting.days) % {"n": in_words(setting.days)}
    return str(told[setting.rule]) % {"days": days}


_ON: dict[Rule, Promise] = {
    Rule.SESSION_REMINDER: gettext_lazy("Everybody is reminded of a session %(days)s before it."),
    Rule.REMINDER_DRAFT: gettext_lazy("Whoever runs the set sees that reminder %(days)s before the session."),
    Rule.PLAN_TO_WRITE: gettext_lazy("Whoever presented and has no plan is asked %(days)s after the session."),
    Rule.HALF_WAY: gettext_lazy("Half-way to the next session, actions without news are asked about."),
    Rule.DUE_SOON: gettext_lazy("An action is asked about %(days)s before its day."),
    Rule.DUE_TODAY: gettext_lazy("An action is asked about on its day."),
    Rule.OVERDUE: gettext_lazy("An action past its day is asked about once, %(days)s after it."),
    Rule.BEFORE_SESSION: gettext_lazy("Actions without news are asked about %(days)s before a session."),
}
_OFF: dict[Rule, Promise] = {
    Rule.SESSION_REMINDER: gettext_lazy("Nobody is reminded of a session."),
    Rule.REMINDER_DRAFT: gettext_lazy("Reminders of a session go out without being shown first."),
    Rule.PLAN_TO_WRITE: gettext_lazy("Nobody is asked for an action plan."),
    Rule.HALF_WAY: gettext_lazy("Nobody is asked half-way to the next session."),
    Rule.DUE_SOON: gettext_lazy("Nobody is asked before an action’s day."),
    Rule.DUE_TODAY: gettext_lazy("Nobody is asked on an action’s day."),
    Rule.OVERDUE: gettext_lazy("Nobody is asked about an action past its day."),
    Rule.BEFORE_SESSION: gettext_lazy("Nobody is asked about actions before a session."),
}
