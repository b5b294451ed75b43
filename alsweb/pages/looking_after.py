"""To whom a word from whoever runs the set might be welcome: by name, in the circle, and told to nobody else."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from actions.queries import silent_since
from alsweb.lib import phrases
from alsweb.lib.numbers import in_words
from alsweb.lib.time import in_zone, now
from organisations.http import Request
from sessions.queries import came_lately
from sets.health_rules import running
from sets.models import LearningSet, SetMembership, SetRole, Sign
from sets.policies import may_look_after
from sets.queries import circle_of, health_numbers, not_agreed, seat_for


@dataclass(frozen=True)
class Told:
    seat: SetMembership
    sentences: list[str]


@require_safe
def looking_after(request: Request, slug: str) -> HttpResponse:
    seat = seat_for(request.membership, slug, may=may_look_after)
    context = {"set": seat.learning_set, "told": _told(seat.learning_set, zone=request.user.time_zone, at=now())}
    return render(request, "pages/looking_after.html", context)


def _told(learning_set: LearningSet, *, zone: str, at: datetime) -> list[Told]:
    numbers = health_numbers(learning_set.organisation)
    came = came_lately(learning_set)
    silent = silent_since(learning_set, at - timedelta(days=numbers[Sign.SILENT_ACTIONS]))
    unagreed = not_agreed(learning_set, before=at - timedelta(days=numbers[Sign.NOT_AGREED]))
    said: dict[int, list[str]] = defaultdict(list)
    for person, marks in came.items():
        if (away := running(marks)) >= numbers[Sign.ABSENCES]:
            said[person].append(_("Was away %(times)s in a row.") % {"times": phrases.times(away)})
    for person, (count, since) in silent.items():
        said[person].append(
            ngettext(
                "Has not said since %(day)s how %(n)s action goes.",
                "Has not said since %(day)s how %(n)s actions go.",
                count,
            )
            % {"day": phrases.day_of_month(in_zone(since, zone).date()), "n": in_words(count)}
        )
    for person in unagreed:
        said[person].append(_("Has not agreed to the ground rules yet."))
    members = [each for each in circle_of(learning_set) if each.role == SetRole.MEMBER]
    return [Told(each, said[each.person_id]) for each in members if each.person_id in said]
