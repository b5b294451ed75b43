from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from alsweb.lib.time import now
from organisations.http import Request
from organisations.operations import Refused
from sets import operations, policies, queries
from sets.forms.reminder_rules import ReminderRulesForm
from sets.rule_sentences import sentence_of


def rules(request: Request, slug: str) -> HttpResponse:
    """Which reminders the set gets: its circle reads, whoever runs it decides."""
    may = policies.may_enter_circle if request.method in ("GET", "HEAD") else policies.may_choose_reminders
    seat = queries.seat_for(request.membership, slug, may=may)
    settings = queries.rules_of(seat.learning_set)
    context = {"set": seat.learning_set, "sentences": [sentence_of(each) for each in settings.values()]}
    if not policies.may_choose_reminders(seat):
        return render(request, "sets/reminders.html", context)
    form = ReminderRulesForm(request.POST if request.method == "POST" else None, settings=settings)
    if not form.is_valid():
        return render(request, "sets/reminders.html", {**context, "form": form}, status=422 if form.is_bound else 200)
    try:
        changed = operations.change_rules(
            seat.learning_set,
            form.wanted(),
            based_on=form.cleaned_data["based_on"],
            by=request.membership,
            at=now(),
        )
    except operations.RulesMeanwhile as meanwhile:
        messages.warning(request, str(meanwhile))
        again = ReminderRulesForm.overtaken(request.POST.dict(), settings=meanwhile.stand)
        return render(request, "sets/reminders.html", {**context, "form": again}, status=409)
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        said = " ".join(sentence_of(each) for each in changed)
        messages.success(request, _("Saved. %(changed)s") % {"changed": said} if said else _("You changed nothing."))
    return redirect("sets:reminders", request.organisation.slug, slug)
