"""A set that sees its reminders first, one that waits with a line added, and somebody whose mail comes once a week."""

from dataclasses import replace

from alsweb.demo.house import House
from notifications import operations as notifications
from notifications.models import Preference
from sessions import operations as sessions
from sessions.models import Session
from sets import operations as sets
from sets.models import LearningSet, Rule
from sets.queries import rules_of
from sets.reminder_rules import USUAL, read_as

WEEKLY = ("Priya", 5)
"""Who has what can wait in one mail, and on which weekday."""


def add_a_line(house: House, learning_set: LearningSet, line: str, *, facilitator: str) -> None:
    """To the reminder of the next session, which is shown six days before."""
    shown_first = replace(USUAL[Rule.REMINDER_DRAFT], is_on=True, days=6)
    with house.acting(facilitator) as by:
        based_on = read_as(rules_of(learning_set))
        sets.change_rules(learning_set, [shown_first], based_on=based_on, by=by, at=house.on(-20))
        coming = Session.objects.upcoming(house.on(0)).filter(learning_set=learning_set)
        session = coming.select_related("learning_set").first()
        assert session is not None
        sessions.change_reminder(session, note=line, held=False, based_on="", by=by, at=house.on(-1))


def have_looked(house: House) -> None:
    """Everybody, at their inbox: what came in the last nine days is new."""
    for who, each in house.people.items():
        with house.acting(who):
            notifications.see_inbox(person=each.person_id, organisation=each.organisation_id, until=house.on(-9))


def choose_the_weekly_mail(house: House) -> None:
    who, weekday = WEEKLY
    with house.acting(who):
        weekly = Preference(person_id=house.people[who].person_id, digest_day=weekday)
        notifications.choose(weekly, stopped=(), at=house.today)
