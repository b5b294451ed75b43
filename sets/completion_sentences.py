"""A rule of completion, and how somebody stands under it, in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alsweb.lib.numbers import in_words
from alsweb.lib.phrases import capitalised
from sets.completion import Judged, Rule, Standing, State

NAMES: Mapping[State, Promise] = {
    State.COMPLETE: gettext_lazy("complete"),
    State.ON_COURSE: gettext_lazy("on course"),
    State.AT_RISK: gettext_lazy("at risk"),
    State.MISSED: gettext_lazy("can no longer be met"),
    State.LEFT: gettext_lazy("left before"),
}
EXPLAINED: Mapping[State, Promise] = {
    State.COMPLETE: gettext_lazy("came to as many meetings as the rule asks"),
    State.ON_COURSE: gettext_lazy("can still meet it, and miss another meeting"),
    State.AT_RISK: gettext_lazy("can still meet it by coming to all that are left"),
    State.MISSED: gettext_lazy("missed more meetings than the rule allows"),
    State.LEFT: gettext_lazy("left the set before they met it"),
}


def rule_in_words(rule: Rule) -> str:
    """`Attend five of six meetings: one may be missed.`"""
    if not rule.spare:
        return ngettext("Attend the one meeting.", "Attend all %(n)s meetings.", rule.sessions) % {
            "n": in_words(rule.sessions)
        }
    return ngettext(
        "Attend %(attend)s of %(sessions)s meetings: %(spare)s may be missed.",
        "Attend %(attend)s of %(sessions)s meetings: %(spare)s may be missed.",
        rule.spare,
    ) % {"attend": in_words(rule.attend), "sessions": in_words(rule.sessions), "spare": in_words(rule.spare)}


def own_standing(standing: Standing) -> str:
    """To whom it is about."""
    match standing.state:
        case State.COMPLETE:
            return ngettext(
                "You have completed: you came to %(came)s meeting.",
                "You have completed: you came to %(came)s meetings.",
                standing.came,
            ) % {"came": in_words(standing.came)}
        case State.ON_COURSE:
            first = ngettext(
                "You are on course: come to %(n)s more meeting to complete.",
                "You are on course: come to %(n)s more meetings to complete.",
                standing.lacking,
            ) % {"n": in_words(standing.lacking)}
            return f"{first} {_spare(standing.spare)}"
        case State.AT_RISK:
            return ngettext(
                "You can still complete if you come to the one meeting that is left.",
                "You can still complete if you come to all %(n)s meetings that are left.",
                standing.left,
            ) % {"n": in_words(standing.left)}
        case State.MISSED:
            return _(
                "The rule can no longer be met in this set; that happens, and what you learned stays yours. Talk to HR about"
                " what is possible, such as another set."
            )
        case State.LEFT:
            return _(
                "You left this set before the rule was met. Talk to HR about what is possible, such as another set."
            )


def _spare(n: int) -> str:
    if not n:
        return ""
    return ngettext("You can still miss %(n)s.", "You can still miss %(n)s.", n) % {"n": in_words(n)}


def who_is_judged(judged: Judged) -> str:
    """`Twelve people in two sets are judged by it.`"""
    if not judged.people:
        return _("Nobody is judged by it yet.")
    people = ngettext("%(n)s person", "%(n)s people", judged.people) % {"n": in_words(judged.people)}
    sets = ngettext("%(n)s set", "%(n)s sets", judged.sets) % {"n": in_words(judged.sets)}
    told = ngettext(
        "%(people)s in %(sets)s is judged by it.", "%(people)s in %(sets)s are judged by it.", judged.people
    )
    return capitalised(told % {"people": people, "sets": sets})
