"""What a poll tells: can you, still not answered, can you say more now, all have answered, closed undecided, withdrawn."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.contrib.auth import get_user_model
from django.db import connection
from django.urls import reverse
from django.utils.functional import Promise as StrPromise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alsweb.lib import phrases, tokens
from alsweb.lib.links import absolute
from alsweb.lib.numbers import in_words
from notifications.kinds import Kind, Message, Topic
from notifications.kinds import register as register_kind
from notifications.models import Notice
from notifications.outbox import Due, plan_many
from sessions.models import Poll, PollState, Slot
from sessions.queries import own_reply_to, silent_in, who_looks_after
from sets.models import SetMembership

PURPOSE = "poll"
TOKEN_LASTS = timedelta(days=60)
REMIND_BEFORE = timedelta(days=2)
ASKED_FROM = timedelta(hours=6)
"""A day is asked about from 06:00 UTC on: in Auckland it is evening then, in London the quiet hours hold it until seven,
and in California the morning of that day comes after them."""


def poll_link(poll: Poll, *, person: int) -> str:
    """Their own page to answer this poll, without signing in."""
    return absolute("poll_by_mail", tokens.sign(PURPOSE, p=person, o=poll.organisation_id, q=poll.pk))


def _path_of(poll: Poll) -> str:
    return reverse("sessions:poll", args=[poll.organisation.slug, poll.learning_set.slug, poll.number])


def _poll_of(notice: Notice) -> Poll | None:
    """Looked up once for each time that the notice is judged."""
    if "poll" not in notice.found:
        notice.found["poll"] = _look_up(notice)
    found: Poll | None = notice.found["poll"]
    return found


def _look_up(notice: Notice) -> Poll | None:
    """Named, or that by which a set looks for dates: who came or went could not know which, their reader can."""
    kind, _colon, number = notice.subject.partition(":")
    found = (
        Poll.objects.filter(pk=number) if kind == "poll" else Poll.objects.undecided().filter(learning_set=int(number))
    )
    return found.select_related("learning_set", "organisation").order_by("-number").first()


def _stands(notice: Notice, at: datetime, *, states: tuple[PollState, ...]) -> bool:
    """In one of these states, and its reader in a set that goes on."""
    poll = _poll_of(notice)
    return (
        poll is not None
        and poll.state(at) in states
        and poll.learning_set.closed_at is None
        and SetMembership.objects.current().has(notice.person_id, in_set=poll.learning_set_id)
    )


def _still_asked(notice: Notice, at: datetime) -> bool:
    """Whoever came in before it was opened was asked when it was, like everybody."""
    poll = _poll_of(notice)
    return (
        poll is not None
        and poll.opened_at <= notice.due_at
        and _stands(notice, at, states=(PollState.OPEN,))
        and own_reply_to(poll, person=notice.person_id or 0) is None
    )


def _all_have_answered(notice: Notice, at: datetime) -> bool:
    """Where somebody has left it has to be their silence that held it up, and its reader one who looks after the dates."""
    poll = _poll_of(notice)
    if poll is None or not _stands(notice, at, states=(PollState.OPEN, PollState.OVER)):
        return False
    if "left" not in notice.detail:
        return True
    return (
        notice.person_id in who_looks_after(poll)
        and poll.opened_at <= notice.due_at
        and not silent_in(poll)
        and own_reply_to(poll, person=notice.detail["left"]) is None
        and not Notice.objects.filter(kind=notice.kind, person_id=notice.person_id, subject=f"poll:{poll.pk}").exists()
    )


def _asked_again(notice: Notice, at: datetime) -> bool:
    """Still open, and what they said last is that they can say more from that day on."""
    poll = _poll_of(notice)
    reply = own_reply_to(poll, person=notice.person_id or 0) if poll else None
    return (
        _stands(notice, at, states=(PollState.OPEN,))
        and reply is not None
        and reply.ask_again_on is not None
        and reply.ask_again_on.isoformat() == notice.occasion
    )


def _closed_undecided(notice: Notice, at: datetime) -> bool:
    """Unless it was prolonged since, or all had answered, of which they were told then."""
    poll = _poll_of(notice)
    return poll is not None and _stands(notice, at, states=(PollState.OVER,)) and bool(silent_in(poll))


def _render_question(
    notice: Notice, at: datetime, *, sentence: Callable[[], str], detail: Callable[[], str]
) -> Message:
    """A mail to somebody who is to answer: with a link that is theirs."""
    poll = _poll_of(notice)
    assert poll is not None
    assert notice.person_id is not None
    zone = get_user_model().objects.get(pk=notice.person_id).time_zone
    names = {
        "set": poll.learning_set.name,
        "n": in_words(Slot.objects.filter(poll=poll).count()),
        "until": phrases.moment(poll.closes_at, zone),
        "zone": phrases.city(zone),
    }
    return Message(
        subject=_("%(set)s: which dates suit you?") % {"set": poll.learning_set.calendar_name},
        template="emails/notice",
        context={
            "sentence": sentence() % names,
            "detail": detail() % names,
            "button_url": poll_link(poll, person=notice.person_id),
            "button_label": _("Say which dates suit you"),
            "why": _("You are in the set %(set)s. The link is yours: do not pass it on.") % names,
        },
        path=_path_of(poll),
    )


def _render_told(
    notice: Notice,
    at: datetime,
    *,
    sentence: Callable[[Poll], str],
    detail: Callable[[], str],
    label: Callable[[], str],
) -> Message:
    """A mail that leads to the poll's page."""
    poll = _poll_of(notice)
    assert poll is not None
    names = {"set": poll.learning_set.name}
    return Message(
        subject=_("%(set)s: dates") % {"set": poll.learning_set.calendar_name},
        template="emails/notice",
        context={
            "sentence": sentence(poll) % names,
            "detail": detail(),
            "button_label": label(),
            "why": _("You are in the set %(set)s.") % names,
        },
        path=_path_of(poll),
    )


def _closes_at(notice: Notice, at: datetime) -> datetime | None:
    poll = _poll_of(notice)
    return poll.closes_at if poll else None


def _missing(poll: Poll) -> str:
    missing = len(silent_in(poll))
    return phrases.capitalised(
        ngettext(
            "%(n)s person has not said which dates suit them for %%(set)s, and the last day has passed.",
            "%(n)s people have not said which dates suit them for %%(set)s, and the last day has passed.",
            missing,
        )
        % {"n": in_words(missing)}
    )


def _plan(at: datetime) -> int:
    """Write to those who have not answered, to those who can say more today, and to whoever looks after the dates."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM polls_due(%s, %s, %s)", [at, at + REMIND_BEFORE, (at - ASKED_FROM).date()])
        due = cursor.fetchall()
    return plan_many(
        Due(kind, f"poll:{poll}", occasion, at, organisation, person)
        for organisation, poll, person, kind, occasion in due
    )


def register() -> None:
    def question(
        name: str,
        label: str | StrPromise,
        sentence: Callable[[], str],
        detail: Callable[[], str],
        still_true: Callable[[Notice, datetime], bool] = _still_asked,
        **more: object,
    ) -> Kind:
        render = partial(_render_question, sentence=sentence, detail=detail)
        return Kind(
            name=name,
            label=label,
            topic=Topic.DATES,
            still_true=still_true,
            render=render,
            useful_until=_closes_at,
            **more,  # type: ignore[arg-type]
        )

    def until() -> str:
        return _("Thirty seconds, without signing in. Until %(until)s, %(zone)s, you can change your mind.")

    for each in (
        question(
            "poll_opened",
            gettext_lazy("Which dates suit you?"),
            lambda: _("%(set)s looks for dates. Which of %(n)s suit you?"),
            until,
            at_once=True,
            optional=False,
        ),
        question(
            "poll_prolonged",
            gettext_lazy("There is more time to say which dates suit you"),
            lambda: _("There is more time to say which dates suit you: %(set)s waits until %(until)s."),
            lambda: _("Thirty seconds, without signing in. Times are %(zone)s."),
            optional=False,
        ),
        question(
            "poll_reminder",
            gettext_lazy("A reminder two days before a poll about dates closes, if I have not answered"),
            lambda: _("%(set)s still looks for dates. Which of %(n)s suit you?"),
            until,
            plan=_plan,
        ),
        question(
            "poll_ask_again",
            gettext_lazy("A question on the day that I named, when I could not know yet which dates suit me"),
            lambda: _("Do you know now which dates suit you? You asked us to ask again today, for %(set)s."),
            until,
            still_true=_asked_again,
        ),
        Kind(
            name="poll_complete",
            label=gettext_lazy("Everybody has said which dates suit them"),
            topic=Topic.RUNNING,
            still_true=_all_have_answered,
            render=partial(
                _render_told,
                sentence=lambda poll: _("Everybody in %(set)s has said which dates suit them."),
                detail=lambda: _("The dates that suit most people each time are marked. You choose."),
                label=lambda: _("Choose the dates"),
            ),
        ),
        Kind(
            name="poll_over",
            label=gettext_lazy("A poll about dates has closed, and some did not answer"),
            topic=Topic.RUNNING,
            still_true=_closed_undecided,
            render=partial(
                _render_told,
                sentence=_missing,
                detail=lambda: _("You can choose dates with what you know, or give everybody longer."),
                label=lambda: _("See what you know"),
            ),
        ),
        Kind(
            name="poll_withdrawn",
            label=gettext_lazy("A poll about dates is withdrawn"),
            still_true=partial(_stands, states=(PollState.WITHDRAWN,)),
            render=partial(
                _render_told,
                sentence=lambda poll: _("%(set)s no longer asks which dates suit you."),
                detail=lambda: _("There is nothing to answer any more, and nothing was put into your diary."),
                label=lambda: _("See which dates those were"),
            ),
            at_once=True,
            optional=False,
        ),
    ):
        register_kind(each)
