"""A set that nobody has booked again since its last session was called off: what HR and its facilitator are shown signs of."""

from alsweb.demo.stories.rules import RULES_MANAGERS
from alsweb.demo.stories.shape import DONE, ON_TRACK, Meeting, News, Promise, SetStory, Turn

DEPOTS = SetStory(
    name="Depots",
    topic="How do we lead people whom we see twice a week?",
    founded=-110,
    facilitator="Alice",
    members=("Stephen", "Martin", "Rhys", "Leila", "Aisha"),
    planned=4,
    places=5,
    hour=11,
    minutes=120,
    place="South pier, the upper room",
    rules=RULES_MANAGERS,
    meetings=(
        Meeting(
            -97,
            turns=(
                Turn(
                    "Stephen",
                    (
                        Promise(
                            "Ride along on one early round each week, and carry",
                            "Ask the Tuesday crew",
                            -70,
                            (News(-80, ON_TRACK, "They talk more in the cab."), News(-69, DONE)),
                        ),
                    ),
                ),
            ),
        ),
        Meeting(
            -69,
            missing=("Rhys",),
            apologies=("Leila",),
            turns=(
                Turn(
                    "Martin",
                    (
                        Promise(
                            "Hand the list over at ten past seven, not at half past",
                            "Say it on Monday to both shifts",
                            -40,
                            (News(-55, ON_TRACK),),
                        ),
                    ),
                ),
            ),
        ),
        Meeting(-41, missing=("Rhys",)),
        Meeting(-13, cancelled="too_few"),
    ),
)
