"""A set near its end, that asks for dates to go on."""

from alsweb.demo.dates import NEXT_OF_MANAGERS
from alsweb.demo.stories.rules import RULES_MANAGERS
from alsweb.demo.stories.shape import DONE, ON_TRACK, STUCK, Meeting, News, Promise, SetStory, Turn

NEW_MANAGERS = SetStory(
    name="New managers, north",
    topic="What does it take to lead people who were our colleagues?",
    founded=-140,
    facilitator="Alice",
    members=("Ben", "Sana", "Ewan", "Lucy", "Marek", "Grace"),
    place="Training room, North pier",
    hour=9,
    notes_lateness=True,
    rules=RULES_MANAGERS,
    reviewed=-20,
    meetings=(
        Meeting(
            -119,
            turns=(
                Turn(
                    "Ben",
                    (
                        Promise(
                            "Tell the three from the car what changes between us, and what does not",
                            "On the drive home, while nobody can leave",
                            -100,
                            (
                                News(-110, STUCK, "We talked about football."),
                                News(-99, DONE, "Said it. They had waited for it."),
                            ),
                        ),
                    ),
                ),
                Turn(
                    "Grace",
                    (
                        Promise(
                            "Close the door on two mornings a week",
                            "Hang up a note that says when it opens again",
                            -95,
                            (News(-104, ON_TRACK, "The note works. I am the one who opens."), News(-92, DONE)),
                        ),
                    ),
                ),
            ),
        ),
        Meeting(
            -91,
            apologies=("Marek",),
            turns=(
                Turn(
                    "Sana",
                    (
                        Promise(
                            "Answer every question of one week with “what would you do?”",
                            "Begin with the one who asks most",
                            -75,
                            (News(-84, ON_TRACK), News(-74, DONE, "Nine of ten knew. I was the tenth.")),
                        ),
                        Promise(
                            "Write nothing down that somebody else could",
                            "Hand over the fridge list",
                            -70,
                            (News(-71, DONE),),
                        ),
                    ),
                ),
                Turn(
                    "Ewan",
                    (
                        Promise(
                            "Stay for one whole night in a month",
                            "The 3rd, and bring no clipboard",
                            -68,
                            (News(-66, DONE, "At four in the morning people tell you things."),),
                        ),
                    ),
                ),
            ),
        ),
        Meeting(
            -63,
            missing=("Lucy",),
            turns=(
                Turn(
                    "Marek",
                    (
                        Promise(
                            "Find out who decides about drivers, and what they already think",
                            "Ask Tom from Finance how he would ask",
                            -45,
                            (
                                News(-52, STUCK, "Everybody says that it is somebody else."),
                                News(-44, DONE, "It is me, up to one. Nobody had said so."),
                            ),
                        ),
                    ),
                ),
                Turn("Ben", because="I want to leave it alone for a month and see whether it grows back."),
            ),
        ),
        Meeting(
            -35,
            turns=(
                Turn(
                    "Lucy",
                    (
                        Promise(
                            "Hold the conversation with one page of notes and no rehearsal",
                            "Ask for twenty minutes, today, in person",
                            -21,
                            (
                                News(-30, ON_TRACK),
                                News(-20, DONE, "Fourteen minutes. I had feared it for seven weeks."),
                            ),
                        ),
                    ),
                ),
                Turn(
                    "Ewan",
                    (
                        Promise(
                            "Send one question ahead of each handover, and take the answer home unread",
                            "Tonight: “what did you decide without us?”",
                            -12,
                            (
                                News(-31, ON_TRACK, "Eleven answers in a week. Two of them in capitals."),
                                News(-11, DONE, "They have begun to send me the question."),
                            ),
                        ),
                    ),
                ),
                Turn(
                    "Grace",
                    (
                        Promise(
                            "Leave at five on Wednesdays, and be seen leaving",
                            "Say it aloud at the Wednesday stand-up",
                            -14,
                            (
                                News(-28, ON_TRACK),
                                News(-13, STUCK, "Seen leaving, twice. Seen on-line at nine, twice."),
                            ),
                        ),
                    ),
                ),
            ),
        ),
        Meeting(
            -7,
            apologies=("Sana",),
            late=("Marek",),
            turns=(
                Turn(
                    "Ewan",
                    (
                        Promise(
                            "Give the night team a question of its own to solve, with the money for it",
                            "Ask them which one",
                            15,
                            (News(-3, ON_TRACK, "It will be the lights in the yard."),),
                        ),
                    ),
                ),
                Turn("Marek", (Promise("Take the one driver, and say thank you for it", "Ring her on Monday", 8),)),
            ),
        ),
        Meeting(21, silent=("Lucy", "Marek"), bidding=("Sana",)),
    ),
    asked=NEXT_OF_MANAGERS,
)
