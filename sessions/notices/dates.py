"""Planned, moved, cancelled, come in, gone: mail about dates, with the part that calendars read.

One event for each session, one mail for each change of it: that is what Outlook, Google and Apple take for one event
that moves and goes. Whoever subscribes to their dates gets no such part, and of several dates at once one mail.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.functional import Promise as StrPromise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alsweb.lib import phrases
from alsweb.lib.numbers import in_words
from notifications.kinds import CalendarPart, Kind, Message
from notifications.kinds import register as register_kind
from notifications.models import Notice
from sessions import calendars, queries
from sessions.calendars import Invited
from sessions.coming import coming_link
from sessions.links import join_link
from sessions.models import Answer, Attendance, Session, SessionState
from sessions.notices import news
from sessions.notices.about import render_date, session_of
from sessions.queries import News
from sets.models import LearningSet, SetMembership

# Still true?


def _is_told(notice: Notice, at: datetime) -> bool:
    """Whoever made the change needs no mail but for their calendar; and whoever subscribes, none for a date of a series
    that is new: one mail lists them.
    """
    session = session_of(notice)
    if session is None or not news.is_news(notice, at):
        return False
    is_listed = session.series_id is not None and news.news_of(notice, session) is News.NEW
    return not (is_listed or notice.detail.get("own")) or _takes_invitations(notice, session)


def _is_new_to_them(notice: Notice, at: datetime) -> bool:
    """Somebody who has come in since has not heard of it."""
    session = session_of(notice)
    return (
        session is not None
        and notice.person_id is not None
        and session.state is SessionState.PLANNED
        and at < session.starts_at
        and _sits(notice.person_id, session.learning_set_id)
        and queries.choice_of(notice.person_id).invitations_off_at is None
        and not queries.was_invited(session, person=notice.person_id, since=datetime.fromisoformat(notice.occasion))
    )


def _is_theirs_no_more(notice: Notice, at: datetime) -> bool:
    session = session_of(notice)
    return (
        session is not None
        and notice.person_id is not None
        and session.state is SessionState.PLANNED
        and at < session.starts_at
        and not _sits(notice.person_id, session.learning_set_id)
        and queries.was_invited(session, person=notice.person_id)
    )


def _sits(person: int | None, learning_set: int) -> bool:
    return SetMembership.objects.current().has(person, in_set=learning_set)


def _takes_invitations(notice: Notice, session: Session) -> bool:
    return notice.person_id is not None and queries.takes_invitations(session, person=notice.person_id)


# Rendering


def _render(notice: Notice, at: datetime) -> Message:
    session = session_of(notice)
    assert session is not None
    found = news.news_of(notice, session)
    message = render_date(notice, at, sentence=lambda: news.sentence_of(found), asks=found in news.ASKING)
    if not _takes_invitations(notice, session):
        return message
    method = "CANCEL" if found is News.CANCELLED else "REQUEST"
    return replace(message, calendar=CalendarPart(_event(notice, session, method=method), method))


def _render_gone(notice: Notice, at: datetime) -> Message:
    session = session_of(notice)
    assert session is not None
    message = render_date(
        notice, at, sentence=lambda: _("You are no longer in %(set)s: its session on %(when)s leaves your calendar.")
    )
    context = {
        **message.context,
        "button_label": _("Go to your home page"),
        "why": _("You were in the set %(set)s.") % {"set": session.learning_set.name},
    }
    calendar = CalendarPart(_event(notice, session, method="CANCEL", is_leaving=True), "CANCEL")
    path = reverse("pages:home", args=[session.organisation.slug])
    return replace(message, context=context, calendar=calendar, path=path)


def _event(notice: Notice, session: Session, *, method: str, is_leaving: bool = False) -> bytes:
    """The same bytes for a second copy of the same mail, unless its reader has answered meanwhile."""
    person = notice.person_id
    assert person is not None
    (dated,) = queries.dated(Session.objects.filter(pk=session.pk), person=person)
    meeting = dated.meeting(changed_at=notice.due_at, is_leaving=is_leaving)
    invited = Invited(get_user_model().objects.get(pk=person).email)
    if method == "CANCEL":
        return calendars.cancellation(meeting, invited, sender=queries.sender())
    said = Attendance.objects.filter(session=session, person=person).values_list("answer", flat=True).first()
    joining = queries.joining_words(session)
    invited = replace(
        invited,
        comes=said == Answer.COMING if said else None,
        answer_page=coming_link(session, person=person),
        join=join_link(session, person=person) if joining and joining.video_link else "",
    )
    return calendars.invitation(meeting, invited, sender=queries.sender())


# Several dates in one mail


def _dates(notice: Notice, at: datetime) -> list[Session]:
    """What is still to come of a series, or of a set to somebody who has come in."""
    kind, _colon, number = notice.subject.partition(":")
    of = {"series": "series", "set": "learning_set"}[kind]
    coming = Session.objects.planned().filter(**{of: number}, starts_at__gt=at).order_by("starts_at")
    return list(coming.select_related("learning_set", "organisation")[:60])


def _are_wanted(notice: Notice, at: datetime) -> bool:
    """By those who subscribe: everybody else has a mail with an invitation for each date."""
    found = _dates(notice, at)
    return (
        bool(found)
        and notice.person_id is not None
        and _sits(notice.person_id, found[0].learning_set_id)
        and queries.choice_of(notice.person_id).invitations_off_at is not None
    )


def _render_dates(notice: Notice, at: datetime) -> Message:
    found = _dates(notice, at)
    learning_set: LearningSet = found[0].learning_set
    zone = get_user_model().objects.get(pk=notice.person_id or 0).time_zone
    names = {"set": learning_set.name, "n": in_words(len(found)), "zone": phrases.city(zone)}
    return Message(
        subject=ngettext("%(title)s: %(n)s date", "%(title)s: %(n)s dates", len(found))
        % {**names, "title": learning_set.calendar_name},
        template="emails/dates",
        context={
            "sentence": ngettext("%(set)s has set %(n)s date.", "%(set)s has set %(n)s dates.", len(found)) % names,
            "dates": [
                " · ".join(
                    filter(None, [phrases.moment(each.starts_at, zone), phrases.hours(each.minutes), each.place])
                )
                for each in found
            ],
            "detail": _("Times are %(zone)s. Your calendar brings them by itself, because you subscribe to your dates.")
            % names,
            "button_label": _("See the set"),
            "why": _("You are in the set %(set)s.") % names,
        },
        path=reverse("pages:set", args=[found[0].organisation.slug, learning_set.slug]),
    )


def register() -> None:
    def kind(
        name: str,
        label: str | StrPromise,
        still_true: Callable[[Notice, datetime], bool],
        render: Callable[[Notice, datetime], Message],
    ) -> Kind:
        return Kind(name=name, label=label, still_true=still_true, render=render, at_once=True, optional=False)

    for each in (
        kind(queries.PLANNED, gettext_lazy("A session is planned"), _is_told, _render),
        kind(queries.MOVED, gettext_lazy("A session is moved"), _is_told, _render),
        kind(queries.PLACE_CHANGED, gettext_lazy("A session has another place, or ends earlier"), _is_told, _render),
        kind(queries.CANCELLED, gettext_lazy("A session is cancelled"), _is_told, _render),
        kind(queries.RESTORED, gettext_lazy("A cancelled session takes place after all"), _is_told, _render),
        kind(queries.CLOCKS_CHANGED, gettext_lazy("The clocks change under a session"), _is_told, _render),
        kind(
            "session_invited",
            gettext_lazy("A session of a set that you have come into"),
            _is_new_to_them,
            _render,
        ),
        kind(
            "session_uninvited",
            gettext_lazy("A session of a set that you have left"),
            _is_theirs_no_more,
            _render_gone,
        ),
        kind("series_planned", gettext_lazy("Several sessions are planned"), _are_wanted, _render_dates),
        kind("set_dates", gettext_lazy("The dates of a set that you have come into"), _are_wanted, _render_dates),
    ):
        register_kind(each)
