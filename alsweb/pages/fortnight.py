"""What will be sent to whom in the next fortnight, and why each: for whoever runs the set."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from actions.notices.nudges import why
from actions.queries import asked_in
from alsweb.lib import phrases
from alsweb.lib.numbers import in_words
from alsweb.lib.time import in_zone, now
from organisations.http import Request
from sessions.models import Session
from sets.models import LearningSet, ReminderRule, Rule
from sets.policies import may_run
from sets.queries import circle_of, seat_for
from sets.reminder_rules import Setting, settings_of

AHEAD = timedelta(days=14)


@dataclass(frozen=True)
class Line:
    """One mail that will go out."""

    day: date
    whom: str
    what: str
    why: tuple[str, ...]


@require_safe
def fortnight(request: Request, slug: str) -> HttpResponse:
    seat = seat_for(request.membership, slug, may=may_run)
    learning_set, at = seat.learning_set, now()
    rules = settings_of(ReminderRule.objects.filter(organisation=request.organisation, learning_set=learning_set))
    sessions = list(
        Session.objects.filter(
            organisation=request.organisation, learning_set=learning_set, cancelled_at=None
        ).order_by("starts_at")
    )
    names = {each.person_id: each.membership.name for each in circle_of(learning_set)}
    asked = asked_in(
        learning_set,
        people=names,
        starts=[each.starts_at for each in sessions],
        rules=rules,
        since=at,
        until=at + AHEAD,
    )
    lines = [
        *_reminders(sessions, rules, learning_set, since=at),
        *(
            Line(
                in_zone(each.at, learning_set.time_zone).date(),
                names[each.person],
                _("is asked how it goes") if any(action for action, _q in each.about) else _("is asked for a plan"),
                tuple(why(action, question.rule) for action, question in each.about),
            )
            for each in asked
        ),
    ]
    lines.sort(key=lambda line: line.day)
    context = {"set": learning_set, "lines": lines, "sentence": _sentence(len(lines))}
    return render(request, "pages/fortnight.html", context)


def _reminders(
    sessions: list[Session], rules: dict[Rule, Setting], learning_set: LearningSet, *, since: datetime
) -> list[Line]:
    """Of sessions: to everybody who has not said that they cannot come; and the draft before, to whoever runs the set."""
    kinds = (
        (Rule.SESSION_REMINDER, _("Everybody who can come"), _("is reminded of the session")),
        (Rule.REMINDER_DRAFT, _("Whoever runs the set"), _("sees the reminder before it goes out")),
    )
    found = []
    for session in sessions:
        for rule, whom, what in kinds:
            sent_at = session.starts_at - timedelta(days=rules[rule].days)
            if rules[rule].is_on and since <= sent_at < since + AHEAD:
                told = _("session %(number)s is on %(day)s") % {
                    "number": session.number,
                    "day": phrases.day(session.local_date),
                }
                found.append(Line(in_zone(sent_at, learning_set.time_zone).date(), whom, what, (told,)))
    return found


def _sentence(count: int) -> str:
    if not count:
        return _("Nothing will be sent in the next two weeks.")
    told = ngettext(
        "%(n)s mail will go out in the next two weeks.", "%(n)s mails will go out in the next two weeks.", count
    )
    return phrases.capitalised(told % {"n": in_words(count)})
