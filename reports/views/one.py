"""From the overview down to one set, and to one of our own people."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alsweb.lib.time import in_zone, now
from organisations.http import Request
from organisations.policies import may_see_participation
from organisations.queries import allow
from reports import queries
from reports.filters import Narrowed
from reports.forms import PeriodForm
from reports.measures import Meetings
from reports.sentences import came_to, met, named_period


@require_safe
def of_set(request: Request, slug: str) -> HttpResponse:
    """When a set met and who came to it, by name: plain attendance, and nothing else that anybody did there."""
    allow(request.membership, may_see_participation)
    learning_set = queries.set_to_report(request.organisation, slug)
    form, since, until = _period(request)
    sessions = queries.sessions_to_report(learning_set, since=since, until=until)
    people = queries.marks_by_person(learning_set, since=since, until=until)
    context = {
        "set": learning_set,
        "form": form,
        "when": form.time_alone,
        "view": Narrowed(set=learning_set.slug).address(**form.when),
        "period": named_period(form.period_asked),
        "sessions": sessions,
        "people": people,
        "sentence": met(learning_set.name, [each.session for each in sessions]),
        "total": Meetings.together(each.meetings for each in people),
    }
    return render(request, "reports/set.html", context)


@require_safe
def of_person(request: Request, pk: int) -> HttpResponse:
    """To which sessions one of our people came, here and elsewhere."""
    allow(request.membership, may_see_participation)
    person = queries.own_person_to_report(request.organisation, pk)
    form, since, until = _period(request)
    sets = queries.marks_by_set(person, since=since, until=until)
    context = {
        "person": person,
        "form": form,
        "when": form.time_alone,
        "period": named_period(form.period_asked),
        "sets": sets,
        "elsewhere": [
            each
            for each in queries.own_people_elsewhere(request.organisation, since=since, until=until)
            if each.membership == person.pk
        ],
        "sentence": came_to(person.name, Meetings.together(each.meetings for each in sets).shares.attendance),
    }
    return render(request, "reports/person.html", context)


def _period(request: Request) -> tuple[PeriodForm, datetime, datetime]:
    zone = request.organisation.time_zone
    form = PeriodForm(request.GET, today=in_zone(now(), zone).date())
    return form, form.period_asked.begins(zone), form.period_asked.ends(zone)
