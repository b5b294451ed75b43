"""What is going on about dates: polls, who lives in another zone, and a session to which few can come."""

from dataclasses import dataclass

from alsweb.demo.house import House
from organisations import accounts
from sessions import operations as sessions
from sessions import proposing
from sessions.forms.polls import end_of
from sessions.models import Availability, Slot
from sessions.queries import circle_in_zones, slots_of
from sets.models import LearningSet

YES, IF_NEED_BE, NO, UNKNOWN = Availability

ABROAD = {"Freya": ("Europe/Stockholm", "SE"), "Yusuf": ("Europe/Istanbul", "TR"), "Samuel": ("Europe/Madrid", "ES")}
"""Who lives in which zone and country; everybody else is in London."""


@dataclass(frozen=True)
class Asked:
    """A poll, and what each said to its dates in turn, over and over."""

    opened: int
    closes: int
    first: int
    wanted: int
    answers: dict[str, tuple[str, ...]]
    ask_again: int = 0
    """The day on which those who cannot know yet can be asked again."""


NEXT_OF_MANAGERS = Asked(
    opened=-4,
    closes=6,
    first=60,
    wanted=3,
    answers={
        "Alice": (YES,),
        "Ben": (YES, YES, NO),
        "Sana": (YES, IF_NEED_BE),
        "Ewan": (NO, YES, YES, UNKNOWN),
        "Lucy": (YES, YES, IF_NEED_BE, YES, NO),
        "Marek": (YES, NO, YES, YES),
        "Grace": (YES,),
    },
    ask_again=4,
)
NEXT_OF_SERVICES = Asked(
    opened=-2,
    closes=8,
    first=40,
    wanted=3,
    answers={
        "Freya": (YES, YES, NO),
        "Farid": (YES, IF_NEED_BE, YES),
        "Ivan": (YES,),
        "Samuel": (NO, YES, YES, IF_NEED_BE),
    },
)
"""Maya, Carol and Wendy have not answered."""


def live_abroad(house: House) -> None:
    for who, (zone, country) in ABROAD.items():
        if who in house.people:
            accounts.change_own_zone(house.people[who].person, zone, country=country)


def ask(house: House, learning_set: LearningSet, told: Asked, *, facilitator: str) -> None:
    with house.acting(facilitator) as by:
        around = proposing.weeks(house.date(told.first), rhythm="four_weeks", wanted=told.wanted)
        spans = proposing.propose(
            around,
            minutes=learning_set.minutes,
            zone=learning_set.time_zone,
            zones=[each.zone for each in circle_in_zones(learning_set)],
        )
        poll = sessions.open_poll(
            learning_set,
            spans,
            wanted=told.wanted,
            minutes=learning_set.minutes,
            cadence="four_weeks",
            place=learning_set.place,
            closes_at=end_of(house.date(told.closes), learning_set.time_zone),
            by=by,
            at=house.on(told.opened),
        )
        slots = slots_of(poll)
    for number, (who, answers) in enumerate(told.answers.items()):
        with house.acting(who) as by:
            said = _said(slots, answers, shift=number)
            sessions.answer_poll(
                poll,
                said,
                ask_again_on=house.date(told.ask_again) if UNKNOWN in said.values() else None,
                by=by,
                at=house.on(min(told.opened + number, -1), 9 + number),
            )


def _said(slots: list[Slot], answers: tuple[str, ...], *, shift: int) -> dict[int, str]:
    return {slot.pk: answers[(place + shift) % len(answers)] for place, slot in enumerate(slots)}
