"""The facilitator's workbench: all sets that I run, over all organisations, by what they need. Counts, and no names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alsweb.lib import phrases
from alsweb.lib.numbers import in_words, number_in
from alsweb.lib.time import now
from alsweb.pages.mine import sentences
from organisations.http import Request
from organisations.models import Organisation
from sessions.models import Poll, PollState, Session
from sessions.queries import Bench, workbench
from sessions.risk import Turnout
from sets.models import LearningSet

A_PAGE = 50
SOON = timedelta(days=7)


class Need(StrEnum):
    """What a set needs from whoever runs it, the most urgent first."""

    DATE = "date"
    CHOICE = "choice"
    PEOPLE = "people"
    POLL_ANSWERS = "poll_answers"
    ANSWERS = "answers"
    NOTHING = "nothing"
    CLOSING = "closing"
    FORMING = "forming"


_URGENCY = list(Need)
TITLES: dict[Need, str | Promise] = {
    Need.DATE: gettext_lazy("Need a date"),
    Need.CHOICE: gettext_lazy("Dates to choose"),
    Need.PEOPLE: gettext_lazy("Too few come"),
    Need.POLL_ANSWERS: gettext_lazy("Looking for dates"),
    Need.ANSWERS: gettext_lazy("Soon, and not everybody has said"),
    Need.NOTHING: gettext_lazy("Have their next date"),
    Need.CLOSING: gettext_lazy("Coming to their end"),
    Need.FORMING: gettext_lazy("Forming"),
}


@dataclass(frozen=True)
class RunSet:
    """A set that I run, as it stands at a moment."""

    learning_set: LearningSet
    organisation: Organisation
    counts: Bench
    session: Session | None
    poll: Poll | None
    at: datetime
    zone: str
    among_several: bool
    """Whether I am in more than one organisation, so that its name tells something."""

    @cached_property
    def need(self) -> Need:
        if self.poll and (self.poll.state(self.at) is PollState.OVER or not self.counts.unanswered):
            return Need.CHOICE
        if self.session and self.turnout.is_at_risk:
            return Need.PEOPLE
        if self.poll:
            return Need.POLL_ANSWERS
        if self.session:
            is_soon = self.session.starts_at - self.at <= SOON
            return Need.ANSWERS if is_soon and self.counts.silent else Need.NOTHING
        if self.learning_set.closing_at:
            return Need.CLOSING
        return Need.DATE if self.learning_set.running_at or self.counts.members else Need.FORMING

    @property
    def turnout(self) -> Turnout:
        return Turnout(
            members=self.counts.members,
            cannot=self.counts.cannot,
            wanted=self.learning_set.minimum,
            settled_without=self.session.settled_without if self.session else None,
        )

    @property
    def facts(self) -> list[str]:
        """`Monday 16 March, 14:00`, `two have not said`, `Harbour Foundation`"""
        found = []
        if self.session:
            found.append(phrases.moment(self.session.starts_at, self.zone))
        found += [each for each in (self._who_comes, self._poll, self._people) if each]
        return [*found, self.organisation.name] if self.among_several else found

    @property
    def _who_comes(self) -> str:
        if self.session is None:
            return ""
        if self.need is Need.PEOPLE:
            return _("at risk: %(n)s can come, and the set wants at least %(fewest)s") % {
                "n": in_words(self.turnout.left),
                "fewest": in_words(self.turnout.minimum),
            }
        silent = self.counts.silent
        if not silent:
            return _("everybody has said whether they come") if self.counts.members else ""
        return ngettext("%(n)s has not said whether they come", "%(n)s have not said whether they come", silent) % {
            "n": in_words(silent)
        }

    @property
    def _poll(self) -> str:
        if self.poll is None:
            return ""
        unanswered = {"n": in_words(self.counts.unanswered)}
        if self.poll.state(self.at) is PollState.OVER:
            if not self.counts.unanswered:
                return _("the poll is over, and everybody has answered")
            return (
                ngettext(
                    "the poll is over, %(n)s has not answered",
                    "the poll is over, %(n)s have not answered",
                    self.counts.unanswered,
                )
                % unanswered
            )
        if not self.counts.unanswered:
            return _("everybody has answered the poll")
        return (
            ngettext("%(n)s has not answered the poll", "%(n)s have not answered the poll", self.counts.unanswered)
            % unanswered
        )

    @property
    def _people(self) -> str:
        members = self.counts.members
        return ngettext("%(n)s member", "%(n)s members", members) % {"n": members}

    @cached_property
    def url(self) -> str:
        return reverse("pages:set", args=self.address)

    @property
    def address(self) -> tuple[str, str]:
        return self.organisation.slug, self.learning_set.slug


def sets(request: Request) -> HttpResponse:
    """Whoever planned the dates of one set comes back to the next one that has none."""
    found = _run_sets(request, at=now())
    planned = number_in(request.GET.get("planned", ""))
    needing = [each for each in found if each.need is Need.DATE]
    dated = sum(each.session is not None for each in found)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    parts = [(need, TITLES[need], list(rows)) for need, rows in groupby(page, key=lambda each: each.need)]
    context = {
        "heading": sentences.my_sets(len(needing), dated, len(found)),
        "parts": parts,
        "page": page,
        "first": needing[0] if needing else None,
        "planned": next((each for each in found if each.learning_set.pk == planned and each.session), None),
        "zone": request.user.time_zone,
    }
    return render(request, "pages/mine/workbench.html", context)


def _run_sets(request: Request, *, at: datetime) -> list[RunSet]:
    organisations = {each.organisation_id: each.organisation for each in request.memberships}
    benches = [each for each in workbench(now=at) if each.organisation_id in organisations]
    sets = _by_key(LearningSet.objects, (each.learning_set_id for each in benches))
    sessions = _by_key(Session.objects, (each.session_id for each in benches))
    polls = _by_key(Poll.objects, (each.poll_id for each in benches))
    found = [
        RunSet(
            sets[each.learning_set_id],
            organisations[each.organisation_id],
            each,
            sessions.get(each.session_id),
            polls.get(each.poll_id),
            at,
            request.user.time_zone,
            len(organisations) > 1,
        )
        for each in benches
        if each.learning_set_id in sets
    ]
    return sorted(found, key=lambda each: (_URGENCY.index(each.need), _when(each), each.learning_set.name))


def _when(each: RunSet) -> datetime:
    """By which moment it is to be done."""
    if each.need in (Need.CHOICE, Need.POLL_ANSWERS) and each.poll:
        return each.poll.closes_at
    return each.session.starts_at if each.session else each.at


def _by_key(rows: Any, keys: Iterable[int | None]) -> dict[int | None, Any]:
    """One statement, also where there is nothing to be found: no row has the key 0."""
    return {each.pk: each for each in rows.filter(pk__in=[key or 0 for key in keys] or [0])}
