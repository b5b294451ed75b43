"""How my dates reach my calendar: addresses to subscribe to, and whether invitations come besides."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alsweb.lib.numbers import number_in
from alsweb.lib.tenancy.scope import scope
from alsweb.lib.time import now
from organisations.http import Request
from sessions import operations, queries
from sessions.forms import InvitationsForm
from sessions.links import feed_address, subscription_address
from sessions.models import Feed
from sets.models import LearningSet, SetMembership


@dataclass(frozen=True)
class OwnFeed:
    """One row of the page: all my sets, or one, with its address where there is one."""

    learning_set: LearningSet | None
    feed: Feed | None
    organisation: str = ""

    @property
    def address(self) -> str:
        return feed_address(self.feed) if self.feed else ""

    @property
    def subscription(self) -> str:
        return subscription_address(self.feed) if self.feed else ""


@require_safe
def own_calendar(request: Request) -> HttpResponse:
    """The only page that shows an address, and to its person alone.

    Its referrer policy is the site's: it tells other sites nothing, and none at all would have browsers send forms from
    here without saying where from, which are then refused.
    """
    feeds = queries.own_feeds(request.user.pk)
    choice = queries.choice_of(request.user.pk)
    seats = _own_seats(request)
    context = {
        "all": OwnFeed(None, feeds.get(None)),
        "of_sets": [
            OwnFeed(each.learning_set, feeds.get(each.learning_set_id), each.organisation.name) for each in seats
        ],
        "runs_sets": any(each.runs for each in seats),
        "several": len(request.memberships) > 1,
        "subscribed": choice.invitations_off_at is not None,
        "form": InvitationsForm(initial={"invitations": "off" if choice.invitations_off_at else "on"}),
    }
    return render(request, "sessions/own_calendar.html", context)


def _own_seats(request: Request) -> list[SetMembership]:
    seats = SetMembership.objects.current().filter(person=request.user.pk, learning_set__closed_at=None)
    return list(seats.select_related("learning_set", "organisation").order_by("learning_set__name", "pk"))


@require_POST
def make_feed(request: Request) -> HttpResponse:
    number = number_in(request.POST.get("set", ""))
    if number and number not in {each.learning_set_id for each in _own_seats(request)}:
        raise Http404
    with scope(person=request.user.pk):  # pages of one's own are entered for reading only
        operations.make_feed(person=request.user.pk, learning_set=number or None, at=now())
    messages.success(request, _("Here is your address. Give it to your own calendar, and to nobody else."))
    return redirect("own_calendar")


@require_POST
def replace_feed(request: Request, number: int) -> HttpResponse:
    feed = _own_feed(request, number)
    with scope(person=request.user.pk):
        operations.replace_feed(feed, at=now())
    messages.success(request, _("The old address is dead. Subscribe to the new one."))
    return redirect("own_calendar")


@require_POST
def end_feed(request: Request, number: int) -> HttpResponse:
    feed = _own_feed(request, number)
    with scope(person=request.user.pk):
        operations.end_feed(feed, at=now())
    messages.success(request, _("This address shows nothing any more. Take it out of your calendar, too."))
    return redirect("own_calendar")


def _own_feed(request: Request, number: int) -> Feed:
    feed = queries.own_feed(number, person=request.user.pk)
    if feed is None:
        raise Http404
    return feed


@require_POST
def choose_invitations(request: Request) -> HttpResponse:
    form = InvitationsForm(request.POST)
    if not form.is_valid():
        return redirect("own_calendar")
    wanted = form.cleaned_data["invitations"] == "on"
    with scope(person=request.user.pk):
        operations.choose_invitations(wanted, person=request.user.pk, at=now())
    messages.success(
        request,
        _("You get an invitation for each date.")
        if wanted
        else _(
            "No invitations any more, for dates to come. What is in your calendar already is still kept right there."
        ),
    )
    return redirect("own_calendar")
