"""What was recorded, as a sentence: one for each kind of event, of whichever app."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alsweb.lib import phrases
from organisations.models import Event, OrganisationRole

SENTENCES: dict[str, Promise] = {
    "organisation.founded": gettext_lazy("%(who)s founded the organisation."),
    "costs.set": gettext_lazy("%(who)s set what is reckoned with in reports."),
    "costs.removed": gettext_lazy("%(who)s removed what was reckoned with in reports."),
    "organisation.settings_changed": gettext_lazy("%(who)s changed the settings of the organisation."),
    "organisation.health_changed": gettext_lazy("%(who)s changed from which number on a set is told to need somebody."),
    "membership.roles_changed": gettext_lazy("%(who)s made %(member)s %(gained)s, no longer %(lost)s."),
    "membership.roles_changed, gained": gettext_lazy("%(who)s made %(member)s %(gained)s."),
    "membership.roles_changed, lost": gettext_lazy("%(who)s took back a role of %(member)s: %(lost)s."),
    "membership.ended": gettext_lazy("%(who)s noted that %(member)s has left the organisation."),
    "membership.resumed": gettext_lazy("%(who)s noted that %(member)s is back."),
    "membership.described": gettext_lazy("%(who)s noted where %(member)s works."),
    "people.imported": gettext_lazy("%(who)s imported a list of people."),
    "invitation.sent": gettext_lazy("%(who)s sent an invitation."),
    "invitation.sent_again": gettext_lazy("%(who)s sent an invitation again."),
    "invitation.revoked": gettext_lazy("%(who)s revoked an invitation."),
    "invitation.accepted": gettext_lazy("%(who)s accepted an invitation."),
    "set.founded": gettext_lazy("%(who)s founded the set."),
    "set.changed": gettext_lazy("%(who)s changed how the set works."),
    "set.reminders_changed": gettext_lazy("%(who)s changed which reminders the set gets."),
    "set.asked": gettext_lazy("%(who)s asked those proposed for the set."),
    "set.composed": gettext_lazy("%(who)s let in whoever had said yes."),
    "set.line_allowed": gettext_lazy("%(who)s let %(manager)s and %(report)s, who reports to them, in together."),
    "set.unlisted": gettext_lazy("%(who)s took the set out of the directory."),
    "join_request.answered": gettext_lazy("%(who)s answered somebody who had asked to join."),
    "set.joined": gettext_lazy("%(who)s came in."),
    "set.joined, invited": gettext_lazy("%(who)s came in, invited by %(invited_by)s."),
    "set.left": gettext_lazy("%(member)s left the set."),
    "set.left, noted": gettext_lazy("%(member)s left the set, as %(who)s noted."),
    "set.seat_ended": gettext_lazy("%(who)s ended the seat of %(member)s."),
    "set.handed_over": gettext_lazy("%(who)s handed over: %(member)s facilitates."),
    "set.runs_itself": gettext_lazy("%(who)s handed over: the set runs itself."),
    "set.closing": gettext_lazy("%(who)s said that the set comes to its end."),
    "set.kept_running": gettext_lazy("%(who)s said that the set goes on."),
    "set.closed": gettext_lazy("%(who)s closed the set."),
    "set.words_erased": gettext_lazy("What was said here was erased for good."),
    "welcome_pack.written": gettext_lazy("The set’s welcome was written."),
    "set.listed": gettext_lazy("%(who)s put the set into the directory."),
    "set.listed_outside": gettext_lazy("%(who)s let other organisations find the set in the directory."),
    "set.published": gettext_lazy("%(who)s gave the set a public page."),
    "ground_rules.written": gettext_lazy("Version %(number)s of the ground rules was written."),
    "report.exported": gettext_lazy("%(who)s made a file of who takes part."),
    "programme.founded": gettext_lazy("%(who)s founded a programme."),
    "programme.changed": gettext_lazy("%(who)s changed a programme."),
    "completion_rule.set": gettext_lazy(
        "%(who)s set when a programme is completed: %(attend)s of %(sessions)s meetings."
    ),
    "completion_rule.removed": gettext_lazy(
        "%(who)s took back when a programme is completed: %(attend)s of %(sessions)s meetings."
    ),
    "session.planned": gettext_lazy("%(who)s planned session %(number)s."),
    "series.planned": gettext_lazy("%(who)s planned sessions together, %(number)s of them."),
    "session.moved": gettext_lazy("%(who)s moved session %(number)s."),
    "session.cancelled": gettext_lazy("%(who)s cancelled session %(number)s."),
    "session.restored": gettext_lazy("%(who)s brought back session %(number)s, which was cancelled."),
    "session.settled": gettext_lazy("%(who)s decided that session %(number)s takes place though some cannot come."),
    "session.clocks_changed": gettext_lazy(
        "The rules of the clocks changed: session %(number)s keeps the time that was agreed."
    ),
    "session.held": gettext_lazy("%(who)s closed session %(number)s as held."),
    "poll.opened": gettext_lazy("%(who)s asked which dates suit."),
    "poll.prolonged": gettext_lazy("%(who)s gave everybody longer to say which dates suit."),
    "poll.decided": gettext_lazy("%(who)s chose dates from those that people had answered."),
    "poll.withdrawn": gettext_lazy("%(who)s no longer asks which dates suit."),
    "attendance.marked": gettext_lazy("%(who)s marked who came to session %(number)s."),
    "attendance.marked, corrected": gettext_lazy("%(who)s corrected who came to session %(number)s."),
    "attendance.disputed": gettext_lazy("%(who)s said of session %(number)s: “I was there”."),
    "attendance.accepted": gettext_lazy("%(who)s took back what they had said of their mark in session %(number)s."),
    "attendance.settled": gettext_lazy("%(who)s looked at a disputed mark of session %(number)s, and it stays."),
}

NAMED = ("member", "invited_by", "manager", "report")
"""Under these names an event's change keeps the number of a membership."""


def people_in(events: Iterable[Event]) -> set[int]:
    """Numbers of the memberships that these events speak of, beside who did them."""
    return {number for event in events for number in _people(event).values()}


def what_happened(event: Event, names: Mapping[int, str]) -> str:
    """`Bob came in, invited by Alice.` A kind that nobody has put into words is named as it is."""
    values = {
        "who": event.actor.name if event.actor else _("The site"),
        **{name: event.change.get(name, "") for name in ("number", "attend", "sessions")},
        "gained": _roles(event, after="after", before="before"),
        "lost": _roles(event, after="before", before="after"),
        **dict.fromkeys(NAMED, _("somebody")),
        **{name: names[number] for name, number in _people(event).items() if number in names},
    }
    told = SENTENCES.get(_variant(event, values)) or SENTENCES.get(event.kind)
    if told is None:
        return _("%(who)s: %(kind)s") % {"who": values["who"], "kind": event.kind.replace("_", " ").replace(".", " ")}
    return phrases.capitalised(str(told) % values)


def _variant(event: Event, values: Mapping[str, object]) -> str:
    """Some kinds are told in more than one way, after what changed."""
    if "invited_by" in event.change:
        return f"{event.kind}, invited"
    if event.change.get("member", event.actor_id) != event.actor_id:
        return f"{event.kind}, noted"
    if any(before for before, _after in event.change.get("marks", {}).values()):
        return f"{event.kind}, corrected"
    if bool(values["gained"]) != bool(values["lost"]):
        return f"{event.kind}, gained" if values["gained"] else f"{event.kind}, lost"
    return event.kind


def _people(event: Event) -> dict[str, int]:
    found = {name: int(event.change[name]) for name in NAMED if name in event.change}
    of_whom, _colon, number = event.subject.partition(":")
    return {"member": int(number), **found} if of_whom == "membership" else found


def _roles(event: Event, *, after: str, before: str) -> str:
    """Those that are in one list and not in the other: `HR admin, facilitator`."""
    if event.kind != "membership.roles_changed":
        return ""
    now, then = event.change.get(after, []), event.change.get(before, [])
    return ", ".join(str(role.label) for role in OrganisationRole if role in now and role not in then)
