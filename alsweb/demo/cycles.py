"""What presenters made of their turns: the questions that helped them, and what became of what they worked on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from alsweb.demo.house import House
from sessions import operations as sessions
from sessions.models import Challenge, Session


@dataclass(frozen=True)
class Cycle:
    who: str
    questions: tuple[tuple[int, str], ...] = ()
    """The number of the session, and the question."""
    resolved: int | None = None
    parked: int | None = None
    became: str = ""


CYCLES: dict[str, tuple[Cycle, ...]] = {
    "Leading through change": (
        Cycle(
            "Cam",
            (
                (1, "What do they do when you leave the room?"),
                (1, "Which of the decisions that you keep would you be relieved to lose?"),
                (2, "What would your manager have to hear to stop counting it as yours?"),
            ),
        ),
        Cycle(
            "Priya",
            ((1, "Whose knock is it that you are waiting for?"),),
            resolved=-18,
            became="She runs the floor. I am the one who asks now, and only when I am asked to.",
        ),
    ),
    "New managers, north": (
        Cycle(
            "Ewan",
            (
                (2, "What do you know about them that is not in the handover book?"),
                (4, "If they led themselves tonight, what would they decide first?"),
                (4, "What are the six minutes for?"),
                (5, "What would you have to stop checking?"),
            ),
        ),
        Cycle(
            "Lucy",
            ((4, "What is the one sentence that you do not want to say?"),),
            resolved=-19,
            became="I held it. It took fourteen minutes, and the third draft is still in my bag.",
        ),
        Cycle(
            "Ben",
            ((1, "Which of them would tell you the truth about you?"),),
            parked=-40,
            became="It has become smaller on its own. I leave it alone and look again in spring.",
        ),
    ),
}


def tell(house: House, learning_set: str, challenges: Mapping[str, Challenge]) -> None:
    for cycle in CYCLES.get(learning_set, ()):
        challenge = challenges[cycle.who]
        with house.acting(cycle.who):
            for number, question in cycle.questions:
                session = Session.objects.get(learning_set=challenge.learning_set_id, number=number)
                sessions.note_question(challenge, question, session=session, at=session.ends_at + timedelta(hours=2))
            ended = cycle.parked if cycle.resolved is None else cycle.resolved
            if ended is not None:
                sessions.end_challenge(
                    challenge, resolved=cycle.resolved is not None, became=cycle.became, at=house.on(ended)
                )
