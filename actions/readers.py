"""Who reads an action: what can be chosen, and what that means for this very circle."""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from alsweb.lib import phrases
from alsweb.lib.numbers import in_words
from sets.models import Circle, SetMembership
from sets.readers import readers_of


def circles_for(circle: Iterable[SetMembership], person: int) -> list[tuple[str, str]]:
    """For the fields: our facilitator only where somebody else is one."""
    choices = [(Circle.AUTHOR, _("Only me"))]
    if any(each.leads and each.person_id != person for each in circle):
        choices.append((Circle.FACILITATOR, _("Our facilitator")))
    return [(str(value), label) for value, label in (*choices, (Circle.SET, _("Our set")))]


def read_by(chosen: str, circle: Collection[SetMembership], *, own: bool) -> str:
    """The line beside the words of an action, for its owner or another reader."""
    if chosen == Circle.SET:
        return readers_of(circle)
    if chosen == Circle.FACILITATOR:
        return (
            _("Read by you and your facilitator. Your set sees one private action.")
            if own
            else _("Read by its owner and whoever facilitates your set.")
        )
    return _("Read by you alone. Your set sees one private action, and no word of it.")


def will_be_read(chosen: Collection[str]) -> str:
    """What a plan that was just written means: `Your set reads it.`"""
    by = {each: sum(1 for one in chosen if one == each) for each in (Circle.SET, Circle.FACILITATOR, Circle.AUTHOR)}
    whole = {
        Circle.SET: _("Your set reads it."),
        Circle.FACILITATOR: _("Your facilitator reads it, and nobody else."),
        Circle.AUTHOR: _("Nobody else reads it."),
    }
    for each, sentence in whole.items():
        if by[each] == len(chosen):
            return sentence
    parts = {
        Circle.SET: _("your set reads %(n)s"),
        Circle.FACILITATOR: _("your facilitator reads %(n)s"),
        Circle.AUTHOR: _("you alone read %(n)s"),
    }
    told = [sentence % {"n": in_words(by[each])} for each, sentence in parts.items() if by[each]]
    return phrases.capitalised(_("%(parts)s.") % {"parts": ", ".join(told)})
