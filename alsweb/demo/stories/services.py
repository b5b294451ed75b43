"""The other organisation's set."""

from alsweb.demo.dates import NEXT_OF_SERVICES
from alsweb.demo.stories.rules import RULES_NORTHGATE
from alsweb.demo.stories.shape import DONE, ON_TRACK, STUCK, Meeting, News, Promise, SetStory, Turn

SERVICES = SetStory(
    name="Service redesign",
    topic="What do we stop, so that something can begin?",
    founded=-75,
    facilitator="Freya",
    members=("Maya", "Farid", "Ivan", "Carol", "Samuel", "Wendy"),
    place="Upstairs, Mill Lane",
    hour=15,
    minutes=150,
    rules=RULES_NORTHGATE,
    meetings=(
        Meeting(
            -60,
            turns=(
                Turn(
                    "Maya",
                    (
                        Promise(
                            "Give the second key to the two sixteen-year-olds",
                            "Ask their parents first",
                            -40,
                            (
                                News(-50, STUCK, "The insurance."),
                                News(-38, DONE, "They open on Saturdays. It is louder, and it is open."),
                            ),
                        ),
                        Promise(
                            "Stay away for one Friday",
                            "Choose the Friday",
                            3,
                            (News(-20, ON_TRACK, "Chosen. I have told them and not yet myself."),),
                        ),
                    ),
                ),
                Turn(
                    "Ivan",
                    (
                        Promise(
                            "Say “not before March” on the phone, and hear what happens",
                            "The next caller",
                            -30,
                            (News(-41, DONE, "She thanked me."),),
                        ),
                    ),
                ),
            ),
        ),
        Meeting(
            -25,
            apologies=("Wendy",),
            turns=(
                Turn(
                    "Carol",
                    (
                        Promise(
                            "Ask him what nineteen years of Thursdays have been for him",
                            "Tea, and no list in my pocket",
                            -4,
                            (News(-14, STUCK, "Two teas, and I talked about the roof."),),
                        ),
                    ),
                ),
            ),
        ),
        Meeting(
            10,
            apologies=("Farid", "Samuel", "Wendy"),
            note="The board has moved onto our afternoon. I am sorry to miss Ivan’s turn.",
            silent=("Maya", "Carol"),
            bidding=("Ivan",),
        ),
    ),
    asked=NEXT_OF_SERVICES,
)
