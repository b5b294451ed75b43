from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alsweb.lib import phrases
from alsweb.lib.numbers import in_words
from alsweb.pages.learning_record.gathering import Learned, LearningRecord


def came_together(record: LearningRecord) -> str:
    """`You came to nine meetings: 27 hours.`"""
    if not record.came:
        return _("You have not been to a meeting here yet.")
    told = ngettext("You came to %(n)s meeting: %(hours)s.", "You came to %(n)s meetings: %(hours)s.", record.came)
    return told % {"n": in_words(record.came), "hours": phrases.hours(record.minutes)}


def of_set(learned: Learned) -> str:
    """`Member · 5 of 6 meetings, 15 hours`"""
    roles = get_text_list([phrases.capitalised(str(each.label)) for each in learned.roles], _("and"))
    if not learned.meetings:
        return _("%(roles)s · no meeting yet") % {"roles": roles}
    told = ngettext(
        "%(roles)s · %(came)s of %(held)s meeting, %(hours)s",
        "%(roles)s · %(came)s of %(held)s meetings, %(hours)s",
        len(learned.meetings),
    )
    return told % {
        "roles": roles,
        "came": len(learned.came),
        "held": len(learned.meetings),
        "hours": phrases.hours(learned.minutes) or _("no hours"),
    }
