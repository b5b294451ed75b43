from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alsweb.lib import phrases
from alsweb.lib.numbers import in_words
from alsweb.lib.time import in_zone
from organisations.models import CostRate, FeePer
from reports.costs import Costs, Money
from reports.forms import NarrowingForm
from reports.hiding import quarter_after
from reports.measures import Figures, Tally
from reports.periods import Period
from reports.queries import Needing, Report, WorthALook
from sessions.models import Session, SessionState
from sets.models import SetState


def heading_of(form: NarrowingForm, report: Report) -> str:
    """What the overview says first, on the page and on paper."""
    narrowed = form.narrowed
    if narrowed.programme and not narrowed.beyond_programmes:
        return of_programme(form.name_of("programme"), report.now)
    return learning_together(report.people, report.sets_needing_a_date)


def learning_together(people: int, needing: int) -> str:
    """`Twenty-two people are learning together. One set needs a date.`"""
    if people == 0:
        return _("Nobody is in a set yet.")
    first = ngettext(
        "%(n)s person is learning with others.",
        "%(n)s people are learning together.",
        people,
    ) % {"n": in_words(people)}
    if needing == 0:
        return phrases.capitalised(first)
    second = ngettext("%(n)s set needs a date.", "%(n)s sets need a date.", needing) % {"n": in_words(needing)}
    return f"{phrases.capitalised(first)} {phrases.capitalised(second)}"


def of_programme(name: str, figures: Figures) -> str:
    """`Docks: twenty-four sessions planned, twenty-one held, two moved, one cancelled; 22 of 24 stayed.`"""
    meetings = figures.meetings
    return ngettext(
        "%(name)s: %(planned)s session planned, %(held)s held, %(moved)s moved, %(cancelled)s cancelled; %(stayed)s stayed.",
        "%(name)s: %(planned)s sessions planned, %(held)s held, %(moved)s moved, %(cancelled)s cancelled; %(stayed)s stayed.",
        meetings.planned,
    ) % {
        "name": name,
        "planned": in_words(meetings.planned),
        "held": in_words(meetings.held),
        "moved": in_words(meetings.moved),
        "cancelled": in_words(meetings.cancelled),
        "stayed": figures.seats.stayed,
    }


def reckoned_with(rate: CostRate) -> str:
    """`£42.00 an hour and £600 for each session that somebody leads`"""
    hourly, fee = (str(Money({rate.currency: each})) for each in (rate.hourly_rate, rate.fee))
    if not rate.fee:
        return _("%(hourly)s an hour and no fee") % {"hourly": hourly}
    said = {
        FeePer.SESSION: _("%(hourly)s an hour and %(fee)s for each session that somebody leads"),
        FeePer.DAY: _("%(hourly)s an hour and %(fee)s for each day on which somebody leads sessions"),
    }
    return said[FeePer(rate.fee_per)] % {"hourly": hourly, "fee": fee}


def learning_cost(costs: Costs, *, has_rates: bool) -> str:
    """`Learning together cost £12,340: £86.40 for each time that somebody came.`"""
    if not has_rates:
        return _("What does learning together cost?")
    if not costs.times:
        return _("Nobody came to a session since you began to reckon, so there is no cost to share.")
    return _("Learning together cost %(total)s: %(each)s for each time that somebody came.") % {
        "total": costs.total,
        "each": costs.each_time,
    }


def met(name: str, sessions: Sequence[Session]) -> str:
    """`Quay met five times.`"""
    held = sum(each.state is SessionState.HELD for each in sessions)
    if not held:
        return _("%(name)s did not meet in this time.") % {"name": name}
    return _("%(name)s met %(times)s.") % {"name": name, "times": phrases.times(held)}


def came_to(name: str, attendance: Tally) -> str:
    """`Bob came to five of six sessions.`"""
    if not attendance.n:
        return _("%(name)s has no marks in this time.") % {"name": name}
    return ngettext(
        "%(name)s came to %(came)s of %(n)s session.", "%(name)s came to %(came)s of %(n)s sessions.", attendance.n
    ) % {"name": name, "came": in_words(attendance.part), "n": in_words(attendance.n)}


def sets_by_state(counted: Mapping[SetState, int]) -> str:
    """`Twelve sets are running, two are forming and one has closed.`"""
    words = {
        SetState.RUNNING: ngettext("%(n)s set is running", "%(n)s sets are running", counted[SetState.RUNNING]),
        SetState.FORMING: ngettext("%(n)s is forming", "%(n)s are forming", counted[SetState.FORMING]),
        SetState.CLOSING: ngettext("%(n)s is closing", "%(n)s are closing", counted[SetState.CLOSING]),
        SetState.CLOSED: ngettext("%(n)s has closed", "%(n)s have closed", counted[SetState.CLOSED]),
    }
    said = [text % {"n": in_words(counted[state])} for state, text in words.items()]
    return phrases.capitalised(
        _("%(running)s, %(forming)s, %(closing)s and %(closed)s.")
        % {
            "running": said[0],
            "forming": said[1],
            "closing": said[2],
            "closed": said[3],
        }
    )


def worth_a_look(row: WorthALook | None) -> str:
    """`Quay has no next date.`: the one set to look at first, by dates alone."""
    if row is None:
        return ""
    name = {"name": row.name}
    if row.has_no_date:
        return _("%(name)s has no next date.") % name
    if row.cancels:
        return _("%(name)s cancelled %(cancelled)s of its %(planned)s sessions.") % {
            **name,
            "cancelled": in_words(row.cancelled),
            "planned": in_words(row.planned),
        }
    return _("%(name)s has fewer members than it wants to meet with: %(members)s, not %(minimum)s.") % {
        **name,
        "members": in_words(row.members),
        "minimum": in_words(row.minimum),
    }


def named_period(period: Period) -> str:
    """`Thursday 28 May to Wednesday 25 November 2026`, each with its year where they differ"""
    same = period.since.year == period.until.year
    since = phrases.day(period.since) if same else phrases.day_in_year(period.since)
    return _("%(since)s to %(until)s") % {"since": since, "until": phrases.day_in_year(period.until)}


def named_quarter(first: date) -> str:
    """`January to March 2027`"""
    last = quarter_after(first) - timedelta(days=1)
    return _("%(first)s to %(last)s") % {"first": phrases.month_of(first).split()[0], "last": phrases.month_of(last)}


def named_part(part: Period) -> str:
    """`March 2027`, or the days where it is no whole month."""
    whole = part.since.day == 1 and (part.until - part.since).days > 26
    if whole and part.since.month == part.until.month:
        return phrases.month_of(part.since)
    return _("%(since)s to %(until)s %(year)s") % {
        "since": phrases.day_of_month(part.since),
        "until": phrases.day_of_month(part.until),
        "year": part.until.year,
    }


def sets_needing(n: int) -> str:
    """`Two sets may need you.`"""
    if n == 0:
        return _("Nothing needs you.")
    return phrases.capitalised(ngettext("%(n)s set may need you.", "%(n)s sets may need you.", n) % {"n": in_words(n)})


def signs_of(row: Needing, *, zone: str) -> list[str]:
    """`No next date since 3 March.`, `Two sessions cancelled in six months, the last on 4 May.`"""
    said = []
    if row.dateless_since:
        said.append(_("No next date since %(day)s.") % {"day": _day_in(row.dateless_since, zone)})
    if row.cancelled and row.last_cancelled_at:
        said.append(
            phrases.capitalised(
                ngettext(
                    "%(n)s session cancelled in six months, the last on %(day)s.",
                    "%(n)s sessions cancelled in six months, the last on %(day)s.",
                    row.cancelled,
                )
                % {"n": in_words(row.cancelled), "day": _day_in(row.last_cancelled_at, zone)}
            )
        )
    if row.members is not None:
        said.append(
            phrases.capitalised(
                ngettext(
                    "%(n)s member since %(day)s; it wants %(minimum)s to meet.",
                    "%(n)s members since %(day)s; it wants %(minimum)s to meet.",
                    row.members,
                )
                % {
                    "n": in_words(row.members),
                    "day": _day_in(row.last_left_at, zone),
                    "minimum": in_words(row.minimum),
                }
            )
        )
    return said


def _day_in(at: datetime, zone: str) -> str:
    return phrases.day_of_month(in_zone(at, zone).date())


def so_many_completed(complete: int, n: int) -> str:
    """`Seven of twelve places are completed.`: somebody in two sets has two."""
    if not n:
        return _("Nobody is judged by a rule yet.")
    told = ngettext("%(complete)s of %(n)s place is completed.", "%(complete)s of %(n)s places are completed.", n) % {
        "complete": in_words(complete),
        "n": in_words(n),
    }
    return phrases.capitalised(told)
