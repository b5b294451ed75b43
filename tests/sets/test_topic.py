"""A weak topic gets a hint, a strong one none; and nothing is ever refused for it."""

import pytest

from sets.topic import MOST_HINTS, PROMPTS, hints

SOMEBODY_ELSE = "It sounds as if somebody else had to act."
SOLUTION = "This may hold its answer already."
CLOSED = "This can be answered in a word."
SEVERAL = "These are several questions."
SHORT = "Say a little more"
NO_QUESTION = "Could it be a question?"


@pytest.mark.parametrize(
    "topic",
    [
        *[str(prompt.strong) for prompt in PROMPTS],
        "How do we lead when the ground keeps moving?",
        "What does it take to lead people who were our colleagues?",
        "How do we let people in who do not come by the door?",
        "What do we stop, so that something can begin?",
        "How can we have an honest talk with our board?",
        "How do they and we share one reception?",
        "How do I say no to the third project?",
    ],
)
def test_a_strong_topic_gets_no_hint(topic: str) -> None:
    assert hints(topic) == []


@pytest.mark.parametrize(
    ("topic", "hint"),
    [
        ("Should we pay newcomers more money?", CLOSED),
        ("Is our reception friendly enough?", CLOSED),
        ("Which form do we use for leave?", CLOSED),
        ("Whether we want to move next year", CLOSED),
        ("Why does head office not listen?", SOMEBODY_ELSE),
        ("How do we get management to understand our work?", SOMEBODY_ELSE),
        ("The board should finally decide about the new site", SOMEBODY_ELSE),
        ("Why won’t they answer our letters?", SOMEBODY_ELSE),
        ("How do we introduce a new rota on all wards?", SOLUTION),
        ("Roll out the new software in all departments", SOLUTION),
        ("We should meet the union before summer", SOLUTION),
        ("How do we keep people? And what about pay?", SEVERAL),
        ("Leading change", SHORT),
        ("Leading people without a title", NO_QUESTION),
    ],
)
def test_a_weak_topic_is_asked_back(topic: str, hint: str) -> None:
    assert any(each.startswith(hint) for each in hints(topic))


@pytest.mark.parametrize("prompt", PROMPTS[:2], ids=lambda prompt: str(prompt.asks))
def test_the_weak_example_beside_the_form_is_weak(prompt: object) -> None:
    assert hints(str(prompt.weak))  # type: ignore[attr-defined]


def test_hints_are_few() -> None:
    of_three = hints("We should act: why do they not? And the board must?")
    assert [SOMEBODY_ELSE in of_three[0], SOLUTION in of_three[1], len(of_three)] == [True, True, MOST_HINTS]


@pytest.mark.parametrize("topic", ["", "   ", "گروه یادگیری", "چطور با هم کار کنیم؟", "?", "2027", "\x00", "a" * 5000])
def test_nothing_typed_and_other_scripts_are_left_in_peace(topic: str) -> None:
    assert hints(topic) == [] or topic.startswith("a")
