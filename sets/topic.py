"""What makes a topic worth months of a set's work: three questions to ask of it, and hints for one that is weak."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOST_HINTS = 2
"""More would be a correction; a hint is to be read and left."""
FEWEST_WORDS = 4


@dataclass(frozen=True)
class Prompt:
    asks: str | Promise
    means: str | Promise
    strong: str | Promise
    weak: str | Promise


PROMPTS = (
    Prompt(
        gettext_lazy("Open-ended?"),
        gettext_lazy("Nobody has the answer yet."),
        gettext_lazy("How do we keep people beyond their first year?"),
        gettext_lazy("Should we pay newcomers more?"),
    ),
    Prompt(
        gettext_lazy("Ours to act on?"),
        gettext_lazy("People in the set can try something on Monday."),
        gettext_lazy("How do I lead people who do not report to me?"),
        gettext_lazy("Why does head office not listen?"),
    ),
    Prompt(
        gettext_lazy("Wide impact?"),
        gettext_lazy("More than one desk would feel the difference."),
        gettext_lazy("How do two departments become one service?"),
        gettext_lazy("Which form do we use for leave?"),
    ),
)

_QUESTION_MARKS = "?？؟"
_OTHERS = r"(?:they|management|managers|the board|head office|hr|it|finance|the government|the ministry|the council|our bosses|my boss|leaders|leadership)"
_SOLVING = r"(?:introduce|implement|roll out|launch|buy|install|set up|adopt|outsource|hire|merge|reorganise|restructure|digitise|train)"

_SOLUTION = re.compile(
    rf"^(?:how (?:do|can|could|should|might|would|will) (?:we|i) |how to |we (?:should|need to|must|have to) )?{_SOLVING}\b"
    r"|^we (?:should|need to|must|have to)\b|^why (?:don.t|do not|not) (?:we|i)\b",
)
_SOMEBODY_ELSE = re.compile(
    rf"\b(?:get|make|persuade|convince|force|have) {_OTHERS}\b"
    rf"|\bwhy (?:does|do|did|will|would|has|have|is|are|can|won.t)(?:n.t)? {_OTHERS}\b|\bwhy {_OTHERS}\b"
    rf"|\b{_OTHERS} (?:should|must|need to|needs to|has to|have to|ought to|won.t|will not|do not|does not|don.t|doesn.t)\b"
)
_CLOSED = re.compile(
    r"^(?:is|are|was|were|do|does|did|can|could|should|shall|would|will|may|might|must|has|have)\b.*\?"
    r"|^whether\b|^(?:which|when|where|who|how many|how much|how often)\b.*\?"
)
_ASKING = re.compile(r"^(?:how|what|why|in what way|where|when|which|who)\b")


def hints(topic: str) -> list[str]:
    """What might make this topic stronger, the weightiest first; nothing for one that is strong, or not in English.

    Patterns can be wrong about a sentence, so a hint asks and never refuses.
    """
    said = " ".join(topic.lower().replace("’", "'").split())
    if not re.search("[a-z]", said):
        return []
    return [hint for holds, hint in _weaknesses(said) if holds][:MOST_HINTS]


def _weaknesses(said: str) -> Sequence[tuple[bool, str]]:
    asks = any(mark in said for mark in _QUESTION_MARKS)
    is_closed = bool(_CLOSED.search(said))
    return (
        (
            bool(_SOMEBODY_ELSE.search(said)),
            _("It sounds as if somebody else had to act. Which part of it could people in the set change themselves?"),
        ),
        (
            bool(_SOLUTION.search(said)),
            _(
                "This may hold its answer already. What would be better afterwards? Ask for that, and leave the way open."
            ),
        ),
        (
            is_closed,
            _("This can be answered in a word. Begin with “how” or “what”, and there is more to find out."),
        ),
        (
            sum(said.count(mark) for mark in _QUESTION_MARKS) > 1,
            _("These are several questions. Which of them matters most to you all?"),
        ),
        (
            len(said.split()) < FEWEST_WORDS,
            _("Say a little more: people decide by this line whether it is theirs."),
        ),
        (
            not asks and not is_closed and not _ASKING.search(said),
            _("Could it be a question? “How do we …?” leaves room for what nobody has thought of yet."),
        ),
    )
