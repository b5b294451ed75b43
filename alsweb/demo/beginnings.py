"""What the demo's people did before they met: sets that are put together, that others may join, and how members arrive.

Days count from today, people go by their first names. All of it is invented.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Listed:
    """A set's entry in the directory, and who has asked to join since: their day, and what they hope for."""

    about: str
    cost: str = ""
    contact: str = ""
    public: bool = False
    granted: tuple[str, ...] = ()
    waiting: tuple[tuple[int, str, str], ...] = ()


@dataclass(frozen=True)
class Open:
    """A set that people ask to join."""

    name: str
    topic: str
    founded: int
    facilitator: str
    format: str
    cadence: str
    minutes: int
    listed: Listed
    place: str = ""


@dataclass(frozen=True)
class Asked:
    """A set that somebody outside it puts together: whom they asked, and who has said yes so far."""

    name: str
    topic: str
    founded: int
    founder: str
    facilitator: str
    asked: tuple[str, ...]
    yes: tuple[str, ...]
    rather_not: tuple[str, ...]


@dataclass(frozen=True)
class Arrival:
    """How a member comes into a set: who they are, what they want to learn, how four statements hold for them."""

    who: str
    bio: str
    aim: str = ""
    shared: bool = True
    start: tuple[int, int, int, int] | None = None


PROGRAMME = "Leading at Harbour"
PURPOSE = "So that nobody who leads people here has to work it out alone. Six meetings each, across departments."

NIGHTS = Asked(
    name="Nights and weekends",
    topic="How do we lead people whom we hardly ever see?",
    founded=-5,
    founder="Hana",
    facilitator="Freya",
    asked=("Cam", "Marek", "Sana", "Paul", "Aisha", "Leila"),
    yes=("Freya", "Marek", "Sana", "Aisha"),
    rather_not=("Leila",),
)

PLAINLY = Open(
    name="Saying it plainly",
    topic="How do we tell people what they would rather not hear?",
    founded=-16,
    facilitator="Freya",
    format="online",
    cadence="fortnight",
    minutes=90,
    listed=Listed(
        about="Six meetings on-line, one challenge at a time. No slides, no role play: your own next conversation.",
        contact="Freya Lindqvist, freelance@sets.example",
        public=True,
        granted=("Kate", "Daniel", "Lucy"),
        waiting=((-2, "Rhys", "I write good e-mails and put off the talk. I would like to stop that."),),
    ),
)
FROM_AFAR = (-1, "Wendy", "Fundraising means bad news, nicely put. I would like to put it plainly, and still nicely.")
"""Somebody of the other organisation who asks to join it."""

MONEY = Open(
    name="Money talks",
    topic="How do we talk about money with people who have none?",
    founded=-20,
    facilitator="Farid",
    format="room",
    cadence="four_weeks",
    minutes=150,
    place="Mill Lane, the room over the café",
    listed=Listed(
        about="For people who sit across the table from somebody in debt. We have two places for guests.",
        cost="120 pounds for the year, tea included",
        contact="Northgate Trust, learning@northgate.example",
        granted=("Maya", "Carol"),
    ),
)

WELCOME = (
    "Welcome. We have been at this since the winter, and nobody has brought biscuits twice in a row.\n"
    "Take the north door, the lift is behind the shelves. Come ten minutes early; the first minutes are the quiet ones."
)

ARRIVALS = (
    Arrival(
        "Cam",
        "Community nurse for eleven years, lead of two teams since spring. I draw when I listen; it helps.",
        "To let a silence stand without filling it.",
        start=(2, 1, 2, 3),
    ),
    Arrival(
        "Nadia",
        "I look after everything that leaks. Before that I was a stage manager, which was the same.",
        "To say no once and mean it.",
        start=(3, 2, 2, 2),
    ),
    Arrival(
        "Tom",
        "Numbers by day, choir on Wednesdays. I have been in Finance longer than the software.",
        "To ask before I explain.",
        start=(2, 2, 3, 1),
    ),
    Arrival(
        "Priya",
        "Physiotherapist, now with a team and a deputy who is better than I was.",
        "To know what my job is when I do not answer.",
        shared=False,
        start=(3, 3, 2, 3),
    ),
    Arrival("Ruth", "Occupational therapist at North pier. I cycle in, whatever the weather app says."),
)

RULES_CHANGED = (
    -20,
    "Nadia",
    "attendance",
    "Who joins from afar has a door that closes, and says who else is in the room.",
    ("Joe",),
)
"""Day, who, under which head, the line that was added, and who has yet to agree."""

APART = ("Paul", "Yusuf")
"""The first would rather not be in a set with the second; nobody else knows who said so."""

HOW_RULES_HOLD = {
    "Ben": (3, 2, 3, 2, 3, 1, 3, 2, 2, 3),
    "Sana": (3, 3, 3, 2, 2, 1, 3, 3, 2, 3),
    "Lucy": (2, 3, 3, 3, 3, 2, 3, 2, 1, 2),
    "Grace": (3, 3, 2, 2, 3, 1, 2, 3, 2, 3),
}
"""What four members of the longest set said half-way, line by line; as many as there are lines count."""
