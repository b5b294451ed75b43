"""What happened in the demo's sets: days count from today, people go by their first names. All of it is invented."""

from dataclasses import dataclass

from alsweb.demo.beginnings import ARRIVALS, Arrival
from alsweb.demo.dates import NEXT_OF_MANAGERS, NEXT_OF_SERVICES, Asked

WEEKLY = ("Priya", 5)
"""Who has what can wait in one mail, and on which weekday."""
ON_TRACK, STUCK, DONE = "on_track", "stuck", "done"
KIND_LINE, QUESTION = "kind_line", "question"


@dataclass(frozen=True)
class News:
    day: int
    state: str
    line: str = ""
    answers: tuple[tuple[str, str, str], ...] = ()
    """Who said what to it: a kind line, or one question."""


@dataclass(frozen=True)
class Promise:
    what: str
    first_step: str
    due: int
    news: tuple[News, ...] = ()
    how_known: str = ""
    help_wanted: str = ""
    expected: str = ""
    circle: str = "set"
    worded_before: tuple[int, str] | None = None
    """Until which day it said something else, and what."""
    let_go: tuple[int, str, str] | None = None
    """The day, the reason from the list, and what was learned."""
    became: tuple[str, str, str] | None = None
    """What happened, what was learned and, of a try-out, what the difference says."""


@dataclass(frozen=True)
class Turn:
    """Somebody's airtime in one meeting, and what they left with: actions, or none because."""

    who: str
    promises: tuple[Promise, ...] = ()
    because: str = ""


@dataclass(frozen=True)
class Meeting:
    day: int
    turns: tuple[Turn, ...] = ()
    apologies: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    """Said that they come, and did not."""
    silent: tuple[str, ...] = ()
    """Have not answered yet."""
    note: str = ""
    """What the first who cannot come adds for the set."""
    late: tuple[str, ...] = ()
    was_there: tuple[str, ...] = ()
    """Say so, marked as not there, and nobody has looked at it yet."""
    bidding: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    """Did not present, and want to write down an action all the same."""
    moved_from: int | None = None
    move_reason: str = "work"
    cancelled: str = ""


@dataclass(frozen=True)
class SetStory:
    name: str
    topic: str
    founded: int
    facilitator: str
    members: tuple[str, ...]
    meetings: tuple[Meeting, ...] = ()
    planned: int = 6
    places: int = 6
    hour: int = 14
    minutes: int = 180
    place: str = ""
    address: str = ""
    access_notes: str = ""
    notes_lateness: bool = False
    video: str = ""
    rules: dict[str, str] | None = None
    rules_changed: bool = False
    reviewed: int | None = None
    """The day on which members said how the rules hold."""
    arrivals: tuple[Arrival, ...] = ()
    invited: tuple[tuple[int, str, str], ...] = ()
    """Day, name and address of those who have not answered their invitation."""
    asked: Asked | None = None
    """A poll for dates to come."""
    line: str = ""
    """Waits with the reminder of the next session, which whoever runs the set sees first."""
    closing: int | None = None
    closed: int | None = None
    keeps_weekdays: bool = True
    """Meets on the nearest working day; days in between stay as they are told."""


RULES_FULL = {
    "confidentiality": (
        "What is said here stays here: no names, no stories, no “somebody in my set”. That also holds between us"
        " afterwards, in the corridor and on the train, unless the owner of the challenge brings it up.\n"
        "What I learned about myself is mine to tell."
    ),
    "integrity": (
        "We bring what really keeps us busy, not what looks good.\n"
        "We do what we said we would do, or we say that we did not. “I did nothing” is an honest report."
    ),
    "safety": (
        "Being stuck is welcome. Nobody has to answer a question; “pass” is enough.\n"
        "The limit: if somebody may come to harm, or the law asks it, we talk first with the person and then with"
        " whoever has to know."
    ),
    "attendance": (
        "We come to all six. Who cannot says so two days before, in the set, not through a colleague.\n"
        "We run with four. With fewer we move the date, and Alice finds the new one within a week.\n"
        "We begin on the hour. Who is late comes in quietly."
    ),
    "speaking_time": (
        "Two of us present each time, thirty-five minutes each.\n"
        "One question and one follow-up, then the next person. No advice, not even dressed as a question:"
        " “have you tried” costs a biscuit.\n"
        "Silence is working time. Count to ten."
    ),
}

RULES_MANAGERS = {
    "confidentiality": "Nothing leaves this room, good news included. Our own managers do not ask, and we do not offer.",
    "integrity": "We speak for ourselves: “I”, not “one”. We report what happened, also when it went wrong.",
    "safety": "New to the job means allowed not to know. What could hurt a patient or a colleague goes further, and we say so first.",
    "attendance": "At least five of the six. Below four we move it. Phones stay in the coat, but for whoever is on call.",
    "speaking_time": "Short bids, then two rounds. Who has not presented for two meetings is asked first, and may say no.",
}

RULES_DIGITAL = {
    "confidentiality": "No recording, no screenshots, no notes in shared folders. Not from an open office.",
    "integrity": "We say what we do not understand, in plain words. No jargon to hide behind.",
    "safety": "Cameras on where the line allows it, off when somebody needs a minute. Harm and law are the limits.",
    "attendance": "On-line, ninety minutes, every five weeks. An apology by noon of the day before.",
    "speaking_time": "Round by round, so that nobody has to fight for the microphone. The chat stays closed.",
}

RULES_NORTHGATE = {
    "confidentiality": "Told here, kept here. With families and neighbours in common we leave out places as well as names.",
    "integrity": "We come with something that is ours to change.",
    "safety": "We may laugh, never at somebody. Safeguarding comes before confidentiality, and everybody knows the number.",
    "attendance": "Six afternoons. Two apologies are a question, not a crime.",
    "speaking_time": "Equal time. Freya keeps the clock until we can.",
}

CHALLENGES = {
    "Cam": (
        "How do I lead a ward team that has been reorganised three times?",
        "We merge two teams in spring. Half of them have heard every sentence I could say. They nod, and nothing moves."
        " I want them to decide something themselves again, and I notice that I keep deciding it for them.",
    ),
    "Nadia": (
        "How do I say no to work that is not ours without being the one who blocks?",
        "Every project finds its way to Estates in the last week. I say yes because it is quicker than the argument,"
        " and then my own people stay late. I would like the argument to be somewhere else, and earlier.",
    ),
    "Priya": (
        "How do I give my deputy room while I am still in the same corridor?",
        "She is ready. I am the one who answers when people knock. I hear myself correcting things that were fine.",
    ),
    "Tom": (
        "How do I bring bad figures so that people do something with them?",
        "I have shown the same red line for four months. They thank me for the clarity and go to the next point.",
    ),
    "Ruth": (
        "What do I do with a colleague who has stopped caring, and whom everybody likes?",
        "He was the heart of the team. Now others do his share and say nothing. Neither do I.",
    ),
    "Ben": (
        "How do I manage people who were my friends last month?",
        "We still share a car. On Tuesday I refused one of them a day off.",
    ),
    "Sana": (
        "How do I stop being the one who knows everything?",
        "They ask me because it is quick. I answer because it is quick.",
    ),
    "Ewan": (
        "How do I get a night team that I never see to feel led?",
        "We meet at the handover, for six minutes, and all of it is keys.",
    ),
    "Lucy": (
        "How do I hold a difficult conversation without rehearsing it for a week?",
        "I write three versions and then send an e-mail.",
    ),
    "Marek": (
        "How do I ask for two more drivers when everybody asks for two more?",
        "I know the figures. I do not know who decides.",
    ),
    "Grace": (
        "How do I stay available and still get my own work done?",
        "My door is open. My evenings are when I work.",
    ),
    "Ines": (
        "How do I let the front desk shape what we build for them?",
        "We have asked them twice and built what we wanted anyway.",
    ),
    "Paul": (
        "How do I speak up for people who will never use the app?",
        "I am the only one in the project who meets them, and the only one without a slide.",
    ),
    "Yusuf": ("How do I end a project that nobody needs any more?", "It has a sponsor, a logo and no users."),
    "Kate": (
        "How do we talk about a change that is not decided yet?",
        "Silence breeds rumours; half a sentence breeds more.",
    ),
    "Daniel": (
        "How do I find my place in a team that did well without me?",
        "They are kind. They have just never waited for anybody.",
    ),
    "Aisha": ("How do I ask for help before it is too late?", "I am good at looking as if it were going well."),
    "Maya": (
        "How do I leave the youth club open when I am not there?",
        "I have the key, the code and everybody's number. That is the problem.",
    ),
    "Ivan": ("How do I turn people away kindly?", "The list is eleven weeks long, and I add to it with a smile."),
    "Carol": ("How do I thank a volunteer and ask him to stop?", "He has come each Thursday for nineteen years."),
}

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

CLINICAL_LEADS = SetStory(
    name="Clinical leads",
    topic="How do we lead and still see patients?",
    founded=-34,
    facilitator="Alice",
    members=("Leila", "Martin", "Chloe"),
    invited=(
        (-30, "Imogen Tate", "imogen.tate@harbour.example"),
        (-9, "Jonas Osei", "jonas.osei@harbour.example"),
        (-2, "Rebecca Lund", "rebecca.lund@harbour.example"),
    ),
)

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
