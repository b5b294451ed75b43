"""A set that meets on-line."""

from alsweb.demo.stories.rules import RULES_DIGITAL
from alsweb.demo.stories.shape import DONE, ON_TRACK, STUCK, Meeting, News, Promise, SetStory, Turn

FRONT_DOOR = SetStory(
    name="Digital front door",
    topic="How do we let people in who do not come by the door?",
    founded=-170,
    facilitator="Freya",
    members=("Ines", "Paul", "Yusuf", "Kate", "Rhys"),
    hour=13,
    minutes=90,
    place="On-line",
    video="https://meet.sets.example/front-door",
    rules=RULES_DIGITAL,
    closing=-6,
    meetings=(
        Meeting(
            -154,
            turns=(
                Turn(
                    "Paul",
                    (
                        Promise(
                            "Take two people from the project to the desk for a morning",
                            "Ask who has never been",
                            -130,
                            (News(-140, ON_TRACK), News(-128, DONE, "They came with laptops and left with questions.")),
                        ),
                    ),
                ),
            ),
        ),
        Meeting(
            -112,
            moved_from=-119,
            move_reason="too_few",
            missing=("Rhys",),
            turns=(
                Turn(
                    "Ines",
                    (
                        Promise(
                            "Let the desk write the first page, and change no word of it",
                            "Give them a date and a pencil",
                            -85,
                            (News(-100, STUCK, "I changed a word."), News(-84, DONE, "Their page. It is shorter.")),
                        ),
                    ),
                ),
                Turn(
                    "Yusuf",
                    (
                        Promise(
                            "Show the sponsor how many people used it last month",
                            "One number, no chart",
                            -90,
                            (News(-95, DONE, "He asked whether it was thousands. It was nine."),),
                        ),
                    ),
                ),
            ),
        ),
        Meeting(-77, cancelled="facilitator"),
        Meeting(
            -42,
            apologies=("Kate",),
            missing=("Rhys",),
            was_there=("Rhys",),
            turns=(
                Turn(
                    "Yusuf",
                    (
                        Promise(
                            "Propose an end to it, with a date and a proper farewell",
                            "Draft it with the sponsor, not for him",
                            -5,
                            (
                                News(-30, ON_TRACK, "He likes the farewell."),
                                News(-12, STUCK, "He likes the farewell more than the end."),
                            ),
                        ),
                    ),
                ),
                Turn(
                    "Paul",
                    (
                        Promise(
                            "Bring one person who will never use it to the next review",
                            "Ask Mrs Lowe whether she would",
                            6,
                        ),
                    ),
                ),
            ),
        ),
    ),
)
