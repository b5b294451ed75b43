"""A set that is closed."""

from alsweb.demo.stories.rules import RULES_MANAGERS
from alsweb.demo.stories.shape import DONE, ON_TRACK, STUCK, Meeting, News, Promise, SetStory, Turn

FIRST_HUNDRED = SetStory(
    name="First hundred days",
    topic="How do we arrive?",
    founded=-230,
    facilitator="Alice",
    members=("Daniel", "Aisha", "Stephen", "Rhys", "Chloe"),
    planned=4,
    places=5,
    place="Library, second floor, Quay House",
    rules=RULES_MANAGERS,
    meetings=(
        Meeting(
            -203,
            turns=(
                Turn(
                    "Daniel",
                    (
                        Promise(
                            "Ask three people what they would miss if I left",
                            "Begin with the one who says least",
                            -180,
                            (
                                News(-190, ON_TRACK),
                                News(-178, DONE, "More than I had thought. One cried, in a good way."),
                            ),
                        ),
                    ),
                ),
            ),
        ),
        Meeting(
            -168,
            apologies=("Stephen",),
            turns=(
                Turn(
                    "Aisha",
                    (
                        Promise(
                            "Say “I need help with this” once before it is urgent",
                            "In Monday's round",
                            -150,
                            (News(-155, STUCK), News(-148, DONE, "Three people offered. I had to choose.")),
                        ),
                    ),
                ),
            ),
        ),
        Meeting(
            -133,
            turns=(
                Turn(
                    "Daniel",
                    (
                        Promise(
                            "Run the month end with them, once, as the one who asks",
                            "Book the room",
                            -110,
                            (News(-109, DONE),),
                        ),
                    ),
                ),
            ),
        ),
        Meeting(
            -98, missing=("Rhys",), turns=(Turn("Aisha", because="It has become a habit. I only want to say so here."),)
        ),
    ),
    closed=-90,
)
