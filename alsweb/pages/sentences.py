"""The one sentence that a page begins with: computed, exact, and there for every state."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alsweb.lib import phrases
from alsweb.lib.numbers import in_words
from alsweb.lib.time import days_until, in_zone
from reports.measures import Shares
from sessions.models import Session, SessionState
from sets.models import LearningSet, SetState


def next_meeting(starts_at: datetime | None, ends_at: datetime | None, *, now: datetime, zone: str) -> str:
    """`You meet in four days.`"""
    if starts_at is None or ends_at is None:
        return _("No date is set yet.")
    if starts_at <= now < ends_at:
        return _("You are meeting now.")
    return _("You meet %(when)s.") % {"when": phrases.in_days(days_until(starts_at, now=now, zone=zone))}


def sets_that_need_me(needing: int, leading: int) -> str:
    """`One of your three sets needs a date.`"""
    if needing == 0:
        return ngettext(
            "Your set has its next date.",
            "All your sets have their next date.",
            leading,
        )
    if leading == 1:
        return _("Your set needs a date.")
    return phrases.capitalised(
        ngettext(
            "%(n)s of your %(sets)s sets needs a date.",
            "%(n)s of your %(sets)s sets need a date.",
            needing,
        )
        % {"n": in_words(needing), "sets": in_words(leading)}
    )


def sets_to_put_together(forming: int) -> str:
    """`Two sets wait for you to put them together.`"""
    sentence = ngettext(
        "%(n)s set waits for you to put it together.", "%(n)s sets wait for you to put them together.", forming
    )
    return phrases.capitalised(sentence % {"n": in_words(forming)})


def who_we_are(members: int, *, state: SetState) -> str:
    """`Six people meet here.`"""
    if members == 0:
        return _("Nobody joined.") if state is SetState.CLOSED else _("Nobody has joined yet.")
    if state is SetState.CLOSED:
        said = ngettext("%(n)s person was in this set.", "%(n)s people were in this set.", members)
    elif state is SetState.FORMING:
        said = ngettext("%(n)s person has joined so far.", "%(n)s people have joined so far.", members)
    else:
        said = ngettext("%(n)s person meets here.", "%(n)s people meet here.", members)
    return phrases.capitalised(said % {"n": in_words(members)})


def sets_of_programme(sets: Sequence[LearningSet]) -> str:
    """`Four sets: one running, three forming.`"""
    if not sets:
        return _("It has no set yet.")
    labels = {
        SetState.RUNNING: _("running"),
        SetState.CLOSING: _("closing"),
        SetState.FORMING: _("forming"),
        SetState.CLOSED: _("closed"),
    }
    counts = Counter(each.state for each in sets)
    parts = [
        _("%(n)s %(state)s") % {"n": in_words(counts[state]), "state": label}
        for state, label in labels.items()
        if counts[state]
    ]
    if len(parts) > 1:
        said = _("%(n)s sets: %(parts)s.")
    else:
        said = ngettext("%(n)s set, %(state)s.", "%(n)s sets, all of them %(state)s.", len(sets))
    named = {"n": in_words(len(sets)), "parts": ", ".join(parts), "state": labels[sets[0].state]}
    return phrases.capitalised(said % named)


def session_is(session: Session, *, now: datetime, zone: str) -> str:
    """`Session 3 is in four days.`"""
    number = {"number": session.number}
    if session.state is SessionState.CANCELLED:
        return _("Session %(number)s is cancelled.") % number
    if session.state is SessionState.HELD:
        return _("Session %(number)s took place.") % number
    if session.starts_at <= now < session.ends_at:
        return _("Session %(number)s is going on.") % number
    if session.ends_at <= now:
        return _("Session %(number)s is over. Who came?") % number
    when = phrases.in_days(days_until(session.starts_at, now=now, zone=zone))
    return _("Session %(number)s is %(when)s.") % {**number, "when": when}


def who_comes(session: Any) -> str:
    """`5 came, 1 apologised`, or `5 coming, 1 not`, of one of `sessions_of`."""
    if session.state is SessionState.HELD:
        came = _("%(n)s came") % {"n": session.came or 0}
        away = _("%(n)s apologised") % {"n": session.apologised} if session.apologised else ""
    else:
        came = _("%(n)s coming") % {"n": session.coming or 0}
        away = _("%(n)s not") % {"n": session.cannot} if session.cannot else ""
    return ", ".join(filter(None, (came, away)))


def before_first_meeting(left: int, first: datetime | None, *, now: datetime, zone: str) -> str:
    """`Two things before you meet on Monday.`"""
    if first is not None and first <= now:
        if left == 0:
            return _("This is how you began.")
        return _left_things(left, ngettext("%(n)s thing is still open.", "%(n)s things are still open.", left))
    if first is None:
        if left == 0:
            return _("You are ready.")
        return _left_things(
            left, ngettext("%(n)s thing before you first meet.", "%(n)s things before you first meet.", left)
        )
    when = phrases.on_day(in_zone(first, zone).date(), days_until(first, now=now, zone=zone))
    if left == 0:
        return _("You are ready. You meet %(when)s.") % {"when": when}
    return _left_things(
        left,
        ngettext("%(n)s thing before you meet %(when)s.", "%(n)s things before you meet %(when)s.", left),
        when=when,
    )


def _left_things(left: int, sentence: str, **more: str) -> str:
    return phrases.capitalised(sentence % {"n": in_words(left), **more})


def in_their_own_words(people: int, said: int) -> str:
    """`Six people, four of them in their own words.`"""
    names = {"n": in_words(people), "said": in_words(said)}
    if said == 0:
        return _("Nobody has written a line yet.")
    if said == people:
        sentence = ngettext("%(n)s person, in their own words.", "%(n)s people, in their own words.", people)
    else:
        sentence = ngettext(
            "%(n)s person, %(said)s of them in their own words.",
            "%(n)s people, %(said)s of them in their own words.",
            people,
        )
    return phrases.capitalised(sentence % names)


def came_to(shares: Shares) -> str:
    """`You came to five of six sessions; with apologies, six of six.` Nothing before there is a mark."""
    came, committed = shares.attendance, shares.commitment
    if not came.n:
        return ""
    said = {"came": in_words(came.part), "committed": in_words(committed.part), "n": in_words(came.n)}
    if came.part == committed.part:
        sentence = ngettext("You came to %(came)s of %(n)s session.", "You came to %(came)s of %(n)s sessions.", came.n)
    else:
        sentence = ngettext(
            "You came to %(came)s of %(n)s session; with apologies, %(committed)s of %(n)s.",
            "You came to %(came)s of %(n)s sessions; with apologies, %(committed)s of %(n)s.",
            came.n,
        )
    return sentence % said


def how_far(moments: int, *, asked: bool) -> str:
    """`How far you have come` needs two looks; with one there is only where one stood."""
    if asked:
        return _("How far have you come?")
    if moments == 0:
        return _("There is nothing to compare yet.")
    return _("Where you set out from.") if moments == 1 else _("How far you have come.")


def challenge_so_far(name: str, *, since: str, until: str, turns: int) -> str:
    """`Cam has worked on this since 3 January 2027, and presented it twice.` Without a name it is the reader's own."""
    said = {"name": name, "since": since, "until": until, "times": phrases.times(turns)}
    if until and turns:
        told = (
            _("%(name)s worked on this from %(since)s to %(until)s, and presented it %(times)s.")
            if name
            else _("You worked on this from %(since)s to %(until)s, and presented it %(times)s.")
        )
    elif until:
        told = (
            _("%(name)s worked on this from %(since)s to %(until)s.")
            if name
            else _("You worked on this from %(since)s to %(until)s.")
        )
    elif turns:
        told = (
            _("%(name)s has worked on this since %(since)s, and presented it %(times)s.")
            if name
            else _("You have worked on this since %(since)s, and presented it %(times)s.")
        )
    else:
        told = (
            _("%(name)s has worked on this since %(since)s, and has not presented it yet.")
            if name
            else _("You have worked on this since %(since)s, and have not presented it yet.")
        )
    return told % said


def record_holds(rows: int, *, sets: int, words: int) -> str:
    """`Your record holds 214 things from three sets, 31 of them in your own words.`"""
    if not sets:
        return _("You have not been in a set here yet.")
    sentence = ngettext(
        "Your record holds %(rows)s things from %(sets)s set, and %(words)s texts of yours.",
        "Your record holds %(rows)s things from %(sets)s sets, and %(words)s texts of yours.",
        sets,
    )
    return sentence % {"rows": rows, "sets": in_words(sets), "words": words}


def news_in_inbox(new: int, *, is_empty: bool) -> str:
    """`Two things are new to you.`"""
    if is_empty:
        return _("Nothing has been told to you yet.")
    if new == 0:
        return _("Nothing here is new to you.")
    sentence = ngettext("%(n)s thing is new to you.", "%(n)s things are new to you.", new)
    return phrases.capitalised(sentence % {"n": in_words(new)})
