"""A set in the middle of its months."""

from alsweb.demo.beginnings import ARRIVALS
from alsweb.demo.stories.rules import RULES_FULL
from alsweb.demo.stories.shape import DONE, KIND_LINE, ON_TRACK, QUESTION, STUCK, Meeting, News, Promise, SetStory, Turn

THROUGH_CHANGE = SetStory(
    name="Leading through change",
    topic="How do we lead when the ground keeps moving?",
    founded=-63,
    facilitator="Alice",
    members=("Cam", "Nadia", "Tom", "Priya", "Joe", "Ruth"),
    place="Library, second floor",
    address="Quay House, 4 Harbour Row",
    access_notes="Step-free by the north door; the lift is behind the desk.",
    line="The front door is shut that day: please ring at the north door.",
    video="https://meet.harbour.example/leading-through-change",
    rules=RULES_FULL,
    rules_changed=True,
    arrivals=ARRIVALS,
    keeps_weekdays=False,  # in four days, whatever today is
    meetings=(
        Meeting(
            -52,
            noted=(
                "The long silence after Cam’s question did more than any of mine. I broke it once, and should not have: count to"
                " ten, then to ten again."
            ),
            turns=(
                Turn(
                    "Cam",
                    (
                        Promise(
                            "Ask the ward managers what they would stop doing",
                            "Put it on Thursday's agenda, as a question and not as a plan",
                            -10,
                            (
                                News(-45, ON_TRACK, "It is on the agenda. I have deleted my slides."),
                                News(
                                    -31,
                                    STUCK,
                                    "They gave me the list that they thought I wanted. Nobody stopped anything.",
                                ),
                                News(
                                    -22,
                                    ON_TRACK,
                                    "Asked again, in pairs and without me in the room. That was the difference.",
                                ),
                                News(
                                    -12,
                                    DONE,
                                    "They stopped the Friday figures. Nobody has missed them, I least of all.",
                                ),
                            ),
                        ),
                        Promise(
                            "Let the team choose how the two rotas become one",
                            "Tell them what is fixed: the hours, and nothing else",
                            12,
                            (
                                News(-40, ON_TRACK, "I have told them. Long silence, then four questions."),
                                News(
                                    -15,
                                    STUCK,
                                    "Two drafts, and each half likes its own. I catch myself writing a third.",
                                    (
                                        ("Priya", QUESTION, "What would happen if your third draft got lost?"),
                                        ("Nadia", KIND_LINE, "Two drafts are two more than they had in September."),
                                    ),
                                ),
                            ),
                        ),
                        Promise(
                            "Be on the ward for the early handover, once a week, and ask only questions",
                            "Tuesday, half past six",
                            26,
                            (
                                News(-38, ON_TRACK),
                                News(-9, ON_TRACK, "Five weeks now. Last Tuesday somebody asked me one back."),
                            ),
                            how_known="Somebody tells me something that I did not ask for",
                            expected="They fall silent when I come in, for a week or two at least",
                            worded_before=(-41, "Be on the ward more often, and ask only questions"),
                        ),
                    ),
                ),
                Turn(
                    "Priya",
                    (
                        Promise(
                            "Work from South pier on Mondays and Thursdays until the deputy has found her own way",
                            "Tell her why, before I tell anybody else",
                            -20,
                            (
                                News(-46, ON_TRACK, "Told her. She asked what took me so long."),
                                News(-21, DONE, "They knock on her door now. I drink my coffee warm."),
                            ),
                        ),
                        Promise(
                            "Ask her what she would like me to stop correcting",
                            "At our next one to one, and write down the answer",
                            -8,
                            (
                                News(
                                    -25,
                                    STUCK,
                                    "Asked. She said “nothing”. I do not believe either of us.",
                                    (("Cam", QUESTION, "Where were you standing when you asked her?"),),
                                ),
                            ),
                            let_go=(
                                -10,
                                "better_way",
                                "She will not say it to my face, and need not. I have asked her to correct my next report.",
                            ),
                        ),
                        Promise(
                            "Find out whether I would take her job at South pier myself, if she wanted mine",
                            "An evening without the telephone",
                            6,
                            circle="author",
                        ),
                    ),
                ),
            ),
        ),
        Meeting(
            -24,
            noted=(
                "Two speak first each time. Next time: a minute with pen and paper before the first question, then the quiet ones"
                " begin."
            ),
            apologies=("Ruth",),
            later=("Joe",),
            turns=(
                Turn(
                    "Nadia",
                    (
                        Promise(
                            "Agree with the projects office on a date after which we plan nothing new in",
                            "Coffee with whoever keeps their calendar",
                            9,
                            (News(-16, ON_TRACK, "She wants the same date. She thought that we were against it."),),
                        ),
                        Promise(
                            "Say no once, with a reason, before noon",
                            "Choose which of Friday's requests it will be",
                            -17,
                            (
                                News(-19, STUCK, "Said “let me see”. That is a yes with a delay."),
                                News(
                                    -13, DONE, "Said no to the car park. It held. They have found somebody else by now."
                                ),
                            ),
                            help_wanted="Ask me on Friday whether I did",
                            expected="They go over my head within the day",
                            became=(
                                "Nobody went anywhere. They asked the next one on the list.",
                                "My no costs them less than my maybe.",
                                "I had expected to be punished, and was only replaced.",
                            ),
                        ),
                    ),
                ),
                Turn(
                    "Cam",
                    (
                        Promise(
                            "Tell my own manager what the merger costs the team",
                            "Write down three facts, and the one thing that I ask for",
                            2,
                            help_wanted="Listen to the three facts, and say which of them is a complaint",
                        ),
                    ),
                ),
            ),
        ),
        Meeting(4, apologies=("Joe",), silent=("Cam", "Ruth"), bidding=("Tom", "Ruth")),
    ),
)
